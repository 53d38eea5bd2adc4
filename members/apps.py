"""The ground: people, organisations, mandates and seats."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from members.frozen import guard


class MembersConfig(AppConfig):
    name = "members"

    def ready(self):
        post_migrate.connect(guard, sender=self)
