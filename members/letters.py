"""What the letters of the ground say, and how a letter becomes a mail."""

import datetime
from importlib import import_module
from typing import NamedTuple
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.apps import apps
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from members.models import Unwanted
from members.standing import is_secretariat
from members.states import ChangeRequestState, InvitationState, MandateRole
from members.texts.browsers import browser_in_words
from members.texts.languages import day_in_words, hour_in_words


class Content(NamedTuple):
    """A letter in words: both its text and its page are made of this."""

    subject: str  # verb, deadline, title
    parts: list  # each a sentence or more, or a list of points
    heading: str = ""  # the subject without its deadline, if that differs
    button: tuple = ()  # its words, and where it leads
    after: list = []  # what is said below the button
    foot: list = []
    is_personal: bool = False  # its link acts for the reader: nobody else may read it
    is_owed: bool = True  # else she may stop letters like this


def address_of(name, *args):
    """The whole address of one of our pages, in the reader's language; from BASE_URL, never from a request."""
    return settings.BASE_URL + reverse(name, args=args)


def compose(letter):
    """The Content as things stand now, in the language that is active; None where nothing is left to say."""
    if not letter.noun:
        return account(letter)
    app, _, _ = letter.noun.partition(".")
    thing = apps.get_model(letter.noun)._base_manager.filter(pk=letter.thing).first()
    return thing and getattr(import_module(f"{app}.letters"), letter.kind)(thing, letter)


def mail_of(letter):
    """The mail in the reader's language, None where nothing is left to say; the same Message-ID at each try."""
    with translation.override(letter.language):
        content = compose(letter)
        if content is None:
            return None
        headers = {}
        if not content.is_owed:
            if Unwanted.objects.filter(address=letter.folded, kind=letter.kind).exists():
                return None
            stop = address_of("members:stop", Unwanted.token(letter))
            content = content._replace(
                foot=[*content.foot, _("No more letters like this: %(address)s") % {"address": stop}]
            )
            headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        mail = EmailMultiAlternatives(
            " ".join(content.subject.split()),
            text_of(content),
            to=[letter.address],
            headers={
                "Message-ID": f"<{letter.token}@{urlsplit(settings.BASE_URL).hostname}>",
                "Auto-Submitted": "auto-generated",
                **headers,
            },
        )
        mail.attach_alternative(page_of(content), "text/html")
    return mail


def text_of(content):
    return render_to_string("letters/letter.txt", around(content))


def page_of(content):
    return render_to_string("letters/letter.html", around(content))


def around(content):
    """What every letter says besides its own words."""
    privacy = address_of("page", "privacy")
    return {"content": content, "language": get_language(), "contact": settings.CONTACT, "privacy": privacy}


def invitation(sending, letter):
    """The key to a mandate or a staff role; nothing where it was used, withdrawn or sent anew meanwhile."""
    asked = sending.invitation
    if asked.state != InvitationState.OPEN or asked.is_over or asked.sendings.first() != sending:
        return None
    organisation = asked.organisation.name if asked.organisation else _("the ECLAG portal")
    named = {"organisation": organisation, "day": day_in_words(asked.ends_at), "hour": hour_in_words(asked.ends_at)}
    return Content(
        subject=_("Come in for %(organisation)s by %(day)s") % named,
        heading=_("Come in for %(organisation)s") % named,
        parts=[asked_by(asked), tasks_of(asked), _("It is open until %(day)s, %(hour)s in Brussels.") % named],
        button=(_("Come in for %(organisation)s") % named, address_of("members:invitation", asked.token())),
        after=[_("It takes a minute. To open the page accepts nothing; there you can also refuse.")],
        foot=[
            _("The invitation works once, and for this address only. When it has ended, its page sends you a new one."),
            _("Not expected? Nothing happens if you do nothing."),
        ],
        is_personal=True,
    )


def asked_by(invitation):
    """Who asks her in, for whom, and as what."""
    by, organisation = invitation.invited_by, invitation.organisation
    named = {"organisation": organisation, "role": invitation.task_label, "person": by}
    if organisation is None:
        return _("The secretariat of ECLAG invites you to work on the portal of the coalition (%(role)s).") % named
    if by is None or is_secretariat(by):
        return _("The secretariat of ECLAG invites you to act for %(organisation)s (%(role)s).") % named
    return _("%(person)s invites you to act for %(organisation)s (%(role)s).") % named


TASKS = {
    MandateRole.SIGNATORY: gettext_lazy("You sign or decline statements in its name, on a phone or at a desk."),
    MandateRole.EDITOR: gettext_lazy("You keep its page, its people and its texts up to date."),
    MandateRole.CONTACT: gettext_lazy("You learn what awaits it, and pass it on."),
}


def tasks_of(invitation):
    """What she can do then, point by point."""
    if invitation.organisation is None:
        return [_("You write and look after what the portal shows.")]
    return [
        str(TASKS[invitation.role]),
        _("You see its people, its page and the members’ documents."),
        _("Whatever you do is done for %(organisation)s and in your name.") % {"organisation": invitation.organisation},
    ]


def deputy(mandate, letter):
    """To whom somebody of her organisation asks to sign in her place for some days."""
    named = {"organisation": mandate.organisation, "person": letter.details.get("by", "")}
    named |= {"since": day_in_words(mandate.since), "until": day_in_words(mandate.until)}
    return Content(
        subject=_("You sign for %(organisation)s until %(until)s") % named,
        parts=[
            _("%(person)s names you as deputy.") % named,
            _("From %(since)s to %(until)s you sign or decline in the name of %(organisation)s.") % named,
        ],
        button=(_("To the desk"), address_of("desk")),
    )


def mandate_ended(mandate, letter):
    """To whose mandate somebody else of her organisation has ended."""
    named = {"organisation": mandate.organisation, "role": mandate.get_role_display()}
    named["person"] = letter.details.get("by", "")
    return Content(
        subject=_("You no longer act for %(organisation)s (%(role)s)") % named,
        parts=[_("%(person)s ended your mandate. What you did under it stands.") % named],
        after=[_("If this is a mistake, write to the secretariat.")],
    )


def still_right(organisation, letter):
    """Once a year; nothing where somebody has said so meanwhile."""
    if organisation.confirmed_on and organisation.confirmed_on >= timezone.localdate(letter.written_at):
        return None
    named = {"organisation": organisation}
    told = organisation.website, organisation.register_number, organisation.eu_contact, organisation.eu_contact_email
    return Content(
        subject=_("Still right? The page of %(organisation)s") % named,
        parts=[
            _("Once a year we ask whether what the portal says of %(organisation)s is still right.") % named,
            [part for part in told if part],
        ],
        button=(_("Look through it"), address_of("organisation_desk", organisation.slug)),
        after=[_("One button there says that all is right; it takes a minute.")],
    )


def change_answered(request, letter):
    """What came of a change that she asked for."""
    named = {"organisation": request.organisation}
    made = request.state == ChangeRequestState.MADE
    said = _("It was changed as you asked.") if made else _("It stays as it is.")
    return Content(
        subject=_("What you asked to change for %(organisation)s") % named,
        parts=[said, *([letter.details["reason"]] if letter.details.get("reason") else []), f"“{request.text}”"],
        button=(_("See it"), address_of("organisation_desk", request.organisation.slug)),
    )


def address_changed(person, letter):
    """To the old address and to the new one."""
    return Content(
        subject=_("Your address at ECLAG was changed"),
        parts=[
            _("From now on you log in as %(address)s, and our letters go there.") % {"address": person.email},
            _("Wherever you were logged in, you are not any more. Your password is the same."),
        ],
        button=(_("Log in"), address_of("account_login")),
        after=[_("If you did not ask for this, write to the secretariat at once.")],
    )


def mfa_reset(person, letter):
    """To whom the secretariat has taken the second factors, after a call or what was said to be one."""
    if person.has_usable_password():
        button = (_("Log in"), address_of("account_login"))
    else:
        button = (_("Choose a new password"), address_of("account_reset_password"))
    parts = [
        _("Your passkeys, your authenticator app and your recovery codes do not work any more."),
        _("Log in, and set up a new second factor at once."),
    ]
    if person.rests_until and person.has_staff_role:
        named = {"day": day_in_words(person.rests_until), "hour": hour_in_words(person.rests_until)}
        parts.append(_("Your rights as staff rest until %(day)s, %(hour)s in Brussels.") % named)
    return Content(
        subject=_("Your second factor at ECLAG was reset"),
        parts=parts,
        button=button,
        after=[_("If you did not ask for this, write to the secretariat at once.")],
    )


CHANGES = {
    "account/email/password_changed": gettext_lazy("Your password was changed."),
    "account/email/password_reset": gettext_lazy("A new password was chosen by a letter."),
    "account/email/password_set": gettext_lazy("A password was chosen."),
    "account/email/email_changed": gettext_lazy("Your address was changed."),
    "account/email/email_deleted": gettext_lazy("An address was removed."),
    "mfa/email/webauthn_added": gettext_lazy("A passkey was added."),
    "mfa/email/webauthn_removed": gettext_lazy("A passkey was removed."),
    "mfa/email/totp_activated": gettext_lazy("An authenticator app was set up."),
    "mfa/email/totp_deactivated": gettext_lazy("The authenticator app was removed."),
    "mfa/email/recovery_codes_generated": gettext_lazy(
        "New recovery codes were made; the old ones open nothing any more."
    ),
}


def changed(letter):
    """That something about her ways in was changed; when and from where, at the first try to send it."""
    parts, details = [str(CHANGES[letter.kind])], letter.details
    if "timestamp" in details:
        at = datetime.datetime.fromisoformat(details["timestamp"])
        named = {"day": day_in_words(at), "hour": hour_in_words(at), "address": details["ip"]}
        named["browser"] = browser_in_words(details["user_agent"])
        parts.append(_("On %(day)s, %(hour)s in Brussels, by %(browser)s, from %(address)s.") % named)
    return Content(
        subject=_("How you log in to ECLAG was changed"),
        parts=parts,
        button=(_("How you log in"), address_of("members:ways_in")),
        after=[_("If it was not you, write to the secretariat at once.")],
    )


# allauth's: its own templates say the words, its links are made anew

LINKS = {
    "account/email/password_reset_key": lambda letter: {
        "password_reset_url": address_of(
            "account_reset_password_from_key",
            user_pk_to_url_str(letter.person),
            default_token_generator.make_token(letter.person),
        )
    },
    "account/email/email_confirmation": lambda letter: {
        "activate_url": address_of(
            "account_confirm_email",
            EmailConfirmationHMAC(EmailAddress.objects.get(email__iexact=letter.address, user=letter.person)).key,
        )
    },
}
LINKS["account/email/email_confirmation_signup"] = LINKS["account/email/email_confirmation"]


def account(letter):
    """One of allauth's letters; None where the person or the address is gone meanwhile."""
    if letter.person is None:
        return None
    if letter.kind in CHANGES:
        return changed(letter)
    try:
        links = LINKS.get(letter.kind, lambda letter: {})(letter)
    except EmailAddress.DoesNotExist:
        return None
    site = {"name": "ECLAG", "domain": urlsplit(settings.BASE_URL).netloc}
    details = letter.details
    if "timestamp" in details:
        details = details | {"timestamp": datetime.datetime.fromisoformat(details["timestamp"])}
    context = {**details, **links, "user": letter.person, "email": letter.address, "current_site": site}
    mail = get_adapter().render_mail(letter.kind, letter.address, context)
    parts = [part.strip() for part in mail.body.split("\n\n") if part.strip()]
    address = next(iter(links.values()), None)
    return Content(
        subject=mail.subject,
        heading=mail.subject.removeprefix("[ECLAG] "),
        parts=[part for part in parts if part != address],
        button=(mail.subject.removeprefix("[ECLAG] "), address) if address else (),
        is_personal=bool(address),
    )
