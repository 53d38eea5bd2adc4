"""What the steering group and staff do with a statement outside the admin: adopt it, send it back, withdraw it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from members.models import Organisation
from members.standing import curates, standing_of
from members.states import MandateRole
from members.transitions import verbs_of
from positions.desk import ACTS, due
from positions.models import Statement

from .statements import page_of


@require_http_methods(["GET", "HEAD", "POST"])
def act(request, slug, verb):
    """GET shows the words and what the verb does, POST does it and leads back to where she works."""
    if verb not in ACTS:
        raise Http404
    context = page_of(request.user, slug)
    statement, chosen = context["statement"], verbs_of(Statement)[verb]
    if not chosen.may(request.user, statement):
        raise PermissionDenied
    signs_for = Organisation.objects.filter(pk__in=standing_of(request.user).steering(MandateRole.SIGNATORY))
    if request.method == "POST":
        said = {"reason": request.POST.get("reason", "")}
        if verb == "adopt":
            said["digest"] = request.POST.get("digest", "")
            if key := request.POST.get("organisation"):
                said["organisation"] = get_object_or_404(signs_for, pk=key if key.isdecimal() else 0)
        try:
            chosen.act(statement, by=request.user, **said)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, ACTS[verb].done % {"title": statement.heading})
            staff = curates(request.user)
            back = reverse("admin:positions_statement_change", args=[statement.pk]) if staff else reverse("desk")
            return HttpResponseRedirect(back)
    version = context["version"]
    context |= {
        "act": ACTS[verb],
        "verb": verb,
        "now": verb in due(request.user, statement),
        "needs_reason": chosen.needs_reason,
        "reason": request.POST.get("reason", ""),
        "organisations": signs_for.only("name"),
        "for_staff": curates(request.user),
        # The words that are adopted, whatever language the page is in.
        "text": version and context["texts"].get(version.language),
    }
    refused = request.method == "POST"
    return render(request, "positions/statement_detail.html", context, status=422 if refused else 200)
