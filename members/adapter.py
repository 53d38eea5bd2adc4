"""What we change in allauth: who comes in and how, whose guesses are counted, and that its mails go by the outbox."""

import base64
import datetime
import hashlib
import secrets
import time
from urllib.parse import urlsplit

import qrcode
from allauth.account import app_settings, forms
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.signals import authenticator_added
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.core.cache import cache
from django.dispatch import receiver
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathImage

from members.actions.accounts import end_sessions
from members.actions.letters import write
from members.texts.browsers import browser_in_words


def plain(context):
    """What can be kept of what only this moment knows, such as the machine from which a password was changed."""
    kept = {name: value for name, value in context.items() if isinstance(value, str | int | bool)}
    instants = {name: value for name, value in context.items() if isinstance(value, datetime.datetime)}
    return kept | {name: value.isoformat() for name, value in instants.items()}


TYPED = "typed"  # what somebody typed while her session ended, in the form of the login and then in her session
TYPED_LETTERS = 200_000  # sealed, it is no longer
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
    WAYS = {
        "reauthenticate": _("Use your password"),
        "mfa_reauthenticate": _("Use a code"),
        "mfa_reauthenticate:webauthn": _("Use your passkey"),
    }

    def is_open_for_signup(self, request):
        return False

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Guesses are counted by account, and apart for a browser in which its owner logged in before.

        So whoever guesses locks others out, not her.
        """
        login = credentials.get("email", "").casefold()
        known, browser = request.get_signed_cookie(KNOWN, "", salt=KNOWN, max_age=HALF_A_YEAR).rpartition("#")[::2]
        return f"{login}#{browser}" if known == login else login

    def pre_login(self, request, user, **kwargs):
        if 0 < len(typed := request.POST.get(TYPED, "")) <= TYPED_LETTERS:
            request.session[TYPED] = typed
        return super().pre_login(request, user, **kwargs)

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

    def is_reauthentication_required(self, *, app):
        """Not within five minutes after she has shown who she is, by a login too; by a second factor if she has one.

        So neither a stolen password in a trusted browser nor an open session adds or takes a second factor.
        """
        person = self.request.user
        shown = get_authentication_records(self.request, person)
        if person.has_second_factor:
            shown = [record for record in shown if record["method"] == "mfa"]
        return not shown or time.time() - shown[-1]["at"] >= app_settings.REAUTHENTICATION_TIMEOUT

    def get_reauthentication_methods(self, user):
        methods = super().get_reauthentication_methods(user)
        others = [method for method in methods if method["id"] != "reauthenticate"]
        return [method | {"description": self.WAYS[method["id"]]} for method in others or methods]

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


def fernet():
    """Encrypts with the key of the installation, and decrypts with those before it as well."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"members.adapter.fernet{key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class SecondFactors(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That did not work. Try again."),
        "cannot_generate_recovery_codes": _("Set up a passkey or an app first."),
    }

    def encrypt(self, text):
        return fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return fernet().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self):
        """A passkey is made for the name in BASE_URL, whatever name a request came by."""
        return {"id": urlsplit(settings.BASE_URL).hostname, "name": "ECLAG"}

    def build_totp_svg(self, url):
        """The code to scan, as an element of the page: the policy lets no picture in from an address of data."""
        return mark_safe(qrcode.make(url, image_factory=SvgPathImage).to_string(encoding="unicode"))  # noqa: S308 - squares only

    def generate_authenticator_name(self, user, type):
        return browser_in_words(context.request.headers.get("User-Agent", ""))


def end_others(request):
    """End all sessions of her whose request it is but this one, those too of which no row tells."""
    end_sessions(request.user)
    request.session[HASH_SESSION_KEY] = request.user.get_session_auth_hash()


@receiver(email_changed)
def end_sessions_of_the_old_address(request, user, **kwargs):
    if request.user == user:
        end_others(request)
    else:
        end_sessions(user)


@receiver(authenticator_added)
def show_by_it(request, user, authenticator, **kwargs):
    """Whoever has just set up a second factor has shown it: she is not asked for it again at once."""
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


class UsedOnce:
    """A code holds for three periods, since clocks differ; allauth remembers for one that it was used."""

    def clean_code(self):
        code = super().clean_code()
        mark = f"used-code:{self.user.pk}:{normalize_user_code(code)}"
        if not cache.add(mark, 1, timeout=3 * 30):
            raise SecondFactors().validation_error("incorrect_code")
        return code


class CodeForm(UsedOnce, AuthenticateForm):
    pass


class CodeAgainForm(UsedOnce, ReauthenticateForm):
    pass


class Sessions(DefaultUserSessionsAdapter):
    def end_sessions(self, sessions):
        super().end_sessions(sessions)
        end_others(context.request)
