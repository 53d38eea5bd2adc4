"""The pages of the law: a file as a brief, its timeline, who backs what we ask of it."""

import datetime
import re

import pytest
import time_machine
from django.utils import timezone

from members.texts.languages import EU_STATES
from positions.models import Dossier, Milestone, Statement
from positions.procedure import AHEAD, STATIONS, course_of
from positions.states import Stage
from positions.timelines import steps_of, timeline_of, years_of
from tests import factories
from tests.factories import dossier, milestone, organisation, signature, statement
from tests.reading import links, words

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TODAY = "2025-07-10T12:00:00+02:00"


def day(number, month=7):
    return datetime.date(2025, month, number)


def test_a_dossier_opens_with_its_next_date_and_what_we_ask_now(client):
    law = dossier(slug="law", ask_now_en="Close the gap.", summary_en="A Regulation.")
    milestone(law, None, title_en="Vote without a date")
    milestone(law, day(30), title_en="Later vote", planned=True)
    milestone(law, day(11), title_en="Next vote", planned=True)
    milestone(law, day(10), title_en="Vote of today")
    milestone(dossier(), day(12), title_en="Canary")
    with time_machine.travel(TODAY, tick=False):
        response = client.get("/en/dossiers/law/")
    text = words(response)
    parts = [
        *("What comes next", "11 July 2025, Next vote", "30 July 2025, Later vote"),
        *("Vote without a date (no date is known to us)", "What we ask now Close the gap.", "In short"),
        "A Regulation.",
        *("Step by step, the newest first", "Vote of today"),
    ]
    assert [part for part in parts if part not in text] == []
    assert sorted(parts, key=text.index) == parts
    assert "Canary" not in text


def test_a_dossier_of_which_no_date_is_known_says_so(client):
    dossier(slug="law")
    assert "No date is known to us." in words(client.get("/en/dossiers/law/"))


def test_the_timeline_runs_from_the_newest_step_back_with_our_statements_among_them(client):
    law = dossier(slug="law")
    for number, name in [(1, "First step"), (5, "Fifth step"), (9, "Ninth step")]:
        milestone(law, day(number), title_en=name)
    for number, name, state in [
        (3, "Word of the third", "published"),
        (5, "Word of the fifth", "superseded"),
        (7, "Canary", "open"),
    ]:
        statement(date=day(number), title_en=name, state=state).dossiers.add(law)
    statement(date=day(8), title_en="Canary")
    with time_machine.travel(TODAY, tick=False):
        text = words(client.get("/en/dossiers/law/")).partition("Step by step")[2]
    steps = ["Ninth step", "Word of the fifth", "Fifth step", "Word of the third", "First step"]
    assert [step for step in steps if step not in text] == []
    assert sorted(steps, key=text.index) == steps
    assert "Canary" not in text


def test_a_long_timeline_is_read_by_pages_and_by_years(client):
    law = dossier(slug="law")
    first = datetime.date(2023, 1, 1)
    for number in range(60):
        milestone(law, first + datetime.timedelta(days=10 * number), title_en=f"Step {number:02}")
    statement(slug="said", date=datetime.date(2023, 6, 1), title_en="Said").dossiers.add(law)

    def steps(**query):
        return re.findall(r"Step (\d\d)|(Said)", words(client.get("/en/dossiers/law/", query)))

    all_steps = [(f"{number:02}", "") for number in reversed(range(60))]
    all_steps.insert(all_steps.index(("15", "")), ("", "Said"))  # step 15 was on 31 May
    assert steps() == all_steps[:50]
    assert steps(page=2) == all_steps[50:]
    assert steps(year=2024) == all_steps[:23]
    assert steps(year=2023) == all_steps[23:]
    assert links(client.get("/en/dossiers/law/"), "?") == ["?year=2024#timeline", "?year=2023#timeline", "?page=2"]
    refused = [{"page": 3}, {"year": 2023, "page": 2}, {"year": 2022}, {"year": "x"}, {"page": "x"}]
    assert [client.get("/en/dossiers/law/", query).status_code for query in refused] == [404] * len(refused)


def test_each_year_is_drawn_with_the_steps_of_the_law_above_and_our_texts_below(client):
    law = dossier(slug="law")
    milestone(law, datetime.date(2024, 2, 29))
    milestone(law, datetime.date(2024, 12, 1), precision="winter")
    milestone(law, datetime.date(2025, 1, 1), precision="year")
    milestone(dossier(), datetime.date(2024, 6, 1))
    for state, date in (("published", day(1, 1)), ("published", day(1, 1)), ("open", day(9))):
        statement(date=date, state=state).dossiers.add(law)
    now, before = years_of(timeline_of(law, steps_of(law)))
    assert (now.year, now.steps, now.texts) == (2025, 1, 2)
    assert (now.squares, now.discs) == ("M-5 5H371v12H-5z", "M1 23H1a6 6 0 0 1 0 12H1a6 6 0 0 1 0-12z")
    # A winter ends with the year in which it begins.
    assert (before.year, before.squares, before.discs) == (2024, "M54 5H66v12H54zM330 5H372v12H330z", "")
    text = words(client.get("/en/dossiers/law/")).partition("Step by step")[2]
    assert "2025 1 step of the law · 2 texts of ours 2024 2 steps of the law" in text


def test_a_law_of_which_nothing_happened_has_no_picture(client):
    dossier(slug="law")
    assert "A step of the law" not in words(client.get("/en/dossiers/law/"))


def test_a_step_known_by_its_month_is_printed_as_known(client):
    milestone(dossier(slug="law"), day(1, 3), precision="month", title_en="Draft report")
    text = words(client.get("/en/dossiers/law/"))
    assert "March 2025" in text
    assert "1 March" not in text


def test_the_list_of_dossiers_gives_the_next_and_the_last_step_of_each(client):
    law, other = dossier(slug="law", title_en="Regulation"), dossier(title_en="Directive")
    today = timezone.localdate()
    for days, name in [(-9, "Earliest"), (-1, "Last"), (1, "Next"), (9, "Farthest")]:
        milestone(law, today + datetime.timedelta(days=days), title_en=f"{name} of the first")
    milestone(other, today, title_en="Last of the second")
    first, second = words(client.get("/en/dossiers/")).split("Directive")
    assert "Next of the first" in first.partition("Next step:")[2].partition("Latest step:")[0]
    assert "Last of the first" in first.partition("Latest step:")[2]
    assert "Next step: no date is known to us Latest step:" in second
    assert "Last of the second" in second
    assert "Farthest" not in first
    assert "Earliest" not in first


def test_a_dossier_that_is_not_there_is_not_found(client):
    assert client.get("/en/dossiers/law/").status_code == 404


def test_the_files_of_the_procedures_are_one_click_away(client):
    dossier(slug="law", procedure="2020/0259(COD), 2025/0429(COD)")
    found = links(client.get("/de/dossiers/law/"))
    oeil = "https://oeil.secure.europarl.europa.eu/oeil/en/procedure-file?reference="
    lex = "https://eur-lex.europa.eu/procedure/DE/"
    wanted = [f"{oeil}2020/0259(COD)", f"{lex}2020_259", f"{oeil}2025/0429(COD)", f"{lex}2025_429"]
    assert [address for address in found if address.startswith(("https://oeil", "https://eur-lex"))] == wanted


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://eur-lex.europa.eu/eli/reg/2026/1881/oj", "Bron: EUR-Lex"),
        ("https://www.europarl.europa.eu/news", "Bron: Europees Parlement"),
        ("https://ecpat.org/one", "Bron: ECPAT International"),
        ("https://agenceurope.eu/one", "Volgens berichten: Agence Europe"),
        ("https://news.example.org/one", "Volgens berichten: news.example.org"),
        ("https://noteuropa.eu/one", "Volgens berichten: noteuropa.eu"),
    ],
)
def test_a_source_is_named_and_what_others_tell_is_told_so(client, address, told):
    milestone(dossier(slug="law"), day(1), source_url=address)
    assert told in words(client.get("/nl/dossiers/law/"))


def test_the_official_source_stands_first(client):
    reported, official = "https://agenceurope.eu/one", "https://eur-lex.europa.eu/two"
    milestone(dossier(slug="law"), day(1), source_url=reported, other_source_url=official)
    found = links(client.get("/en/dossiers/law/"))
    assert found.index(official) < found.index(reported)


# As a brief


def at(law, *stages):
    """Steps with which the file entered these stages, one a month from January on."""
    for month, stage in enumerate(stages, 1):
        milestone(law, day(1, month), stage=stage, title_en=f"Step {month}")


def shown(client, address="/en/dossiers/law/"):
    with time_machine.travel(TODAY, tick=False):
        return words(client.get(address))


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.NEW_TERM])
def test_at_each_stage_a_file_is_at_one_station_and_says_what_may_come(stage):
    law = dossier()
    at(law, "proposal", *([] if stage == "proposal" else [stage]))
    course = course_of(Milestone.objects.all())
    assert [here for _, _, here in course.stations].count(True) == 1
    assert (course.ahead == ()) is course.is_law is (stage == "adoption")
    assert set(AHEAD[stage]) <= set(course.ahead)


def test_the_stations_say_when_a_file_came_there_and_a_new_proposal_begins_anew(client):
    law = dossier(slug="law")
    at(law, "proposal", "council", "adoption", "proposal", "parliament_position")
    stations = course_of(Milestone.objects.all()).stations
    assert [step and step.title_en for _, step, _ in stations] == ["Step 4", "Step 5", None, None, None]
    assert [here for _, _, here in stations] == [False, True, False, False, False]
    assert "Proposed 1 April 2025 Parliament here now 1 May 2025 Council Trilogues Adopted" in shown(client)


def test_a_step_of_a_month_comes_after_the_days_of_that_month():
    law = dossier()
    at(law, "proposal")
    milestone(law, day(1, 6), precision="month", stage="trilogue")
    milestone(law, day(17, 6), stage="parliament_position")
    assert course_of(Milestone.objects.all()).stage == "trilogue"


def test_a_position_that_one_of_the_two_has_not_taken_comes_first():
    law = dossier()
    at(law, "proposal", "council")
    ahead = [str(decision.what) for decision in course_of(Milestone.objects.all()).ahead]
    assert ahead[:2] == ["The vote of Parliament at first reading", "A provisional agreement in the trilogue"]


def test_the_brief_says_who_decides_and_with_which_majority(client):
    at(dossier(slug="law"), "proposal", "council", "parliament_position", "trilogue", "agreement")
    text = shown(client)
    assert (
        "What comes next No date is known to us. The vote of Parliament at first reading Who decides: The lead "
        "committee, then all members in plenary · Majority: More than half of the votes cast What we ask now"
    ) in text
    assert "361 of 720 members" in text.partition("What may come next")[2]
    assert "Article 294(3), 231 of the Treaty on the Functioning of the European Union" in text


@pytest.mark.parametrize(
    ("month", "stage", "planned", "told"),
    [(10, "trilogue", False, True), (11, "trilogue", False, False), (10, "adoption", False, False)],
)
def test_a_file_without_a_step_for_nine_months_rests(client, month, stage, planned, told):
    law = dossier(slug="law")
    milestone(law, datetime.date(2024, month, 8), stage=stage)
    text = shown(client)
    assert ("No step is known to us for nine months: the file rests." in text, "rests here" in text) == (told, told)


def test_a_law_says_that_it_is_one(client):
    at(dossier(slug="law"), "proposal", "adoption")
    text = shown(client)
    assert "What comes next It is law; no further step is known to us." in text
    assert "What may come next" not in text


def test_a_file_of_which_no_stage_is_known_says_none(client):
    milestone(dossier(slug="law"), day(1))
    text = shown(client)
    assert "here now" not in text
    assert "What comes next No date is known to us." in text


def test_the_brief_names_whom_to_call_or_leads_to_the_press_page(client):
    law = dossier(slug="law")
    assert "/en/press/#contact" in links(client.get("/en/dossiers/law/"))
    Dossier.objects.filter(pk=law.pk).update(
        contact="EU office", contact_email="eu@example.org", contact_phone="+32 2 1"
    )
    response = client.get("/en/dossiers/law/")
    assert "Whom to call EU office +32 2 1 eu@example.org" in words(response)
    assert {"tel:+3221", "mailto:eu@example.org"} <= set(links(response))
    assert "/en/press/#contact" not in links(response)


def test_the_page_says_when_each_step_and_all_of_it_were_held_against_their_sources(client):
    law = dossier(slug="law")
    milestone(law, day(1), checked_on=None, title_en="Unchecked")
    text = words(client.get("/en/dossiers/law/"))
    assert "Each step names its source; this page was not yet looked through as a whole." in text
    assert "Looked up" not in text
    Milestone.objects.update(checked_on=day(2))
    Dossier.objects.update(checked_on=day(3))
    text = words(client.get("/en/dossiers/law/"))
    assert "All of this page was last held against its sources on 3 July 2025." in text
    assert "Looked up: 2 July 2025" in text


# What we ask


def asked(law, slug, *asks, date="2025-03-01", signers=(), **fields):
    said = factories.frozen(slug=slug, asks=[{"text_en": text, "article": place} for place, text in asks]).statement
    Statement.objects.filter(pk=said.pk).update(date=date, **fields)
    said.dossiers.add(law)
    for signer in signers:
        signature(said, signer, version=said.current)
    return said


def rows(client, address="/en/dossiers/law/"):
    return [(ask.article, ask.text_en, ask.newest.slug, ask.since.slug) for ask in client.get(address).context["asks"]]


def test_what_is_asked_stands_by_article_once_with_the_newest_text_and_since_when(client):
    law, first, second = dossier(slug="law"), organisation(name="First"), organisation(name="Second")
    asked(law, "older", ("Article 12", "Keep it."), ("Article 3(2)", "Say it."), date="2025-02-01", signers=[first])
    asked(law, "newer", ("Article 12", "Keep it."), ("", "All of it."), signers=[first, second])
    asked(law, "unsaid", ("Article 1", "Canary."), state="draft", published_at=None)
    asked(law, "gone", ("Article 1", "Canary."), state="withdrawn")
    asked(dossier(), "elsewhere", ("Article 1", "Canary."))
    assert rows(client) == [
        ("Article 3(2)", "Say it.", "older", "older"),
        ("Article 12", "Keep it.", "newer", "older"),
        ("", "All of it.", "newer", "newer"),
    ]
    text = words(client.get("/en/dossiers/law/"))
    assert (
        "Article 12 For Keep it. since 1 February 2025: A title 2 – For All of it. since 1 March 2025: A title 2"
        in text
    )
    assert "/en/positions/newer/#signatories" in links(client.get("/en/dossiers/law/"))
    assert "Canary" not in text


def test_what_came_of_an_ask_that_was_asked_again_is_told_once(client):
    law = dossier(slug="law")
    step = milestone(law, day(1, 5), title_en="The vote")
    for slug in ("older", "newer"):
        said = asked(law, slug, ("Article 5", "Keep it."))
        factories.outcome(said.current.asks.get(), step, result="adopted")
    assert words(client.get("/en/dossiers/law/")).count("Adopted 1 May 2025, The vote") == 1


# Who backs it


def test_who_backs_it_is_told_by_country_with_the_contact_and_the_number_of_texts(client):
    law = dossier(slug="law")
    here = organisation(name="Here", slug="here", country="FI", eu_contact_email="eu@here.example")
    gone = organisation(name="Applicant", country="FI", state="applicant", eu_contact_email="canary@example.org")
    there = organisation(name="Canary there", country="SE")
    older = asked(law, "older", ("Article 5", "Keep it."), date="2025-02-01", signers=[here, there])
    asked(law, "newer", ("Article 5", "Keep it."), signers=[here, gone])
    signature(older, name="Outsider", country="FI", version=older.current)
    asked(
        law, "canary", ("Article 5", "Canary."), state="withdrawn", signers=[organisation(name="Canary", country="FI")]
    )
    response = client.get("/en/dossiers/law/backing/FI/")
    text = words(response)
    assert (
        "Who backs what we ask: Finland Applicant Texts signed: 1 · since 1 March 2025 Here Texts signed: 2 · since "
        "1 February 2025 Contact on EU matters: eu@here.example Outsider Texts signed: 1 · since 1 February 2025"
    ) in text
    assert "canary" not in text.lower()
    assert "/en/members/here/" in links(response)
    assert {f"/en/dossiers/law/backing/{code}/" for code in EU_STATES} <= set(links(client.get("/en/dossiers/law/")))


def test_a_country_without_a_signatory_says_so_and_what_is_none_is_not_found(client):
    dossier(slug="law")
    assert "No signatory from there is known to us." in words(client.get("/en/dossiers/law/backing/MT/"))
    for address in ("law/backing/XX/", "law/backing/mt/", "law/backing/US/", "other/backing/MT/"):
        assert client.get(f"/en/dossiers/{address}").status_code == 404


def test_every_station_is_a_stage_and_every_stage_says_what_may_come():
    assert set(STATIONS) <= set(AHEAD)
    assert set(AHEAD) == set(Stage) - {Stage.NEW_TERM}


# The desk


def test_staff_say_in_one_go_that_all_is_as_its_sources_say(client):
    law = dossier(slug="law")
    step = milestone(law, day(1), checked_on=None)
    client.force_login(factories.user(staff_role="editor"))
    for noun, row, action in (("dossier", law, "looked_through"), ("milestone", step, "looked_at")):
        asked_for = {"action": action, "_selected_action": [row.pk]}
        assert client.post(f"/admin/positions/{noun}/", asked_for).status_code == 302
        row.refresh_from_db()
        assert row.checked_on == timezone.localdate()
    client.force_login(factories.user(staff_role="translator"))
    Dossier.objects.update(checked_on=None)
    client.post("/admin/positions/dossier/", {"action": "looked_through", "_selected_action": [law.pk]})
    assert Dossier.objects.get().checked_on is None
