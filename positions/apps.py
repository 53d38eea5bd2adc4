"""What the coalition says, and who stands behind it."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from positions.frozen import guard


class PositionsConfig(AppConfig):
    name = "positions"

    def ready(self):
        post_migrate.connect(guard, sender=self)
