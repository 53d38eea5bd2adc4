"""Facts that changed reach an installation that has the old ones, and touch nothing that staff wrote."""

import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command

from eclag.facts import facts
from members.models import TranslationStatus
from members.texts.languages import LANGUAGE_CODES
from positions.models import Dossier, Milestone, Statement

pytestmark = pytest.mark.django_db
NOVEMBER = import_module("eclag.migrations.0006_facts_of_november_2026")
CHANGES = NOVEMBER.tomllib.loads(NOVEMBER.FACTS.read_text())


def told():
    """All that the facts say, and how their translations stand."""
    texts = [f"{text}_{code}" for text in ("title", "about", "summary", "ask_now") for code in LANGUAGE_CODES]

    def standing(thing):
        rows = getattr(thing, "translation_statuses", TranslationStatus.objects.none())
        return sorted(rows.values_list("language", "state", "origin", "source_digest"))

    plain = ["slug", "date", "precision", "planned", "source_url", "other_source_url", "state", "affiliation", "venue"]
    found = []
    for noun in [
        "positions.dossier",
        "positions.milestone",
        "positions.statement",
        "events.event",
        "events.appearance",
    ]:
        for thing in apps.get_model(noun).objects.all():
            found.append((noun, *(getattr(thing, name, None) or "" for name in [*plain, *texts]), standing(thing)))
    return sorted(map(repr, found))


@pytest.fixture
def old():
    """What an installation was loaded with before."""
    call_command("seed")
    now = told()
    # It had the laws in three languages.
    later = [code for code in LANGUAGE_CODES if code not in {"en", "nl", "mt"}]
    texts = ("title", "short_title", "summary", "ask_now")
    Dossier.objects.update(**{f"{text}_{code}": "" for text in texts for code in later})
    TranslationStatus.objects.filter(content_type__model="dossier", language__in=later).delete()
    for change in CHANGES["changed"]:
        found = {name: value for name, value in change["find"].items() if "__" in name or name == "slug"}
        found |= {name: after for name, (_, after) in change["fields"].items() if name in change["find"]}
        found |= {name: change["find"][name] for name in change["find"].keys() - found.keys()}
        before = {name: value for name, (value, _) in change["fields"].items()}
        assert apps.get_model(change["noun"]).objects.filter(**found).update(**before) == 1
    for new in CHANGES["added"]:
        key = {name: new["fields"][name] for name in ("slug", "title_en", "date") if name in new["fields"]}
        if new["noun"] != "events.appearance":
            apps.get_model(new["noun"]).objects.get(**key).delete()
    return now


def take_in():
    NOVEMBER.take_in(apps, None)


def test_an_old_installation_tells_what_a_new_one_tells(old):
    assert told() != old
    take_in()
    call_command("seed")
    assert told() == old
    take_in()
    call_command("seed")
    assert told() == old


def test_what_staff_wrote_stays(old):
    law = Dossier.objects.get(slug="interim-derogation")
    law.ask_now_nl, law.summary_de = "Woorden van het secretariaat.", "Worte"
    law.save()
    Milestone.objects.filter(title_en__startswith="Fifth trilogue").update(title_en="Ours", source_url="https://e.org")
    Statement.objects.filter(kind="steering_statement").update(date="2023-10-30")
    Milestone.objects.create(
        dossier=law,
        date=datetime.date(2026, 7, 31),
        institution="eu_law",
        title_en="In force",
        source_url="https://e.org",
    )
    take_in()
    law.refresh_from_db()
    assert law.ask_now_nl == "Woorden van het secretariaat."
    assert "until 3 April 2028" in law.ask_now_en
    states = dict(law.translation_statuses.values_list("language", "state"))
    assert states == {"nl": "outdated", "mt": "current"}
    assert Milestone.objects.get(title_en="Ours").source_url == "https://e.org"
    assert list(Milestone.objects.filter(date="2026-07-31").values_list("title_en", flat=True)) == ["In force"]
    assert str(Statement.objects.get(kind="steering_statement").date) == "2023-10-30"


def test_a_language_that_we_added_since_comes_where_the_words_are_still_ours(old):
    ours, changed = Dossier.objects.get(slug="csa-regulation"), Dossier.objects.get(slug="csa-directive")
    ours.summary_de = changed.summary_en = "Words of staff."
    ours.save()
    changed.save()
    take_in()
    call_command("seed")
    for law in (ours, changed):
        law.refresh_from_db()
    assert (ours.summary_de, ours.title_de) == ("Words of staff.", "")
    assert (ours.title_el.split()[0], changed.title_el) == ("Κανονισμός", "")
    made = dict(ours.translation_statuses.values_list("language", "origin"))
    assert (made["el"], made.get("de")) == ("machine", None)


def test_an_installation_without_our_facts_gets_none():
    take_in()
    assert told() == []


def test_the_facts_of_the_day_are_those_of_the_files():
    assert len(CHANGES["added"]) - sum(new["noun"] == "events.appearance" for new in CHANGES["added"]) == 24
    assert sum(len(dossier["milestone"]) for dossier in facts("dossiers")["dossier"]) == 55
