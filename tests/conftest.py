"""What every test may ask for."""

import pytest
from django.db import connection
from django.utils import translation

from members import frozen as log
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
    log.drop(connection, log.triggers(connection.vendor, [log.LOG, *frozen.GUARDS]))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE positions_statement SET current_id = NULL")
        for noun in ("positions_ask", "positions_signature", "positions_translation", "positions_version"):
            cursor.execute(f"DELETE FROM {noun}")
        cursor.execute("DELETE FROM members_transition")
    frozen.guard()
    log.guard()
