"""The page behind the link that stops letters of a kind; mail programs post to it by themselves (RFC 8058)."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from members.actions import stop_letters
from members.models import Unwanted


@login_not_required
@csrf_exempt  # the signed link is the key, and whoever follows it may have no cookie of ours
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, token):
    unwanted = Unwanted.read(token)
    if unwanted is None:
        raise Http404
    if request.method == "POST":
        stop_letters(*unwanted)
    return render(request, "members/stop.html", {"address": unwanted[0], "done": request.method == "POST"})
