"""What the public pages cost on one database: queries, rows fetched and CPU time; prints a line of JSON a page."""

import argparse
import json
import os
import statistics
import sys
import time
from urllib.parse import quote

import django

TIMES = 7


def addresses(last_part):
    """(name, address) of the pages that are looked at."""
    from members.models import Organisation  # noqa: PLC0415 (Django must have started)
    from positions.models import Statement  # noqa: PLC0415

    members, said = Organisation.objects.active().count(), Statement.objects.count()
    return {
        "home": "/en/",
        "members, first page": "/en/members/",
        "members, last page": f"/en/members/?page={-(-members // 50)}",
        "members, search": "/en/members/?q=hotline",
        "an organisation": "/en/members/bench-1/",
        "statements, first page": "/en/positions/",
        "statements, last page": f"/en/positions/?page={-(-said // 50)}",
        "statements, search": "/en/positions/?q=hotline",
        "a statement": "/en/positions/bench-1/",
        "a dossier": "/en/dossiers/csa-regulation/",
        "events": "/en/events/",
        "search, three words": "/en/search/?q=children+online+law",
        "search, three words, Greek": f"/el/search/?q={quote('παιδιά νόμος children')}",
        "calendar.ics": "/en/events/calendar.ics",
        "sitemap.xml": "/sitemap.xml",
        "sitemap, first part": "/sitemap-1.xml",
        "sitemap, last part": last_part,
        "admin: twins": "/admin/members/organisation/twins/",
        "admin: organisations": "/admin/members/organisation/",
        "admin: statements": "/admin/positions/statement/",
    }


def count_rows(counter):
    """Let the compiler count what it fetches."""
    from django.db.models.sql import compiler  # noqa: PLC0415

    fetch = compiler.cursor_iter

    def counting(*arguments, **named):
        for rows in fetch(*arguments, **named):
            counter["rows"] += len(rows)
            yield rows

    compiler.cursor_iter = counting


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fill", nargs=2, type=int, metavar=("ORGANISATIONS", "STATEMENTS"))
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eclag.settings")
    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from members.models import User  # noqa: PLC0415
    from tests.bench.rows import fill  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("seed")
    call_command("collectstatic", interactive=False, verbosity=0)
    if options.fill:
        fill(*options.fill)
    counter = {"rows": 0, "queries": 0}
    count_rows(counter)

    def counting(execute, *arguments):
        counter["queries"] += 1
        return execute(*arguments)

    client = Client()
    client.force_login(User.objects.create_superuser("bench@example.org"))
    last_part = client.get("/sitemap.xml").content.decode().rpartition("<loc>")[2].partition("</loc>")[0]
    for name, address in addresses(last_part.removeprefix(settings.BASE_URL)).items():
        client.get(address)  # warm
        counter |= {"rows": 0, "queries": 0}
        with connection.execute_wrapper(counting):
            answer = client.get(address)
        counted, spent = dict(counter), []
        for _ in range(TIMES):
            start, clock = time.process_time(), time.perf_counter()
            client.get(address)
            spent.append((time.process_time() - start, time.perf_counter() - clock))
        cpu, wall = (statistics.median(column) * 1000 for column in zip(*spent, strict=True))
        said = {"page": name, "status": answer.status_code, "bytes": len(answer.content), "cpu": cpu, "wall": wall}
        print(json.dumps(said | counted), flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
