"""Addresses of the members."""

from django.urls import path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from members import views
from members.public import public

app_name = "members"
urlpatterns = [
    path("about/steering-group/", public(views.steering_group), name="steering_group"),
    path("desk/directory/", views.directory, name="directory"),
    path("desk/directory/people/<int:pk>/", views.open_address, name="open_address"),
    path("desk/organisations/<slug:slug>/people/", views.people, name="people"),
    path("desk/organisations/<slug:slug>/page/", views.keep, name="keep"),
    path("desk/organisations/<slug:slug>/right/", views.confirm_page, name="confirm_page"),
    path("desk/organisations/<slug:slug>/change/", views.ask_change, name="ask_change"),
    path("accounts/second-factor/", views.ways_in, name="ways_in"),
    path("accounts/second-factor/webauthn/", require_safe(RedirectView.as_view(pattern_name="members:ways_in"))),
    path("accounts/letters/<str:token>/", views.stop, name="stop"),
    path("accounts/invitation/<str:token>/", views.invitation, name="invitation"),
    path("members/members.json", public(views.members_json), name="members_json"),
    path("members/members.csv", public(views.members_csv), name="members_csv"),
    path("members/", public(views.organisations, params=["q", "country", "kind", "page"]), name="organisations"),
]
