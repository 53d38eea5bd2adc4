"""Adopted words become public at once or at an hour; later they are withdrawn or superseded, never deleted."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from positions.actions import adopt, discard, publish, send_back, submit, supersede, withdraw_statement
from positions.models import Statement, Version
from tests.positions.way import adopted, draft, laid, public

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def test_at_an_hour_it_is_public_and_not_a_second_before(people):
    said = adopted(people)
    hour = timezone.now() + HOUR
    publish(said, by=people["editor"], at=hour)
    assert (said.state, public()) == ("published", [])
    with time_machine.travel(hour - datetime.timedelta(seconds=1), tick=False):
        assert public() == []
    with time_machine.travel(hour, tick=False):
        assert public() == [said.pk]


def test_an_hour_ahead_is_moved_or_taken_back_and_once_it_has_come_it_stays(people):
    said = adopted(people)
    publish(said, by=people["editor"], at=timezone.now() + HOUR)
    publish(said, by=people["editor"], at=timezone.now() + 2 * HOUR)
    [version] = said.versions.all()
    assert version.published_at == said.published_at > timezone.now() + HOUR
    send_back(said, by=people["steering"], reason="Not yet.")
    version.refresh_from_db()
    assert (said.state, said.published_at, version.published_at) == ("draft", None, None)
    submit(said, by=people["editor"])
    for role in ("secretary", "steering"):
        adopt(said, by=people[role])
    publish(said, by=people["editor"])
    stands = list(Version.objects.order_by("pk").values())
    for refused in (
        lambda: publish(said, by=people["editor"]),
        lambda: publish(said, by=people["editor"], at=timezone.now() + HOUR),
        lambda: send_back(said, by=people["editor"], reason="Too late."),
    ):
        with pytest.raises(ValidationError):
            refused()
    assert list(Version.objects.order_by("pk").values()) == stands
    assert public() == [said.pk]


def test_an_hour_that_is_past_is_no_hour_to_publish_at(people):
    said = adopted(people)
    with pytest.raises(ValidationError):
        publish(said, by=people["editor"], at=timezone.now() - HOUR)
    assert (Statement.objects.get(pk=said.pk).state, public()) == ("adopted", [])


@pytest.mark.parametrize("ahead", [False, True])
def test_what_was_public_is_withdrawn_and_what_never_was_stays_private(people, ahead):
    said = adopted(people)
    publish(said, by=people["editor"], at=timezone.now() + HOUR if ahead else None)
    withdraw_statement(said, by=people["steering"])
    assert (said.state, public()) == ("withdrawn", [] if ahead else [said.pk])
    with time_machine.travel(timezone.now() + 2 * HOUR, tick=False):
        assert public() == ([] if ahead else [said.pk])


def test_a_statement_is_superseded_by_a_public_one_that_names_it(people):
    said = adopted(people)
    publish(said, by=people["editor"])
    with pytest.raises(ValidationError):
        supersede(said, by=people["editor"])
    successor = adopted(people, supersedes=said)
    with pytest.raises(ValidationError):
        supersede(said, by=people["editor"])
    publish(successor, by=people["editor"])
    supersede(said, by=people["editor"])
    assert (said.state, sorted(public())) == ("superseded", sorted([said.pk, successor.pk]))


@pytest.mark.parametrize("made", [draft, laid, adopted])
def test_what_was_never_public_is_given_up_with_a_reason_and_nobody_reads_it(people, made):
    said = made() if made is draft else made(people)
    with pytest.raises(ValidationError):
        discard(said, by=people["editor"])
    discard(said, by=people["editor"], reason="Overtaken by the vote.")
    assert (said.state, public()) == ("withdrawn", [])


@pytest.mark.parametrize("verb", [submit, publish, supersede, discard])
def test_the_steering_group_adopts_and_leaves_the_rest_to_staff(people, verb):
    said = {submit: draft, publish: adopted, supersede: adopted, discard: adopted}[verb]
    said = said() if said is draft else said(people)
    with pytest.raises(PermissionDenied):
        verb(said, by=people["steering"], reason="A reason.")
