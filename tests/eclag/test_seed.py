"""What `seed` loads: the facts, marked samples on wish, and the demo accounts."""

import datetime
import re
from collections import Counter

import pytest
import time_machine
from django.contrib.auth.hashers import check_password
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from eclag.models import Helpline, Page
from events.models import Appearance, Event
from members.models import Mandate, Organisation, Seat, User
from members.permissions import is_secretariat, may_curate, may_translate, sits_in_steering, speaks_for
from members.states import MandateRole
from members.texts.languages import LANGUAGE_CODES
from members.texts.publishers import is_official, is_reported
from positions.models import Ask, Dossier, Milestone, ReportedNumber, Signature, Statement, Translation, Version
from tests.coalition import rows

pytestmark = pytest.mark.django_db
ACCOUNTS = ["admin", "secretariat", "editor", "translator", "steering", "signatory", "orgeditor", "contact", "other"]


def seeded(blocker, *arguments):
    with blocker.unblock(), transaction.atomic():
        call_command("seed", *arguments)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="class")
def facts(django_db_setup, django_db_blocker):
    yield from seeded(django_db_blocker)


@pytest.fixture(scope="class")
def demo(django_db_setup, django_db_blocker):
    """What `make demo` loads."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DEMO_PASSWORD", "a password of the demo")
        yield from seeded(django_db_blocker, "--samples", "65", "--demo-accounts")


@pytest.mark.usefixtures("facts")
class TestFacts:
    def test_the_facts_we_know_are_loaded_and_nothing_else(self):
        counts = {
            model: model.objects.count()
            for model in [Organisation, Seat, Statement, Dossier, Milestone, Event, Version, User]
        }
        assert counts == {
            Organisation: 14,
            Seat: 7,
            Statement: 23,
            Dossier: 3,
            Milestone: 55,
            Event: 13,
            Version: 0,
            User: 0,
        }

    def test_no_fact_is_a_sample_and_each_has_its_source(self):
        for model in [Organisation, Statement, Event]:
            assert not model.objects.filter(is_sample=True).exists()
        for model in [Organisation, Seat, Statement, Milestone, Event, Signature, ReportedNumber, Helpline]:
            assert model.objects.exists()
            assert not model.objects.filter(source_url="").exists()

    def test_official_sources_stand_first_and_what_others_report_is_told_so(self):
        kinds = {
            noun: Counter(
                "official" if is_official(address) else "reported" if is_reported(address) else "the coalition's own"
                for address in addresses
            )
            for noun, addresses in {
                "steps": [step.sources[0] for step in Milestone.objects.all()],
                **{
                    model._meta.verbose_name: model.objects.values_list("source_url", flat=True)
                    for model in [Organisation, Seat, Statement, Event, Signature, ReportedNumber]
                },
            }.items()
        }
        assert {noun: dict(counted) for noun, counted in kinds.items()} == {
            "steps": {"official": 18, "the coalition's own": 4, "reported": 33},
            "organisation": {"the coalition's own": 14},
            "seat": {"the coalition's own": 7},
            "statement": {"the coalition's own": 20, "reported": 3},
            "event": {"the coalition's own": 11, "reported": 2},
            "signature": {"the coalition's own": 5, "reported": 2},
            "reported number": {"the coalition's own": 14, "reported": 2},
        }

    def test_what_is_next_is_known_and_what_is_over_and_not_known_is_told(self):
        with time_machine.travel("2026-11-26T12:00:00+01:00"):
            assert [(step.date, step.title_en) for step in Milestone.objects.expected()] == [
                (datetime.date(2028, 4, 3), "Regulation (EU) 2026/1881 expires")
            ]
            assert [(step.date, step.title_en) for step in Milestone.objects.unresolved()] == [
                (datetime.date(2026, 9, 29), "Sixth trilogue of Parliament, Council and Commission")
            ]
        assert Milestone.objects.filter(date=datetime.date(2026, 3, 26)).count() == 1

    def test_each_country_of_the_union_has_a_place_of_help(self):
        countries = set(Helpline.objects.values_list("country", flat=True))
        union = set(re.findall("..", "ATBEBGCYCZDEDKEEESFIFRGRHRHUIEITLTLULVMTNLPLPTROSESISK"))
        assert union | {"EU"} <= countries

    def test_the_pages_are_public(self):
        slugs = {"home", "about", "help", "press", "privacy", "accessibility"}
        assert set(Page.objects.filter(visibility="public").values_list("slug", flat=True)) == slugs

    def test_each_thing_passes_the_rules_of_its_own_form(self):
        for model in [Organisation, Seat, Dossier, Milestone, Statement, Signature, Event, Appearance, Page, Helpline]:
            for row in model.objects.all():
                with override(getattr(row, "authentic_language", "en")):
                    row.full_clean()

    def test_loaded_again_nothing_changes(self):
        before = rows()
        call_command("seed")
        assert rows() == before


def accounts():
    """Those of the demo, besides the sample people."""
    return User.objects.exclude(email__startswith="sample-person-")


@pytest.mark.usefixtures("demo")
class TestDemo:
    def test_there_are_sixty_five_active_organisations_of_which_the_real_ones_are_facts(self):
        active = Organisation.objects.active()
        assert active.count() == 65
        assert active.filter(is_sample=False).count() == 14

    def test_there_are_twenty_sample_statements_with_frozen_texts_and_one_that_is_open(self):
        samples = Statement.objects.filter(is_sample=True)
        assert sorted(samples.values_list("state", flat=True)) == ["open", *["published"] * 20]
        versions = Version.objects.filter(frozen_at__isnull=False)
        assert {version.statement_id for version in versions} == {statement.pk for statement in samples}
        for version in versions:
            assert version.digest == version.computed_digest
            assert timezone.localdate(version.frozen_at) == version.statement.date
            assert Translation.objects.get(version=version, language=version.language).frozen_at == version.frozen_at
            assert Ask.objects.filter(version=version).exists()

    def test_the_real_statements_have_no_text_of_ours(self):
        assert Statement.objects.filter(is_sample=False).count() == 23
        assert not Version.objects.filter(statement__is_sample=False).exists()

    def test_no_real_organisation_signs_a_sample_and_no_sample_signs_a_fact(self):
        signed = Signature.objects.filter(organisation__isnull=False)
        assert signed.filter(statement__is_sample=True).exists()
        assert not signed.filter(statement__is_sample=True, organisation__is_sample=False).exists()
        assert not signed.filter(statement__is_sample=False, organisation__is_sample=True).exists()
        assert not Signature.objects.filter(statement__is_sample=True, organisation__isnull=True).exists()

    def test_three_sample_events_are_to_come_and_no_real_organisation_appears_there(self):
        coming = Event.objects.coming()
        assert coming.count() == 3
        assert set(coming.values_list("is_sample", "state")) == {(True, "announced")}
        assert not Appearance.objects.filter(event__is_sample=True, organisation__is_sample=False).exists()

    def test_every_sample_says_in_its_title_that_it_is_one(self):
        for name in Organisation.objects.filter(is_sample=True).values_list("name", flat=True):
            assert name.startswith("Sample ")
        for title in Translation.objects.filter(language="en").values_list("title", flat=True):
            assert title.startswith("Sample")
        for title in Event.objects.filter(is_sample=True).values_list("title_en", flat=True):
            assert title.startswith("Sample")

    def test_the_demo_accounts_have_their_roles(self):
        people = {person.email.removesuffix("@example.org"): person for person in accounts()}
        assert set(people) == set(ACCOUNTS)
        assert {name for name in ACCOUNTS if people[name].is_superuser} == {"admin"}
        assert {name for name in ACCOUNTS if is_secretariat(people[name])} == {"admin", "secretariat"}
        assert {name for name in ACCOUNTS if may_curate(people[name])} == {"admin", "secretariat", "editor"}
        hers = {code for code in LANGUAGE_CODES if may_translate(people["translator"], code)}
        assert hers == {"nl", "fr"}
        assert {name for name in ACCOUNTS if sits_in_steering(people[name])} == {"steering"}
        assert {
            (row.person.email.split("@")[0], row.organisation.slug, row.role)
            for row in Mandate.objects.filter(person__in=accounts())
        } == {
            ("steering", "ecpat-international", "signatory"),
            ("signatory", "coface", "signatory"),
            ("orgeditor", "coface", "editor"),
            ("contact", "coface", "contact"),
            ("other", "ecpat-oesterreich", "signatory"),
        }
        assert speaks_for(people["other"], Organisation.objects.get(name="ECPAT Österreich").pk, MandateRole.SIGNATORY)

    def test_the_demo_accounts_open_with_the_given_password(self):
        assert check_password("a password of the demo", accounts().first().password)
        assert len({person.password for person in accounts()}) == len(ACCOUNTS)
        assert {person.emailaddress_set.get().verified for person in accounts()} == {True}

    def test_each_sample_organisation_has_a_sample_signatory_who_cannot_log_in_yet(self):
        people = User.objects.exclude(pk__in=accounts())
        samples = Organisation.objects.active().filter(is_sample=True)
        assert {row.organisation for row in Mandate.objects.filter(person__in=people)} == set(samples)
        assert {(person.name[:14], person.has_usable_password(), person.staff_role) for person in people} == {
            ("Sample person ", False, "")
        }

    def test_an_application_stands_ready(self):
        waiting = Organisation.objects.get(state="applicant")
        assert waiting.is_sample is True

    def test_loaded_again_on_another_day_nothing_changes(self):
        before = rows()
        with time_machine.travel(timezone.now() + datetime.timedelta(days=40)):
            call_command("seed", "--samples", "65", "--demo-accounts")
        assert rows() == before


@pytest.mark.django_db
def test_each_number_of_samples_is_set_alone():
    call_command("seed", "--organisations", "20", "--statements", "2", "--events", "5")
    assert Organisation.objects.active().count() == 20
    assert Statement.objects.filter(is_sample=True).count() == 2
    samples = Event.objects.filter(is_sample=True)
    assert samples.count() == 5
    assert samples.filter(date__gt=timezone.localdate()).count() == 5


@pytest.mark.django_db
def test_what_staff_changed_is_not_overwritten():
    call_command("seed")
    Organisation.objects.filter(slug="coface").update(name="COFACE", sort_name="coface", state="left")
    Event.objects.update(date=datetime.date(2020, 1, 1))
    call_command("seed")
    assert Organisation.objects.values_list("name", "state").get(slug="coface") == ("COFACE", "left")
    assert set(Event.objects.values_list("date", flat=True)) == {datetime.date(2020, 1, 1)}
