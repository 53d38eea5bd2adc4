"""All addresses; DESIGN section 7 fixes them."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from auditlog.models import LogEntry
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import include, path
from django.views.decorators.http import require_POST, require_safe

from eclag import sitemaps, views
from members.public import public

admin.site.unregister(
    [Authenticator, EmailAddress, Group, LogEntry, UserSession]
)  # the admin holds our nouns; roles stand in the code

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error

urlpatterns = [
    path("", views.root, name="root"),
    path("admin/", admin.site.urls),
    path("media/<path:name>", public(views.media), name="media"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("favicon.ico", public(views.favicon), name="favicon"),
    path("robots.txt", public(views.robots), name="robots"),
    path("sitemap.xml", public(sitemaps.index), name="sitemap"),
    path("sitemap-<int:number>.xml", public(sitemaps.part), name="sitemap_part"),
    path(".well-known/security.txt", public(views.security_txt), name="security_txt"),
    *i18n_patterns(
        path("", public(views.home), name="home"),
        path("search/", public(views.search, params=["q"]), name="search"),
        path("desk/", require_safe(views.desk), name="desk"),
        path("desk/me/", views.me, name="me"),
        path("desk/typed/", require_safe(views.typed), name="typed"),
        path("desk/me/data/", require_safe(views.my_data), name="my_data"),
        path("desk/me/data.json", require_safe(views.my_data_file), name="my_data_file"),
        path("desk/me/erase/", views.erase_me, name="erase_me"),
        path("desk/documents/", require_safe(views.documents), name="documents"),
        path("desk/documents/seen/", require_POST(views.documents_seen), name="documents_seen"),
        path("desk/organisations/<slug:slug>/", require_safe(views.own_organisation), name="organisation_desk"),
        path("desk/pages/<slug:slug>/", require_safe(views.page), name="desk_page"),
        path("desk/members/<slug:slug>/", require_safe(views.organisation), name="desk_organisation"),
        path("desk/files/<int:pk>/", require_safe(views.file), name="desk_file"),
        path("", include("members.urls")),  # before allauth's, of which it replaces two pages by one
        path("accounts/", include("allauth.account.urls")),
        path("accounts/second-factor/", include("allauth.mfa.urls")),
        path("accounts/sessions/", include("allauth.usersessions.urls")),
        path("members/<slug:slug>/", public(views.organisation), name="organisation"),
        path("", include("positions.urls")),
        path("", include("events.urls")),
        path("help/", public(views.page, params=["country"]), {"slug": "help"}, name="help"),
        path("<slug:slug>/", public(views.page), name="page"),  # last: about, help, press …
    ),
]
