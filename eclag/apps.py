"""The roof: puts the apps together."""

from django.apps import AppConfig


class EclagConfig(AppConfig):
    name = "eclag"
