"""The public pages of statements, their versions and the law they speak of."""

import datetime
import hashlib
import json
import re

import pytest
import time_machine
from django.utils.translation import override

from members.states import OrganisationState
from positions.actions import freeze
from positions.models import Ask, ReportedNumber, Signature, Statement, Version
from positions.states import Direction, SignatureState, StatementState
from tests.factories import another, dossier, frozen, organisation, page, signature, statement, version
from tests.reading import headings, links, main, words

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HIDDEN = [StatementState.DRAFT, StatementState.CONSULTATION, StatementState.APPROVAL, StatementState.OPEN]
NO_SIGNATURES = [state for state in SignatureState.values if state != "signed"]
ROOT = "/en/positions/"


def listed(client, **query):
    """The slugs on a page of the list, in its order."""
    response = client.get(ROOT, query)
    assert response.status_code == 200
    found = [address.removeprefix(ROOT).strip("/") for address in links(response, ROOT)]
    return [slug for slug in found if slug not in {"", "feed.xml"}]


# A statement


def test_a_statement_says_first_what_it_asks_and_to_whom_and_at_which_stage(client):
    facts = {"addressee_en": "The Council", "stage": "trilogue", "slug": "letter", "about_en": "An open letter."}
    asks = [(2, "Drop the delay."), (1, "Keep the safeguards.")]
    said = frozen(
        asks=[
            {"order": order, "direction": Direction.AGAINST, "article": "Article 3", "text_en": text}
            for order, text in asks
        ],
        **facts,
    )
    said.statement.dossiers.add(dossier(short_title_en="The file", slug="file"))
    text = words(client.get(f"{ROOT}letter/"))
    parts = [
        "What it asks for Against Article 3 Keep the safeguards. Against Article 3 Drop the delay.",
        "Addressed to The Council",
        "Stage of the law Trilogue negotiations",
        "Dossier The file",
        "Some words.",
        "Who stands behind it",
    ]
    assert [part for part in parts if part not in text] == []
    assert sorted(parts, key=text.index) == parts


def test_a_statement_of_which_we_know_no_ask_says_what_it_is(client):
    text = words(client.get(statement(about_en="An open letter.").get_absolute_url()))
    assert "What it is An open letter." in text
    assert "What it asks for" not in text


def test_a_statement_without_a_text_has_nothing_to_verify_and_says_so(client):
    said = statement(slug="letter", source_url="https://www.example.org/letter")
    response = client.get(f"{ROOT}letter/")
    assert "We do not have its text, so there is nothing to verify here: read it at its source." in words(response)
    assert "https://www.example.org/letter" in links(response)
    assert "sha256sum" not in words(response)
    for part in ("", "record.json", "statement.txt", "statement.pdf"):
        assert client.get(f"{ROOT}{said.slug}/v1/{part}").status_code == 404


def test_a_statement_whose_title_is_ours_says_so(client):
    note = "The published title is not known to us; this one describes it."
    assert note in words(client.get(statement(title_is_ours=True).get_absolute_url()))
    assert note not in words(client.get(statement().get_absolute_url()))


def test_a_sample_is_marked_wherever_it_is_shown(client):
    sample = frozen(slug="made-up", is_sample=True).statement
    for address in [f"{ROOT}made-up/", ROOT]:
        assert "Sample" in words(client.get(address))
    Statement.objects.update(is_sample=False)
    for address in [sample.get_absolute_url(), ROOT]:
        assert "Sample" not in words(client.get(address))


def test_what_is_for_staff_stays_with_staff(client):
    said = frozen(slug="letter", evidence="A secret mail.")
    signature(said.statement, organisation(evidence="A secret mail."), version=said, evidence="A secret mail.")
    for address in [f"{ROOT}letter/", f"{ROOT}letter/v1/", f"{ROOT}letter/v1/record.json", ROOT]:
        assert b"secret" not in client.get(address).content
    assert listed(client, q="secret") == []


# Who stands behind it


def test_signatories_are_grouped_by_country_in_the_order_of_the_countries_names(client):
    said = statement()
    for name, country in [("Zeta", "DE"), ("Alpha", "DE"), ("Ångström", "AT"), ("Dania", "DK"), ("Vienna", "AT")]:
        signature(said, organisation(name=name, country=country))
    response = client.get(said.get_absolute_url())
    assert headings(response, 3) == ["Austria 2", "Denmark 1", "Germany 2"]
    text = words(response)
    names = ["Ångström", "Vienna", "Dania", "Alpha", "Zeta"]
    assert sorted(names, key=text.index) == names
    assert "5 signatories" in text


def test_members_and_outside_signatories_stand_in_one_alphabet(client):
    said = frozen(slug="letter")
    for name in ["zeta", "Älpha"]:
        signature(said.statement, organisation(name=name), version=said)
    for name in ["Beta", "éta"]:
        signature(said.statement, name=name, country="NL", version=said)
    names = ["Älpha", "Beta", "éta", "zeta"]
    text = words(client.get(f"{ROOT}letter/")).partition("Netherlands 4")[2]
    assert sorted(names, key=text.index) == names
    record = client.get(f"{ROOT}letter/v1/record.json").json()
    assert [row["organisation"] for row in record["signatories"]] == names


@pytest.mark.parametrize("state", NO_SIGNATURES)
def test_whoever_has_not_signed_is_named_and_counted_nowhere(client, state):
    said = frozen(slug="letter")
    signature(said.statement, organisation(name="Signer"), version=said)
    signature(said.statement, organisation(name="Canary"), version=said, state=state)
    signature(said.statement, name="Canary of old", country="SE", version=said, state=state)
    for address in [f"{ROOT}letter/", f"{ROOT}letter/v1/", f"{ROOT}letter/v1/record.json"]:
        body = client.get(address).content.decode()
        assert "Signer" in body
        assert "Canary" not in body
    assert "1 signatory" in words(client.get(f"{ROOT}letter/"))
    assert "1 signatory by name" in words(client.get(ROOT))
    assert listed(client, signatory="canary") == []
    assert listed(client, signatory="signer") == ["letter"]


def test_a_signatory_without_a_page_of_its_own_is_no_dead_link(client):
    said = statement()
    signature(said, organisation(name="Signer", slug="signer", state=OrganisationState.SUSPENDED))
    signature(said, organisation(slug="former", state=OrganisationState.LEFT))
    response = client.get(said.get_absolute_url())
    assert "Signer" in words(response)
    assert links(response, "/en/members/") == ["/en/members/former/"]


def test_a_late_signature_says_so(client):
    said = statement()
    signature(said, organisation(name="Swift"))
    signature(said, organisation(name="Tardy"), late=True)
    text = words(client.get(said.get_absolute_url()))
    assert "Tardy signed late" in text
    assert "Swift signed late" not in text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"number": 54}, "Reported: 54 organisations (1 June 2025) Source"),
        ({"number": 90, "at_least": True}, "Reported: at least 90 organisations (1 June 2025) Source"),
        ({"number": 41, "counted": "signatories"}, "Reported: 41 signatories (1 June 2025) Source"),
        (
            {"number": 1, "counted": "individuals", "at_least": True},
            "Reported: at least 1 individual (1 June 2025) Source",
        ),
        ({"number": 109, "moment": "later"}, "Reported: 109 organisations (later) Source"),
    ],
)
def test_a_reported_number_is_shown_as_reported_with_its_source(client, fields, said):
    letter = statement(date=datetime.date(2025, 6, 1))
    ReportedNumber.objects.create(statement=letter, source_url="https://example.org/count", **fields)
    response = client.get(letter.get_absolute_url())
    assert said in words(response)
    assert "https://example.org/count" in links(response)


def test_a_number_that_we_do_not_know_is_never_shown_as_nought(client):
    unknown, reported = statement(), statement()
    ReportedNumber.objects.create(statement=reported, number=54, source_url="https://example.org/count")
    assert "No signatory is known to us." in words(client.get(unknown.get_absolute_url()))
    for address in [unknown.get_absolute_url(), reported.get_absolute_url(), ROOT]:
        assert "0 signator" not in words(client.get(address))


def test_rows_and_reported_numbers_are_kept_apart(client):
    letter = statement(date=datetime.date(2025, 6, 1))
    ReportedNumber.objects.create(statement=letter, number=54, source_url="https://example.org/count")
    signature(letter, organisation(name="Signer"))
    text = words(client.get(letter.get_absolute_url()))
    assert (
        "Reported: 54 organisations (1 June 2025) Source: example.org Known to us by name: Netherlands 1 Signer" in text
    )


# What is not public


@pytest.fixture(params=HIDDEN)
def hidden(request):
    """A statement with a frozen text and a signature that the public may not see yet."""
    said = statement(
        slug="canary",
        state=request.param,
        title_en="Canary",
        about_en="Canary.",
        addressee_en="Canary",
        date="2011-01-01",
    )
    text = freeze(version(said, texts={"en": ("Canary", "<p>Canary.</p>"), "el": ("Canary", "<p>Canary.</p>")}))
    signature(said, organisation(name="Signer", slug="signer"), version=text)
    law = dossier(slug="law")
    said.dossiers.add(law)
    statement(slug="newer", supersedes=said, state=StatementState.PUBLISHED).dossiers.add(law)
    return said


@pytest.mark.parametrize("language", ["en", "el"])
def test_a_statement_in_the_making_is_not_found(client, hidden, language):
    for part in ["", "v1/", "v1/record.json", "v1/statement.txt"]:
        assert client.get(f"/{language}/positions/canary/{part}").status_code == 404


@time_machine.travel("2025-07-01T12:00:00+00:00", tick=False)
def test_a_statement_in_the_making_is_answered_like_one_that_never_was(client, hidden):
    for part in ["", "v1/", "v1/record.json"]:
        there, nowhere = (client.get(f"{ROOT}{slug}/{part}") for slug in ["canary", "absent"])
        assert there.content.replace(b"canary", b"absent") == nowhere.content
        assert there.headers == nowhere.headers


def test_a_statement_in_the_making_appears_nowhere(client, hidden):
    page("home")
    for address in [
        *("/en/", ROOT, "/en/search/?q=Canar", "/el/search/?q=Canar", "/sitemap-1.xml"),
        *("/en/members/signer/", "/en/dossiers/", "/en/dossiers/law/", f"{ROOT}newer/"),
        *(f"{ROOT}?{query}" for query in ["q=canar", "signatory=signer", "dossier=law", "year=2011"]),
    ]:
        response = client.get(address)
        assert response.status_code == (400 if "2011" in address else 200)
        assert "canary" not in response.content.decode().lower()
    assert "2011" not in words(client.get(ROOT))


def test_a_draft_of_the_next_version_of_a_public_statement_is_not_seen(client):
    said = frozen(slug="letter")
    draft = version(said.statement, number=2, texts={"en": ("Canary", "<p>Canary.</p>")})
    Ask.objects.create(version=draft, direction=Direction.FOR, text_en="Canary.")
    for part in ["v2/", "v2/record.json", "v2/statement.txt"]:
        assert client.get(f"{ROOT}letter/{part}").status_code == 404
    for address in [f"{ROOT}letter/", f"{ROOT}letter/v1/", ROOT, "/en/search/?q=Canar"]:
        response = client.get(address)
        assert response.status_code == 200
        assert "Canary" not in response.content.decode()


@pytest.mark.parametrize("number", ["0", "2", "00", "99999999999999999999999"])
def test_a_version_that_is_not_there_is_not_found(client, number):
    frozen(slug="letter")
    for part in ["", "record.json", "statement.txt"]:
        assert client.get(f"{ROOT}letter/v{number}/{part}").status_code == 404


# Versions


TEXTS = {
    "en": ("A title", "<p>Some words.</p>"),
    "el": ("Ένας  τίτλος", "<p>Λόγια</p>\r\n<p>και\r\n έργα</p>"),
    "bg": ("Заглавие", "<h2>Думи</h2><p>и <strong>дела</strong> &amp; път</p>"),
    "cs": ("Te\u0301ma", "<ul><li>Pr\u030ci\u0301lis\u030c</li></ul><p>\u2126 \ufb01n</p>"),
}


@pytest.mark.parametrize("language", TEXTS)
def test_the_digest_is_that_of_the_very_bytes_of_the_text(client, language):
    frozen({language: TEXTS[language], "nl": ("Titel", "<p>Woorden.</p>")}, language=language, slug="letter")
    answer = client.get(f"{ROOT}letter/v1/statement.txt")
    record = client.get(f"{ROOT}letter/v1/record.json")
    digest = hashlib.sha256(answer.content).hexdigest()
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert record.json()["digest"] == digest
    assert record.json()["canonical_text"].encode() == answer.content
    assert Version.objects.get().digest == digest
    assert digest in words(client.get(f"{ROOT}letter/v1/"))
    for other in ["nl", "el", "fr"]:
        assert client.get(f"/{other}/positions/letter/v1/record.json").content == record.content
        assert client.get(f"/{other}/positions/letter/v1/statement.txt").content == answer.content


def test_a_record_says_all_that_it_takes_to_verify(client):
    with time_machine.travel("2025-07-01T12:00:00+00:00", tick=False):
        first = frozen(slug="letter", kind="briefing")
        second = another(
            first,
            texts={"en": ("A title", "<p>Better words.</p>")},
            asks=[
                {"order": 2, "direction": "against", "article": "Article 3(2)", "text_en": "Delete it."},
                {"order": 1, "authentic_language": "nl", "text_nl": "Houd het.", "text_en": "Keep it."},
            ],
        )
    day = datetime.date(2025, 7, 2)
    signature(second.statement, organisation(name="Zeta", country="DE"), version=second, date=day)
    signature(second.statement, organisation(name="Älpha"), version=second, date=None)
    signature(second.statement, name="Aleph", country="SE", version=second, date=day)
    signature(second.statement, organisation(name="Of the first"), version=first)
    base = "http://localhost/en/positions/letter"
    assert json.loads(client.get("/nl/positions/letter/v2/record.json").content) == {
        "identifier": f"{base}/v2/",
        "statement": "letter",
        "kind": "briefing",
        "state": "published",
        "superseded_by": None,
        "version": 2,
        "authentic_language": "en",
        "frozen_at": "2025-07-01T12:00:00Z",
        "published_at": "2025-07-01T12:00:00Z",
        "digest_algorithm": "SHA-256",
        "digest": hashlib.sha256(b"A title\n\nBetter words.\n").hexdigest(),
        "canonical_text": "A title\n\nBetter words.\n",
        "canonical_text_address": f"{base}/v2/statement.txt",
        "log_address": f"{base}/log.json",
        "previous": {"identifier": f"{base}/v1/", "digest": first.digest},
        "asks": [
            {"direction": "for", "article": "", "language": "nl", "text": "Houd het.", "outcomes": []},
            {"direction": "against", "article": "Article 3(2)", "language": "en", "text": "Delete it.", "outcomes": []},
        ],
        "signatories_as_of": "2025-07-02",
        "signatories": [
            {"organisation": "Aleph", "country": "SE", "date": "2025-07-02", "known_by": "source"},
            {"organisation": "Älpha", "country": "NL", "date": None, "known_by": "mandate"},
            {"organisation": "Zeta", "country": "DE", "date": "2025-07-02", "known_by": "mandate"},
        ],
        "withdrawn": [],
        "deliveries": [],
    }
    assert client.get(f"{ROOT}letter/v1/record.json").json()["previous"] is None


def test_the_record_of_a_version_stays_as_it_is_when_the_same_sign_the_next_one(client):
    first = frozen(slug="letter", asks=[{"text_en": "Keep it."}])
    signers = [organisation(name=name) for name in ("One", "Two")]
    for each in signers:
        signature(first.statement, each, version=first)
    before = client.get(f"{ROOT}letter/v1/record.json").content
    second = another(first, texts={"en": ("A title", "<p>Better words.</p>")})
    for each in signers[:1]:
        signature(first.statement, each, version=second)
    assert client.get(f"{ROOT}letter/v1/record.json").content == before
    shown = {part: words(client.get(f"{ROOT}letter/{part}")) for part in ("", "v1/", "v2/")}
    assert {part: ("One" in text, "Two" in text) for part, text in shown.items()} == {
        "": (True, False),
        "v1/": (True, True),
        "v2/": (True, False),
    }
    assert "1 signatory by name" in words(client.get(ROOT))


def test_an_hour_ahead_is_kept_to_the_second_everywhere(client):
    page("home")
    with time_machine.travel("2026-05-01T09:00:00+00:00", tick=False):
        said = frozen(slug="tomorrow", texts={"en": ("Canary", "<p>Canary.</p>")}, asks=[{"text_en": "Canary."}])
        signature(said.statement, organisation(name="Signer", slug="signer"), version=said)
    addresses = [
        *(f"{ROOT}tomorrow/{part}" for part in ("", "v1/", "v1/record.json", "v1/statement.txt")),
        *(ROOT, "/en/", "/en/search/?q=canary", "/en/members/signer/", "/sitemap-1.xml"),
    ]

    def seen(clock):
        with time_machine.travel(clock, tick=False):
            pages = [client.get(address) for address in addresses]
        return [page.status_code == 200 and b"tomorrow" in page.content.lower() for page in pages]

    assert seen("2026-05-01T08:59:59+00:00") == [False] * len(addresses)
    assert [
        address for address, there in zip(addresses, seen("2026-05-01T09:00:00+00:00"), strict=True) if not there
    ] == [
        f"{ROOT}tomorrow/v1/statement.txt"  # it holds nothing but the words
    ]


def test_an_older_version_says_so_and_leads_to_the_current_one(client):
    first = frozen(slug="letter", texts={"en": ("Old title", "<p>Old words.</p>")})
    another(first, texts={"en": ("New title", "<p>New words.</p>")})
    current, old = client.get(f"{ROOT}letter/"), client.get(f"{ROOT}letter/v1/")
    assert "New words." in words(current)
    assert "Old words." not in words(current)
    assert "Old words." in words(old)
    assert "New words." not in words(old)
    assert "You read version 1; version 2 is current. Current version" in words(old)
    assert "You read version" not in words(current)
    assert {f"{ROOT}letter/v1/", f"{ROOT}letter/v2/"} <= set(links(current))
    assert client.get(f"{ROOT}letter/v2/").status_code == 200


def test_a_superseded_statement_leads_to_the_newer_one_and_back(client):
    old = statement(slug="old", title_en="The old letter", state=StatementState.SUPERSEDED)
    statement(slug="new", title_en="The new letter", supersedes=old)
    assert "Replaced by: The new letter" in words(client.get(f"{ROOT}old/"))
    assert f"{ROOT}new/" in links(client.get(f"{ROOT}old/"))
    assert "Replaces The old letter" in words(client.get(f"{ROOT}new/"))
    assert f"{ROOT}old/" in links(client.get(f"{ROOT}new/"))
    assert "Replaced by a newer statement" in words(client.get(ROOT))


def test_a_withdrawn_statement_stays_and_says_so(client):
    said = statement(state=StatementState.WITHDRAWN)
    assert "This statement was withdrawn." in words(client.get(said.get_absolute_url()))
    assert "Withdrawn" in words(client.get(ROOT))


# Languages


def test_a_text_that_the_readers_language_lacks_is_given_in_the_authentic_one_with_a_notice(client):
    frozen(
        {"el": ("Τίτλος", "<p>Λόγια.</p>"), "nl": ("Titel", "<p>Woorden.</p>")},
        language="el",
        slug="letter",
        title_en="",
    )
    response = client.get(f"{ROOT}letter/")
    assert "Parts of this page are in another language: Greek." in words(response)
    assert "This is the authentic text." in words(response)
    assert "Λόγια." in words(response)
    assert "Woorden." not in response.content.decode()
    assert '<span lang="el">Τίτλος</span>' in main(response)
    assert {"/el/positions/letter/", "/nl/positions/letter/"} <= set(links(response))


def test_a_translation_says_that_it_is_one_and_in_which_language_the_text_is_authentic(client):
    frozen({"el": ("Τίτλος", "<p>Λόγια.</p>"), "en": ("Title", "<p>Words.</p>")}, language="el", slug="letter")
    text = words(client.get(f"{ROOT}letter/"))
    assert "This is a translation. Authentic language: Greek." in text
    assert "does not exist" not in text
    assert "Words." in text
    assert "Λόγια." not in text


def test_a_translation_of_an_older_version_says_which_one_it_renders(client):
    first = frozen({"el": ("Τίτλος", "<p>Λόγια.</p>")}, language="el", slug="letter")
    second = another(first, texts={"el": ("Τίτλος", "<p>Έργα.</p>"), "en": ("Title", "<p>Words.</p>")})
    notice = "It renders version 1; version 2 is current."
    assert notice not in words(client.get(f"{ROOT}letter/"))
    second.translations.filter(language="en").update(renders=first)
    assert notice in words(client.get(f"{ROOT}letter/"))


# The list


@pytest.fixture
def letters():
    law, other = dossier(slug="law"), dossier(slug="other")
    old = statement(slug="old", kind="briefing", date=datetime.date(2023, 5, 1), title_en="Old words")
    new = statement(slug="new", kind="briefing", date=datetime.date(2024, 12, 31), title_en="New words")
    last = frozen({"en": ("Title", "<p>Safeguards.</p>")}, slug="last", date=datetime.date(2025, 1, 1))
    old.dossiers.add(law)
    new.dossiers.add(law, other)
    signature(old, organisation(slug="oe", name="ECPAT Österreich"))
    signature(new, name="ECPAT Sverige", country="SE")
    signature(last.statement, organisation(slug="nl", name="Nederland"), version=last)


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ({}, ["last", "new", "old"]),
        ({"kind": "briefing"}, ["new", "old"]),
        ({"year": "2024"}, ["new"]),
        ({"year": "2025"}, ["last"]),
        ({"dossier": "law"}, ["new", "old"]),
        ({"dossier": "other"}, ["new"]),
        ({"signatory": "oe"}, ["old"]),
        ({"signatory": "osterreich"}, ["old"]),
        ({"signatory": "sverige"}, ["new"]),
        ({"signatory": "ecpat"}, ["new", "old"]),
        ({"q": "words"}, ["new", "old"]),
        ({"q": "safeguards"}, ["last"]),
        ({"q": "words old"}, ["old"]),
        ({"kind": "briefing", "year": "2023", "dossier": "law", "signatory": "ecpat", "q": "words"}, ["old"]),
        ({"kind": "briefing", "q": "safeguards"}, []),
    ],
)
def test_the_list_is_filtered_by_kind_year_dossier_signatory_and_words_the_newest_first(client, letters, query, slugs):
    assert listed(client, **query) == slugs


@pytest.mark.parametrize(
    "query", [{"kind": "x"}, {"year": "1"}, {"year": "x"}, {"dossier": "x"}, {"q": "\0"}, {"signatory": "a\0b"}]
)
def test_a_question_that_makes_no_sense_is_told_so(client, letters, query):
    assert 'class="error"' in main(client.get(ROOT, query))


def test_a_page_of_the_list_shows_fifty(client):
    day = datetime.date(2025, 1, 1)
    for number in range(51):
        statement(slug=f"s{number:02}", date=day - datetime.timedelta(days=number))
    assert listed(client) == [f"s{number:02}" for number in range(50)]
    assert listed(client, page=2) == ["s50"]
    assert client.get(ROOT, {"page": 3}).status_code == 404


def test_a_search_in_the_texts_and_for_an_outside_signatory_ignores_case_in_every_alphabet(client):
    said = frozen({"bg": ("Заглавие", "<p>Законът пази децата.</p>")}, language="bg", slug="letter")
    signature(said.statement, name="Österreichs Ämter", country="AT", version=said)
    for query in [{"q": "законът"}, {"q": "ЗАГЛАВИЕ"}, {"signatory": "österreichs"}, {"signatory": "ämter"}]:
        assert listed(client, **query) == ["letter"], query


def test_the_signature_of_an_organisation_that_left_stands(client):
    said = statement()
    signature(said, organisation(name="Former", state=OrganisationState.LEFT))
    assert "Former" in words(client.get(said.get_absolute_url()))
    assert Signature.objects.counting().count() == 1


@time_machine.travel("2026-11-26 23:30:00+00:00", tick=False)
def test_a_page_of_a_version_says_which_one_it_is_and_whether_it_is_current(client):
    first = frozen(slug="letter")
    another(first)
    day = "27 November 2026"  # in Brussels
    told = {number: words(client.get(f"{ROOT}letter/v{number}/")) for number in (1, 2)}
    assert f"Version 1 · Text fixed: {day} You read version 1; version 2 is current. Current version" in told[1]
    assert f"Version 2 · Text fixed: {day} · Current version" in told[2]
    pages = [client.get(f"{ROOT}letter/{part}").content.decode() for part in ("", "v2/")]
    titles = [re.search("<title>(.*)</title>", page)[1] for page in pages]
    assert ["Version" in title for title in titles] == [False, True]


@pytest.mark.parametrize(
    ("article", "told"),
    [("Article 3(2)", "Artikel 3(2)"), ("Art. 5", "Artikel 5"), ("Amendment 12", "Amendment 12"), ("", "")],
)
def test_an_article_is_named_in_the_readers_language(article, told):
    with override("nl"):
        assert Ask(article=article).place == told


def test_the_signatories_of_a_page_are_sought_by_name_and_by_country(client):
    said = statement(slug="said")
    for number in range(21):
        signature(said, organisation(name=f"Föhn {number:02}", country="FI"))
    signature(said, organisation(name="Zelda", country="ES"))

    def named(address):
        return re.findall(r"Föhn \d\d|Zelda", words(client.get(address)))

    everybody = [*(f"Föhn {number:02}" for number in range(21)), "Zelda"]
    assert named("/en/positions/said/") == everybody
    assert named("/en/positions/said/?signatory=%20fohn%2007%20") == ["Föhn 07"]
    assert named("/en/positions/said/?signatory=spain") == ["Zelda"]
    assert named("/nl/positions/said/?signatory=spanje") == ["Zelda"]
    assert "No signatory matches this." in words(client.get("/en/positions/said/?signatory=<b>"))


def test_a_short_list_of_signatories_is_not_searched(client):
    said = statement(slug="said")
    for number in range(20):
        signature(said, organisation(name=f"Member {number}"))
    assert "Name or country" not in words(client.get("/en/positions/said/"))
