"""Who may reach what: every address of the resolver, by role and method, and what it may change."""

import itertools
import os
import re
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib import admin
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models.fields.files import FieldFile
from modeltranslation.translator import translator

from tests import coalition, factories
from tests.addresses import patterns, public_patterns
from tests.coalition import ROLES, STAFF, STATES_OF_DRAFTS, STATES_OF_STRANGERS, STRANGERS, rows

pytestmark = [pytest.mark.walk, pytest.mark.django_db]

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
UNSAFE = METHODS[1:]
RARE = METHODS[2:]  # no form sends them: one role of each cell of the table asks, the long experiments by all
ASKING = ROLES if os.environ.get("LONG") else ["anonymous", "signatory", "superuser"]
CASES = [(role, method) for role in ROLES for method in METHODS if method not in RARE or role in ASKING]
CURATORS = STAFF - {"translator"}
LANGUAGES = [code for code, _ in settings.LANGUAGES]
PUBLIC = [200, 405, 405, 405, 405]
DESK = [("login", 200), ("login", 405), ("login", 405), ("login", 405), ("login", 405)]
FORM = [("login", 200), ("login", 200), ("login", 200), ("login", 405), ("login", 405)]
ADMIN = [("login", "login", 200)] * 5
ADMIN_PAGE = [("login", "login", 200), *[("login", "login", 405)] * 4]

# address: an example, and what each of METHODS gets: a status, or "login" where it leads to a login form.
# Of two, the first is for those who are not logged in; of three, the last is for staff.
TABLE = {
    "": ("/", 302, 405, 405, 405, 405),
    "healthz": ("/healthz", *PUBLIC),
    "readyz": ("/readyz", *PUBLIC),
    "favicon.ico": ("/favicon.ico", *PUBLIC),
    "robots.txt": ("/robots.txt", *PUBLIC),
    "sitemap.xml": ("/sitemap.xml", *PUBLIC),
    "sitemap-<int:number>.xml": ("/sitemap-1.xml", *PUBLIC),
    ".well-known/security.txt": ("/.well-known/security.txt", *PUBLIC),
    "<language>/": ("/en/", *PUBLIC),
    "<language>/search/": ("/en/search/?q=said", *PUBLIC),
    "<language>/about/steering-group/": ("/en/about/steering-group/", *PUBLIC),
    "<language>/members/": ("/en/members/", *PUBLIC),
    "<language>/members/<slug:slug>/": ("/en/members/member-a/", *PUBLIC),
    "<language>/positions/": ("/en/positions/", *PUBLIC),
    "<language>/positions/<slug:slug>/": ("/en/positions/said/", *PUBLIC),
    "<language>/positions/<slug:slug>/v<int:number>/": ("/en/positions/frozen/v1/", *PUBLIC),
    "<language>/positions/<slug:slug>/v<int:number>/record.json": (
        "/en/positions/frozen/v1/record.json",
        *PUBLIC,
    ),
    "<language>/positions/<slug:slug>/v<int:number>/statement.txt": (
        "/en/positions/frozen/v1/statement.txt",
        *PUBLIC,
    ),
    "<language>/positions/<slug:slug>/signatories.csv": ("/en/positions/frozen/signatories.csv", *PUBLIC),
    "<language>/positions/<slug:slug>/log.json": ("/en/positions/frozen/log.json", *PUBLIC),
    "<language>/positions/<slug:slug>/v<int:number>/statement.pdf": (
        "/en/positions/frozen/v1/statement.pdf",
        *PUBLIC,
    ),
    "<language>/verify/": ("/en/verify/", *PUBLIC),
    "<language>/dossiers/": ("/en/dossiers/", *PUBLIC),
    "<language>/dossiers/<slug:slug>/": ("/en/dossiers/dossier/", *PUBLIC),
    "<language>/dossiers/<slug:slug>/feed.xml": ("/en/dossiers/dossier/feed.xml", *PUBLIC),
    "<language>/dossiers/<slug:slug>/dossier.pdf": ("/en/dossiers/dossier/dossier.pdf", *PUBLIC),
    "<language>/positions/<slug:slug>/statement.png": ("/en/positions/frozen/statement.png", *PUBLIC),
    "<language>/events/<slug:slug>/event.png": ("/en/events/event/event.png", *PUBLIC),
    "<language>/dossiers/<slug:slug>/dossier.json": ("/en/dossiers/dossier/dossier.json", *PUBLIC),
    "<language>/dossiers/<slug:slug>/steps.csv": ("/en/dossiers/dossier/steps.csv", *PUBLIC),
    "<language>/positions/feed.xml": ("/en/positions/feed.xml", *PUBLIC),
    "<language>/positions/<slug:slug>/signatories.json": ("/en/positions/frozen/signatories.json", *PUBLIC),
    "<language>/events/feed.xml": ("/en/events/feed.xml", *PUBLIC),
    "<language>/members/members.json": ("/en/members/members.json", *PUBLIC),
    "<language>/members/members.csv": ("/en/members/members.csv", *PUBLIC),
    "<language>/dossiers/<slug:slug>/report/": ("/en/dossiers/dossier/report/", 200, 422, *[405] * 3),
    "<language>/dossiers/<slug:slug>/backing/<str:country>/": ("/en/dossiers/dossier/backing/BE/", *PUBLIC),
    "<language>/events/": ("/en/events/", *PUBLIC),
    "<language>/events/calendar.ics": ("/en/events/calendar.ics", *PUBLIC),
    "<language>/events/<slug:slug>/": ("/en/events/event/", *PUBLIC),
    "<language>/events/<slug:slug>/event.ics": ("/en/events/event/event.ics", *PUBLIC),
    "<language>/help/": ("/en/help/", *PUBLIC),
    "<language>/<slug:slug>/": ("/en/about/", *PUBLIC),
    "media/<path:name>": ("/media/logos/logo.webp", *PUBLIC),
    "<language>/desk/": ("/en/desk/", *DESK),
    "<language>/desk/pages/<slug:slug>/": ("/en/desk/pages/about/", *DESK),
    "<language>/desk/members/<slug:slug>/": ("/en/desk/members/member-a/", *DESK),
    "<language>/desk/positions/<slug:slug>/": ("/en/desk/positions/said/", *DESK),
    "<language>/desk/positions/<slug:slug>/v<int:number>/": ("/en/desk/positions/frozen/v1/", *DESK),
    "<language>/desk/answer/<str:token>/": ("/en/desk/answer/none/", *[(404, 404)] * 2, *[(405, 405)] * 3),
    "<language>/desk/positions/<slug:slug>/answer/": (
        "/en/desk/positions/none/answer/",
        *[("login", 404)] * 2,
        *[("login", 405)] * 3,
    ),
    "<language>/desk/positions/<slug:slug>/<slug:verb>/": (
        "/en/desk/positions/none/adopt/",
        *[("login", 404)] * 2,
        *[("login", 405)] * 3,
    ),
    "<language>/desk/dossiers/<slug:slug>/": ("/en/desk/dossiers/dossier/", *DESK),
    "<language>/desk/events/<slug:slug>/": ("/en/desk/events/event/", *DESK),
    "<language>/desk/files/<int:pk>/": ("/en/desk/files/{world.file.pk}/", *DESK),
    "<language>/accounts/login/": ("/en/accounts/login/", *[(200, 302)] * 3, *[(405, 302)] * 2),
    "<language>/accounts/logout/": ("/en/accounts/logout/", (302, 200), 302, 405, 405, 405),
    "<language>/accounts/inactive/": ("/en/accounts/inactive/", *PUBLIC),
    "<language>/accounts/signup/": ("/en/accounts/signup/", *[(200, 302)] * 5),
    "<language>/accounts/reauthenticate/": ("/en/accounts/reauthenticate/", *FORM),
    "<language>/accounts/email/": (
        "/en/accounts/email/",
        ("login", 200),
        *[("login", 302)] * 2,
        *[("login", 405)] * 2,
    ),
    "<language>/accounts/confirm-email/": ("/en/accounts/confirm-email/", *PUBLIC),
    r"<language>/accounts/^confirm-email/(?P<key>[-:\w]+)/$": (
        "/en/accounts/confirm-email/wrong/",
        *(200, 404, 405, 405, 405),
    ),
    "<language>/accounts/password/change/": ("/en/accounts/password/change/", *FORM),
    "<language>/accounts/password/set/": ("/en/accounts/password/set/", *[("login", 302)] * 5),
    "<language>/accounts/password/reset/": ("/en/accounts/password/reset/", 200, 200, 200, 405, 405),
    "<language>/accounts/password/reset/done/": ("/en/accounts/password/reset/done/", *PUBLIC),
    "<language>/accounts/password/reset/key/done/": ("/en/accounts/password/reset/key/done/", *PUBLIC),
    "<language>/accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": (
        "/en/accounts/password/reset/key/1-wrong/",
        *[200] * 5,
    ),
    "<language>/accounts/login/code/confirm/": ("/en/accounts/login/code/confirm/", *[("login", 302)] * 5),
    "<language>/accounts/second-factor/": ("/en/accounts/second-factor/", *DESK),
    "<language>/accounts/second-factor/webauthn/": (
        "/en/accounts/second-factor/webauthn/",
        ("login", 302),
        *[("login", 405)] * 4,
    ),
    **{
        f"<language>/accounts/second-factor/{page}": (f"/en/accounts/second-factor/{page}", *[("login", 302)] * 5)
        for page in ("authenticate/", "reauthenticate/", "trust/", "totp/activate/", "recovery-codes/generate/")
    },
    **{
        f"<language>/accounts/second-factor/webauthn/{page.replace('1', '<int:pk>')}": (
            f"/en/accounts/second-factor/webauthn/{page}",
            *[("login", 302)] * 5,
        )
        for page in ("add/", "reauthenticate/", "keys/1/remove/", "keys/1/edit/")
    },
    "<language>/accounts/second-factor/webauthn/login/": (
        "/en/accounts/second-factor/webauthn/login/",
        *[("login", 302)] * 3,
        *[(405, 302)] * 2,
    ),
    # Of what she does not have.
    **{
        f"<language>/accounts/second-factor/{page}": (f"/en/accounts/second-factor/{page}", *[("login", 404)] * 5)
        for page in ("totp/deactivate/", "recovery-codes/download/")
    },
    "<language>/accounts/second-factor/recovery-codes/": (
        "/en/accounts/second-factor/recovery-codes/",
        ("login", 404),
        *[("login", 405)] * 4,
    ),
    "<language>/accounts/sessions/": (
        "/en/accounts/sessions/",
        ("login", 200),
        *[("login", 302)] * 2,
        *[("login", 405)] * 2,
    ),
    "<language>/desk/me/": ("/en/desk/me/", ("login", 200), ("login", 422), *[("login", 405)] * 3),
    "<language>/desk/typed/": ("/en/desk/typed/", ("login", 302), *[("login", 405)] * 4),
    "<language>/desk/me/data/": ("/en/desk/me/data/", *DESK),
    "<language>/desk/me/data.json": ("/en/desk/me/data.json", *DESK),
    "<language>/desk/me/erase/": ("/en/desk/me/erase/", *[("login", 302)] * 2, *[("login", 405)] * 3),
    "<language>/desk/directory/": ("/en/desk/directory/", *DESK),
    "<language>/desk/directory/people/<int:pk>/": (
        "/en/desk/directory/people/0/",
        *[("login", 405), ("login", 404)],
        *[("login", 405)] * 3,
    ),
    "<language>/desk/documents/": ("/en/desk/documents/", *DESK),
    "<language>/desk/documents/seen/": (
        "/en/desk/documents/seen/",
        *[("login", 405), ("login", 302)],
        *[("login", 405)] * 3,
    ),
    "<language>/desk/organisations/<slug:slug>/": (
        "/en/desk/organisations/alone/",
        *[("login", 404)],
        *[("login", 405)] * 4,
    ),
    **{
        f"<language>/desk/organisations/<slug:slug>/{page}/": (
            f"/en/desk/organisations/alone/{page}/",
            *[("login", 404)] * 2,
            *[("login", 405)] * 3,
        )
        for page in ("people", "page", "change")
    },
    "<language>/desk/organisations/<slug:slug>/right/": (
        "/en/desk/organisations/alone/right/",
        *[("login", 405), ("login", 404)],
        *[("login", 405)] * 3,
    ),
    "<language>/accounts/letters/<str:token>/": ("/en/accounts/letters/nonsense/", *(404, 404, 405, 405, 405)),
    "<language>/accounts/invitation/<str:token>/": (
        "/en/accounts/invitation/{token}/",
        *(200, 200, 405, 405, 405),
    ),
    "admin/": ("/admin/", *ADMIN),
    "admin/^(?P<app_label>members|eclag|positions|events)/$": ("/admin/positions/", *ADMIN),
    "admin/login/": ("/admin/login/", *[("login", 403, 302)] * 5),
    "admin/logout/": (
        "/admin/logout/",
        *[("login", 302, 405), ("login", 302, 302)],
        *[("login", 302, 405)] * 3,
    ),
    "admin/password_change/": ("/admin/password_change/", *[("login", "login", 302)] * 5),
    "admin/password_change/done/": ("/admin/password_change/done/", *ADMIN_PAGE),
    "admin/autocomplete/": ("/admin/autocomplete/", ("login", "login", 403), *ADMIN_PAGE[1:]),
    "admin/jsi18n/": ("/admin/jsi18n/", *ADMIN_PAGE),
    "admin/r/<path:content_type_id>/<path:object_id>/": (
        "/admin/r/{world.kind.pk}/{world.a.pk}/",
        *[("login", "login", 302)] * 5,
    ),
    "admin/(?P<url>.*)$": ("/admin/nothing/", *[("login", "login", 404)] * 5),
}
# Who acts for no member, nor curates.
OUTSIDE = {"<language>/desk/directory/": {"former signatory", "translator"}}
# What a POST without more changes, of whoever is in: her own mark.
MARKS = {"<language>/desk/documents/seen/": {"members_user": {"documents_seen_at"}}}
# noun: what a staff editor and what a translator may (view, add, change, delete), and what is changed here
NOUNS = {
    "members.organisation": ("vacd", "vc", {"website": "https://example.org/changed"}),
    "members.reportedsize": ("vacd", "", {"number": "8"}),
    "members.seat": ("", "", {"evidence": "Changed"}),
    "members.mandate": ("", "", {"until": "2099-01-01"}),
    "members.user": ("", "", {"name": "Changed"}),
    "members.letter": ("", "", {}),
    "members.invitation": ("", "", {}),
    "members.bounce": ("", "", {"why": "Changed"}),
    "members.changerequest": ("vacd", "", {}),
    "eclag.page": ("vacd", "vc", {"visibility": "members"}),
    "eclag.helpline": ("vacd", "", {"phone": "112"}),
    "eclag.presscontact": ("vacd", "", {"phone": "112"}),
    "eclag.quote": ("vacd", "", {"text": "Other words."}),
    "positions.dossier": ("vacd", "vc", {"procedure": "Changed"}),
    "positions.milestone": ("vacd", "vc", {"institution": "council"}),
    "positions.statement": ("vacd", "vc", {"evidence": "Changed"}),
    "positions.version": ("vacd", "", {"number": "7"}),
    "positions.translation": ("vacd", "vc", {"title": "Changed", "origin": "machine", "language": "sv"}),
    "positions.ask": ("vacd", "vc", {"article": "Changed"}),
    "positions.signature": ("vacd", "", {"evidence": "Changed"}),
    "positions.delivery": ("vc", "vc", {"addressee_nl": "Changed"}),
    "positions.correction": ("vacd", "", {}),
    "positions.outcome": ("vacd", "vc", {"result": "partly"}),
    "events.event": ("vacd", "vc", {"venue": "Changed"}),
    "events.session": ("vacd", "vc", {"order": "7"}),
    "events.appearance": ("vacd", "", {"affiliation": "Changed"}),
}
# noun: a verb that its example can take, and whether a staff editor may do it; a translator may do none.
VERBS = {
    "members.organisation": ("suspend", False),
    "positions.statement": ("record", True),
    "events.event": ("cancel", True),
    "positions.signature": ("withdraw", True),
    "positions.delivery": ("strike", True),
    "positions.correction": ("correct", True),
    "members.seat": ("end", False),
    "members.mandate": ("end", False),
    "members.letter": ("send_again", False),
    "members.invitation": ("withdraw", False),
    "members.changerequest": ("make_change", True),
    "members.user": ("reset_mfa", False),
}
KEPT = {"members.seat", "members.mandate", "members.user", "positions.signature"}  # nobody deletes them
READ = {"members.letter", "members.changerequest", "positions.correction"}  # nobody writes them here
ENTERED = {"positions.delivery"}  # on another page; here they are translated
SEALED = {"positions.delivery": {f"{field}{of}" for field in ("addressee", "answer") for of in ("", "_en")}}
MADE = {"members.invitation"}  # made here, and then changed by its verbs alone
TABLES = ["members.organisation", "members.mandate"]  # nouns with import and export
NEEDED = {"": "v", "add/": "a", "{}/change/": "v", "{}/history/": "v", "{}/delete/": "d"}


def translated_fields(model):
    known = model in translator.get_registered_models()
    return set(translator.get_options_for_model(model).get_field_names()) if known else set()


def place(noun):
    return f"admin/{noun.replace('.', '/')}/"


def noun_patterns():
    for noun in NOUNS:
        for page in [*NEEDED, "{}/"]:
            yield place(noun) + page.format("<path:object_id>")
        yield place(noun) + "<path:object_id>/presence/"
        yield place(noun) + "<path:object_id>/history/<int:entry_id>/revert/"
    for noun in VERBS:
        yield place(noun) + "<path:object_id>/verb/<slug:verb>/"
    yield place("members.user") + "<path:object_id>/erase/"
    yield place("members.user") + "erase-name/"
    yield place("members.user") + "<path:object_id>/address/"
    yield place("members.invitation") + "remind/"
    for page in ("<int:object_id>/board/", "<int:object_id>/record/", "<int:object_id>/deliveries/", "coverage/"):
        yield place("positions.statement") + page
    for noun in TABLES:
        for page in ("import/", "process_import/", "export/"):
            yield place(noun) + page
    yield place("members.organisation") + "twins/"
    yield place("members.organisation") + "<int:kept_id>/merge/<int:twin_id>/"
    yield place("members.organisation") + "<int:one_id>/apart/<int:other_id>/"


def rights(noun, role):
    editor, translator, _ = NOUNS[noun]
    hers = {"staff editor": editor, "translator": translator}.get(role, "vacd")
    if noun in READ:
        return "v" if "v" in hers else ""
    if noun in ENTERED:
        return "".join(right for right in hers if right in "vc")
    if noun in MADE:
        return "va" if "v" in hers else ""
    if noun == "members.user":
        hers = hers.replace("a", "")  # an account is made by an invitation or a table
    return hers.replace("d", "") if noun in KEPT else hers


def ask(world, role, method, address, data=None, *, token=True):
    """The answer and what it changed in the database, which then is as before."""
    cache.clear()
    browser = world.browser  # one for all: each new one collects the static files anew
    browser.handler.enforce_csrf_checks = not token
    browser.cookies.clear()
    if role in world.sessions:
        browser.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[role]
    with transaction.atomic():
        written = connection.connection.total_changes
        response = browser.post(address, data) if data else browser.generic(method, address)
        changed = changes(world.rows, rows()) if connection.connection.total_changes != written else {}
        transaction.set_rollback(True)
    return response, changed


def changes(before, after):
    """{table: columns that were changed, or the number of rows that came or went}, of our own nouns."""
    found = {}
    for table, then in before.items():
        now = after[table]
        if len(now) != len(then):
            found[table] = len(now) - len(then)
        elif now != then:
            with connection.cursor() as cursor:
                names = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            pairs = [pair for rows in zip(then, now, strict=True) for pair in enumerate(zip(*rows, strict=True))]
            changed = {names[index] for index, (old, new) in pairs if old != new}
            found[table] = {
                name for name in changed if name != "languages" and not name.endswith(("_authentic", "_mark"))
            } - {"sessions_key"}  # which everybody may change of herself
    for follower in ["auditlog_logentry", "members_translationstatus", "members_transition"]:
        found.pop(follower, None)  # it follows what is looked at here
    return {table: what for table, what in found.items() if what}


def outcome(response):
    """Its status, or "login" where it leads to a login form, or is the one that carries along what was sent."""
    leads = response.headers.get("Location", "").startswith(("/en/accounts/login/", "/admin/login/"))
    carries = response.status_code == 403 and b'name="typed"' in response.content
    return "login" if leads or carries else response.status_code


def refusal(answer):
    response, changed = answer
    return outcome(response), changed


def filled(page):
    """What a browser would send of a form of the admin."""
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    values = {field.html_name: field.value() for form in forms for field in form}
    sent = {name: value for name, value in values.items() if value is not None and value is not False}
    return {name: value for name, value in sent.items() if not isinstance(value, FieldFile)}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Made once for all tests here; each request is undone, and at the end all of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield coalition.build()
        transaction.set_rollback(True)


def test_every_address_has_a_row_and_every_row_an_address():
    assert sorted({pattern for pattern, _ in patterns()}) == sorted([*TABLE, *noun_patterns()])


@pytest.mark.parametrize("address", sorted(set(TABLE) - public_patterns()))
def test_each_role_gets_what_the_table_says_and_changes_nothing(world, address):
    example, *cells = TABLE[address]
    seen, wanted = {}, {}
    for role, method in CASES:
        cell = cells[METHODS.index(method)]
        example = example.replace("{token}", world.example["members.invitation"].token())
        response, changed = ask(world, role, method, example.format(world=world))
        seen[role, method] = outcome(response), changed
        outside, *inside = cell if isinstance(cell, tuple) else [cell, cell]
        if role in OUTSIDE.get(address, ()) and inside == [200]:
            inside = [403]
        done = MARKS.get(address, {}) if method == "POST" and role not in STRANGERS else {}
        wanted[role, method] = (outside if role in STRANGERS else inside[-(role in STAFF)]), done
    assert seen == wanted


@pytest.mark.parametrize("address", sorted(public_patterns()))
def test_a_public_page_is_the_same_for_everybody_tells_no_secret_and_takes_nothing(world, address):
    example, *cells = TABLE[address]
    answers = {(role, method): ask(world, role, method, example) for role, method in CASES}
    wanted = {(role, method): (cells[METHODS.index(method)], {}) for role, method in CASES}
    assert {case: refusal(answer) for case, answer in answers.items()} == wanted
    pages = [answers[role, "GET"][0] for role in ROLES]
    assert [(page.content, dict(page.cookies)) for page in pages] == [(pages[0].content, {})] * len(ROLES)
    assert re.findall(rb"(?i).{0,80}canary.{0,80}", pages[0].content) == []


SET_UP = "/en/accounts/second-factor/"
SETTING_UP = {
    *(SET_UP, f"{SET_UP}webauthn/add/", f"{SET_UP}totp/activate/", f"{SET_UP}reauthenticate/"),
    *("/en/accounts/logout/", "/en/accounts/reauthenticate/", "/en/accounts/password/set/"),
    # Steps of a login, open to everybody; whoever is in is led on to her desk, and from there to the set-up page.
    "/en/accounts/login/code/confirm/",
    *(f"{SET_UP}{page}" for page in ("authenticate/", "trust/", "webauthn/login/")),
}


@pytest.mark.parametrize("role", sorted(STAFF | {"steering"}))
def test_who_must_set_up_a_second_factor_reaches_the_pages_that_do_and_nothing_else(world, role, settings):
    settings.REQUIRE_MFA = True
    examples = {row[0].format(world=world, token="x") for row in TABLE.values()}
    for noun, row in world.example.items():
        examples |= {f"/{place(noun)}{page.format(row.pk)}" for page in NEEDED}
    private = {at for at in examples if outcome(ask(world, "anonymous", "GET", at)[0]) == "login"}
    assert len(private) > 100
    led, wanted = {}, {}
    for at, method in itertools.product(private - SETTING_UP, ["GET", "POST"]):
        response, changed = ask(world, role, method, at)
        led[at, method], wanted[at, method] = (response.headers.get("Location"), changed), (SET_UP, {})
    assert led == wanted


def test_a_request_without_our_token_is_refused_wherever_it_goes(world):
    # To stop letters, mail programs post without a cookie of ours: there the signed link is the key.
    examples = [row[0].format(world=world, token="x") for row in TABLE.values() if "accounts/letters/" not in row[0]]
    for noun, row in world.example.items():
        examples += [f"/{place(noun)}{page.format(row.pk)}" for page in NEEDED]
    seen = {}
    for example in examples:
        for method in UNSAFE:
            response, changed = ask(world, "superuser", method, example, token=False)
            seen[method, example] = outcome(response), changed
    assert {case: answer for case, answer in seen.items() if answer != (403, {})} == {}


@pytest.mark.parametrize(
    "private",
    [
        *(f"/en/canary-{visibility}/" for visibility in ["nobody", "members", "steering"]),
        *(f"/en/members/canary-{state}/" for state in STATES_OF_STRANGERS),
        *(f"/en/positions/canary-{state}/" for state in STATES_OF_DRAFTS),
        *(f"/en/positions/canary-draft/v1/{file}" for file in ["", "record.json", "statement.txt"]),
        *(f"/en/positions/frozen/v2/{file}" for file in ["", "record.json", "statement.txt"]),
        *(f"/en/events/canary-draft/{file}" for file in ["", "event.ics"]),
        "/en/home/",
    ],
)
def test_what_is_not_public_answers_as_if_it_did_not_exist(world, private):
    missing = re.sub("canary-[a-z]+|home", "nothing", private.replace("/v2/", "/v9/"))
    nothing = {method: ask(world, "anonymous", method, missing)[0] for method in METHODS}
    assert nothing["GET"].status_code == 404
    for role, method in [*((role, "GET") for role in ROLES), *(("signatory", method) for method in UNSAFE)]:
        there, changed = ask(world, role, method, private)
        assert (there.status_code, changed) == (nothing[method].status_code, {})
        assert there.content == nothing[method].content.replace(missing[4:].encode(), private[4:].encode())
        assert there.headers.keys() == nothing[method].headers.keys()


@pytest.mark.parametrize(
    "address", ["/en/search/?q={}", "/en/positions/?q={}", "/en/positions/?signatory={}", "/en/members/?q={}"]
)
@pytest.mark.parametrize("word", ["canary", "survivor", "outsider"])
def test_no_search_tells_what_it_may_not_show(world, address, word):
    private, nothing = (ask(world, "superuser", "GET", address.format(asked))[0] for asked in (word, "xyzzyx"))
    assert private.content == nothing.content.replace(b"xyzzyx", word.encode())


def test_the_admin_holds_the_nouns_of_the_table():
    assert {model._meta.label_lower for model in admin.site._registry} == set(NOUNS)


@pytest.mark.parametrize("noun", NOUNS)
def test_a_noun_in_the_admin_opens_to_those_with_the_right(world, noun):
    seen, wanted = {}, {}
    for role in ROLES:
        for page, right in NEEDED.items():
            example = f"/{place(noun)}{page}".format(world.example[noun].pk)
            response, changed = ask(world, role, "GET", example)
            seen[role, page] = outcome(response), changed
            wanted[role, page] = (
                (200 if right in rights(noun, role) else 403) if role in STAFF else "login",
                {},
            )
            if role in {"translator", "staff editor"}:
                assert b"Canary contact" not in response.content
    assert seen == wanted


@pytest.mark.parametrize("noun", NOUNS)
def test_a_noun_in_the_admin_is_written_by_those_with_the_right(world, noun):
    row, data = world.example[noun], NOUNS[noun][2]
    table, translated = row._meta.db_table, translated_fields(type(row))
    page = f"/{place(noun)}{row.pk}/change/"
    form = filled(ask(world, "superuser", "GET", page)[0]) | data
    form |= {f"{field}_{code}": "Changed" for field in translated for code in LANGUAGES}
    everything = {*data, *translated, *(f"{field}_{code}" for field in translated for code in LANGUAGES)}
    everything -= SEALED.get(noun, set())
    hers = {f"{field}_{code}" for field in translated for code in ("nl", "fr")} or {"title"}
    all_of_it = {table: everything} | ({"positions_translation": {"title"}} if noun == "positions.statement" else {})
    seen, wanted = {}, {}
    for role in ROLES:
        may = rights(noun, role) if role in STAFF else ""
        refused = (403 if role in STAFF else "login"), {}
        response, changed = ask(world, role, "POST", page, form)
        kept = {"changed_at", "sequence"}  # they follow from what is written
        changed = {name: columns - kept for name, columns in changed.items() if columns - kept}
        seen[role, "change"] = outcome(response), changed
        wanted[role, "change"] = (302, {table: hers} if role == "translator" else all_of_it) if "c" in may else refused
        response, changed = ask(world, role, "POST", f"/{place(noun)}add/")
        seen[role, "add"] = outcome(response), changed
        wanted[role, "add"] = (200, {}) if "a" in may else refused
        response, changed = ask(world, role, "POST", f"/{place(noun)}{row.pk}/delete/", {"post": "yes"})
        seen[role, "delete"] = outcome(response), changed.get(table)
        wanted[role, "delete"] = (302, -1) if "d" in may else (refused[0], None)
        action = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
        response, changed = ask(world, role, "POST", f"/{place(noun)}", action)
        offered = "d" in may or "v" not in may  # else Django shows the list, or leads to it
        seen[role, "action"] = outcome(response) if offered else "", changed.get(table)
        wanted[role, "action"] = (302, -1) if "d" in may else ("" if "v" in may else refused[0], None)
    assert seen == wanted


@pytest.mark.parametrize("noun", VERBS)
def test_a_verb_in_the_admin_is_done_by_those_with_the_right(world, noun):
    verb, for_editors = VERBS[noun]
    row = world.found if noun == "positions.statement" else world.example[noun]
    able = {"secretariat", "superuser", *(["staff editor"] if for_editors else [])}
    seen, wanted = {}, {}
    for role in ROLES:
        for method in METHODS:
            said = {"reason": "It was decided."} if method == "POST" else None
            response, changed = ask(world, role, method, f"/{place(noun)}{row.pk}/verb/{verb}/", said)
            done = role in able and method == "POST"
            seen[role, method] = (
                outcome(response),
                bool({"state", "ended_at", "mfa_reset_at"} & changed.get(row._meta.db_table, set())),
                len(changed.keys() - {"members_user"}),  # sessions end with the last mandate
            )
            allowed = 302 if done else 200
            refused = 403 if role in STAFF else "login"
            tables = 2 if noun == "members.user" else 1  # her second factors, and the letter that says so
            wanted[role, method] = (allowed if role in able else refused), done, done * tables
    assert seen == wanted


@pytest.mark.parametrize("role", ["staff editor", "secretariat", "superuser"])
def test_nobody_changes_or_deletes_what_people_signed(world, role):
    authentic = world.version.translations.get(language="en")
    for noun, row in [("version", world.version), ("translation", authentic)]:
        page = f"/admin/positions/{noun}/{row.pk}/"
        assert outcome(ask(world, role, "GET", f"{page}change/")[0]) == 200
        assert refusal(ask(world, role, "POST", f"{page}change/", {"number": "7", "title": "Changed"})) == (403, {})
    for noun, row in [("version", world.version), ("translation", authentic), ("statement", world.version.statement)]:
        page = f"/admin/positions/{noun}/"
        action = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
        assert refusal(ask(world, role, "POST", f"{page}{row.pk}/delete/", {"post": "yes"})) == (403, {})
        response, changed = ask(world, role, "POST", page, action)
        assert (outcome(response) in {200, 403}, changed) == (True, {})


def test_a_translator_only_reads_the_texts_in_other_languages(world):
    german = world.example["positions.version"].translations.create(language="de", title="Canary")
    page = f"/admin/positions/translation/{german.pk}/change/"
    world = SimpleNamespace(**vars(world) | {"rows": rows()})
    assert outcome(ask(world, "translator", "GET", page)[0]) == 200
    assert refusal(ask(world, "translator", "POST", page, {"title": "Changed"})) == (403, {})


@pytest.mark.parametrize(("role", "reaches"), [("secretariat", True), ("staff editor", False), ("translator", False)])
def test_people_and_seats_come_in_with_an_organisation_for_the_secretariat_alone(world, role, reaches):
    page = f"/admin/members/organisation/{world.a.pk}/change/"
    form = filled(ask(world, "superuser", "GET", page)[0])
    number = form["mandates-TOTAL_FORMS"]
    form |= {"mandates-TOTAL_FORMS": number + 1, f"mandates-{number}-role": "contact"}
    form |= {f"mandates-{number}-person": world.example["members.user"].pk}
    form |= {"seats-TOTAL_FORMS": 1, "seats-0-since_precision": "day", "seats-0-until_precision": "day"}
    form |= {"seats-0-source_url": "https://example.org/forged"}
    shown, _ = ask(world, role, "GET", page)
    assert (b"Canary contact" in shown.content) is reaches
    response, changed = ask(world, role, "POST", page, form)
    assert outcome(response) == 302
    assert changed.keys() - {"members_organisation"} == ({"members_mandate", "members_seat"} if reaches else set())


@pytest.mark.parametrize("role", ROLES)
def test_an_autocomplete_offers_only_what_she_may_see(world, role):
    seen, wanted = {}, {}
    for model, place in admin.site._registry.items():
        for name in place.autocomplete_fields:
            noun = model._meta.get_field(name).related_model._meta.label_lower
            query = f"app_label={model._meta.app_label}&model_name={model._meta.model_name}&field_name={name}"
            response, _ = ask(world, role, "GET", f"/admin/autocomplete/?{query}")
            seen[model, name] = outcome(response)
            wanted[model, name] = (200 if "v" in rights(noun, role) else 403) if role in STAFF else "login"
    assert len(seen) > 10
    assert seen == wanted


def test_nobody_tries_the_password_of_another_at_the_login_of_the_admin(world):
    guess = {"username": "canary-superuser@example.org", "password": factories.PASSWORD}
    response, changed = ask(world, "translator", "POST", "/admin/login/", guess)
    assert response.wsgi_request.user.email == "canary-translator@example.org"
    assert changed == {}


@pytest.mark.parametrize(
    ("private", "seers"),
    [
        ("pages/canary-nobody", CURATORS),
        ("pages/canary-members", {*CURATORS, "contact", "editor", "signatory", "signatory elsewhere", "steering"}),
        ("pages/canary-steering", {*CURATORS, "steering", "signatory elsewhere"}),
        ("members/canary-applicant", CURATORS),
        ("positions/canary-draft", CURATORS),
        ("positions/canary-new", STAFF),  # of which a translation was handed to the translator
        ("positions/canary-new/v1", STAFF),
        ("positions/frozen/v2", CURATORS),
        ("events/canary-draft", CURATORS),
        ("files/{world.hidden_file.pk}", CURATORS),
    ],
)
def test_the_desk_shows_what_is_not_public_to_those_who_may_see_it(world, private, seers):
    address = f"/en/desk/{private.format(world=world)}/"
    seen = {role: outcome(ask(world, role, "GET", address)[0]) for role in ROLES}
    assert seen == {role: 200 if role in seers else "login" if role in STRANGERS else 404 for role in ROLES}


def test_a_hidden_file_has_no_public_address(world):
    answers = [ask(world, "anonymous", "GET", f"/media/{name}") for name in (world.hidden_file.file.name, "x.pdf")]
    assert [refusal(answer) for answer in answers] == [(404, {})] * 2


@pytest.mark.parametrize(
    ("noun", "page", "able"),
    [
        ("members.user", "{world.example[members.user].pk}/erase/", {"secretariat", "superuser"}),
        ("members.user", "erase-name/", {"secretariat", "superuser"}),
        ("members.user", "{world.example[members.user].pk}/address/", {"secretariat", "superuser"}),
        ("members.organisation", "twins/", {"secretariat", "superuser"}),
        ("members.invitation", "remind/", {"secretariat", "superuser"}),
        ("members.organisation", "{world.a.pk}/merge/{world.b.pk}/", {"secretariat", "superuser"}),
        ("members.organisation", "import/", {"secretariat", "superuser"}),
        ("members.organisation", "export/", STAFF - {"translator"}),
        ("members.mandate", "import/", {"secretariat", "superuser"}),
        ("members.mandate", "export/", {"secretariat", "superuser"}),
    ],
)
def test_what_touches_people_or_membership_is_the_secretariats(world, noun, page, able):
    page = page.replace("world.example[members.user].pk", "person").format(
        world=world, person=world.example["members.user"].pk
    )
    seen = {}
    for role in ROLES:
        for method in ("GET", "POST"):
            response, changed = ask(world, role, method, f"/{place(noun)}{page}")
            if method == "GET" or role not in able:
                assert changed == {}
            seen[role, method] = outcome(response)
    refused = {role: 403 if role in STAFF else "login" for role in ROLES}
    assert {role: seen[role, "GET"] for role in ROLES} == refused | dict.fromkeys(able, 200)
    assert {role: seen[role, "POST"] in {200, 302} for role in able} == dict.fromkeys(able, True)
    assert {role: seen[role, "POST"] for role in ROLES if role not in able} == {
        role: refused[role] for role in ROLES if role not in able
    }


def test_the_secretariat_tells_organisations_apart(world):
    page = f"/{place('members.organisation')}{world.a.pk}/apart/{world.b.pk}/"
    able = {"secretariat", "superuser"}
    seen = {role: [refusal(ask(world, role, method, page)) for method in ("GET", "POST")] for role in ROLES}
    refused = {
        role: [(405 if role in STAFF else "login", {}), (403 if role in STAFF else "login", {})] for role in ROLES
    }
    done = [(405, {}), (302, {"members_toldapart": 1})]
    assert seen == refused | dict.fromkeys(able, done)


@pytest.mark.parametrize("noun", NOUNS)
def test_a_presence_is_noted_for_those_who_see_the_noun(world, noun):
    page = f"/{place(noun)}{world.example[noun].pk}/presence/"
    for role in ROLES:
        answers = {method: ask(world, role, method, page) for method in METHODS}
        sees = role in STAFF and "v" in rights(noun, role)
        refused = 404 if role in STAFF else "login"
        assert refusal(answers["POST"]) == ((200, {"members_presence": 1}) if sees else (refused, {}))
        others = {method: refusal(answer) for method, answer in answers.items() if method != "POST"}
        assert others == dict.fromkeys(others, (405 if role in STAFF else "login", {}))
