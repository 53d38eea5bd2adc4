"""What somebody sees and says of herself: how she is spoken to, what others see, what is kept of her."""

import json

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eclag.forms import MeForm
from members import actions
from members.models import Bounce
from members.personal import personal_data
from members.standing import standing_of

WAYS = require_http_methods(["GET", "HEAD", "POST"])


@WAYS
def me(request):
    form = MeForm(request.POST if request.method == "POST" else None, instance=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, _("It is saved."))
        return HttpResponseRedirect(request.path)
    context = {
        "form": form,
        "mandates": standing_of(request.user).mandates,
        "bounces": Bounce.objects.of(request.user.email).exists(),
    }
    return render(request, "eclag/me.html", context, status=422 if form.errors else 200)


def my_data(request):
    """All rows about her, of every noun, to read."""
    found = personal_data(request.user)
    context = {"found": found, "number": sum(len(rows) for _, rows in found)}
    return render(request, "eclag/my_data.html", context)


def my_data_file(request):
    """The same rows, to take along."""
    text = json.dumps(dict(personal_data(request.user)), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    answer = HttpResponse(text, content_type="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="eclag-my-data.json"'
    return answer


@WAYS
@reauthentication_required
def erase_me(request):
    """GET says what goes and what stays, POST does it and ends her session."""
    if request.method == "POST":
        try:
            actions.erase(request.user, by=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return HttpResponseRedirect(reverse("me"))
        logout(request)
        return render(request, "eclag/erased.html")
    return render(request, "eclag/erase_me.html", {"mandates": standing_of(request.user).mandates})
