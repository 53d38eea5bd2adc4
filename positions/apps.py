"""What the coalition says, and who stands behind it."""

from django.apps import AppConfig


class PositionsConfig(AppConfig):
    name = "positions"
