"""What people do with a statement at their desk: adopt it, send it back, withdraw it."""

import itertools
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext, override

from members.models import Transition, User
from members.transitions import verbs_of
from positions.actions import adopt, publish, send_back, submit
from positions.desk import ACTS
from positions.models import Statement, Translation, Version
from positions.states import RECORDED_ONLY, StatementKind, StatementState
from tests import factories
from tests.positions.way import ADOPTED, adopted, draft, laid, rows, write
from tests.reading import main, words

pytestmark = pytest.mark.django_db
STAFF = ["secretary", "editor", "other editor"]
ADOPTERS = [*STAFF, "steering"]
OTHERS = ["translator", "steering contact", "signatory"]


def at(said, verb, language="en"):
    with override(language):
        return reverse("positions:act", args=[said.slug, verb])


def organisation_of(person):
    return person.mandates.get().organisation


# What awaits me


def awaited(people, said):
    """The roles on whose desk it waits to be adopted."""
    return {
        role for role, person in people.items() if said in Statement.objects.awaiting(User.objects.get(pk=person.pk))
    }


@pytest.mark.parametrize("kind", ADOPTED)
def test_it_awaits_those_whose_yes_leads_it_further(people, kind):
    two_of_staff = kind in {"press_release", "briefing"}
    said = draft(kind=kind)
    assert awaited(people, said) == set()
    submit(said, by=people["editor"])
    assert awaited(people, said) == ({*STAFF} if two_of_staff else {*ADOPTERS})
    adopt(said, by=people["editor"])
    assert awaited(people, said) == ({"secretary", "other editor"} if two_of_staff else {"steering"})
    adopt(said, by=people["secretary" if two_of_staff else "steering"])
    assert (said.state, awaited(people, said)) == ("adopted", set())
    send_back(said, by=people["editor"], reason="A reason.")
    submit(said, by=people["editor"])
    assert awaited(people, said) == ({*STAFF} if two_of_staff else {*ADOPTERS})


def test_where_both_of_staff_wrote_it_the_steering_group_is_asked(people):
    said = draft(kind=StatementKind.BRIEFING)
    for role in ("editor", "other editor"):
        write(said, by=people[role])
    submit(said, by=people["editor"])
    adopt(said, by=people["editor"])
    assert awaited(people, said) == {"secretary", "other editor"}
    adopt(said, by=people["other editor"])
    assert (said.state, awaited(people, said)) == ("approval", {"secretary", "steering"})


def test_whose_rights_have_ended_counts_no_more_and_others_are_asked_again(people):
    said = laid(people)
    adopt(said, by=people["secretary"])
    assert awaited(people, said) == {"steering"}
    User.objects.filter(pk=people["secretary"].pk).update(is_active=False)
    assert awaited(people, said) == {"editor", "other editor", "steering"}


@pytest.mark.parametrize("role", [*ADOPTERS, *OTHERS])
def test_the_desk_names_what_awaits_me_with_one_link_each(people, client, role):
    said, done = laid(people), adopted(people)
    client.force_login(people[role])
    desk = client.get("/en/desk/")
    waits = role in ADOPTERS
    assert (f'href="{at(said, "adopt")}"' in main(desk), at(done, "adopt") in main(desk)) == (waits, False)
    assert ("“A title” waits to be adopted." in words(desk)) == waits
    if waits:
        whom = f"For {organisation_of(people[role])}" if role == "steering" else "For the coalition"
        assert whom in words(desk)


# Adopting


def test_the_page_shows_the_very_words_and_opening_it_does_nothing(people, client):
    said = laid(people)
    client.force_login(people["steering"])
    page = words(client.get(at(said, "adopt", "nl")))
    assert ("Some words." in page, "Woorden." in page) == (True, False)
    assert f"Aannemen namens {organisation_of(people['steering'])}" in page
    assert (Statement.objects.get().state, [verb for verb, *_ in rows(said)]) == ("approval", ["submit"])


def test_a_signatory_of_the_steering_group_adopts_for_her_organisation_and_staff_for_the_secretariat(people, client):
    said = laid(people)
    digest = said.versions.get().digest
    client.force_login(people["steering"])
    answer = client.post(at(said, "adopt"), {"digest": digest}, follow=True)
    assert (answer.redirect_chain, "You adopted “A title”." in words(answer)) == ([("/en/desk/", 302)], True)
    client.force_login(people["secretary"])
    answer = client.post(at(said, "adopt"), {"digest": digest, "organisation": ""})
    assert answer.headers["Location"] == reverse("admin:positions_statement_change", args=[said.pk])
    yes = Transition.objects.of(said).filter(verb="adopt").order_by("pk")
    assert list(yes.values_list("actor", "organisation", "digest", "to_state")) == [
        (people["steering"].pk, organisation_of(people["steering"]).pk, digest, "approval"),
        (people["secretary"].pk, None, digest, "adopted"),
    ]


def test_nobody_adopts_for_an_organisation_for_which_she_does_not_sign(people, client):
    said = laid(people)
    for role in ("steering", "secretary"):
        client.force_login(people[role])
        other = organisation_of(people["signatory"]).pk
        for key in (other, "x", 10**30):
            assert client.post(at(said, "adopt"), {"organisation": key}).status_code == 404
        with pytest.raises(PermissionDenied):
            adopt(said, by=people[role], organisation=organisation_of(people["signatory"]))
    assert [verb for verb, *_ in rows(said)] == ["submit"]


def test_words_that_changed_since_they_were_read_are_not_adopted(people, client):
    said = laid(people)
    read = said.versions.get().digest
    send_back(said, by=people["editor"], reason="A reason.")
    Translation.objects.filter(version__number=2, language="en").update(text="<p>Other words.</p>")
    submit(said, by=people["editor"])
    client.force_login(people["steering"])
    answer = client.post(at(said, "adopt", "nl"), {"digest": read})
    assert (answer.status_code, "De tekst is intussen anders" in words(answer)) == (422, True)
    assert "Other words." in words(answer)
    assert not Transition.objects.of(said).filter(verb="adopt").exists()


def test_the_public_reads_by_whom_it_was_adopted_and_no_name_of_a_person(people, client):
    User.objects.filter(pk__in=[people["secretary"].pk, people["steering"].pk]).update(name="Canary")
    said = adopted(people)
    publish(said, by=people["editor"])
    page = words(client.get(said.get_absolute_url()))
    day = re.search(r"Adopted by Secretariat, (\d+ \w+ \d{4}) (.*?), (\d+ \w+ \d{4})", page)
    assert day
    assert day[2] == str(organisation_of(people["steering"]))
    assert "Canary" not in client.get(said.get_absolute_url()).content.decode()


# Sent back, withdrawn


def test_it_is_sent_back_with_a_reason_at_the_desk(people, client):
    said = laid(people)
    client.force_login(people["steering"])
    refused = client.post(at(said, "send_back", "mt"), {"reason": " "})
    assert (refused.status_code, "Agħti r-raġuni: tinżamm miegħu." in words(refused)) == (422, True)
    client.post(at(said, "send_back"), {"reason": "The second paragraph."})
    assert Transition.objects.of(said).first().reason == "The second paragraph."
    assert (Statement.objects.get().state, Version.objects.count()) == ("draft", 2)


def test_what_is_public_is_withdrawn_at_the_desk(people, client):
    said = adopted(people)
    publish(said, by=people["editor"])
    client.force_login(people["steering"])
    page = main(client.get(reverse("positions:desk_statement", args=[said.slug])))
    assert (at(said, "withdraw") in page, at(said, "send_back") in page, at(said, "adopt") in page) == (
        True,
        False,
        False,
    )
    client.post(at(said, "withdraw"))
    assert Statement.objects.get().state == "withdrawn"


# Refused


def in_state(people, state):
    """A statement in that state, by its verbs where they lead there."""
    said = {"draft": draft, "approval": lambda: laid(people)}.get(state, lambda: adopted(people))()
    if state in {"published", "superseded", "withdrawn"}:
        publish(said, by=people["editor"])
    Statement.objects.filter(pk=said.pk).update(state=state)
    return Statement.objects.get(pk=said.pk)


REASONS = [
    "As it stands by now, this cannot be done.",
    "It is public: what people have read is superseded or withdrawn.",
    "You have adopted these words already: somebody else is the second.",
    "You may not do this",
    "This page does not exist",
]


@pytest.mark.once
@pytest.mark.parametrize("state", StatementState)
def test_every_illegal_move_is_refused_with_its_reason_in_her_language_and_changes_nothing(people, client, state):
    said = in_state(people, state)
    before = stored(said)
    seen, wanted = {}, {}
    languages = itertools.cycle(["en", "nl", "mt"])
    for role, verb in itertools.product([*ADOPTERS, *OTHERS], ACTS):
        person = User.objects.get(pk=people[role].pk)
        verb_row = verbs_of(Statement)[verb]
        if state in verb_row.come_from and verb_row.may(person, said) and (verb, state) != ("send_back", "published"):
            continue  # a legal one
        client.force_login(person)
        language = next(languages)
        with override(language):
            reasons = [gettext(phrase) for phrase in REASONS]
        with transaction.atomic():
            answer = client.post(at(said, verb, language), {"reason": "A reason."})
            told = words(answer)
            sees = Statement.objects.visible_to(person).filter(pk=said.pk).exists()
            seen[role, verb] = answer.status_code, any(reason in told for reason in reasons), stored(said) == before
            may = verb_row.may(person, said)
            status = 404 if not sees else 422 if may else 403
            wanted[role, verb] = status, True, True
            transaction.set_rollback(True)
    assert seen == wanted
    assert len(seen) > 10


def stored(said):
    """All that a verb could change."""
    return [
        list(rows_of.values())
        for rows_of in (
            Statement.objects.filter(pk=said.pk),
            Version.objects.filter(statement=said),
            Translation.objects.filter(version__statement=said).order_by("pk"),
            Transition.objects.of(said),
        )
    ]


@pytest.mark.once
@pytest.mark.parametrize("state", StatementState)
def test_every_verb_of_staff_refuses_each_state_and_role_that_is_not_its_own(people, client, state):
    said = in_state(people, state)
    before, seen, wanted = stored(said), {}, {}
    for role, (name, verb) in itertools.product([*STAFF[:2], "translator", "steering"], verbs_of(Statement).items()):
        person = User.objects.get(pk=people[role].pk)
        may = verb.may(person, said)
        if verb.act is None or verb.come_from == {""} or (may and state in verb.come_from):
            continue
        client.force_login(person)
        page = reverse("admin:positions_statement_verb", args=[said.pk, name])
        answer = client.post(page, {"reason": "A reason."}, follow=True)
        told = any(reason in answer.content.decode() for reason in REASONS)
        seen[role, name] = answer.status_code, told, stored(said) == before
        inside = role != "steering"
        wanted[role, name] = 200 if may and inside else 403, True, True
    assert seen == wanted


def test_what_appeared_elsewhere_is_adopted_by_nobody(people, client):
    for kind in RECORDED_ONLY:
        said = factories.statement(kind=kind, state="approval")
        for role in ADOPTERS:
            client.force_login(people[role])
            assert client.post(at(said, "adopt")).status_code in {403, 404}
