"""All addresses; DESIGN section 7 fixes them."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.auth.models import Group
from django.shortcuts import redirect
from django.urls import include, path

from eclag import views


@secure_admin_login
def admin_login(request, extra_context=None):
    """Send whoever may in to the admin; its own form would skip allauth's limits, even for a staff member's guesses."""
    return redirect("admin:index")


def admin_password_change(request, extra_context=None):
    return redirect("account_change_password")


admin.site.login = admin_login
admin.site.password_change = admin_password_change
admin.site.unregister([EmailAddress, Group])  # the admin holds our nouns; roles stand in the code

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error

urlpatterns = [
    path("", views.root, name="root"),
    path("admin/", admin.site.urls),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("search/", views.search, name="search"),
        path("desk/", views.desk, name="desk"),
        path("accounts/", include("allauth.account.urls")),
        path("", include("members.urls")),
        path("members/<slug:slug>/", views.organisation, name="organisation"),
        path("", include("positions.urls")),
        path("", include("events.urls")),
        path("<slug:slug>/", views.page, name="page"),  # last: about, help, press …
    ),
]
