"""Published at an hour: not a second earlier, wherever it could be read; afterwards every old address leads on."""

import datetime
import hashlib
import json

import pytest
import time_machine
from auditlog.models import LogEntry
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection, transaction
from django.db.utils import DatabaseError
from django.urls import reverse
from django.utils import timezone

from eclag.page_cache import PageCache
from members.models import Transition
from positions.actions import adopt, publish, submit, supersede, withdraw_statement
from positions.models import Ask, Statement, Translation, Version
from tests import factories
from tests.eclag.test_page_cache import Answer, directly
from tests.positions.way import adopted, draft, write
from tests.reading import main, words
from tests.test_access import filled

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
OLD = ["", "v1/", "v1/record.json", "v1/statement.txt"]


def with_a_dossier(said):
    dossier = factories.dossier(slug="dossier")
    said.dossiers.add(dossier)
    Statement.objects.filter(pk=said.pk).update(slug="canary", title_en="Canary", about_en="Canary.")
    return Statement.objects.get(pk=said.pk)


PLACES = {
    "its page": "/en/positions/canary/",
    "in another language": "/mt/positions/canary/",
    "its version": "/en/positions/canary/v1/",
    "its record": "/en/positions/canary/v1/record.json",
    "its text": "/en/positions/canary/v1/statement.txt",
    "the list": "/en/positions/",
    "the home page": "/en/",
    "the sitemap": "/sitemap-1.xml",
    "the search": "/en/search/?q=words",
    "its dossier": "/en/dossiers/dossier/",
    "a file of it": "/media/{file}",
}


@pytest.fixture
def ahead(people):
    """What is published in an hour, with a file; and its hour."""
    factories.page("home")
    said = with_a_dossier(adopted(people))
    file = factories.attachment(said, "Canary", factories.PDF + b"canary").file.name
    hour = timezone.now().replace(microsecond=0) + HOUR
    publish(said, by=people["editor"], at=hour)
    return hour, {name: address.format(file=file) for name, address in PLACES.items()}


def tells(client, address):
    answer = client.get(address)
    return answer.status_code == 200 and (b"canary" in answer.content.lower() or b"Some words" in answer.content)


def test_no_page_tells_of_it_a_second_before_its_hour_and_every_one_does_at_it(ahead, client):
    hour, places = ahead
    with time_machine.travel(hour - datetime.timedelta(seconds=1), tick=False):
        assert [name for name, address in places.items() if tells(client, address)] == []
    with time_machine.travel(hour, tick=False):
        assert [name for name, address in places.items() if not tells(client, address)] == []


@pytest.fixture
def cached():
    """The page cache before Django, by the clock of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield PageCache(directly(get_wsgi_application()), clock=lambda: timezone.now().timestamp())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.once
def test_the_page_cache_gives_it_not_a_second_earlier_and_within_two_minutes(ahead, cached):
    hour, places = ahead

    def seen(at):
        with time_machine.travel(hour + datetime.timedelta(seconds=at), tick=False):
            answers = {name: Answer(cached, *address.split("?")) for name, address in places.items()}
        return {name for name, one in answers.items() if one.status == 200 and b"anary" in one.body}

    assert seen(-70) | seen(-1) == set()
    seen(60)  # who comes first after a minute has it fetched anew, and may still get the old page
    assert seen(121) | {"its text", "its record"} == set(places)


# The words adopted are the words published


def attempts(people, client, said):
    """Ways in which an editor could try to change words that two people adopted; each is refused or without effect."""
    version = said.versions.get()
    text = version.translations.get(language="en")
    ask = version.asks.get()
    page = reverse("admin:positions_statement_change", args=[said.pk])
    form = filled(client.get(page))
    yield "by its page", lambda: client.post(page, form | {"title_en": "Mine", "translations-0-text": "<p>Mine.</p>"})
    for row, data in ((text, {"text": "<p>Mine.</p>"}), (ask, {"text_en": "Mine."}), (version, {"number": 9})):
        place = reverse(f"admin:positions_{row._meta.model_name}_change", args=[row.pk])
        shown = client.get(place)
        sent = filled(shown) if shown.context.get("adminform") else {}
        yield (
            f"by the page of the {row._meta.model_name}",
            lambda place=place, sent=sent | data: client.post(place, sent),
        )
        gone = reverse(f"admin:positions_{row._meta.model_name}_delete", args=[row.pk])
        yield f"deleting the {row._meta.model_name}", lambda gone=gone: client.post(gone, {"post": "yes"})
    added = {"version": version.pk, "direction": "for", "text_en": "Mine.", "authentic_language": "en", "order": 0}
    yield "one more ask", lambda: client.post("/admin/positions/ask/add/", added)
    more = {"statement": said.pk, "number": 2, "language": "en"}
    yield "one more version", lambda: client.post("/admin/positions/version/add/", more)
    for entry in LogEntry.objects.filter(action=LogEntry.Action.UPDATE):
        for noun in ("statement", "translation"):
            thing = said if noun == "statement" else text
            back = reverse(f"admin:positions_{noun}_revert", args=[thing.pk, entry.pk])
            yield f"taking back by the {noun}", lambda back=back: client.post(back)
    for sql in (
        "UPDATE positions_translation SET text = 'Mine.' WHERE frozen_at IS NOT NULL",
        "UPDATE positions_translation SET frozen_at = NULL, title = 'Mine'",
        "UPDATE positions_version SET canonical_text = 'Mine.'",
        "UPDATE positions_version SET frozen_at = NULL, digest = ''",
        "UPDATE positions_version SET language = 'nl'",
        "UPDATE positions_ask SET text_en = 'Mine.'",
        "DELETE FROM positions_ask",
        "DELETE FROM positions_translation WHERE language = 'en'",
    ):
        yield sql, lambda sql=sql: by_hand(sql)


def by_hand(sql):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def words_now():
    return [
        list(Version.objects.values("number", "language", "canonical_text", "digest")),
        list(Translation.objects.filter(language="en").values("title", "text")),
        list(Ask.objects.values("order", "direction", "article", "text_en")),
    ]


def test_the_words_adopted_are_the_words_published_whatever_is_tried_in_between(people, client):
    said = draft()
    write(said, by=people["editor"])
    submit(said, by=people["editor"])
    adopt(said, by=people["secretary"])
    client.force_login(people["editor"])
    before = words_now()
    tried = []
    for name, attempt in attempts(people, client, said):
        attempt()
        tried.append(name)
        assert (name, words_now()) == (name, before)
    assert len(tried) > 17
    adopt(said, by=people["steering"])
    for _, attempt in attempts(people, client, said):
        attempt()
    publish(said, by=people["editor"])
    assert words_now() == before
    [digest] = {row.digest for row in Transition.objects.of(said).filter(verb="adopt")}
    text = client.get(f"/en/positions/{said.slug}/v1/statement.txt").content
    assert hashlib.sha256(text).hexdigest() == digest


# Every old address leads on


def addresses(said, language="en"):
    return [f"/{language}/positions/{said.slug}/{end}" for end in OLD]


def test_from_every_address_of_what_is_superseded_a_reader_is_led_to_what_stands_now(people, client, settings):
    old = adopted(people)
    publish(old, by=people["editor"])
    assert {client.get(address).headers.get("Link") for address in addresses(old)} == {None}
    middle = adopted(people, supersedes=old)
    last = adopted(people, supersedes=middle)
    publish(middle, by=people["editor"])
    supersede(old, by=people["editor"])
    for now in (middle, last):
        if now == last:
            publish(last, by=people["editor"])
        wanted = f'<{settings.BASE_URL}/en/positions/{now.slug}/>; rel="successor-version"'
        assert {client.get(address).headers.get("Link") for address in addresses(old)} == {wanted}
        assert f'Replaced by: <a href="/en/positions/{now.slug}/">' in main(client.get(addresses(old)[0]))
        assert f'Replaced by: <a href="/en/positions/{now.slug}/">' in main(client.get(addresses(old)[1]))
    record = json.loads(client.get(addresses(old, "nl")[2]).content)
    assert (record["state"], record["superseded_by"]) == (
        "superseded",
        f"{settings.BASE_URL}/en/positions/{last.slug}/",
    )


def test_every_address_of_what_is_withdrawn_says_so_or_leads_to_where_it_is_said(people, client, settings):
    said = adopted(people)
    publish(said, by=people["editor"])
    withdraw_statement(said, by=people["steering"])
    wanted = f'<{settings.BASE_URL}/en/positions/{said.slug}/>; rel="latest-version"'
    assert [client.get(address).status_code for address in addresses(said)] == [200] * 4
    assert {client.get(address).headers.get("Link") for address in addresses(said)} == {wanted}
    for page in addresses(said)[:2]:
        assert "This statement was withdrawn." in words(client.get(page))
    assert json.loads(client.get(addresses(said)[2]).content)["state"] == "withdrawn"


def test_two_that_name_each_other_lead_in_no_circle(people, client):
    one, other = factories.frozen().statement, factories.frozen().statement
    Statement.objects.filter(pk=one.pk).update(supersedes=other)
    Statement.objects.filter(pk=other.pk).update(supersedes=one)
    assert client.get(one.get_absolute_url()).headers["Link"].startswith("<")
