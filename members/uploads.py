"""Files that people hand in: images are drawn anew, documents are looked into, and both are named by their content."""

import hashlib
import io
import zipfile

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

MEGABYTE = 1024 * 1024
IMAGE_BYTES = 5 * MEGABYTE
IMAGE_PIXELS = 25_000_000  # an image of a few kilobytes may ask for gigabytes once it is opened
IMAGE_SIDE = 1000  # pixels, of the longer side as it is kept
IMAGE_FORMATS = ["PNG", "JPEG", "WEBP", "GIF"]
DOCUMENT_BYTES = 10 * MEGABYTE
DOCX_BYTES = 100 * MEGABYTE  # unpacked
DOCX_PARTS = 2000
DOCX_ACTIVE = ("vbaproject", "activex", "embeddings/", "oleobject")
# Names by which a PDF acts, or carries other files.
PDF_ACTIVE = (
    *(b"/JavaScript", b"/JS", b"/Launch", b"/OpenAction", b"/AA", b"/EmbeddedFile", b"/EmbeddedFiles"),
    *(b"/RichMedia", b"/XFA", b"/SubmitForm", b"/ImportData", b"/GoToE", b"/Encrypt"),
)

NOT_AN_IMAGE = _("This is not an image that we can read. Please use PNG, JPEG, WebP or GIF.")
NOT_A_DOCUMENT = _("Only PDF and DOCX files can be attached.")
TOO_LARGE = _("This file is larger than %(limit)s MB.")
TOO_MANY_PIXELS = _("This image has more than %(limit)s million pixels.")
DAMAGED = _("This file is damaged.")
ACTIVE = _("This file contains scripts, macros, a password or other files. Please save it without them.")


def named_by_content(content, ending):
    return ContentFile(content, name=f"{hashlib.sha256(content).hexdigest()}.{ending}")


def check_size(file, limit):
    if file.size > limit:
        raise ValidationError(TOO_LARGE, params={"limit": limit // MEGABYTE})


def redrawn(file):
    """The image as a WebP of at most IMAGE_SIDE pixels, without whatever else the file carried.

    Raises ValidationError where it is no image, or too large in bytes or pixels.
    """
    check_size(file, IMAGE_BYTES)
    try:
        with Image.open(file, formats=IMAGE_FORMATS) as image:  # reads the head alone
            if image.width * image.height > IMAGE_PIXELS:
                raise ValidationError(TOO_MANY_PIXELS, params={"limit": IMAGE_PIXELS // 1_000_000})
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except UnidentifiedImageError:
        raise ValidationError(NOT_AN_IMAGE) from None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise ValidationError(DAMAGED) from None
    upright.thumbnail((IMAGE_SIDE, IMAGE_SIDE))
    drawn = io.BytesIO()
    # A new picture of the pixels alone: `info` would take profiles and comments along.
    plain = Image.new("RGBA", upright.size)
    plain.paste(upright)
    plain.save(drawn, "WEBP", quality=85, method=4)
    return named_by_content(drawn.getvalue(), "webp")


def checked_document(file):
    """The PDF or DOCX under the name of its content.

    Raises ValidationError where it is something else, too large, damaged, or able to act when it is opened.
    """
    check_size(file, DOCUMENT_BYTES)
    content = file.read()
    if content.startswith(b"%PDF-"):
        check_pdf(content)
        return named_by_content(content, "pdf")
    if content.startswith(b"PK\x03\x04"):
        check_docx(content)
        return named_by_content(content, "docx")
    raise ValidationError(NOT_A_DOCUMENT)


def check_pdf(content):
    """Only what stands in the open is found; what a compressed part hides is held back by how the file is served."""
    if b"%%EOF" not in content[-2048:]:
        raise ValidationError(DAMAGED)
    if any(name + ending in content for name in PDF_ACTIVE for ending in (b" ", b"\n", b"\r", b"/", b"<", b"[", b"(")):
        raise ValidationError(ACTIVE)


def check_docx(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            listed = parts.infolist()
            names = [part.filename.lower() for part in listed]
            if "word/document.xml" not in names:
                raise ValidationError(NOT_A_DOCUMENT)
            if len(listed) > DOCX_PARTS or sum(part.file_size for part in listed) > DOCX_BYTES:
                raise ValidationError(TOO_LARGE, params={"limit": DOCX_BYTES // MEGABYTE})
            if any(part.flag_bits & 1 for part in listed) or any(
                word in name for word in DOCX_ACTIVE for name in names
            ):
                raise ValidationError(ACTIVE)
            if any(".." in name or name.startswith("/") for name in names) or parts.testzip():
                raise ValidationError(DAMAGED)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError):
        raise ValidationError(DAMAGED) from None
