"""What we change in allauth: who comes in, whose guesses are counted, and that its mails go by the outbox."""

import datetime
import secrets

from allauth.account import forms
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils.translation import get_language

from members.actions.letters import write


def plain(context):
    """What can be kept of what only this moment knows, such as the machine from which a password was changed."""
    kept = {name: value for name, value in context.items() if isinstance(value, str | int | bool)}
    instants = {name: value for name, value in context.items() if isinstance(value, datetime.datetime)}
    return kept | {name: value.isoformat() for name, value in instants.items()}


KNOWN = "known"  # the cookie of a browser in which somebody logged in before
HALF_A_YEAR = 180 * 24 * 60 * 60


class ResetPasswordForm(forms.ResetPasswordForm):
    """A link goes to an address that is known to be hers, and to no other that stands beside it."""

    def clean_email(self):
        email = super().clean_email()
        hers = EmailAddress.objects.filter(email__iexact=email, verified=True, user__in=self.users)
        self.users = [address.user for address in hers.select_related("user")]
        return email


class InvitedOnly(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Guesses are counted by account, and apart for a browser in which its owner logged in before.

        So whoever guesses locks others out, not her.
        """
        login = credentials.get("email", "").casefold()
        known, browser = request.get_signed_cookie(KNOWN, "", salt=KNOWN, max_age=HALF_A_YEAR).rpartition("#")[::2]
        return f"{login}#{browser}" if known == login else login

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        response.set_signed_cookie(
            KNOWN,
            f"{user.email.casefold()}#{secrets.token_hex(8)}",
            salt=KNOWN,
            max_age=HALF_A_YEAR,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
        return response

    def send_mail(self, template_prefix, email, context):
        """Write a letter: a mail server that is away makes no page fail. Links are made anew when it goes."""
        details = {name: value for name, value in plain(context).items() if not name.endswith(("_url", "key", "code"))}
        write(
            f"{template_prefix}#{secrets.token_hex(8)}",
            None,
            [email],
            person=context["user"],
            language=get_language(),
            details=details,
        )

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)
