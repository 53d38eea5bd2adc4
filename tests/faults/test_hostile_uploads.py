"""No image or document that is handed in changes anything unless it is sound, nor takes long or much memory."""

import html
import os
import time

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import FileField
from PIL import Image

from eclag.uploads import REQUEST_BYTES
from members.curating.uploads import checked_document, redrawn
from members.models import Attachment
from members.states import StaffRole
from tests import factories
from tests.coalition import rows
from tests.faults.hostile_tables import packed
from tests.faults.hostile_uploads import FILES, HEAVY_IMAGES, drawn, parts, pdf
from tests.faults.test_hostile_tables import MEGABYTES, YARDSTICKS, forget_the_most, left_behind, memory
from tests.test_access import filled

pytestmark = [pytest.mark.once, pytest.mark.django_db]
LONG = bool(os.environ.get("LONG"))
CHECKS = {"logo": redrawn, "file": checked_document}
ONE_OF_EACH = list({(hostile.field, str(hostile.reason)): hostile for hostile in FILES}.values())
INLINE = "members-attachment-content_type-object_id"


@pytest.fixture
def organisation(media_of_its_own):
    return factories.organisation(name="Known", logo=factories.logo())


@pytest.fixture
def secretary(client, organisation):
    client.force_login(factories.user(staff_role=StaffRole.SECRETARIAT))
    return client


def page_of(organisation):
    return f"/admin/members/organisation/{organisation.pk}/change/"


def hand_in(client, organisation, field, name, data):
    """What the page of the organisation answers to a new logo, or to a new file that hangs on it."""
    form = filled(client.get(page_of(organisation)))
    if field == "file":
        form |= {f"{INLINE}-TOTAL_FORMS": 1, f"{INLINE}-0-language": "en", f"{INLINE}-0-title": "Paper"}
        field = f"{INLINE}-0-file"
    return lambda: client.post(page_of(organisation), form | {field: SimpleUploadedFile(name, data)})


def measured(post, yardstick):
    """The answer, once it is known to have taken neither long nor much memory."""
    forget_the_most()
    held, start = memory("VmRSS"), time.process_time()
    response = post()
    taken, needed = (time.process_time() - start) / yardstick, memory("VmHWM") - held
    print(f"{taken:.1f} yardsticks, {needed:.0f} MB")  # noqa: T201 (read with pytest -rP)
    assert taken < YARDSTICKS
    assert needed < MEGABYTES
    return response


@pytest.mark.parametrize(
    ("name", "data"), [("paper.pdf", pdf(b"<< >>")), ("PAPER.PDF", pdf(b"<< >>")), ("letter.docx", packed(parts()))]
)
def test_a_sound_document_of_the_same_make_is_kept_to_the_byte(secretary, organisation, name, data):
    assert hand_in(secretary, organisation, "file", name, data)().status_code == 302
    assert Attachment.objects.get().file.read() == data


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_sound_image_of_the_same_make_is_kept(secretary, organisation, kind):
    assert hand_in(secretary, organisation, "logo", "logo", drawn(kind))().status_code == 302
    organisation.refresh_from_db()
    assert Image.open(organisation.logo).size == (64, 48)


def called(hostile):
    return f"{hostile.file}: {hostile.name}"


@pytest.mark.parametrize("hostile", FILES, ids=called)
def test_a_hostile_file_is_refused_with_its_reason(hostile):
    file, check = SimpleUploadedFile(hostile.file, hostile.make()), CHECKS[hostile.field]
    with pytest.raises(ValidationError) as refusal:
        check(FileField().clean(file))
    assert hostile.reason in refusal.value.messages


@pytest.mark.parametrize("hostile", FILES if LONG else ONE_OF_EACH, ids=called)
def test_a_hostile_file_is_refused_on_its_page_and_leaves_everything_as_it_was(
    secretary, organisation, yardstick, hostile
):
    post = hand_in(secretary, organisation, hostile.field, hostile.file, hostile.make())
    before, there = rows(), left_behind()
    response = measured(post, yardstick)
    assert response.status_code == 200
    assert hostile.reason in html.unescape(response.content.decode())
    assert rows() == before
    assert left_behind() == there


@pytest.mark.parametrize(("name", "make"), [row[::2] for row in HEAVY_IMAGES], ids=[row[1] for row in HEAVY_IMAGES])
def test_a_heavy_image_is_drawn_anew_without_what_else_it_carries(secretary, organisation, yardstick, name, make):
    assert measured(hand_in(secretary, organisation, "logo", name, make()), yardstick).status_code == 302
    organisation.refresh_from_db()
    with Image.open(organisation.logo) as kept:
        assert (kept.format, kept.n_frames, max(kept.size) <= 1000) == ("WEBP", 1, True)
        assert kept.info.keys() & {"exif", "xmp", "icc_profile", "comment"} == set()
    content = organisation.logo.open().read()
    assert len(content) == 8 + int.from_bytes(content[4:8], "little")
    assert b"script" not in content


@pytest.mark.parametrize("announced", [REQUEST_BYTES + 1, 2 * 1024**3])
def test_an_upload_that_announces_too_much_is_refused_before_it_is_read(secretary, organisation, announced):
    before, there = rows(), left_behind()
    response = secretary.generic(
        "POST", page_of(organisation), b"--x", "multipart/form-data; boundary=x", CONTENT_LENGTH=str(announced)
    )
    assert (response.status_code, "This file is too large" in response.content.decode()) == (413, True)
    assert (rows(), left_behind()) == (before, there)
