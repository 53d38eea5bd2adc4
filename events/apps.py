"""Gatherings, their programme and who appears there."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
