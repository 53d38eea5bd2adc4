"""What the letters about statements say: asked to sign, reminded, done in your name, and what came of it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.letters import Content, address_of
from members.models import Organisation, Transition
from members.states import MandateRole
from members.texts.languages import BRUSSELS, city_of, day_in_words, hour_in_words
from positions.models import Ask, Statement
from positions.signing import acting, answers, answers_by, token_of, undecided
from positions.states import SignatureState


def heading_of(statement):
    """Its title as the reader's language has it."""
    return Statement.objects.filter(pk=statement.pk).titled().get().heading


def asks_of(version):
    """One sentence for each ask."""
    rows = Ask.objects.filter(version=version).localized("text")
    return [
        " ".join(part for part in (str(row.get_direction_display()), row.place, row.localized("text")) if part)
        for row in rows
    ]


def deadline_of(statement, person):
    """Until when, in Brussels and, where she lives by another clock, in hers."""
    at, zone = statement.closes_at, person.zone
    said = _("Names until %(day)s, %(hour)s in Brussels.") % {"day": day_in_words(at), "hour": hour_in_words(at)}
    if at.astimezone(zone).utcoffset() == at.astimezone(BRUSSELS).utcoffset():
        return said
    hers = {"day": day_in_words(at, zone), "hour": hour_in_words(at, zone), "city": city_of(zone)}
    return said + " " + _("That is %(day)s, %(hour)s in %(city)s.") % hers


def link_of(statement, person):
    return address_of("positions:by_letter", token_of(statement, person))


def waiting(statement, person):
    """The names of the undecided organisations for which she signs, None where nobody can answer now."""
    if person is None or not statement.takes_names:
        return None
    mine = acting(undecided(statement), MandateRole.SIGNATORY).filter(person=person)
    return list(Organisation.objects.filter(pk__in=mine.values("organisation")).values_list("name", flat=True)) or None


def ask(statement, letter):
    """Sign or decline; nothing where she has decided meanwhile."""
    names = waiting(statement, letter.person)
    if names is None:
        return None
    named = {"title": heading_of(statement), "organisation": ", ".join(names), "kind": statement.get_kind_display()}
    named["day"] = day_in_words(statement.closes_at)
    facts = [
        _("To: %(addressee)s") % {"addressee": statement.localized("addressee")} if statement.addressee else "",
        _("It goes out on %(day)s.") % {"day": day_in_words(statement.goes_out_on)} if statement.goes_out_on else "",
    ]
    return Content(
        subject=_("Sign or decline by %(day)s: %(title)s") % named,
        heading=_("Sign or decline: %(title)s") % named,
        parts=[
            _("The coalition asks for the name of %(organisation)s under this text (%(kind)s).") % named,
            *(fact for fact in facts if fact),
            asks_of(statement.current_id),
            *(
                [_("Remarks on its words until %(day)s.") % {"day": day_in_words(statement.words_until)}]
                if statement.words_until
                else []
            ),
            deadline_of(statement, letter.person),
        ],
        button=(_("Read and answer for %(organisation)s") % named, link_of(statement, letter.person)),
        after=[
            _(
                "You sign or decline on the page; to open it does neither. "
                "It needs no login, and can be undone until the deadline."
            )
        ],
        foot=[
            _("Only for you: the link acts in your name. Please do not pass this letter on."),
            _("Others who act for your organisation are told what you did, and can undo it."),
        ],
        is_personal=True,
    )


def reminder(statement, letter):
    """The one reminder: as the letter that asked."""
    said = ask(statement, letter)
    if said is None:
        return None
    named = {"title": heading_of(statement), "day": day_in_words(statement.closes_at)}
    return said._replace(
        subject=_("Still open until %(day)s: %(title)s") % named,
        foot=[_("This is the only reminder."), *said.foot],
    )


def moved(statement, letter):
    """The deadline is another one now."""
    said = ask(statement, letter)
    if said is None:
        return None
    named = {"title": heading_of(statement), "day": day_in_words(statement.closes_at)}
    return said._replace(subject=_("New deadline, %(day)s: %(title)s") % named)


def name_signatory(statement, letter):
    """To who acts for an organisation for which nobody signs."""
    if letter.person is None or not statement.takes_names:
        return None
    mine = Organisation.objects.filter(
        pk__in=acting(undecided(statement), MandateRole.EDITOR, MandateRole.CONTACT)
        .filter(person=letter.person)
        .values("organisation")
    )
    if not mine:
        return None
    named = {"organisation": ", ".join(row.name for row in mine), "title": heading_of(statement)}
    return Content(
        subject=_("Nobody can sign for %(organisation)s yet: %(title)s") % named,
        parts=[
            _("The coalition asks for the name of %(organisation)s, and has no signatory of it.") % named,
            deadline_of(statement, letter.person),
        ],
        button=(_("Invite a signatory"), address_of("members:people", mine[0].slug)),
    )


def passed_on(statement, letter):
    """Somebody of her organisation asks her to answer, with a note."""
    said = ask(statement, letter)
    if said is None:
        return None
    named = {"person": letter.details.get("by", ""), "title": heading_of(statement)}
    note = letter.details.get("note", "")
    asked = _("%(person)s asks you to answer.") % named
    return said._replace(
        subject=_("%(person)s asks you to answer: %(title)s") % named,
        parts=[asked, *([f"“{note}”"] if note else []), *said.parts],
    )


DONE = {
    SignatureState.SIGNED: lambda: _("Signed by %(organisation)s: %(title)s"),
    SignatureState.DECLINED: lambda: _("Declined by %(organisation)s: %(title)s"),
    SignatureState.WITHDRAWN: lambda: _("Taken back by %(organisation)s: %(title)s"),
    SignatureState.AWAITING_ACCEPTANCE: lambda: _("%(organisation)s asks to sign late: %(title)s"),
}


def receipt(signature, letter):
    """What was done in the name of the organisation: on which words, by whom, and the way out."""
    statement, version = signature.statement, signature.version
    told = Transition.objects.filter(pk=letter.occasion.partition("#")[2]).select_related("actor").first()
    if told is None or letter.person is None or told.to_state not in DONE:
        return None
    named = {"title": heading_of(statement), "organisation": signature.organisation, "number": version.number}
    named |= {"day": day_in_words(told.at), "hour": hour_in_words(told.at), "person": told.actor}
    if told.verb == "record":
        named |= {"came": signature.get_came_by_display()}
        who = _("The secretariat recorded it: it came %(came)s. If that is wrong, refuse it.") % named
    else:
        who = _("By %(person)s, on %(day)s at %(hour)s in Brussels.") % named
    parts = [who, _("The text: version %(number)s.") % named, f"SHA-256 {told.digest}"]
    if signature.reservation and told.to_state == SignatureState.SIGNED:
        parts.append(_("With the reservation: “%(reservation)s”") % {"reservation": signature.reservation})
    if statement.takes_names:
        parts.append(deadline_of(statement, letter.person))
    return Content(
        subject=DONE[told.to_state]() % named,
        parts=parts,
        button=(_("See it, or take it back"), link_of(statement, letter.person)),
        foot=[_("The same letter went to the others who act for your organisation, each with a link of their own.")],
        is_personal=True,
    )


def result(statement, letter):
    """To all who were asked, once it is public: what stands where, with the digest."""
    if not statement.is_public or statement.current is None:
        return None
    signed = answers(statement).filter(state=SignatureState.SIGNED).count()
    named = {"title": heading_of(statement), "number": signed}
    count = ngettext("%(number)s signatory", "%(number)s signatories", signed) % named
    names = [row.organisation.name for row in answers_by(letter.person, statement)] if letter.person else []
    return Content(
        subject=_("Published: %(title)s") % named,
        parts=[
            _("The text is public."),
            f"{count}.",
            f"SHA-256 {statement.current.digest}",
            *([_("You were asked for %(organisation)s.") % {"organisation": ", ".join(names)}] if names else []),
        ],
        button=(_("Read it"), address_of("positions:statement", statement.slug)),
    )
