"""What stands between the page cache and the views: closed by default, private by default, English in the admin."""

from auditlog.context import set_actor
from csp.constants import NONCE, UNSAFE_INLINE
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language_from_path

from eclag.views.typed import login_with
from members.permissions import must_set_up

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"


def keep_private(get_response):
    """Let no cache keep an answer that does not say that it is public."""

    def middleware(request):
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        response.headers["Permissions-Policy"] = PERMISSIONS
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    return middleware


def let_the_admin_edit(get_response):
    """Widen the policy of the admin, and of it alone: the editor sets styles and has an import map with a nonce."""

    def middleware(request):
        response = get_response(request)
        if request.path_info.startswith("/admin/"):
            response._csp_update = {"script-src": [NONCE], "style-src": [UNSAFE_INLINE], "img-src": ["data:"]}
        return response

    return middleware


def remember_who_acts(get_response):
    """Let the history say who made a change."""

    def middleware(request):
        if request.method in SAFE:
            return get_response(request)
        # Lazy: who it is, is asked only when something is written.
        with set_actor(SimpleLazyObject(lambda: request.user)):
            return get_response(request)

    return middleware


class AddressLanguage(LocaleMiddleware):
    """The address says the language; the admin speaks English, else texts land in the wrong column."""

    def process_request(self, request):
        if request.path_info.startswith("/admin/"):
            translation.activate("en")
            request.LANGUAGE_CODE = "en"
        else:
            super().process_request(request)

    def process_response(self, request, response):
        """A public page without a prefix is in no language: it varies with nothing that the reader sends."""
        if "public" in response.get("Cache-Control", "") and not get_language_from_path(request.path_info):
            return response
        return super().process_response(request, response)


class ClosedUnlessPublic(LoginRequiredMiddleware):
    """Every address asks for a login but the marked ones; a public page never learns who reads it."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        if getattr(view_func, "public", False):
            request.user = AnonymousUser()
            # Their middlewares would answer a malformed cookie with another one, here too.
            del request.session
            request.META.pop("CSRF_COOKIE_NEEDS_UPDATE", None)
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request, view_func):
        """To the login; what was typed while a session ended comes along."""
        return login_with(request) or super().handle_no_permission(request, view_func)


# What somebody may reach who must set up a second factor: the pages on which she does, and the way out.
SETTING_UP = {
    *("ways_in", "mfa_add_webauthn", "mfa_activate_totp", "account_set_password", "account_logout"),
    *("account_reauthenticate", "mfa_reauthenticate"),
}


class SecondFactorFirst:
    """Whoever needs a second factor and has none is led to where it is set up, from wherever she wants to go.

    What asks for no login stays open to her as to everybody.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        if getattr(view_func, "public", False) or not getattr(view_func, "login_required", True):
            return None
        if request.resolver_match.url_name in SETTING_UP or not must_set_up(request.user):
            return None
        return redirect("members:ways_in")
