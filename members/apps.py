"""The ground: people, organisations, mandates and seats."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
