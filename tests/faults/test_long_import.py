"""While a long table comes in, others go on working: all is looked at outside the lock and written in one go."""

import os
import threading
import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.models import Organisation
from tests import factories
from tests.members.test_imports import confirm, counts, look, rows_of

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 5000 if os.environ.get("LONG") else 300


def logs_in(person):
    return Client().post("/en/accounts/login/", {"login": person.email, "password": factories.PASSWORD}).status_code


def test_people_log_in_while_a_long_table_is_imported(settings):
    settings.ACCOUNT_RATE_LIMITS = False  # there are more attempts than one person makes
    secretary, person = Client(), factories.user("person@example.org")
    secretary.force_login(factories.user("secretary@example.org", staff_role="secretariat"))
    done = {}

    def bring_in():
        try:
            with CaptureQueriesContext(connection) as queries:
                page = look(secretary, "organisation", rows_of("organisation", ROWS))
                done["counts"], done["status"] = counts(page), confirm(secretary, page).status_code
            done["queries"] = len(queries)
        finally:
            connection.close()

    thread = threading.Thread(target=bring_in)
    thread.start()
    answers, waits = [], []
    while thread.is_alive():
        start = time.monotonic()
        answers.append(logs_in(person))
        waits.append(time.monotonic() - start)
    thread.join()
    print(f"{len(answers)} logins, the slowest {max(waits):.2f} s; {done['queries']} queries")  # noqa: T201 (-rP)
    assert (done["counts"], done["status"]) == ([ROWS, 0, 0, 0], 302)
    assert Organisation.objects.count() == ROWS
    assert done["queries"] <= max(60, ROWS // 20)
    assert set(answers) == {302}
