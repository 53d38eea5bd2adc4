"""What somebody typed while her session ended, on its way through the login and back to her."""

from allauth.account.forms import LoginForm
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html

from members.adapter import TYPED
from members.typed import readable, seal, unseal


def login_with(request):
    """The login, which carries along what was sent; None where that is nothing that can be kept."""
    if request.method != "POST" or not (typed := seal(request)):
        return None
    back = format_html('<input type="hidden" name="{}" value="{}">', REDIRECT_FIELD_NAME, reverse("typed"))
    context = {"form": LoginForm(request=request), "redirect_field": back, "typed": typed}
    return render(request, "account/login.html", context, status=403)


def given_back(request):
    """The page with what was sent, for somebody who is in; None where that is nothing that can be kept."""
    if request.method != "POST" or not request.user.is_authenticated or not (typed := seal(request)):
        return None
    return shown(request, unseal(typed), elsewhere=True, status=403)


def typed(request):
    """What was typed before the login, with the button that sends it."""
    said = unseal(request.session.get(TYPED, ""))
    return shown(request, said) if said else redirect("desk")


def shown(request, said, *, elsewhere=False, status=200):
    address, pairs, files = said
    context = {"address": address, "pairs": pairs, "readable": readable(pairs), "files": files, "elsewhere": elsewhere}
    return render(request, "eclag/typed.html", context, status=status)
