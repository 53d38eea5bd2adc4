"""The verbs of statements."""

import hashlib

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from members.states import StaffRole
from positions.actions import freeze, publish_sample, record_statement
from positions.canonical import canonical_text
from positions.models import Statement, Translation, Version
from positions.states import StatementState
from tests.factories import frozen, mandate, organisation, statement, user, version

pytestmark = pytest.mark.django_db


def rows():
    return [list(model.objects.order_by("pk").values()) for model in (Statement, Version, Translation)]


def refused(error, verb, *arguments, **named):
    before = rows()
    with pytest.raises(error):
        verb(*arguments, **named)
    assert rows() == before


# freeze


@pytest.mark.parametrize(
    ("language", "title", "html"),
    [
        ("en", "A title", "<p>Some words.</p>"),
        ("el", "Ένας  τίτλος", "<p>Λόγια</p>\r\n<p>και έργα</p>"),
        ("bg", "Заглавие", "<h2>Думи</h2><p>и <strong>дела</strong></p>"),
        ("cs", "Te\u0301ma", "<p>Pr\u030ci\u0301lis\u030c</p>"),
    ],
)
def test_the_digest_of_a_frozen_version_is_that_of_its_canonical_text(language, title, html):
    row = freeze(version(statement(), language=language, texts={language: (title, html), "nl": ("T", "<p>w</p>")}))
    assert row.canonical_text == canonical_text(title, html)
    assert row.digest == hashlib.sha256(canonical_text(title, html).encode()).hexdigest()
    assert Version.objects.values_list("canonical_text", "digest").get() == (row.canonical_text, row.digest)


def test_freezing_dates_the_version_and_its_authentic_text_alone():
    row = version(statement(), language="el", texts={"el": ("Τίτλος", "<p>Λόγια</p>"), "nl": ("T", "<p>w</p>")})
    with time_machine.travel("2025-07-01T12:00:00+00:00", tick=False):
        now = timezone.now()
        freeze(row)
    assert row.frozen_at == now
    assert list(row.translations.values_list("language", "frozen_at", "state")) == [
        ("el", now, "current"),
        ("nl", None, "in_progress"),
    ]


def test_a_version_is_frozen_once():
    refused(ValidationError, freeze, frozen())


@pytest.mark.parametrize("texts", [{"nl": ("Titel", "<p>Woorden</p>")}, {"en": ("A title", "")}])
def test_a_version_without_its_authentic_text_is_not_frozen(texts):
    refused(ValidationError, freeze, version(statement(), texts=texts))


@pytest.mark.parametrize("text", ["<p></p>", "<p> </p>", "<p><br></p>", "<ul><li></li></ul>", " "])
def test_a_text_without_a_word_is_no_text(text):
    refused(ValidationError, freeze, version(statement(), texts={"en": ("A title", text)}))


# record


@pytest.fixture
def draft():
    return statement(state=StatementState.DRAFT)


@pytest.mark.parametrize("role", [StaffRole.SECRETARIAT, StaffRole.EDITOR])
def test_curators_record_what_was_public_elsewhere(draft, role):
    before = Statement.objects.values().get()
    with time_machine.travel("2026-03-01T12:00:00+00:00", tick=False):
        record_statement(draft, by=user(staff_role=role))
        now = timezone.now()
    assert Statement.objects.values().get() == before | {"state": "published", "published_at": now}
    assert draft.state == "published"


def test_others_record_nothing(draft):
    signatory = user()
    mandate(signatory, organisation())
    for person in [
        AnonymousUser(),
        signatory,
        user(staff_role=StaffRole.TRANSLATOR, translates=["en"]),
        user(staff_role=StaffRole.EDITOR, is_active=False),
    ]:
        refused(PermissionDenied, record_statement, draft, by=person)


@pytest.mark.parametrize("state", [state for state in StatementState.values if state != "draft"])
def test_only_a_draft_is_recorded(state):
    refused(ValidationError, record_statement, statement(state=state), by=user(staff_role=StaffRole.EDITOR))


def test_nothing_is_recorded_without_a_source():
    refused(
        ValidationError, record_statement, statement(state="draft", source_url=""), by=user(staff_role=StaffRole.EDITOR)
    )


def test_a_text_of_ours_is_not_recorded_past_its_adoption(draft):
    version(draft)
    refused(ValidationError, record_statement, draft, by=user(staff_role=StaffRole.EDITOR))


def test_the_state_in_the_database_decides_and_not_the_one_in_memory(draft):
    Statement.objects.update(state="withdrawn")
    refused(ValidationError, record_statement, draft, by=user(staff_role=StaffRole.EDITOR))


# publish_sample


def test_a_sample_is_shown_with_its_versions_frozen():
    sample = statement(state="draft", is_sample=True)
    first, second = version(sample), version(sample, number=2)
    publish_sample(sample)
    assert sample.state == Statement.objects.get().state == "published"
    assert {row.pk for row in Version.objects.exclude(frozen_at=None)} == {first.pk, second.pk}


def test_what_is_no_sample_is_not_published_without_adoption(draft):
    version(draft)
    refused(ValidationError, publish_sample, draft)


def test_a_sample_of_which_one_text_is_missing_stays_a_draft():
    sample = statement(state="draft", is_sample=True)
    version(sample)
    version(sample, number=2, texts={"nl": ("Titel", "<p>Woorden</p>")})
    refused(ValidationError, publish_sample, sample)
