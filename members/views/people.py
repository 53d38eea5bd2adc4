"""Who acts for an organisation, and who is asked to: seen by its people, kept by its signatories and editors."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members import actions
from members.forms import InviteForm
from members.models import Bounce, Invitation, Mandate, Organisation
from members.permissions import may_invite
from members.standing import standing_of


@require_http_methods(["GET", "HEAD", "POST"])
def people(request, slug):
    hers = standing_of(request.user).organisations()
    organisation = get_object_or_404(Organisation.objects.filter(pk__in=hers).only("name", "slug", "state"), slug=slug)
    may = may_invite(request.user, Invitation(organisation=organisation))
    form = InviteForm(request.POST if request.POST.get("act") == "invite" else None)
    if request.method == "POST":
        try:
            if said := acted(request, organisation, form):
                messages.success(request, said)
                return HttpResponseRedirect(request.path)
        except ValidationError as refusal:
            if form.is_bound:
                form.add_error(None, refusal)
            else:
                messages.error(request, " ".join(refusal.messages))
    asked = Invitation.objects.visible_to(request.user).open().filter(organisation=organisation)
    context = {
        "organisation": organisation,
        "mandates": Mandate.objects.in_force()
        .filter(organisation=organisation)
        .select_related("person")
        .only("role", "organisation", "person__name", "person__email"),
        "asked": asked,
        "bounced": set(Bounce.objects.of(*(row.address for row in asked)).values_list("address", flat=True)),
        "may": may,
        "form": form,
    }
    return render(request, "members/people.html", context, status=200 if form.is_valid() or not form.is_bound else 422)


def acted(request, organisation, form):
    """Do what the button says and return what was done in words; None where the form has to be filled in anew.

    Each verb asks whether she may. Raises ValidationError where it cannot be done now.
    """
    act = request.POST.get("act")
    if act not in {"invite", "send_again", "withdraw"}:
        return None
    if act == "invite":
        if not form.is_valid():
            return None
        asked = actions.invite(Invitation(organisation=organisation, **form.cleaned_data), by=request.user)
        return _("A letter is on its way to %(address)s.") % {"address": asked.address}
    number = request.POST.get("invitation", "")
    mine = Invitation.objects.visible_to(request.user).filter(organisation=organisation)
    asked = get_object_or_404(mine, pk=number if number.isdecimal() else 0)
    if act == "send_again":
        actions.send_again_invitation(asked, by=request.user)
        return _("A letter is on its way to %(address)s.") % {"address": asked.address}
    actions.withdraw_invitation(asked, by=request.user)
    return _("The invitation of %(address)s is withdrawn.") % {"address": asked.address}
