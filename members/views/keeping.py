"""The page of an organisation as its people keep it: its texts and facts, that it is right, what staff shall change."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members import actions
from members.curating.translation_statuses import keep_statuses
from members.forms import ChangeForm, kept_form
from members.models import ChangeRequest, Organisation, TranslationStatus
from members.models.keys import key_of
from members.permissions import may_keep
from members.standing import standing_of
from members.texts.languages import LANGUAGE_CODES

WAYS = require_http_methods(["GET", "HEAD", "POST"])


def kept(request, slug):
    """The organisation, which this person keeps, locked while she saves; raises Http404 or PermissionDenied."""
    rows = Organisation.objects.filter(pk__in=standing_of(request.user).organisations())
    organisation = get_object_or_404(rows.select_for_update() if request.method == "POST" else rows, slug=slug)
    if not may_keep(request.user, organisation.pk):
        raise PermissionDenied
    return organisation


def home_of(organisation):
    return HttpResponseRedirect(reverse("organisation_desk", args=[organisation.slug]))


@WAYS
@transaction.atomic
def keep(request, slug):
    """What it says of itself: all of it in its authentic language, or its text in the one that is asked for."""
    organisation = kept(request, slug)
    language = request.GET.get("language", organisation.authentic_language)
    if language not in LANGUAGE_CODES:
        raise Http404
    form = kept_form(organisation, language, request.POST or None, request.FILES or None)
    if form.is_valid():
        form.save()
        # Who speaks for the organisation has the whole text before her, and answers for it.
        keep_statuses(organisation, set(form.changed_data), checked=[language] if form.has_changed() else [])
        messages.success(request, _("It is saved. Its public page shows it within a minute."))
        return home_of(organisation)
    stands = {row.language: row for row in TranslationStatus.objects.filter(**key_of(organisation))}
    written = organisation.languages.split()
    context = {
        "organisation": organisation,
        "form": form,
        "spoken": language,
        "is_authentic": language == organisation.authentic_language,
        "stands": [
            (code, code in written, stands.get(code))
            for code in LANGUAGE_CODES
            if code != organisation.authentic_language
        ],
    }
    return render(request, "members/keep.html", context, status=422 if form.is_bound else 200)


@require_POST
@transaction.atomic
def confirm_page(request, slug):
    organisation = kept(request, slug)
    actions.confirm_page(organisation, by=request.user)
    messages.success(request, _("Thank you: that its page is right is noted with this day."))
    return home_of(organisation)


@WAYS
@transaction.atomic
def ask_change(request, slug):
    organisation = kept(request, slug)
    form = ChangeForm(request.POST or None)
    if form.is_valid():
        try:
            actions.ask_change(ChangeRequest(organisation=organisation, **form.cleaned_data), by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The secretariat has it, and answers by a letter."))
            return home_of(organisation)
    context = {
        "organisation": organisation,
        "form": form,
        "asked": ChangeRequest.objects.open().filter(organisation=organisation),
    }
    return render(request, "members/ask_change.html", context, status=422 if form.is_bound else 200)
