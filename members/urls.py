"""Addresses of the members."""

from django.urls import path

from members import views

app_name = "members"
urlpatterns = [
    path("about/steering-group/", views.steering_group, name="steering_group"),
    path("members/", views.organisations, name="organisations"),
]
