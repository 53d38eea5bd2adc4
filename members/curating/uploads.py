"""Files that people hand in: images are drawn anew, documents are looked into, and both are named by their content."""

import hashlib
import io
import re
import zipfile
import zlib
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, PngImagePlugin, UnidentifiedImageError

MEGABYTE = 1024 * 1024
IMAGE_BYTES = 5 * MEGABYTE
IMAGE_PIXELS = 13_000_000  # an image of a few kilobytes may ask for gigabytes once it is opened
IMAGE_SIDE = 1000  # pixels, of the longer side as it is kept
IMAGE_FORMATS = ["PNG", "JPEG", "WEBP", "GIF"]
JPEG_SCANS = 100  # each goes over the whole picture; ten are usual
DOCUMENT_BYTES = 10 * MEGABYTE
UNPACKED_BYTES = 50 * MEGABYTE  # of a document
DOCX_PARTS = 2000
RELATIONS_BYTES = 2 * MEGABYTE  # of all that says of which types the parts of a DOCX are, and how they relate
PROLOG_BYTES = 64 * 1024  # of the XML of a part, in which its first element begins

# Words in the names, types and relations of parts that act, or are files of another kind.
DOCX_ACTIVE = (
    *("vbaproject", "vbadata", "macroenabled", "activex", "oleobject", "embeddings/", "afchunk"),
    *("relationships/control", "relationships/package"),
)
# Kinds of actions of a PDF that run something, and what carries other files or a password.
PDF_ACTIVE = (
    *("JavaScript", "Launch", "SubmitForm", "ImportData", "Rendition", "RichMedia", "XFA"),
    *("EmbeddedFile", "EmbeddedFiles", "GoToE", "Encrypt"),
)

NOT_AN_IMAGE = _("This is not an image that we can read. Please use PNG, JPEG, WebP or GIF.")
NOT_A_DOCUMENT = _("Only PDF and DOCX files can be attached.")
TOO_LARGE = _("This file is larger than %(limit)s MB.")
TOO_MANY_PIXELS = _("This image has more than %(limit)s million pixels.")
DAMAGED = _("This file is damaged.")
ACTIVE = _("This file contains scripts, macros, a password or other files. Please save it without them.")

# Pillow keeps the texts of a PNG twice, at up to four bytes a letter, and allows 64 MB of them.
PngImagePlugin.MAX_TEXT_MEMORY = 8 * MEGABYTE


def named_by_content(content, ending):
    return ContentFile(content, name=f"{hashlib.sha256(content).hexdigest()}.{ending}")


def check_size(size, limit):
    if size > limit:
        raise ValidationError(TOO_LARGE, params={"limit": limit // MEGABYTE})


# Images


def redrawn(file):
    """The image as a WebP of at most IMAGE_SIDE pixels, without whatever else the file carried.

    Raises ValidationError where it is no image, or too large in bytes or pixels.
    """
    check_size(file.size, IMAGE_BYTES)
    try:
        return named_by_content(webp(file.read()), "webp")
    except ValidationError:
        raise
    except UnidentifiedImageError:
        raise ValidationError(NOT_AN_IMAGE) from None
    except Image.DecompressionBombError:
        raise ValidationError(TOO_MANY_PIXELS, params={"limit": IMAGE_PIXELS // 1_000_000}) from None
    except Exception:  # a broken file makes Pillow raise errors of every kind
        raise ValidationError(DAMAGED) from None


def webp(content):
    with Image.open(io.BytesIO(content), formats=IMAGE_FORMATS) as image:  # reads the head alone
        if image.width * image.height > IMAGE_PIXELS:
            raise Image.DecompressionBombError
        if content.startswith(b"\xff\xd8") and content.count(b"\xff\xda") > JPEG_SCANS:
            raise ValidationError(DAMAGED)
        image.draft(None, (IMAGE_SIDE, IMAGE_SIDE))  # a large JPEG is decoded at a part of its size
        # Of 16 bits Pillow would cut the greys at 255, and nearly all of it turn white.
        eight = image.point(lambda grey: grey / 256).convert("L") if image.mode == "I;16" else image
        picture = eight.convert("RGBA")
    picture.thumbnail((IMAGE_SIDE, IMAGE_SIDE))  # before it is turned, since that takes a copy
    picture = ImageOps.exif_transpose(picture)
    # A new picture of the pixels alone: `info` would take profiles and comments along.
    plain = Image.new("RGBA", picture.size)
    plain.paste(picture)
    drawn = io.BytesIO()
    plain.save(drawn, "WEBP", quality=85, method=4)
    return drawn.getvalue()


# Documents


def checked_document(file):
    """The PDF or DOCX under the name of its content.

    Raises ValidationError where it is something else, too large, damaged, or able to act when it is opened.
    """
    check_size(file.size, DOCUMENT_BYTES)
    content = file.read()
    if content.startswith(b"%PDF-"):
        check_pdf(content)
        return named_by_content(content, "pdf")
    if content.startswith(b"PK\x03\x04"):
        check_docx(content)
        return named_by_content(content, "docx")
    raise ValidationError(NOT_A_DOCUMENT)


# PDF


def spelled(name):
    """A pattern of the name, any letter of which may be written as # and its number."""
    return "".join(f"(?:{letter}|(?i:#{ord(letter):02x}))" for letter in name)


END_OF_NAME = r"(?![^\0\t\n\f\r ()<>\[\]{}/%])"
# LibreOffice and LaTeX say with an OpenAction at which page to open; what it refers to is found by its own kind.
OPENING = rf"(?:{spelled('OpenAction')}|{spelled('AA')})[\0\t\n\f\r ]*(?:%|<<(?![^>]{{,200}}/GoTo{END_OF_NAME}))"
ACTING = f"/(?:(?:{'|'.join(map(spelled, PDF_ACTIVE))}){END_OF_NAME}|{OPENING})"
PDF_ACTS = re.compile(ACTING.encode())
STREAM = re.compile(rb"(?<!end)stream(?:[ \t]*\r?\n|\r)")
OBJECT_STREAM = re.compile(f"/(?:{spelled('ObjStm')}|{spelled('First')}){END_OF_NAME}".encode())
DEFLATED = re.compile(rb"/Filter\s*(?:/FlateDecode|\[\s*/FlateDecode\s*\])")
UNCLEAR = re.compile(rb"[#%(]|Parms|/Filter\b.*/Filter\b", re.DOTALL)


def check_pdf(content):
    """What stands in the open, or in a plain object stream, is found; the rest is held back by how it is served."""
    if b"%%EOF" not in content[-2048:]:
        raise ValidationError(DAMAGED)
    if PDF_ACTS.search(content) or any(map(PDF_ACTS.search, object_streams(content))):
        raise ValidationError(ACTIVE)


def object_streams(content):
    """The objects that the file holds deflated.

    Raises ValidationError where they are packed in another way, broken, or too large together.
    """
    place, size = 0, 0
    while stream := STREAM.search(content, place):
        head = content[max(place, content.rfind(b"obj", place, stream.start())) : stream.start()]
        place = stream.end()
        if OBJECT_STREAM.search(head):
            if UNCLEAR.search(head):
                raise ValidationError(DAMAGED)
            if DEFLATED.search(head):
                end = content.find(b"endstream", place)
                objects = inflated(content[place:end], UNPACKED_BYTES - size)
                place, size = end, size + len(objects)
                yield objects
            elif b"Filter" in head:
                raise ValidationError(DAMAGED)


def inflated(packed, limit):
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(packed, limit + 1)
    except zlib.error:
        raise ValidationError(DAMAGED) from None
    if len(content) > limit:
        raise ValidationError(TOO_LARGE, params={"limit": UNPACKED_BYTES // MEGABYTE})
    if not unpacker.eof or unpacker.unused_data.strip():  # else more objects could follow a word “endstream”
        raise ValidationError(DAMAGED)
    return content


# DOCX


DOCUMENT = re.compile(r"word/document\d*\.xml")  # Word on the web numbers it


def check_docx(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_parts(archive.infolist())
            for part in archive.infolist():
                check_part(archive, part)
    except ValidationError:
        raise
    except Exception:  # a broken file makes zipfile, zlib and expat raise errors of every kind
        raise ValidationError(DAMAGED) from None


def check_parts(parts):
    names = [part.filename.lower() for part in parts]
    if "[content_types].xml" not in names or not any(map(DOCUMENT.fullmatch, names)):
        raise ValidationError(NOT_A_DOCUMENT)
    if len(parts) > DOCX_PARTS:
        raise ValidationError(DAMAGED)
    check_size(sum(part.file_size for part in parts), UNPACKED_BYTES)
    if sum(part.file_size for part in parts if relates(part)) > RELATIONS_BYTES:
        raise ValidationError(DAMAGED)
    if any(part.flag_bits & 1 for part in parts) or any(word in name for word in DOCX_ACTIVE for name in names):
        raise ValidationError(ACTIVE)
    if (
        len(set(names)) < len(names)
        or any(".." in name or "\\" in name or name.startswith("/") for name in names)
        or any(part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for part in parts)
    ):
        raise ValidationError(DAMAGED)


def check_part(archive, part):
    size = part.file_size
    part.file_size += 1  # reading stops there, so that a part which is longer than it says shows
    with archive.open(part) as opened:
        content = opened.read(part.file_size)  # without a number it would unpack all of it before it stops
    if len(content) != size:
        raise ValidationError(DAMAGED)
    reader = expat.ParserCreate()
    reader.StartDoctypeDeclHandler = refuse_doctype
    if relates(part):
        reader.StartElementHandler = refuse_active
        reader.Parse(content, True)
    elif part.filename.lower().endswith((".xml", ".vml")):
        elements = []
        reader.StartElementHandler = lambda tag, attributes: elements.append(tag)
        reader.Parse(content[:PROLOG_BYTES], False)
        if not elements:  # a document type could still follow
            raise ValidationError(DAMAGED)


def relates(part):
    return part.filename.lower().endswith((".rels", "[content_types].xml"))


def refuse_doctype(*declared):
    """Office writes none; it could declare entities that unfold or fetch."""
    raise ValidationError(ACTIVE)


def refuse_active(tag, attributes):
    """Of a relation or a content type: what acts, and what is fetched when the document is opened."""
    kind = attributes.get("Type", "").lower()
    external = attributes.get("TargetMode", "").strip().lower() == "external" and not kind.endswith("/hyperlink")
    said = kind + " " + attributes.get("ContentType", "").lower()
    if external or any(word in said for word in DOCX_ACTIVE):
        raise ValidationError(ACTIVE)
