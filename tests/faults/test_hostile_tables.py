"""No file that is handed in for import changes anything unless all of it is right, nor takes long or much memory."""

import ctypes
import gc
import html
import os
import re
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from members.states import StaffRole
from tests import factories
from tests.coalition import rows
from tests.faults.hostile_tables import FILES, MANDATE, ORGANISATION, csv_of, packed, parts

pytestmark = [pytest.mark.once, pytest.mark.django_db]
LONG = bool(os.environ.get("LONG"))
YARDSTICKS = 100
MEGABYTES = 300


@pytest.fixture
def secretary(client):
    factories.organisation(slug="known", name="Known")
    factories.user("root@example.org", name="Root", is_superuser=True)
    client.force_login(factories.user("secretary@example.org", staff_role=StaffRole.SECRETARIAT))
    return client


def left_behind():
    """Uploaded files, in the media or waiting in the cache."""
    media = [str(path) for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    return media + [key for key in cache._cache if "import-" in key]


def memory(which):
    """VmRSS, what this process holds now, or VmHWM, the most it held since forget_the_most(), in megabytes."""
    return int(re.search(rf"{which}:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024


def forget_the_most():
    """Give back what is free, else the next file would be measured by the room that earlier ones left."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")


def hand_in(client, noun, name, data):
    file = SimpleUploadedFile(name, data)
    return client.post(f"/admin/members/{noun}/import/", {"resource": "0", "import_file": file})


@pytest.mark.parametrize(
    ("noun", "file", "data"),
    [
        ("organisation", "sound.csv", csv_of(ORGANISATION)),
        ("organisation", "SOUND.XLSX", packed(parts())),
        ("mandate", "sound.csv", csv_of(MANDATE)),
    ],
)
def test_a_sound_file_of_the_same_make_waits_for_the_word_to_go_on(secretary, noun, file, data):
    response = hand_in(secretary, noun, file, data)
    assert response.context["result"].counts == [(1, "new"), (0, "changed"), (0, "the same"), (0, "wrong")]
    assert "confirm_form" in response.context


@pytest.mark.parametrize(
    "hostile", FILES if LONG else FILES[::3], ids=lambda hostile: f"{hostile.noun}, {hostile.file}: {hostile.name}"
)
def test_a_hostile_file_is_refused_with_its_reason_and_leaves_everything_as_it_was(secretary, yardstick, hostile):
    data, before, there = hostile.make(), rows(), left_behind()
    forget_the_most()
    held, start = memory("VmRSS"), time.process_time()
    response = hand_in(secretary, hostile.noun, hostile.file, data)
    taken, needed = (time.process_time() - start) / yardstick, memory("VmHWM") - held
    print(f"{taken:.1f} yardsticks, {needed:.0f} MB")  # noqa: T201 (read with pytest -rP)
    assert response.status_code == 200
    assert hostile.reason in html.unescape(response.content.decode())
    assert "confirm_form" not in response.context
    assert rows() == before
    assert left_behind() == there
    assert taken < YARDSTICKS
    assert needed < MEGABYTES
