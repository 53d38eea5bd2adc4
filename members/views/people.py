"""Who acts for an organisation, and who is asked to: seen by its people, kept by its signatories and editors."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members import actions
from members.forms import DeputyForm, InviteForm
from members.models import Bounce, Invitation, Mandate, Organisation
from members.permissions import may_end, may_invite, may_name_deputy
from members.standing import standing_of


@require_http_methods(["GET", "HEAD", "POST"])
def people(request, slug):
    hers = standing_of(request.user).organisations()
    organisation = get_object_or_404(Organisation.objects.filter(pk__in=hers).only("name", "slug", "state"), slug=slug)
    act, posted = request.POST.get("act"), request.POST
    form = InviteForm(posted if act == "invite" else None)
    deputy = DeputyForm(posted if act == "name_deputy" else None, organisation, request.user)
    if request.method == "POST":
        filled = {"invite": form, "name_deputy": deputy}.get(act)
        try:
            if said := acted(request, organisation, filled):
                messages.success(request, said)
                return HttpResponseRedirect(request.path)
        except ValidationError as refusal:
            if filled:
                filled.add_error(None, refusal)
            else:
                messages.error(request, " ".join(refusal.messages))
    asked = Invitation.objects.visible_to(request.user).open().filter(organisation=organisation)
    mandates = (
        Mandate.objects.not_ended()
        .filter(organisation=organisation)
        .select_related("person")
        .only(
            "role", "organisation", "since", "until", "given_at", "person__name", "person__email", "person__last_login"
        )
    )
    context = {
        "organisation": organisation,
        "mandates": [(held, may_end(request.user, held)) for held in mandates],
        "asked": asked,
        "bounced": set(Bounce.objects.of(*(row.address for row in asked)).values_list("address", flat=True)),
        "may": may_invite(request.user, Invitation(organisation=organisation)),
        "may_name_deputy": may_name_deputy(request.user, organisation.pk),
        "form": form,
        "deputy": deputy,
    }
    wrong = any(one.is_bound and not one.is_valid() for one in (form, deputy))
    return render(request, "members/people.html", context, status=422 if wrong else 200)


def acted(request, organisation, form):
    """Do what the button says and return what was done in words; None where the form has to be filled in anew.

    Each verb asks whether she may. Raises ValidationError where it cannot be done now.
    """
    act, by = request.POST.get("act"), request.user
    if form and not form.is_valid():
        return None
    if act == "invite":
        asked = actions.invite(Invitation(organisation=organisation, **form.cleaned_data), by=by)
        return _("A letter is on its way to %(address)s.") % {"address": asked.address}
    if act == "name_deputy":
        held = actions.name_deputy(organisation, by=by, **form.cleaned_data)
        return _("%(person)s signs for %(organisation)s in these days, and is told.") % {
            "person": held.person,
            "organisation": organisation.name,
        }
    if act == "end":
        held = found(request, "mandate", Mandate.objects.not_ended().filter(organisation=organisation))
        actions.end(held, by=by)
        return _("The mandate of %(person)s is ended.") % {"person": held.person}
    if act not in {"send_again", "withdraw"}:
        return None
    asked = found(request, "invitation", Invitation.objects.visible_to(by).filter(organisation=organisation))
    if act == "send_again":
        actions.send_again_invitation(asked, by=by)
        return _("A letter is on its way to %(address)s.") % {"address": asked.address}
    actions.withdraw_invitation(asked, by=by)
    return _("The invitation of %(address)s is withdrawn.") % {"address": asked.address}


def found(request, name, rows):
    number = request.POST.get(name, "")
    return get_object_or_404(rows, pk=number if number.isdecimal() else 0)
