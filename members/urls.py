"""Addresses of the members."""

from django.urls import path

from members import views
from members.public import public

app_name = "members"
urlpatterns = [
    path("about/steering-group/", public(views.steering_group), name="steering_group"),
    path("desk/organisations/<slug:slug>/people/", views.people, name="people"),
    path("accounts/letters/<str:token>/", views.stop, name="stop"),
    path("accounts/invitation/<str:token>/", views.invitation, name="invitation"),
    path("members/", public(views.organisations, params=["q", "country", "kind", "page"]), name="organisations"),
]
