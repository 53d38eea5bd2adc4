"""Import and export in the admin: what a file would do, what it does, and that it comes back as it went out."""

import csv
import datetime
import io
import logging
import unicodedata

import openpyxl
import pytest
from auditlog.models import LogEntry
from django.contrib.admin.models import LogEntry as AdminEntry
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.actions import merge
from members.curating.resources import MandateResource
from members.models import Mandate, Organisation, TranslationStatus, User
from members.states import MandateRole, StaffRole, TextState
from tests.factories import mandate, organisation, user
from tests.reading import links, words

pytestmark = pytest.mark.django_db
GREEK, BULGARIAN = "Το Χαμόγελο του Παιδιού", "Национална мрежа за децата"
SINCE = datetime.date(2024, 2, 1)


@pytest.fixture
def secretary(client):
    client.force_login(user("secretary@example.org", staff_role=StaffRole.SECRETARIAT))
    return client


def comma(text):
    """A CSV file of lines as they stand in a test."""
    return "\n".join(line.strip() for line in text.strip().splitlines()).encode()


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def look(client, noun, data, name="table.csv"):
    """The page of the dry run."""
    file = SimpleUploadedFile(name, data)
    response = client.post(f"/admin/members/{noun}/import/", {"resource": "0", "import_file": file})
    assert response.status_code == 200
    return response


def confirm(client, page):
    """What the button under the dry run does."""
    form = {field.html_name: field.value() for field in page.context["confirm_form"]}
    noun = page.context["opts"].model_name
    return client.post(f"/admin/members/{noun}/process_import/", form)


def bring_in(client, noun, data, name="table.csv"):
    """Both steps; returns what was counted in the first."""
    page = look(client, noun, data, name)
    response = confirm(client, page)
    assert (response.status_code, response["Location"]) == (302, f"/admin/members/{noun}/")
    return counts(page)


def counts(page):
    return [number for number, _ in page.context["result"].counts]


def faults(page):
    """(row, column, reason) of whatever is wrong, in the order of the page."""
    return [(row.number, *fault) for row in page.context["result"].shown if row.kind == "Wrong" for fault in row.faults]


def take_out(client, noun, file="csv", query=""):
    number = {"csv": "0", "xlsx": "1"}[file]
    response = client.post(f"/admin/members/{noun}/export/{query}", {"resource": "0", "format": number})
    assert response.status_code == 200
    return response.content


def table(data):
    """The rows of an exported CSV file as dictionaries."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


# Two steps


def rows_of(noun, number):
    """A file of that many rows, all of them new."""
    if noun == "organisation":
        lines = [f"Organisation {one},ngo,NL,It helps {one}.,Het helpt {one}." for one in range(number)]
        return "\n".join(["name,kind,country,does_en,does_nl", *lines]).encode()
    for one in range(20):
        organisation(slug=f"member-{one}")
    lines = [f"p{one}@example.org,Person {one},member-{one % 20},contact,2024-02-01" for one in range(number)]
    return "\n".join(["email,name,organisation,role,since", *lines]).encode()


@pytest.mark.once
@pytest.mark.parametrize("noun", ["organisation", "mandate"])
def test_twenty_rows_cost_one_query_at_most_and_the_history_has_each(secretary, noun):
    data = rows_of(noun, 1000)
    with CaptureQueriesContext(connection) as looked:
        page = look(secretary, noun, data)
    with CaptureQueriesContext(connection) as wrote:
        confirm(secretary, page)
    assert counts(page) == [1000, 0, 0, 0]
    assert max(len(looked), len(wrote)) <= 50
    entries = LogEntry.objects.filter(content_type__model=noun, action=0, actor__email="secretary@example.org")
    assert entries.count() == 1000
    assert TranslationStatus.objects.filter(language="nl", state="current").count() == (
        1000 if noun == "organisation" else 0
    )
    assert {row["email"] for row in User.objects.exclude(name="").values("email")} == (
        set() if noun == "organisation" else {f"p{one}@example.org" for one in range(1000)}
    )


@pytest.mark.parametrize("noun", ["organisation", "mandate"])
def test_the_history_of_a_table_says_what_that_of_the_same_rows_saved_one_by_one_says(secretary, noun):
    model = {"organisation": Organisation, "mandate": Mandate}[noun]
    bring_in(secretary, noun, rows_of(noun, 2))
    made = model.objects.order_by("pk").last()
    in_bulk = LogEntry.objects.get(content_type__model=noun, object_id=made.pk)
    again = model.objects.get(pk=made.pk)
    made.delete()
    again.pk, again._state.adding = None, True
    again.save()
    alone = LogEntry.objects.get(content_type__model=noun, object_id=again.pk, action=0)
    different = {"id"}
    assert {key: value for key, value in in_bulk.changes.items() if key not in different} == {
        key: value for key, value in alone.changes.items() if key not in different
    }
    assert (in_bulk.object_pk, in_bulk.object_repr, in_bulk.action) == (str(in_bulk.object_id), alone.object_repr, 0)


def test_looking_at_a_table_writes_nothing_and_waits_for_nobody(secretary):
    with CaptureQueriesContext(connection) as queries:
        look(secretary, "organisation", rows_of("organisation", 20))
    ours = [query["sql"] for query in queries if "members_organisation" in query["sql"]]
    assert ours
    assert [sql for sql in ours if not sql.startswith("SELECT") or "FOR UPDATE" in sql] == []


def test_a_dry_run_says_what_each_row_would_do_and_does_nothing(secretary):
    organisation(slug="one", name="One", country="NL", kind="ngo")
    organisation(slug="two", name="Two", country="NL", kind="ngo")
    before = list(Organisation.objects.values())
    page = look(secretary, "organisation", b"slug,name,kind,country\none,One,ngo,NL\ntwo,Two,hotline,NL\n,New,ngo,be\n")
    assert counts(page) == [1, 1, 1, 0]
    assert [(row.number, row.kind, row.name) for row in page.context["result"].shown] == [
        (2, "Same", "One"),
        (3, "Changed", "Two"),
        (4, "New", "New"),
    ]
    assert "3 Changed Two kind ngo hotline" in words(page)
    assert "1 new, 1 changed, 1 the same, 0 wrong" in words(page)
    assert list(Organisation.objects.values()) == before
    assert LogEntry.objects.filter(action=LogEntry.Action.UPDATE).count() == 0


def test_the_second_step_does_what_the_first_has_shown_and_the_history_says_who(secretary):
    organisation(slug="two", name="Two", kind="ngo")
    file = b"slug,name,kind,country\ntwo,Two,hotline,NL\n,New,ngo,BE\n"
    assert bring_in(secretary, "organisation", file) == [1, 1, 0, 0]
    assert list(Organisation.objects.values_list("slug", "kind", "country", "state")) == [
        ("new", "ngo", "BE", "applicant"),
        ("two", "hotline", "NL", "active"),
    ]
    entries = LogEntry.objects.filter(content_type__model="organisation", actor__email="secretary@example.org")
    assert sorted(entries.values_list("object_repr", "action")) == [("New", 0), ("Two", 1)]
    assert AdminEntry.objects.count() == 0


def test_a_file_that_was_imported_does_nothing_a_second_time(secretary):
    file = b"name,kind,country\nOne,ngo,NL\nTwo,ngo,NL\n"
    assert bring_in(secretary, "organisation", file) == [2, 0, 0, 0]
    assert bring_in(secretary, "organisation", file) == [0, 0, 2, 0]
    assert Organisation.objects.count() == 2


def test_the_button_works_once(secretary):
    page = look(secretary, "organisation", b"name,kind,country\nOne,ngo,NL\n")
    confirm(secretary, page)
    again = confirm(secretary, page)
    assert (again.status_code, Organisation.objects.count()) == (200, 1)
    assert "Nothing was imported." in words(again)
    assert "Upload it again." in words(again)


def test_three_wrong_rows_among_good_ones_change_nothing_and_are_named(secretary):
    rows = [f"Organisation {number},ngo,NL," for number in range(40)]
    rows[4] = "Organisation 4,pub,NL,"
    rows[20] = "Organisation 20,ngo,Holland,"
    rows[39] = "Organisation 3,ngo,NL,"
    page = look(secretary, "organisation", "\n".join(["name,kind,country,website", *rows]).encode())
    assert counts(page) == [37, 0, 0, 3]
    assert faults(page) == [
        (6, "kind", "“pub” is none of: network, survivor_led, hotline, ngo, technology, other."),
        (22, "country", "“Holland” is no code of a country, such as NL (Greece is GR)."),
        (41, "", "Row 5 is about the same."),
    ]
    assert "confirm_form" not in page.context
    assert 'value="Import"' not in page.content.decode()
    assert Organisation.objects.count() == 0


def test_the_wrong_rows_come_first_and_of_many_rows_200_are_shown(secretary):
    rows = [f"Organisation {number},ngo,NL" for number in range(300)]
    rows[299] = "Organisation 299,pub,NL"
    page = look(secretary, "organisation", "\n".join(["name,kind,country", *rows]).encode())
    assert [row.number for row in page.context["result"].shown] == [301, *range(2, 201)]
    assert "And 100 more rows." in words(page)


def test_once_200_rows_are_wrong_the_others_are_not_looked_at(secretary):
    page = look(secretary, "organisation", b"name,kind,country\n" + b"x,pub,NL\n" * 1000)
    assert counts(page) == [0, 0, 0, 200]
    assert "And 800 more rows, not looked at, as so many are wrong." in words(page)


@pytest.mark.parametrize(
    ("meanwhile", "reason"),
    [
        (lambda: Organisation.objects.update(kind="network"), "Something has changed since the dry run"),
        (lambda: organisation(slug="new", name="New"), "Something has changed since the dry run"),
        (lambda: organisation(slug="other", name="Two and more"), "with this Name already exists."),
    ],
)
def test_what_changed_since_the_dry_run_stops_all_of_it_and_says_why(secretary, meanwhile, reason):
    organisation(slug="two", name="Two", kind="ngo")
    page = look(secretary, "organisation", b"slug,name,kind,country\nnew,New,ngo,NL\ntwo,Two and more,hotline,NL\n")
    meanwhile()
    before = list(Organisation.objects.values())
    response = confirm(secretary, page)
    assert response.status_code == 409
    assert "Nothing was imported." in words(response)
    assert reason in words(response)
    assert list(Organisation.objects.values()) == before


@pytest.mark.parametrize(
    "forged",
    [
        {"digest": "0" * 64},
        {"digest": ""},
        {"format": "7"},
        {"format": "x"},
        {"import_file_name": "../../etc/passwd"},
        {"import_file_name": "0" * 32},
        {"original_file_name": ""},
    ],
)
def test_a_forged_second_step_changes_nothing(secretary, forged):
    page = look(secretary, "organisation", b"name,kind,country\nOne,ngo,NL\n")
    form = {field.html_name: field.value() for field in page.context["confirm_form"]}
    response = secretary.post("/admin/members/organisation/process_import/", form | {"resource": "9"} | forged)
    assert response.status_code in {200, 409}
    assert "Nothing was imported." in words(response)
    assert Organisation.objects.count() == 0


def test_only_a_file_that_may_be_confirmed_is_kept_and_not_after_it_was(secretary):
    def kept():
        return [key for key in cache._cache if "import-" in key]

    cache.clear()
    look(secretary, "organisation", b"name,kind,country\nOne,pub,NL\n")
    assert kept() == []
    page = look(secretary, "organisation", b"name,kind,country\nOne,ngo,NL\n")
    assert len(kept()) == 1
    confirm(secretary, page)
    assert kept() == []


# Rights


@pytest.mark.parametrize(
    ("role", "noun", "imports", "exports"),
    [
        (StaffRole.TRANSLATOR, "organisation", False, False),
        (StaffRole.TRANSLATOR, "mandate", False, False),
        (StaffRole.EDITOR, "organisation", False, True),
        (StaffRole.EDITOR, "mandate", False, False),
        (StaffRole.SECRETARIAT, "organisation", True, True),
        (StaffRole.SECRETARIAT, "mandate", True, True),
    ],
)
def test_the_secretariat_imports_and_an_editor_exports_only_organisations(client, role, noun, imports, exports):
    client.force_login(user(staff_role=role, translates=["nl"]))
    at = f"/admin/members/{noun}/"
    pages = {"import": client.get(f"{at}import/"), "export": client.get(f"{at}export/")}
    assert {page: answer.status_code for page, answer in pages.items()} == {
        "import": 200 if imports else 403,
        "export": 200 if exports else 403,
    }
    file = SimpleUploadedFile("table.csv", b"name,kind,country\nOne,ngo,NL\n")
    sent = client.post(f"{at}import/", {"resource": "0", "import_file": file})
    assert sent.status_code == (200 if imports else 403)
    assert client.post(f"{at}process_import/", {}).status_code == (200 if imports else 403)
    assert client.post(f"{at}export/", {"resource": "0", "format": "0"}).status_code == (200 if exports else 403)
    buttons = [link for link in links(client.get(at)) if link.startswith(("import/", "export/"))]
    assert buttons == [*(["import/"] if imports else []), *(["export/?"] if exports else [])]


def test_the_list_keeps_its_other_buttons(secretary):
    assert {"/admin/members/organisation/add/", "twins/", "import/", "export/?"} <= set(
        links(secretary.get("/admin/members/organisation/"))
    )


@pytest.mark.parametrize("page", ["organisation/import/", "organisation/export/", "mandate/import/", "mandate/export/"])
def test_the_pages_hold_no_script_and_no_style_of_their_own(secretary, page):
    main = secretary.get(f"/admin/members/{page}").content.decode().partition("<main")[2].partition("</main>")[0]
    assert [word for word in ("<script", "<style", "style=", "onchange", "onclick") if word in main] == []


def test_a_superusers_account_is_changed_by_a_superuser_alone(secretary, client):
    organisation(slug="one")
    user("root@example.org", name="Root", is_superuser=True)
    file = b"email,name,organisation,role\nroot@example.org,Mallory,one,contact\n"
    assert faults(look(secretary, "mandate", file)) == [(2, "email", "Only a superuser may change this account.")]
    client.force_login(User.objects.get(email="root@example.org"))
    assert bring_in(client, "mandate", file) == [1, 0, 0, 0]
    assert User.objects.get(email="root@example.org").name == "Mallory"


# Organisations


def test_65_organisations_come_in_and_come_back_the_same(secretary):
    names = [f"Organisation {number}" for number in range(63)] + [GREEK, BULGARIAN]
    rows = [f"{name};ngo;{'GR' if name == GREEK else 'BG'};https://example.org;Τι κάνει;Какво прави" for name in names]
    file = "\n".join(["name;kind;country;website;does_el;does_bg", *rows]).encode("utf-16")
    assert bring_in(secretary, "organisation", file) == [65, 0, 0, 0]
    assert Organisation.objects.get(name=GREEK).slug == "to-chamogelo-tou-paidiou"
    assert Organisation.objects.get(name=BULGARIAN).slug == "natsionalna-mrezha-za-detsata"
    assert Organisation.objects.filter(does_el="Τι κάνει", does_bg="Какво прави", state="applicant").count() == 65
    for ending in ["csv", "xlsx"]:
        data = take_out(secretary, "organisation", ending)
        assert bring_in(secretary, "organisation", data, f"table.{ending}") == [0, 0, 65, 0]


def test_a_slug_is_made_that_is_free_and_no_address_of_ours(secretary):
    organisation(slug="one", name="The first")
    file = "name,kind,country\nOne,ngo,NL\nÓné,ngo,NL\nJoin,ngo,NL\n★,ngo,NL\n".encode()
    assert bring_in(secretary, "organisation", file) == [4, 0, 0, 0]
    slugs = dict(Organisation.objects.values_list("name", "slug"))
    assert slugs == {"The first": "one", "One": "one-2", "Óné": "one-3", "Join": "join-2", "★": "organisation"}


def test_an_organisation_is_found_by_its_slug_or_by_its_name_without_one(secretary):
    organisation(slug="one", name="One", acronym="A", website="https://one.example.org")
    file = b"slug,name,kind,country,acronym\none,One renamed,ngo,NL,\n"
    page = look(secretary, "organisation", file)
    assert page.context["result"].shown[0].changes == [("name", "One", "One renamed"), ("acronym", "A", "")]
    confirm(secretary, page)
    assert bring_in(secretary, "organisation", b"name,kind,country\nOne renamed,hotline,NL\n") == [0, 1, 0, 0]
    row = Organisation.objects.get()
    assert (row.slug, row.name, row.kind, row.acronym) == ("one", "One renamed", "hotline", "")
    assert row.website == "https://one.example.org"


SPELLINGS = [
    unicodedata.normalize("NFD", "L’Étoile d’Or"),
    "L’Étoile\u00a0d’Or",
    "L’Étoile d\u200b’Or",
    "L’Étoile  d’Or",
    "L’ÉTOILE D’OR",
    "L'Étoile d'Or",
]


@pytest.mark.parametrize("typed", SPELLINGS)
def test_a_name_that_looks_the_same_makes_no_second_organisation(secretary, typed):
    organisation(slug="one", name="L’Étoile d’Or", kind="ngo", country="FR", does_en=None)
    assert bring_in(secretary, "organisation", f"name,kind,country\n{typed},hotline,FR\n".encode()) == [0, 1, 0, 0]
    assert list(Organisation.objects.values_list("name", "kind")) == [("L’Étoile d’Or", "hotline")]
    page = look(secretary, "organisation", f"slug,name,kind,country\ntwo,{typed},hotline,FR\n".encode())
    assert faults(page) == [(2, "name", "Organisation with this Name already exists.")]


@pytest.mark.parametrize("typed", SPELLINGS)
def test_two_rows_of_a_file_that_look_the_same_are_not_two(secretary, typed):
    page = look(secretary, "organisation", f"name,kind,country\nL’Étoile d’Or,ngo,FR\n{typed},ngo,FR\n".encode())
    assert faults(page) == [(3, "", "Row 2 is about the same.")]


@pytest.mark.parametrize("typed", SPELLINGS)
def test_people_act_for_the_organisation_however_its_name_is_typed(secretary, typed):
    organisation(slug="one", name="L’Étoile d’Or")
    file = f"email,organisation,role\na@example.org,{typed},contact\n".encode()
    assert bring_in(secretary, "mandate", file) == [1, 0, 0, 0]


def test_accents_make_another_name(secretary):
    organisation(slug="one", name="Côte")
    assert bring_in(secretary, "organisation", b"name,kind,country\nCote,ngo,FR\n") == [1, 0, 0, 0]


def test_the_slug_of_an_organisation_that_was_merged_leads_to_the_other(secretary):
    merge(organisation(slug="one", name="One"), organisation(slug="two", name="Two"), by=User.objects.get())
    assert bring_in(secretary, "organisation", b"slug,name,kind,country\ntwo,One,hotline,NL\n") == [0, 1, 0, 0]
    assert bring_in(secretary, "organisation", b"name,kind,country\nTwo,ngo,NL\n") == [1, 0, 0, 0]
    assert set(Organisation.objects.values_list("slug", "kind")) == {("one", "hotline"), ("two-2", "ngo")}


def test_a_state_is_told_and_never_taken(secretary):
    organisation(slug="one", name="One", kind="ngo", state="suspended")
    rows = table(take_out(secretary, "organisation"))
    assert [(row["slug"], row["state"]) for row in rows] == [("one", "suspended")]
    file = b"slug,name,kind,country,state\none,One,ngo,NL,active\n,Two,ngo,NL,active\n"
    assert bring_in(secretary, "organisation", file) == [1, 0, 1, 0]
    assert dict(Organisation.objects.values_list("name", "state")) == {"One": "suspended", "Two": "applicant"}


def test_the_translations_of_a_text_that_changed_are_outdated(secretary):
    file = "name,kind,country,does_en,does_nl,does_fr\nOne,ngo,NL,It {},Het {},{}\n"
    bring_in(secretary, "organisation", file.format("helps.", "helpt.", "Elle aide.").encode())
    states = TranslationStatus.objects.order_by("language").values_list("language", "state")
    assert list(states) == [("fr", TextState.CURRENT), ("nl", TextState.CURRENT)]
    bring_in(secretary, "organisation", file.format("cares.", "zorgt.", "Elle aide.").encode())
    assert list(states.all()) == [("fr", TextState.OUTDATED), ("nl", TextState.CURRENT)]


TEXTS = ["name", "acronym", "evidence", *("does_bg", "does_el", "does_en", "does_nl")]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_formula_in_any_text_goes_out_inert_and_comes_back_the_same(secretary, ending):
    signs = ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", '=HYPERLINK("x")', "a;=1;b", "a\n=1", "'=1", "＝1", "#REF!"]
    for number, text in enumerate(signs):
        organisation(**dict.fromkeys(TEXTS, text) | {"name": f"{text} {number}", "slug": f"-{number}"})
    before = list(Organisation.objects.order_by("pk").values())
    data = take_out(secretary, "organisation", ending)
    if ending == "csv":
        cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row]
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        assert {cell.data_type for row in sheet for cell in row if cell.value} == {"s"}
        cells = [cell.value or "" for row in sheet for cell in row]
    assert [cell for cell in cells if cell[:1] in {*"=+-@＝\t\r"}] == []
    assert bring_in(secretary, "organisation", data, f"table.{ending}") == [0, 0, len(signs), 0]
    assert list(Organisation.objects.order_by("pk").values()) == before


def test_the_list_as_it_was_filtered_goes_out_and_a_line_is_logged_without_names(secretary, caplog):
    organisation(slug="one", country="NL")
    organisation(slug="two", country="BE")
    with caplog.at_level(logging.INFO, logger="eclag.exports"):
        rows = table(take_out(secretary, "organisation", query="?country=BE"))
    assert [row["slug"] for row in rows] == ["two"]
    number = User.objects.get().pk
    assert [entry.getMessage() for entry in caplog.records if entry.name == "eclag.exports"] == [
        f"user {number} exported 1 organisations as CSV"
    ]


# People


def test_90_people_with_120_roles_come_in_and_come_back_the_same(secretary):
    for number in range(30):
        organisation(slug=f"member-{number}", name=f"Member {number}")
    rows = [["email", "name", "language", "organisation", "role", "since", "until"]]
    for number in range(90):
        person = [f"Person{number}@Example.org", f"Иван {number}", "bg", f"member-{number % 30}"]
        rows.append([*person, "signatory", datetime.date(2024, 2, 1), None])
        if number < 30:
            rows.append([person[0], None, None, f"Member {number}", "Contact", "01.02.2024 г.", 47000])
    assert bring_in(secretary, "mandate", workbook(*rows), "table.xlsx") == [120, 0, 0, 0]
    people = User.objects.exclude(email="secretary@example.org")
    assert people.count() == 90
    made = {(person.language, person.has_usable_password(), person.staff_role) for person in people}
    assert made == {("bg", False, "")}
    assert people.get(email="person7@example.org").name == "Иван 7"
    assert Mandate.objects.filter(since=SINCE, until=None, role=MandateRole.SIGNATORY).count() == 90
    assert Mandate.objects.filter(since=SINCE, until=datetime.date(2028, 9, 4), role=MandateRole.CONTACT).count() == 30
    for ending in ["csv", "xlsx"]:
        data = take_out(secretary, "mandate", ending)
        assert bring_in(secretary, "mandate", data, f"table.{ending}") == [0, 0, 120, 0]


@pytest.mark.parametrize("since", ["2024-02-01", "1/2/2024", "01.02.2024 г.", "45323"])
def test_a_day_in_a_table_is_the_day_that_was_meant(secretary, since):
    organisation(slug="one")
    bring_in(secretary, "mandate", f"email;organisation;role;since\na@example.org;one;contact;{since}\n".encode())
    assert Mandate.objects.get().since == SINCE


def test_three_wrong_people_change_nothing_and_are_named(secretary):
    organisation(slug="one")
    file = comma("""
        email,name,organisation,role,since,until
        a@example.org,Ana,one,contact,,
        b@example.org,Bo,two,contact,,
        c@example.org,Cy,one,boss,2024-02-01,
        A@example.org,Anna,one,editor,02/13/2024,
        d@example.org,Di,one,contact,2024-02-01,2024-01-31
    """)
    page = look(secretary, "mandate", file)
    assert faults(page) == [
        (3, "organisation", "There is no organisation “two”. Give its slug or its name."),
        (4, "role", "“boss” is none of: contact, editor, signatory."),
        (5, "name", "Row 2 says “Ana” of the same person."),
        (6, "until", "It ends before it begins."),
    ]
    assert (User.objects.count(), Mandate.objects.count()) == (1, 0)


def test_what_is_said_of_a_person_changes_her_and_an_empty_cell_does_not(secretary):
    one = organisation(slug="one")
    mandate(user("Ana@Example.org", name="Ana", language="nl"), one, MandateRole.CONTACT)
    file = b"email,name,language,time_zone,organisation,role\nana@example.org,Ana Lee,,Europe/Sofia,one,contact\n"
    page = look(secretary, "mandate", file)
    changes = [("name", "Ana", "Ana Lee"), ("time_zone", "Europe/Brussels", "Europe/Sofia")]
    assert page.context["result"].shown[0].changes == changes
    confirm(secretary, page)
    ana = User.objects.get(email__iexact="ana@example.org")
    assert (ana.name, ana.language, ana.time_zone) == ("Ana Lee", "nl", "Europe/Sofia")
    assert ana.has_usable_password()


def test_a_person_who_was_changed_since_the_dry_run_stops_all_of_it(secretary):
    organisation(slug="one")
    user("ana@example.org", name="Ana")
    file = b"email,name,organisation,role\nana@example.org,Ana Lee,one,contact\nbo@example.org,Bo,one,contact\n"
    page = look(secretary, "mandate", file)
    read = MandateResource.before_import

    def read_and_be_overtaken(resource, dataset, **kwargs):
        read(resource, dataset, **kwargs)
        User.objects.filter(email="ana@example.org").update(name="Ana Married")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MandateResource, "before_import", read_and_be_overtaken)
        response = confirm(secretary, page)
    assert response.status_code == 409
    assert "Something has changed since the dry run" in words(response)
    assert (User.objects.get(email="ana@example.org").name, Mandate.objects.count()) == ("Ana Married", 0)


def test_a_role_that_goes_on_gets_its_new_days_and_one_that_ended_stays(secretary):
    one, ana = organisation(slug="one"), user("ana@example.org")
    mandate(ana, one, MandateRole.CONTACT, since=datetime.date(2020, 1, 1), until=datetime.date(2020, 12, 31))
    going_on = mandate(ana, one, MandateRole.CONTACT, since=datetime.date(2023, 1, 1))
    file = b"email,organisation,role,since,until\nana@example.org,one,contact,2024-02-01,2030-01-01\n"
    assert bring_in(secretary, "mandate", file) == [0, 1, 0, 0]
    assert list(Mandate.objects.order_by("since").values_list("since", "until")) == [
        (datetime.date(2020, 1, 1), datetime.date(2020, 12, 31)),
        (SINCE, datetime.date(2030, 1, 1)),
    ]
    going_on.refresh_from_db()
    assert going_on.since == SINCE


def test_who_held_a_role_twice_goes_out_twice_and_comes_back_the_same(secretary):
    one, ana = organisation(slug="one"), user("ana@example.org", name="=Ana")
    mandate(ana, one, MandateRole.CONTACT, since=datetime.date(2020, 1, 1), until=datetime.date(2020, 12, 31))
    mandate(ana, one, MandateRole.CONTACT, since=SINCE)
    mandate(ana, one, MandateRole.CONTACT)
    data = take_out(secretary, "mandate")
    assert [(row["name"], row["since"], row["until"]) for row in table(data)] == [
        ("'=Ana", "2020-01-01", "2020-12-31"),
        ("'=Ana", "2024-02-01", ""),
        ("'=Ana", "", ""),
    ]
    assert bring_in(secretary, "mandate", data) == [0, 0, 3, 0]
