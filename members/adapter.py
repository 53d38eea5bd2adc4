"""What we change in allauth: nobody signs up without an invitation, and its mails go by the outbox."""

import datetime
import secrets

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import get_language

from members.actions.letters import write


def plain(context):
    """What can be kept of what only this moment knows, such as the machine from which a password was changed."""
    kept = {name: value for name, value in context.items() if isinstance(value, str | int | bool)}
    instants = {name: value for name, value in context.items() if isinstance(value, datetime.datetime)}
    return kept | {name: value.isoformat() for name, value in instants.items()}


class InvitedOnly(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

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
