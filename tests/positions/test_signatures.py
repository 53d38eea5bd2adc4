"""Who signed which words: one row for each version and signatory, which nobody rewrites."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from members.models import Transition
from members.permissions import standing_of
from positions.actions import record_signature, withdraw_signature
from positions.models import Signature
from positions.permissions import may_sign
from positions.states import SignatureState
from tests.factories import another, frozen, mandate, organisation, signature, statement, user, version
from tests.test_access import filled

pytestmark = pytest.mark.django_db
KEPT = "whoever signed or declined did so once and for these words"


def test_an_organisation_signs_each_version_once():
    first = frozen()
    second, member = another(first), organisation()
    for each in (first, second):
        signature(first.statement, member, version=each)
        with pytest.raises(IntegrityError), transaction.atomic():
            signature(first.statement, member, version=each, state="declined")
    assert Signature.objects.count() == 2


def test_an_outsider_signs_each_version_once():
    first = frozen()
    second = another(first)
    for each in (first, second):
        signature(first.statement, name="Aleph", version=each)
        with pytest.raises(IntegrityError), transaction.atomic():
            signature(first.statement, name="Aleph", version=each)


def test_from_before_the_portal_a_statement_was_signed_once():
    said, member = statement(), organisation()
    for fields in ({"organisation": member}, {"name": "Aleph"}):
        signature(said, **fields)
        with pytest.raises(IntegrityError), transaction.atomic():
            signature(said, **fields)


@pytest.mark.parametrize("state", SignatureState)
def test_what_counts_is_signed_on_the_current_version_or_historical(state):
    first = frozen()
    second, member = another(first), organisation()
    of_first, of_second = (signature(first.statement, member, version=each, state=state) for each in (first, second))
    historical = signature(statement(), member, state=state)
    signed = state == "signed"
    assert set(Signature.objects.counting()) == ({of_second, historical} if signed else set())
    assert list(Signature.objects.of_version(first)) == ([of_first] if signed else [])
    assert list(Signature.objects.of_version(second)) == ([of_second] if signed else [])


WRITES = {
    "of another version": "UPDATE positions_signature SET version_id = NULL",
    "of another statement": "UPDATE positions_signature SET statement_id = statement_id + 1",
    "of another organisation": "UPDATE positions_signature SET organisation_id = organisation_id + 1",
    "under another name": "UPDATE positions_signature SET name = 'Other'",
    "under another key": "UPDATE positions_signature SET id = id + 1",
    "deleted": "DELETE FROM positions_signature",
    "put in its place": "INSERT OR REPLACE INTO positions_signature SELECT * FROM positions_signature",
    "all at once": "TRUNCATE positions_signature CASCADE",
}
ONLY_ON = {"put in its place": "sqlite", "all at once": "postgresql"}


@pytest.mark.parametrize("write", WRITES)
def test_the_database_refuses_to_rewrite_who_signed_what(write):
    if ONLY_ON.get(write, connection.vendor) != connection.vendor:
        pytest.skip("the other database says it otherwise")
    text = frozen()
    signature(text.statement, organisation(), version=text)
    connection.check_constraints()
    before = list(Signature.objects.values())
    with pytest.raises(IntegrityError, match=KEPT), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WRITES[write])
    assert list(Signature.objects.values()) == before


def test_a_signature_passes_to_another_organisation_by_a_row_of_their_merging_alone():
    kept, twin = organisation(), organisation()
    signed = signature(statement(), twin)
    with pytest.raises(IntegrityError, match=KEPT), transaction.atomic():
        Signature.objects.update(organisation=kept)
    row = Transition(noun="organisation", verb="merge", thing=kept.pk, organisation=twin.pk, actor_kind="unknown")
    row.seal().save()
    Signature.objects.update(organisation=kept)
    assert Signature.objects.get(pk=signed.pk).organisation == kept


def test_to_speak_for_an_organisation_is_asked_once_and_costs_a_predicate_nothing(django_assert_num_queries):
    person, member = user(), organisation()
    mandate(person, member)
    signed = Signature(statement=statement(), organisation=member)
    with django_assert_num_queries(1):
        assert standing_of(person).organisations() == {member.pk}
    with django_assert_num_queries(0):
        assert may_sign(person, signed)
        assert may_sign(person)
        assert not may_sign(person, Signature(organisation_id=member.pk + 1))


# From before the portal: staff enter them by their source


@pytest.fixture
def editor(client):
    person = user(staff_role="editor")
    client.force_login(person)
    return person


def test_staff_enter_a_signature_by_its_source(client, editor):
    said, member = statement(), organisation()
    address = reverse("admin:positions_signature_add")
    form = filled(client.get(address)) | {"statement": said.pk, "organisation": member.pk}
    assert "source_url" in client.post(address, form).context["adminform"].form.errors
    assert client.post(address, form | {"source_url": "https://example.org/list"}).status_code == 302
    signed = Signature.objects.counting().get()
    assert (signed.organisation, signed.version) == (member, None)
    row = Transition.objects.of(signed).get()
    assert (row.verb, row.from_state, row.to_state, row.actor) == ("record", "", "signed", editor)
    assert (row.chain, row.organisation) == (said.chain(), member.pk)


def test_a_statement_with_a_version_of_ours_takes_none(client, editor):
    draft = version(statement(state="draft"))
    address = reverse("admin:positions_signature_add")
    form = filled(client.get(address)) | {"statement": draft.statement_id, "organisation": organisation().pk}
    answer = client.post(address, form | {"source_url": "https://example.org/list"})
    assert "This statement has a version of ours" in answer.content.decode()
    row = Signature(statement=draft.statement, organisation=organisation(), source_url="https://example.org/list")
    with pytest.raises(ValidationError):
        record_signature(row, by=editor)
    assert not Signature.objects.exists()


def test_whose_it_is_and_of_what_is_read_only_and_one_of_a_version_is_only_read(client, editor):
    historical = signature(statement(), organisation())
    text = frozen()
    of_version = signature(text.statement, organisation(), version=text)
    page = client.get(reverse("admin:positions_signature_change", args=[historical.pk]))
    assert set(page.context["adminform"].form.fields) == {
        *("country", "date", "precision", "source_url", "evidence", "shown")
    }
    address = reverse("admin:positions_signature_change", args=[of_version.pk])
    assert list(client.get(address).context["adminform"].form.fields) == ["shown"]
    assert client.post(address, {"evidence": "Other"}).status_code == 403


def test_a_slip_is_withdrawn_and_may_be_entered_again(editor):
    signed = signature(statement(), organisation())
    withdraw_signature(signed, by=editor, reason="A slip.")
    assert not Signature.objects.counting().exists()
    record_signature(signed, by=editor)
    assert Signature.objects.counting().get() == signed
    assert list(Transition.objects.of(signed).values_list("verb", flat=True)) == ["record", "withdraw"]


def test_staff_take_back_no_signature_of_a_version(editor):
    text = frozen()
    signed = signature(text.statement, organisation(), version=text)
    with pytest.raises(PermissionDenied):
        withdraw_signature(signed, by=editor)
    assert Signature.objects.counting().get() == signed
