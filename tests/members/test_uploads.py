"""Images and documents that people hand in: what is kept of them, and to whom it is handed out."""

import datetime
import hashlib
import io
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from members.actions import purge
from members.curating.uploads import checked_document, redrawn
from members.models import Attachment
from members.models.files import content_storage
from members.states import StaffRole
from tests import factories
from tests.faults.hostile_tables import packed
from tests.faults.hostile_uploads import letter, parts, pdf, related, relations, stream
from tests.faults.test_hostile_uploads import hand_in
from tests.test_access import filled

pytestmark = pytest.mark.once

ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825
HALVES = (400, 200)

# What LibreOffice, Word and LaTeX write, in the parts that look most like something else.
PDFS = {
    "LibreOffice": pdf(b"<</Type/Catalog/Pages 4 0 R\n/OpenAction[1 0 R /XYZ null null 0]\n/Lang(en-GB)\n>>"),
    "Word": pdf(b"<</Type/Catalog/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>>>"),
    "Word, with objects packed": pdf(stream(zlib.compress(b"9 0 <</S/P>>"), b"/Filter/FlateDecode")),
    "LaTeX": pdf(b"<< /Type /Catalog /OpenAction 9 0 R >>", b"<< /S /GoTo /D [8 0 R /Fit] >>"),
    "LaTeX, with objects packed": pdf(stream(zlib.compress(b"9 0 <</S/GoTo>>") + b"\n", b"/Filter /FlateDecode")),
    "Acrobat": pdf(b"<</OpenAction<</D[8 0 R/Fit]/S/GoTo>>/Outlines<</First 5 0 R/Last 6 0 R>>>>"),
    "a link": pdf(b"<</Subtype/Link/A<</S/URI/URI(https://example.org/JavaScript-and-Launch)>>>>"),
    "a page that is packed": pdf(stream(zlib.compress(b"BT (/JavaScript /Launch) Tj ET"), kind=b"")),
}
ON_THE_WEB = {
    "[Content_Types].xml": parts()["[Content_Types].xml"],
    "word/document2.xml": parts()["word/document.xml"],
}
DOCXES = {
    "a link": packed(parts()),
    "a link that names what is refused": letter(
        relations=relations(related("hyperlink", "https://example.org/oleObject/activeX", external=True))
    )(),
    "Word on the web": packed(ON_THE_WEB),
    "a picture": letter(
        {"word/media/image1.png": factories.picture()}, relations=relations(related("image", "media/image1.png"))
    )(),
    "folders": packed({"word/": "", "_rels/": ""} | parts()),
}


def drawn(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def redraw(content, name="logo.png"):
    """The kept file, and the picture in it."""
    kept = redrawn(SimpleUploadedFile(name, content))
    return kept, Image.open(io.BytesIO(kept.read()))


def halves():
    """Red on the left, blue on the right."""
    image = Image.new("RGB", HALVES, "red")
    image.paste("blue", (200, 0, 400, 200))
    return image


def camera(orientation):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKER] = "Canary"
    exif[GPS] = {1: "N", 2: (50.0, 50.0, 0.0), 3: "E", 4: (4.0, 21.0, 0.0)}
    return exif


def colour(picture, place):
    """The name of the colour that a pixel is nearest to."""
    red, green, blue, _ = picture.convert("RGBA").getpixel(place)
    return {(True, False, False): "red", (False, False, True): "blue"}.get((red > 200, green > 50, blue > 200))


# Images


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_an_image_of_each_kind_becomes_a_webp_named_by_its_content(kind):
    kept, picture = redraw(drawn(halves(), kind), "../My photo.php")
    kept.seek(0)
    assert kept.name == f"{hashlib.sha256(kept.read()).hexdigest()}.webp"
    assert (picture.format, picture.size) == ("WEBP", HALVES)
    assert [colour(picture, place) for place in [(50, 100), (350, 100)]] == ["red", "blue"]


def test_what_is_transparent_stays_transparent():
    image = Image.new("RGBA", HALVES, (0, 0, 0, 0))
    image.paste((255, 0, 0, 255), (200, 0, 400, 200))
    _, picture = redraw(drawn(image, "PNG"))
    assert [picture.getpixel(place)[3] for place in [(50, 100), (350, 100)]] == [0, 255]


@pytest.mark.parametrize(
    ("size", "kept"),
    [((1000, 1000), (1000, 1000)), ((2000, 1000), (1000, 500)), ((300, 3000), (100, 1000)), ((10, 10), (10, 10))],
)
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_an_image_is_made_smaller_but_never_larger(kind, size, kept):
    assert redraw(drawn(Image.new("RGB", size), kind))[1].size == kept


@pytest.mark.parametrize(("orientation", "top", "bottom"), [(6, "red", "blue"), (8, "blue", "red")])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_is_turned_upright(kind, orientation, top, bottom):
    _, picture = redraw(drawn(halves(), kind, exif=camera(orientation)))
    assert picture.size == (200, 400)
    assert [colour(picture, place) for place in [(100, 50), (100, 350)]] == [top, bottom]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_tells_where_and_by_whom_a_photograph_was_taken(kind):
    content = drawn(halves(), kind, exif=camera(1), icc_profile=b"Canary")
    assert (dict(Image.open(io.BytesIO(content)).getexif().get_ifd(GPS)) != {}, b"Canary" in content) == (True, True)
    kept, picture = redraw(content)
    kept.seek(0)
    assert (dict(picture.getexif()), picture.info.keys() & {"exif", "icc_profile", "xmp"}) == ({}, set())
    assert b"Canary" not in kept.read()


def test_greys_of_sixteen_bits_keep_their_shade():
    _, picture = redraw(drawn(Image.new("I;16", HALVES, 128 * 256), "PNG"))
    assert [abs(shade - 128) <= 2 for shade in picture.convert("RGB").getpixel((50, 100))] == [True] * 3


def test_colours_for_print_become_those_of_a_screen():
    _, picture = redraw(drawn(Image.new("CMYK", HALVES, (0, 255, 255, 0)), "JPEG"))
    assert colour(picture, (50, 100)) == "red"


def test_the_same_image_is_kept_under_the_same_name():
    content = drawn(halves(), "PNG")
    assert redraw(content, "one.png")[0].name == redraw(content, "two.png")[0].name


# Documents


@pytest.mark.parametrize(("content", "ending"), [(pdf(b"<< >>"), "pdf"), (packed(parts()), "docx")])
def test_a_document_is_named_by_its_content_and_kind(content, ending):
    kept = checked_document(SimpleUploadedFile("../My paper.exe", content))
    assert (kept.name, kept.read()) == (f"{hashlib.sha256(content).hexdigest()}.{ending}", content)


@pytest.mark.parametrize("content", PDFS.values(), ids=PDFS)
def test_a_pdf_as_common_programs_write_it_is_kept(content):
    assert checked_document(SimpleUploadedFile("paper.pdf", content)).read() == content


@pytest.mark.parametrize("content", DOCXES.values(), ids=DOCXES)
def test_a_letter_as_common_programs_write_it_is_kept(content):
    assert checked_document(SimpleUploadedFile("letter.docx", content)).read() == content


def test_ten_megabytes_are_not_too_much_and_a_byte_more_is():
    room = 10 * 1024 * 1024 - len(pdf(b""))
    assert checked_document(SimpleUploadedFile("paper.pdf", pdf(b" " * room))).size == 10 * 1024 * 1024
    with pytest.raises(ValidationError, match="larger than 10 MB"):
        checked_document(SimpleUploadedFile("paper.pdf", pdf(b" " * (room + 1))))


# Through the admin and out again


@pytest.fixture
def secretary(client):
    client.force_login(factories.user(staff_role=StaffRole.SECRETARIAT))
    return client


def download(client, address):
    response = client.get(address)
    told = [response.headers.get(name) for name in ("Content-Type", "Content-Disposition", "X-Content-Type-Options")]
    return response.status_code, response.content, *told


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.django_db
def test_a_title_with_accents_of_their_own_downloads_under_its_letters(secretary):
    kept = factories.attachment(factories.organisation(), title="Fu\u0308r Kinder")
    given = secretary.get(kept.get_absolute_url()).headers["Content-Disposition"]
    assert given == "attachment; filename*=utf-8''F%C3%BCr-Kinder.pdf"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [("paper.pdf", pdf(b"<< >>"), "application/pdf"), ("letter.docx", packed(parts()), WORD)],
)
def test_a_document_is_handed_out_to_the_byte_and_only_as_a_download(secretary, client, name, content, kind):
    organisation = factories.organisation()
    assert hand_in(secretary, organisation, "file", name, content)().status_code == 302
    client.logout()
    kept = Attachment.objects.get()
    attached = f'attachment; filename="Paper.{name.rpartition(".")[2]}"'
    assert download(client, kept.get_absolute_url()) == (200, content, kind, attached, "nosniff")


@pytest.mark.django_db
def test_a_document_of_an_applicant_is_handed_out_at_the_desk_alone(secretary, client):
    content = pdf(b"<< /Canary true >>")
    applicant = factories.organisation(state="applicant")
    assert hand_in(secretary, applicant, "file", "paper.pdf", content)().status_code == 302
    kept = Attachment.objects.get()
    desk = f"/en/desk/files/{kept.pk}/"
    attached = (200, content, "application/pdf", 'attachment; filename="Paper.pdf"', "nosniff")
    assert download(secretary, desk) == attached
    client.force_login(factories.user())
    assert [client.get(address).status_code for address in (desk, kept.get_absolute_url())] == [404, 404]
    client.logout()
    assert [client.get(address).status_code for address in (desk, kept.get_absolute_url())] == [302, 404]


@pytest.mark.django_db
def test_a_new_logo_is_shown_to_everybody_and_can_be_taken_away(secretary, client):
    organisation = factories.organisation()
    assert hand_in(secretary, organisation, "logo", "logo.png", drawn(halves(), "PNG"))().status_code == 302
    organisation.refresh_from_db()
    shown = client.get(f"/media/{organisation.logo.name}")
    assert (shown.status_code, shown.headers["Content-Type"], shown.content[:4]) == (200, "image/webp", b"RIFF")
    page = f"/admin/members/organisation/{organisation.pk}/change/"
    assert secretary.post(page, filled(secretary.get(page)) | {"logo-clear": "on"}).status_code == 302
    assert client.get(f"/media/{organisation.logo.name}").status_code == 404


@pytest.mark.django_db
def test_only_files_that_nothing_refers_to_any_more_are_forgotten(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    kept = (
        factories.organisation(logo=factories.logo("kept")).logo.name,
        factories.attachment(factories.page("p")).file.name,
    )
    gone = factories.logo("gone")
    for now, there in [(timezone.now(), True), (timezone.now() + datetime.timedelta(days=2), False)]:
        purge(now)
        storage = content_storage()
        assert ([storage.exists(name) for name in kept], storage.exists(gone)) == ([True, True], there)


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["applicant", "checked", "suspended", "declined"])
def test_the_logo_of_an_organisation_that_is_not_public_is_shown_to_nobody(client, state):
    name = factories.organisation(logo=factories.logo(f"of-{state}"), state=state).logo.name
    assert client.get(f"/media/{name}").status_code == 404


@pytest.mark.django_db
def test_a_file_runs_nothing_wherever_it_is_opened(client):
    logo = factories.organisation(logo=factories.logo("sandboxed")).logo.name
    paper = factories.attachment(factories.page("about")).file.name
    for name in (logo, paper):
        assert client.get(f"/media/{name}").headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
