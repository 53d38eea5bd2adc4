"""The page behind the link of an invitation: one for each state, each with its way on; only a POST does anything."""

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from members.actions import accept_invitation, is_in, refuse_invitation, send_again_invitation
from members.forms import ComeInForm
from members.letters import asked_by, tasks_of
from members.models import Bounce, Invitation, Mandate, Transition
from members.states import ActorKind, InvitationState, OrganisationState

BEEN_HERE = "been-here"  # a cookie of this page alone: who opened a letter is not tracked


def how_it_stands(invitation, reader):
    """The state of the link for this reader, by the name of its part of the page."""
    mandate = invitation.mandate
    ended = mandate and not Mandate.objects.in_force().filter(pk=mandate.pk).exists()
    if invitation.state == InvitationState.WITHDRAWN:
        return "withdrawn"
    if invitation.state == InvitationState.REFUSED:
        return "refused"
    if ended or (invitation.organisation and invitation.organisation.state != OrganisationState.ACTIVE):
        return "ended"
    if invitation.state == InvitationState.ACCEPTED or is_in(invitation):
        return "used"
    if reader.is_authenticated and reader.email.casefold() != invitation.folded:
        return "another"
    if not invitation.is_over:
        return "open"
    return "bounced" if Bounce.objects.of(invitation.address).exists() else "over"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    asked = Invitation.objects.read(token)
    if asked is None:
        raise Http404
    stands, account = how_it_stands(asked, request.user), asked.account()
    is_new = account is None or not account.came_in
    act = request.POST.get("act")
    form = ComeInForm(request.POST if act == "accept" and is_new else None, asked)
    refusal = ""
    if act:
        try:
            if answer := acted(request, asked, act, stands, form if is_new else None):
                return answer
        except ValidationError as error:
            refusal = " ".join(error.messages)
        except PermissionDenied:
            stands = "ended"  # her account was closed
    context = {
        "invitation": asked,
        "stands": stands,
        "is_new": is_new,
        "form": form,
        "refusal": refusal,
        "asked_by": asked_by(asked),
        "tasks": tasks_of(asked),
        "last": Transition.objects.of(asked).first(),
        "sent": act == "send_again" and not refusal,
        "been_here": request.COOKIES.get(BEEN_HERE),
    }
    response = render(request, "members/invitation.html", context, status=409 if refusal else 200)
    if stands == "open" and request.method == "GET":
        day = timezone.localdate().isoformat()
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(BEEN_HERE, day, path=request.path, httponly=True, samesite="Lax", secure=secure)
    return response


def acted(request, asked, act, stands, form):
    """Do what the button says; returns where it leads, or None where the page itself tells what came of it."""
    if act == "log_out" and stands == "another":
        logout(request)
        return HttpResponseRedirect(request.path)
    if act == "send_again" and stands == "over":
        send_again_invitation(asked, by=ActorKind.UNKNOWN)
    elif act == "refuse" and stands == "open":
        refuse_invitation(asked)
        return HttpResponseRedirect(request.path)
    elif act == "accept" and stands == "open" and form is None:
        accept_invitation(asked)
        return HttpResponseRedirect(reverse("desk"))  # which asks her to log in, where she is not
    elif act == "accept" and stands == "open" and form.is_valid():
        person = accept_invitation(asked, **form.cleaned_data)
        way_on = reverse("desk" if person.has_usable_password() else "mfa_add_webauthn")
        return perform_login(request, person, redirect_url=way_on)
    return None
