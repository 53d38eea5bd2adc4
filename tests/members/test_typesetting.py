"""The picture beside a link: made once, as large as everybody expects it, in the reader's words, seen with its page."""

import datetime
import io

import pytest
from django.utils import timezone
from PIL import Image

from events.models import Event
from members.actions import purge
from members.actions.files import FOLDERS
from members.models.files import content_storage
from positions.models import Statement
from tests.factories import event, statement

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DAY = datetime.date(2026, 3, 12)
SAID, HELD = "positions/said/statement.png", "events/held/event.png"
WORDS = {"el": "Έκκληση για τα παιδιά", "bg": "Призив за децата", "mt": "Sejħa għat-tfal"}
BAND = (11, 58, 76)


@pytest.fixture(autouse=True)
def media_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def both():
    titles = {f"title_{code}": words for code, words in WORDS.items()}
    statement(slug="said", title_en="A call", date=DAY, **titles)
    event(slug="held", title_en="A day", date=DAY, **titles)


def fetch(client, address, language="en"):
    answer = client.get(f"/{language}/{address}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    return answer.content


def lines_of(content):
    """How many lines of type stand between the line above the title and our name, told by rows without any."""
    image = Image.open(io.BytesIO(content)).convert("RGB").crop((0, 125, 1200, 500))
    inked = [len(image.crop((0, row, 1200, row + 1)).getcolors()) > 1 for row in range(image.height)]
    return sum(now and not before for before, now in zip([False, *inked], inked, strict=False))


def kept():
    return content_storage().listdir("png")[1]


@pytest.mark.parametrize("address", [SAID, HELD])
@pytest.mark.parametrize("language", WORDS)
def test_it_is_in_the_readers_language_and_as_large_as_asked_everywhere(client, both, address, language):
    made = fetch(client, address, language)
    image = Image.open(io.BytesIO(made))
    assert (image.size, image.getpixel((5, 5))[:3]) == ((1200, 630), BAND)
    assert lines_of(made) == 1
    assert made != fetch(client, address)


def test_it_is_made_once_and_anew_where_it_was_cut_short(client, both):
    first = fetch(client, SAID)
    assert (fetch(client, SAID), len(kept())) == (first, 1)
    path = content_storage().path(f"png/{kept()[0]}")
    before = content_storage().get_modified_time(f"png/{kept()[0]}")
    fetch(client, SAID)
    assert content_storage().get_modified_time(f"png/{kept()[0]}") == before
    with open(path, "wb") as cut:
        cut.write(first[:1000])
    assert fetch(client, SAID) == first
    purge(timezone.now() + FOLDERS["png"] / 2)
    assert len(kept()) == 1
    purge(timezone.now() + 2 * FOLDERS["png"])
    assert kept() == []


def test_the_type_falls_in_steps_until_a_long_title_has_room(client, both):
    lines = []
    for words in (1, 8, 16, 60):
        Statement.objects.update(title_en="Protection " * words)
        lines.append(lines_of(fetch(client, SAID)))
    assert lines[0] == 1
    assert lines == sorted(lines)
    assert lines[-1] <= 9


@pytest.mark.parametrize(
    "title", ["x" * 300, '#read("/etc/passwd") $x$ *b* @ref <label> \\', "\u202eright\u202c العربية"]
)
def test_no_title_breaks_it(client, both, title):
    Statement.objects.update(title_en=title)
    fetch(client, SAID)


def test_what_is_not_public_has_none_and_a_sample_says_what_it_is(client, both):
    real = fetch(client, SAID)
    Statement.objects.update(is_sample=True)
    assert fetch(client, SAID) != real
    Statement.objects.update(state="draft", published_at=None)
    Event.objects.update(state="draft")
    assert [client.get(f"/en/{address}").status_code for address in (SAID, HELD)] == [404, 404]
