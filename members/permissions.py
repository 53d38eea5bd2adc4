"""Who may do what on the ground: pure predicates of a person's standing and a thing; without one: to any."""

from django.conf import settings

from members.models import Mandate, Seat, User
from members.standing import curates, is_secretariat, languages_of, standing_of
from members.states import MandateRole

KEEPING = (MandateRole.SIGNATORY, MandateRole.EDITOR)  # who looks after what an organisation says, and its people


def may_curate(user, thing=None) -> bool:
    """Write what the coalition shows: organisations, statements, events, pages."""
    return curates(user)


def may_translate(user, language) -> bool:
    """Write the texts in that language: curators in all, a translator in hers."""
    return curates(user) or language in languages_of(user)


def may_handle_people(user) -> bool:
    """See and change accounts, mandates and seats."""
    return is_secretariat(user)


def may_end(user, held=None) -> bool:
    """End a mandate or a seat: the secretariat; a mandate also who signs for the organisation, and hers everybody."""
    if is_secretariat(user):
        return True
    if held is None:
        return acts_for_a_member(user, MandateRole.SIGNATORY)
    own = isinstance(held, Mandate) and (held.person_id == user.pk or may_name_deputy(user, held.organisation_id))
    return user.is_active and own


def may_name_deputy(user, organisation_id) -> bool:
    """Say who of an organisation signs in one's place for some days."""
    return speaks_for(user, organisation_id, MandateRole.SIGNATORY)


def may_send_again_letter(user, letter=None) -> bool:
    """Let a letter go once more."""
    return is_secretariat(user)


def may_invite(user, invitation=None) -> bool:
    """Ask somebody in: the secretariat to everything, who signs or edits for an organisation its own people."""
    if is_secretariat(user):
        return True
    if invitation is None:
        return acts_for_a_member(user, *KEEPING)
    return speaks_for(user, invitation.organisation_id, *KEEPING)


may_send_again_invitation = may_withdraw = may_invite


def may_accept(user, invitation=None) -> bool:
    """Come in by it, or refuse: whoever has the address to which it went."""
    return bool(user.is_active and invitation and user.email.casefold() == invitation.folded)


may_refuse = may_accept


def may_change_account(user, account) -> bool:
    """Only a superuser changes a superuser."""
    return may_handle_people(user) and (user.is_superuser or not account.is_superuser)


def may_reset_mfa(user, account=None) -> bool:
    """Take the second factors of somebody who has lost them; never one's own."""
    return may_handle_people(user) if account is None else may_change_account(user, account) and user != account


def needs_second_factor(user) -> bool:
    """Staff, also while their rights rest, and whoever acts for an organisation of the steering group."""
    return settings.REQUIRE_MFA and (user.has_staff_role or sits_in_steering(user))


def must_set_up(user) -> bool:
    """Lacks the second factor that she needs, or came by an invitation and has no way in of her own yet."""
    return (not user.has_usable_password() or needs_second_factor(user)) and not user.has_second_factor


def may_write_field(user, model, name) -> bool:
    """Write one column of a row: of a text in the languages she has, of people as the secretariat."""
    if model in {User, Mandate, Seat}:
        return may_handle_people(user)
    language = getattr(model._meta.get_field(name), "language", None)
    return may_translate(user, language) if language else may_curate(user)


def may_handle_membership(user, organisation=None) -> bool:
    """Check, admit, decline, suspend, reinstate organisations, or record that one left."""
    return is_secretariat(user)


may_check = may_admit = may_decline = may_reconsider = may_suspend = may_reinstate = may_leave = may_handle_membership
may_apply = may_curate  # enter an application that came by mail or in a table


may_make_change = may_refuse_change = may_curate


def may_ask_change(user, request=None) -> bool:
    """Ask staff to change what they alone change of an organisation: whoever keeps its page."""
    return acts_for_a_member(user, *KEEPING) if request is None else may_keep(user, request.organisation_id)


def may_open_directory(user) -> bool:
    """See the members with the people who share how to reach them: whoever acts for a member, and curators."""
    return curates(user) or acts_for_a_member(user)


def may_keep(user, organisation_id) -> bool:
    """Write what an organisation says of itself: who signs or edits for it."""
    return speaks_for(user, organisation_id, *KEEPING)


def speaks_for(user, organisation_id, *roles: MandateRole) -> bool:
    """Acts today for that organisation, an active member, in one of `roles` if any are given."""
    return organisation_id in standing_of(user).organisations(*roles)


def acts_for_a_member(user, *roles: MandateRole) -> bool:
    """Acts today for any organisation that is an active member, in one of `roles` if any are given."""
    return bool(standing_of(user).organisations(*roles))


def sits_in_steering(user, *roles: MandateRole) -> bool:
    """Acts today for an organisation that sits in the steering group, in one of `roles` if any are given."""
    return bool(standing_of(user).steering(*roles))
