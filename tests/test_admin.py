"""The admin of every noun: lean whatever the number of rows, and the same parts everywhere."""

import datetime

import pytest
from auditlog.registry import auditlog
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import coalition, factories
from tests.test_access import ENTERED, KEPT, MADE, NOUNS, READ

pytestmark = [pytest.mark.walk, pytest.mark.django_db]

QUERIES = 15


@pytest.fixture
def world(client):
    made = coalition.build()
    client.force_login(factories.user(staff_role="secretariat"))
    return made


def queries(client, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def grow(world):
    for number in range(30):
        organisation = factories.organisation(name=f"More {number}", country=["FI", "SE", "MT"][number % 3])
        factories.seat(organisation)
        factories.mandate(factories.user(), organisation)
        factories.signature(world.said, organisation)
        law = factories.dossier()
        for year in (2024, 2025):
            factories.milestone(law, datetime.date(year, 5, 1), planned=True)
        factories.page(f"more-{number}")
        factories.appearance(factories.event(), f"More {number}", organisation=organisation)
        factories.frozen({"en": ("More", "<p>Words.</p>"), "nl": ("Meer", "<p>Woorden.</p>")})


def test_lists_and_pages_take_few_queries_whatever_the_number_of_rows(client, world):
    names = ["admin:" + noun.replace(".", "_") for noun in NOUNS]
    addresses = [reverse(f"{name}_changelist") for name in names] + [
        reverse(f"{name}_add")
        for name, noun in zip(names, NOUNS, strict=True)
        if noun not in READ | ENTERED | {"members.user"}
    ]
    for noun, row in world.example.items():
        name = "admin:" + noun.replace(".", "_")
        addresses += [
            reverse(f"{name}_{page}", args=[row.pk])
            for page in ("change", "history", "delete")
            if page != "delete" or noun not in KEPT | READ | MADE | ENTERED
        ]
    addresses += ["/admin/", reverse("admin:members_organisation_twins")]
    ContentType.objects.get_for_models(*apps.get_models(), for_concrete_models=False)  # asked for once a process
    before = {address: queries(client, address) for address in addresses}
    grow(world)
    after = {address: queries(client, address) for address in addresses}
    grown = {address for address, number in before.items() if after[address] > number}
    assert grown == set()
    # A page that deletes looks at every noun that may hang on the thing, and the board at what each noun lacks.
    allowed = {address: QUERIES + 5 * address.endswith("/delete/") + 2 * (address == "/admin/") for address in after}
    assert {address: number for address, number in after.items() if number > allowed[address]} == {}


def test_every_noun_has_a_history_and_a_search():
    models = [apps.get_model(noun) for noun in NOUNS]
    untracked = {model._meta.label_lower for model in models if not auditlog.contains(model)}
    assert untracked == READ | MADE  # their verbs alone change them, and stand in the log of transitions
    assert [model for model in models if not admin.site._registry[model].search_fields] == []


@pytest.mark.parametrize("word", ["ж", "%"])
def test_a_search_of_a_thousand_words_is_answered_in_every_list(client, world, word):
    asked = {"q": " ".join(f"{word}{number}" for number in range(1500))}
    addresses = [reverse(f"admin:{noun.replace('.', '_')}_changelist") for noun in NOUNS]
    assert {address: client.get(address, asked).status_code for address in addresses} == dict.fromkeys(addresses, 200)


def test_the_admin_speaks_english_whatever_its_reader_and_her_browser_speak(client):
    client.force_login(factories.user(staff_role="secretariat", language="nl"))
    client.cookies["django_language"] = "el"
    for address in ("/admin/", "/admin/eclag/page/add/"):
        page = client.get(address, headers={"accept-language": "de"})
        assert '<html lang="en' in page.content.decode()
        assert "Log out" in page.content.decode()
