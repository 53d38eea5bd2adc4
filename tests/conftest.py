"""What every test may ask for."""

import pytest
from django.db import connection
from django.utils import translation

from members.frozen import LOG, drop, guard, log_triggers
from positions import frozen


@pytest.fixture(autouse=True)
def reading_english():
    """A request leaves its language behind in the thread."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def thaw_at_the_end(request):
    """A test that really commits is cleaned up by deleting all rows, which frozen ones refuse."""
    marker = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames) or (
        marker and marker.kwargs.get("transaction")
    )
    if not commits:
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    triggers = frozen.triggers(connection.vendor) | log_triggers(connection.vendor)
    drop(connection, triggers)
    with connection.cursor() as cursor:
        for table in ("positions_ask", "positions_signature", "positions_translation", "positions_version", LOG):
            cursor.execute(f"DELETE FROM {table}")
    frozen.guard()
    guard()
