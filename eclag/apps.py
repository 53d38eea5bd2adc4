"""What the roof sets right in Django's own parts."""

import sqlite3

from django.apps import AppConfig
from django.contrib.admin import apps
from django.db.backends.signals import connection_created


class AdminConfig(apps.AdminConfig):
    default = False  # it is named in the settings
    default_site = "eclag.site.PortalSite"


def take_long_queries(connection, **_):
    """Let a query hold as many values as this SQLite takes, as Django 6.0 does; until then it holds 999."""
    if connection.vendor == "sqlite":
        connection.features.max_query_params = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)


class EclagConfig(AppConfig):
    name = "eclag"
    default = True

    def ready(self):
        connection_created.connect(take_long_queries)
