"""How somebody logs in, on one page: passkeys, app, recovery codes, password."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from members.permissions import must_set_up


@require_safe
def ways_in(request):
    factors = list(request.user.authenticator_set.order_by("created_at", "pk"))
    context = {
        "must_set_up": must_set_up(request.user),
        "passkeys": [factor for factor in factors if factor.type == factor.Type.WEBAUTHN],
        "app": next((factor for factor in factors if factor.type == factor.Type.TOTP), None),
    }
    return render(request, "mfa/index.html", context)
