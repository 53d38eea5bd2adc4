"""Who may do what with statements and signatures; without a thing: whether to any."""

from members.permissions import acts_for_a_member, may_curate, may_handle_membership, sits_in_steering, speaks_for
from members.states import MandateRole
from positions.states import RECORDED_ONLY

may_draft = may_submit = may_open = may_publish = may_record_statement = may_supersede = may_discard = may_curate
may_correct = may_dismiss = may_curate
may_remind = may_move_deadline = may_deliver = may_reply = may_strike = may_curate


def adopts_for_staff(user) -> bool:
    """A secretary or an editor; translators are not meant."""
    return may_curate(user)


def adopts_for_steering(user) -> bool:
    """Signs for an organisation of the steering group."""
    return sits_in_steering(user, MandateRole.SIGNATORY)


def may_adopt(user, statement=None) -> bool:
    """Say yes to its words: staff and a signatory of the steering group; which two is for the verb to see."""
    if statement and statement.kind in RECORDED_ONLY:
        return False
    return adopts_for_staff(user) or adopts_for_steering(user)


def may_send_back(user, statement=None) -> bool:
    """Staff, and whoever may adopt it."""
    return may_curate(user) or may_adopt(user, statement)


def may_withdraw_statement(user, statement=None) -> bool:
    """Take back what the coalition said: staff, and signatories of the steering group."""
    return adopts_for_staff(user) or adopts_for_steering(user)


def may_sign(user, signature=None) -> bool:
    """Answer for the organisation."""
    if signature is None:
        return acts_for_a_member(user, MandateRole.SIGNATORY)
    return speaks_for(user, signature.organisation_id, MandateRole.SIGNATORY)


may_decline = may_sign
may_accept = may_record_signature = may_curate
may_merge = may_handle_membership


def may_withdraw_signature(user, signature=None) -> bool:
    """Until the deadline whoever acts for it, afterwards who signs for it; what is historical also staff."""
    if signature is None:
        return may_curate(user) or acts_for_a_member(user)
    if signature.version_id is None:
        return may_curate(user) or may_sign(user, signature)
    return speaks_for(user, signature.organisation_id) if signature.statement.takes_names else may_sign(user, signature)


def may_report(user, correction=None) -> bool:
    """Nobody in her own name: errors are reported by readers, who are not asked who they are."""
    return False
