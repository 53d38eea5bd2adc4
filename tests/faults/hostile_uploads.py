"""Files that nobody should hand in: each with a name, where it is handed in and a piece of the reason it is given."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import NamedTuple

from PIL import Image

from tests.faults.hostile_tables import (
    EXTERNAL,
    LAUGHS,
    MEGABYTE,
    OFFICE,
    PACKAGE,
    XML,
    checksum,
    deflated,
    packed,
    zipped,
)

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SIDE = 3600  # of the largest square that is read


class Hostile(NamedTuple):
    field: str
    file: str
    name: str
    make: Callable[[], bytes]
    reason: str


def just(content):
    return lambda: content


# Images


def drawn(kind="PNG", size=(64, 48), mode="RGB", **options):
    file = io.BytesIO()
    Image.new(mode, size, options.pop("colour", 0)).save(file, kind, **options)
    return file.getvalue()


def drawing(kind, size=(64, 48), mode="RGB", **options):
    return lambda: drawn(kind, size, mode, **options)


def half(kind, **options):
    """Cut in the middle of a picture that does not pack well."""

    def make():
        file = io.BytesIO()
        noise = random.Random(1).randbytes(200 * 200 * 3)
        Image.frombytes("RGB", (200, 200), noise).save(file, kind, **options)
        return file.getvalue()[: file.tell() // 2]

    return make


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(*chunks, size=(4, 4)):
    """A PNG of these chunks, with its head before and its end after them."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IEND", b"")


def pixels(size=(4, 4)):
    width, height = size
    row = bytes(1 + (width + 7) // 8)
    return chunk(b"IDAT", swollen(row, height))


def swollen(body, times):
    """A zlib stream of `times` bodies."""
    found = 1
    for _ in range(times):
        found = zlib.adler32(body, found)
    return b"\x78\x9c" + deflated(b"", body, times, b"") + struct.pack(">I", found)


def png_of(size):
    return lambda: png(pixels(size), size=size)


def texts(number, kind=b"iTXt", between=b"\0\1\0\0\0"):
    content = swollen(b"a" * (MEGABYTE - 1), 1)
    return lambda: png(*(chunk(kind, b"k%d" % key + between + content) for key in range(number)), pixels())


def text_of_a_gigabyte(kind, head):
    return lambda: png(chunk(kind, head + swollen(b"a" * MEGABYTE, 1024)), pixels())


def gif_of(size):
    return lambda: b"GIF89a" + struct.pack("<HH", *size) + drawn("GIF")[10:]


def jpeg_of(size):
    def make():
        content = drawn("JPEG")
        place = content.index(b"\xff\xc0") + 5
        return content[:place] + struct.pack(">HH", *size) + content[place + 4 :]

    return make


def webp_of(size):
    """An extended WebP whose canvas is as large as it says."""

    def make():
        canvas = b"".join(struct.pack("<I", side - 1)[:3] for side in size)
        content = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + canvas + drawn("WEBP")[12:]
        return b"RIFF" + struct.pack("<I", len(content)) + content

    return make


def scans(number, size=(SIDE, SIDE)):
    """A JPEG that draws its last refinement again and again."""

    def make():
        content = drawn("JPEG", size, "L", colour=128, progressive=True)
        return (
            content[:-2]
            + content[content.rindex(b"\xff\xda") : -2] * (number - content.count(b"\xff\xda"))
            + b"\xff\xd9"
        )

    return make


def frames(kind, number, size=(64, 48), **options):
    def make():
        file = io.BytesIO()
        shades = [Image.new("RGB", size, (shade % 256, shade // 256, 0)) for shade in range(number)]
        shades[0].save(file, kind, save_all=True, append_images=shades[1:], **options)
        return file.getvalue()

    return make


def noise(size):
    file = io.BytesIO()
    content = random.Random(1).randbytes(size[0] * size[1] * 3)
    Image.frombytes("RGB", size, content).save(file, "PNG", compress_level=0)
    return file.getvalue()


SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><rect width="9" height="9"/></svg>'
HTML = "<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
MAGICK = "push graphic-context\nviewbox 0 0 9 9\nfill 'url(https://127.0.0.1:9/|touch x)'\npop graphic-context\n"
PHP = "\x89PNG\r\n\x1a\n<?php system($_GET['c']); ?>"
POSTSCRIPT = "%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%touch x) (w) file\nshowpage\n"
EXE = b"MZ" + bytes(510)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)

NOT_AN_IMAGE = "This is not an image that we can read. Please use PNG, JPEG, WebP or GIF."
PIXELS = "This image has more than 13 million pixels."
DAMAGED = "This file is damaged."
EMPTY = "The submitted file is empty."
ACTIVE = "This file contains scripts, macros, a password or other files. Please save it without them."
NOT_A_DOCUMENT = "Only PDF and DOCX files can be attached."
UNPACKED = "This file is larger than 50 MB."

# (file, name, what makes it, reason)

IMAGES = [
    # Bombs
    ("a.png", "2.5 billion pixels in 300 KB", png_of((50_000, 50_000)), PIXELS),
    ("a.png", "100 million pixels", png_of((10_000, 10_000)), PIXELS),
    ("a.png", "a few pixels too many", png_of((3606, 3606)), PIXELS),
    ("a.png", "a line of 2 billion pixels", just(png(pixels(), size=(2**31 - 1, 1))), PIXELS),
    ("a.gif", "a GIF that claims 4 billion pixels", gif_of((65_535, 65_535)), PIXELS),
    ("a.jpg", "a JPEG that claims 4 billion pixels", jpeg_of((65_500, 65_500)), PIXELS),
    ("a.webp", "a WebP that claims 268 million pixels", webp_of((16_384, 16_384)), PIXELS),
    ("a.jpg", "a JPEG of 1000 scans", scans(1000, (640, 480)), DAMAGED),
    ("a.jpg", "a JPEG of 101 scans", scans(101, (640, 480)), DAMAGED),
    ("a.png", "zTXt of a gigabyte", text_of_a_gigabyte(b"zTXt", b"k\0\0"), DAMAGED),
    ("a.png", "iTXt of a gigabyte", text_of_a_gigabyte(b"iTXt", b"k\0\1\0\0\0"), DAMAGED),
    ("a.png", "a colour profile of a gigabyte", text_of_a_gigabyte(b"iCCP", b"k\0\0"), DAMAGED),
    ("a.png", "sixty texts of a megabyte", texts(60), DAMAGED),
    ("a.png", "noise of 6 MB", lambda: noise((1500, 1400)), "This file is larger than 5 MB."),
    ("a.png", "5 MB and a byte", lambda: drawn().ljust(5 * MEGABYTE + 1, b"\0"), "This file is larger than 5 MB."),
    # Broken
    ("a.png", "half of a PNG", half("PNG"), DAMAGED),
    ("a.jpg", "half of a JPEG", half("JPEG"), DAMAGED),
    ("a.gif", "half of a GIF", half("GIF"), DAMAGED),
    ("a.webp", "half of a WebP", half("WEBP", lossless=True), DAMAGED),
    ("a.png", "a PNG without pixels", png, DAMAGED),
    ("a.png", "pixels that are no zlib stream", lambda: png(chunk(b"IDAT", b"pixels")), DAMAGED),
    ("a.png", "the first bytes of a PNG", just(b"\x89PNG\r\n\x1a\n"), NOT_AN_IMAGE),
    ("a.jpg", "the first bytes of a JPEG", just(b"\xff\xd8\xff\xe0"), NOT_AN_IMAGE),
    ("a.png", "no byte", just(b""), EMPTY),
    # Images of kinds that we do not read
    ("a.svg", "an SVG with a script", SVG.encode, NOT_AN_IMAGE),
    ("a.png", "an SVG called PNG", SVG.encode, NOT_AN_IMAGE),
    ("a.svg", "an SVG with an external entity", f"{XML}{EXTERNAL}<svg>&e;</svg>".encode, NOT_AN_IMAGE),
    ("a.eps", "PostScript with a pipe", POSTSCRIPT.encode, NOT_AN_IMAGE),
    ("a.png", "PostScript called PNG", drawing("EPS"), NOT_AN_IMAGE),
    ("a.mvg", "a drawing of ImageMagick that fetches", MAGICK.encode, NOT_AN_IMAGE),
    *(
        (f"a.{kind.lower()}", f"an image of the kind {kind}", drawing(kind), NOT_AN_IMAGE)
        for kind in ("BMP", "TIFF", "ICO", "PDF", "TGA", "PPM", "PCX", "SGI", "JPEG2000")
    ),
    # No images
    ("a.png", "HTML called PNG", HTML.encode, NOT_AN_IMAGE),
    ("a.png", "PHP that begins like a PNG", just(PHP.encode("latin-1")), NOT_AN_IMAGE),
    ("a.jpg", "a program", just(EXE), NOT_AN_IMAGE),
    ("a.webp", "sound", just(b"RIFF\x24\0\0\0WAVEfmt " + bytes(64)), NOT_AN_IMAGE),
    ("a.png", "a ZIP file called PNG", lambda: packed({"x.html": HTML}), NOT_AN_IMAGE),
]

# Images that are drawn anew, whatever it takes and whatever else they carry

HEAVY_IMAGES = [
    ("a.png", "the most pixels, with transparency", drawing("PNG", (SIDE, SIDE), "RGBA")),
    ("a.png", "the most pixels, in 16 bits", drawing("PNG", (SIDE, SIDE), "I;16")),
    ("a.webp", "the most pixels, as WebP", drawing("WEBP", (SIDE, SIDE), "RGBA", lossless=True)),
    ("a.webp", "the most pixels, in motion", frames("WEBP", 3, (SIDE, SIDE), lossless=True, method=0)),
    ("a.gif", "the most pixels, as GIF", drawing("GIF", (SIDE, SIDE), "P")),
    ("a.jpg", "the most pixels, for print", drawing("JPEG", (SIDE, SIDE), "CMYK", progressive=True)),
    ("a.jpg", "the most pixels, in a hundred scans", scans(100)),
    ("a.gif", "5000 frames", frames("GIF", 5000, (8, 8))),
    ("a.webp", "500 frames", frames("WEBP", 500, (8, 8))),
    ("a.gif", "GIF and HTML", lambda: drawn("GIF") + HTML.encode()),
    ("a.png", "PNG and ZIP", lambda: drawn() + packed({"x.html": HTML})),
    ("a.jpg", "JPEG with HTML for a comment", drawing("JPEG", comment=HTML.encode())),
    ("../../x.html", "a name that climbs up", drawing("PNG")),
]


# PDF


def pdf(*objects, end=b"trailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"):
    numbered = b"".join(b"%d 0 obj\n%b\nendobj\n" % (number, content) for number, content in enumerate(objects, 2))
    catalogue = b"1 0 obj\n<< /Type /Catalog /Names 2 0 R /OpenAction 2 0 R >>\nendobj\n"
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + catalogue + numbered + end


def says(content):
    return lambda: pdf(content)


def stream(packed_objects, more=b"/Filter /FlateDecode", kind=b"/Type /ObjStm /N 1 /First 4"):
    head = b"<< %b %b /Length %d >>" % (kind, more, len(packed_objects))
    return b"%b\nstream\n%b\nendstream" % (head, packed_objects)


def stored(content):
    """A block of a deflate stream that is not packed, nor the last."""
    return b"\0" + struct.pack("<HH", len(content), len(content) ^ 0xFFFF) + content


ACTION = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
HIDDEN = zlib.compress(b"9 0 " + ACTION)
HARMLESS = zlib.compress(b"9 0 << >>")
BEHIND_A_WORD = b"\x78\x9c" + stored(b"9 0 << >> endstream") + HIDDEN[2:]
ESCAPED = b"/Type /#4fbjStm /N 1 /#46irst 4"

PDFS = [
    ("a script", says(ACTION), ACTIVE),
    ("a script in a name of numbers", says(b"<</S/#4a#61vaScrip#74/JS(app)>>"), ACTIVE),
    ("a script in an object stream", says(stream(HIDDEN)), ACTIVE),
    ("a script in an object stream of an escaped name", says(stream(HIDDEN, kind=ESCAPED)), DAMAGED),
    ("an object stream with an escaped filter", says(stream(HIDDEN, b"/#46ilter /FlateDecode")), DAMAGED),
    ("an object stream packed twice", says(stream(HIDDEN, b"/Filter [/ASCIIHexDecode /FlateDecode]")), DAMAGED),
    ("an object stream packed with LZW", says(stream(HIDDEN, b"/Filter /LZWDecode")), DAMAGED),
    ("an object stream whose filter stands elsewhere", says(stream(HIDDEN, b"/Filter 7 0 R")), DAMAGED),
    ("an object stream with a predictor", says(stream(HIDDEN, b"/Filter/FlateDecode/DecodeParms 7 0 R")), DAMAGED),
    ("an object stream that is broken", says(stream(HIDDEN[:20])), DAMAGED),
    ("an object stream with the word endstream", says(stream(BEHIND_A_WORD)), DAMAGED),
    ("an object stream behind another", says(stream(HARMLESS + b"\n2 0 obj\n" + stream(HIDDEN))), DAMAGED),
    ("an object stream without an end", lambda: pdf(stream(HIDDEN).replace(b"endstream", b"")), DAMAGED),
    ("an object stream of a gigabyte", says(stream(swollen(b" " * MEGABYTE, 1024))), UNPACKED),
    (
        "a hundred object streams of a megabyte",
        lambda: pdf(*[stream(zlib.compress(b" " * MEGABYTE))] * 100),
        UNPACKED,
    ),
    ("a script for the opening", says(b"<< /OpenAction << /S /Named /N /Print >> >>"), ACTIVE),
    ("a script for the closing", says(b"<< /AA << /WC 9 0 R >> >>"), ACTIVE),
    ("a program to start", says(b"<< /S /Launch /Win << /F (cmd.exe) >> >>"), ACTIVE),
    ("a file in the file", says(b"<< /Type /EmbeddedFile >>"), ACTIVE),
    ("a list of files in the file", says(b"<< /Names << /EmbeddedFiles 9 0 R >> >>"), ACTIVE),
    ("a way into a file in the file", says(b"<< /S /GoToE /D (x) >>"), ACTIVE),
    ("a form that is sent away", says(b"<< /S /SubmitForm /F (https://example.org) >>"), ACTIVE),
    ("a form that fetches", says(b"<< /S /ImportData /F (x.fdf) >>"), ACTIVE),
    ("a form of XML", says(b"<< /AcroForm << /XFA 9 0 R >> >>"), ACTIVE),
    ("a film", says(b"<< /S /Rendition /OP 0 >>"), ACTIVE),
    ("Flash", says(b"<< /Subtype /RichMedia >>"), ACTIVE),
    ("a password", lambda: pdf(end=b"trailer << /Root 1 0 R /Encrypt 9 0 R >>\n%%EOF\n"), ACTIVE),
    ("a PDF without its end", lambda: pdf(end=b""), DAMAGED),
    ("a PDF with 10 KB behind its end", lambda: pdf() + bytes(10_240), DAMAGED),
    ("10 MB and a byte", lambda: pdf().rjust(10 * MEGABYTE + 1, b" "), "This file is larger than 10 MB."),
    ("four million names", lambda: pdf(b"/#4a#61" * 1_400_000, end=b""), DAMAGED),
    ("HTML before the PDF", lambda: HTML.encode() + pdf(), NOT_A_DOCUMENT),
    ("HTML called PDF", HTML.encode, NOT_A_DOCUMENT),
    ("PostScript called PDF", POSTSCRIPT.encode, NOT_A_DOCUMENT),
    ("an image called PDF", drawing("PNG"), NOT_A_DOCUMENT),
    ("a program called PDF", just(EXE), NOT_A_DOCUMENT),
    ("no byte", just(b""), EMPTY),
]


# DOCX


def related(kind, target, external=False, base=OFFICE):
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="r" Type="{base}/{kind}" Target="{target}"{mode}/>'


def relations(*rows):
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{"".join(rows)}</Relationships>'


def body(content="", doctype=""):
    return f'{XML}{doctype}<w:document xmlns:w="{MAIN}"><w:body>{content}<w:p/></w:body></w:document>'


TYPES = f"""{XML}<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="{WORD}.document.main+xml"/></Types>"""
NAMES = {
    "types": "[Content_Types].xml",
    "root": "_rels/.rels",
    "document": "word/document.xml",
    "relations": "word/_rels/document.xml.rels",
    "settings": "word/settings.xml",
    "setting_relations": "word/_rels/settings.xml.rels",
}


def parts(**changed):
    """The parts of a letter with a link, by name; `document`, `relations` and so on replace them."""
    sound = {
        "types": TYPES,
        "root": relations(related("officeDocument", "word/document.xml")),
        "document": body(),
        "relations": relations(related("hyperlink", "https://example.org/", external=True)),
        "settings": f'{XML}<w:settings xmlns:w="{MAIN}"/>',
        "setting_relations": relations(),
    }
    return {NAMES[key]: content for key, content in (sound | changed).items()}


def letter(more=None, **changed):
    return lambda: packed(parts(**changed) | (more or {}))


def fetching(kind, target="http://127.0.0.1:9/x", part="relations"):
    return letter(**{part: relations(related(kind, target, external=True))})


def swollen_letter(name, content, times, *, around=(b"", b""), claimed=None, crc=None):
    """A letter of which one more part is `times` contents long; `claimed` is the size it gives instead of its own."""

    def make():
        own = (around[0], content, times, around[1])
        long = len(content) * times + len(b"".join(around))
        # The checksum of gigabytes takes too long, and nobody should come so far as to ask for it.
        entries = [(name, deflated(*own), claimed or long, crc or (checksum(*own) if long < 60 * MEGABYTE else 0))]
        for part, xml in parts().items():
            data = xml.encode()
            entries.append((part, deflated(data, b"", 0, b""), len(data), zlib.crc32(data)))
        return zipped(entries)

    return make


def swollen_relations(start, end):
    around = b"<r>", end * 5_000_000 + b"</r>"
    return swollen_letter("word/_rels/x.xml.rels", start * 100_000, 50, around=around)


def hidden_behind(size):
    """A megabyte that claims to be a kilobyte, with the checksum of its first bytes."""
    return swollen_letter("word/x.png", b"0" * MEGABYTE, 1, claimed=1024, crc=zlib.crc32(b"0" * size))


def overlapping():
    """Two hundred names for the same 200 kilobytes."""
    whole = swollen_letter("word/media/000000.png", b"0" * 200_000, 1)()
    start, end = whole.index(b"PK\x01\x02"), whole.index(b"PK\x05\x06")
    entry = whole[start : whole.index(b"PK\x01\x02", start + 4)]
    entries = whole[start:end] + b"".join(entry.replace(b"000000", b"%06d" % n) for n in range(1, 200))
    number = 199 + len(parts()) + 1
    return (
        whole[:start] + entries + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, number, number, len(entries), start, 0)
    )


def twice_the_same_part():
    file = io.BytesIO(packed(parts()))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("word/Document.xml", body())
    return file.getvalue()


def changed_bits(place, bits):
    """A letter with other bits at a place of the head of each part, and of its entry in the directory."""

    def make():
        content = bytearray(packed(parts()))
        for mark, start in [(b"PK\x03\x04", place), (b"PK\x01\x02", place + 2)]:
            found = content.find(mark)
            while found >= 0:
                content[found + start] ^= bits
                found = content.find(mark, found + 4)
        return bytes(content)

    return make


def nested():
    bomb = zipped([("bomb", deflated(b"", b"0" * MEGABYTE, 1000, b""), 1000 * MEGABYTE, 0)])
    return packed(parts() | {"word/embeddings/inner.zip": packed({f"{n}.zip": bomb for n in range(10)})})


def open_document():
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}, zipfile.ZIP_STORED)


MACRO_TYPE = TYPES.replace(f"{WORD}.document.main", "application/vnd.ms-word.document.macroEnabled.main")
UTF16 = f'<?xml version="1.0" encoding="UTF-16"?>{EXTERNAL}<x>&e;</x>'.encode("utf-16")
LATE = f"{XML}<!--{'x' * 100_000}-->{EXTERNAL}<w:document xmlns:w='{MAIN}'>&e;</w:document>"

DOCXES = [
    # What acts
    ("macros", letter({"word/vbaProject.bin": "x"}), ACTIVE),
    ("macros by the type of the letter", letter(types=MACRO_TYPE), ACTIVE),
    ("macros by a relation to a part of another name", letter(relations=relations(related("vbaProject", "x"))), ACTIVE),
    ("ActiveX", letter({"word/activeX/activeX1.xml": "<x/>"}), ACTIVE),
    ("a control", letter(relations=relations(related("control", "x.xml"))), ACTIVE),
    ("an embedded object", letter({"word/embeddings/oleObject1.bin": "x"}), ACTIVE),
    ("an object by its relation", letter(relations=relations(related("oleObject", "x.bin"))), ACTIVE),
    ("another file by its relation", letter(relations=relations(related("package", "x.xlsx"))), ACTIVE),
    ("a piece of HTML", letter({"word/x.html": HTML}, relations=relations(related("aFChunk", "x.html"))), ACTIVE),
    # What is fetched
    ("a template from elsewhere", fetching("attachedTemplate", part="setting_relations"), ACTIVE),
    ("a template from another machine", fetching("attachedTemplate", r"\\127.0.0.1\x", "setting_relations"), ACTIVE),
    ("a picture from elsewhere", fetching("image"), ACTIVE),
    ("an object from elsewhere", fetching("oleObject"), ACTIVE),
    ("a frame from elsewhere", fetching("frame"), ACTIVE),
    ("a document from elsewhere", fetching("subDocument"), ACTIVE),
    ("a letter from elsewhere", fetching("officeDocument", part="root"), ACTIVE),
    # Document types and entities
    *(
        (f"an external entity in the part: {key}", letter(**{key: f"{XML}{EXTERNAL}<x>&e;</x>"}), ACTIVE)
        for key in NAMES
    ),
    ("a billion laughs", letter(document=body("&a9;", LAUGHS)), ACTIVE),
    ("a billion laughs in the relations", letter(relations=f"{XML}{LAUGHS}<x>&a9;</x>"), ACTIVE),
    ("an entity in UTF-16", letter(settings=UTF16), ACTIVE),
    ("an entity behind a long comment", letter(document=LATE), DAMAGED),
    # Bombs
    ("4 GB in 4 MB", swollen_letter("word/media/x.png", b"0" * MEGABYTE, 4000), UNPACKED),
    ("51 MB", swollen_letter("word/media/x.png", b"0" * MEGABYTE, 51), UNPACKED),
    (
        "4 GB that claim to be 40 MB",
        swollen_letter("word/media/x.png", b"0" * MEGABYTE, 4000, claimed=40 * MEGABYTE),
        DAMAGED,
    ),
    ("a megabyte behind a kilobyte", hidden_behind(1024), DAMAGED),
    ("a megabyte behind a kilobyte and a byte", hidden_behind(1025), DAMAGED),
    ("a bomb in a bomb", nested, ACTIVE),
    ("40 MB of relations", swollen_relations(b"<a/>", b""), DAMAGED),
    ("millions of elements in one another", swollen_relations(b"<a>", b"</a>"), DAMAGED),
    ("3000 parts", letter({f"word/media/{number}.png": "" for number in range(3000)}), DAMAGED),
    ("200 names for the same bytes", overlapping, DAMAGED),
    # Names and packing
    ("a part that climbs up", letter({"../../etc/cron.d/x": "x"}), DAMAGED),
    ("a part in a folder of Windows", letter({"word\\x.png": "x"}), DAMAGED),
    ("a part at the root of the disk", letter({"/etc/x.xml": "<x/>"}), DAMAGED),
    ("the same part twice", twice_the_same_part, DAMAGED),
    ("encrypted parts", changed_bits(6, 1), ACTIVE),
    ("parts with wrong checksums", changed_bits(14, 1), DAMAGED),
    ("parts packed with LZMA", lambda: packed(parts(), zipfile.ZIP_LZMA), DAMAGED),
    ("parts packed with bzip2", lambda: packed(parts(), zipfile.ZIP_BZIP2), DAMAGED),
    ("half of a letter", lambda: packed(parts())[:-400], DAMAGED),
    ("a letter that is no XML", letter(document="Dear all"), DAMAGED),
    ("relations that are no XML", letter(relations="<Relationships>"), DAMAGED),
    ("10 MB and a byte", lambda: packed(parts()) + bytes(10 * MEGABYTE), "This file is larger than 10 MB."),
    # Other files
    ("a workbook", lambda: packed({"[Content_Types].xml": TYPES, "xl/workbook.xml": "<x/>"}), NOT_A_DOCUMENT),
    ("slides", lambda: packed({"[Content_Types].xml": TYPES, "ppt/presentation.xml": "<x/>"}), NOT_A_DOCUMENT),
    ("a letter of LibreOffice", open_document, NOT_A_DOCUMENT),
    ("a ZIP file", lambda: packed({"x.html": HTML}), NOT_A_DOCUMENT),
    ("an empty ZIP file", lambda: packed({}), NOT_A_DOCUMENT),
    ("a program of Java", lambda: packed({"META-INF/MANIFEST.MF": "Main-Class: X"}), NOT_A_DOCUMENT),
    ("an old or a locked letter", just(OLE), NOT_A_DOCUMENT),
    ("RTF", rb"{\rtf1{\object\objdata 0105}}".strip, NOT_A_DOCUMENT),
    ("HTML called a letter", HTML.encode, NOT_A_DOCUMENT),
]

FILES = [
    *(Hostile("logo", *row) for row in IMAGES),
    *(Hostile("file", "paper.pdf", *row) for row in PDFS),
    *(Hostile("file", "letter.docx", *row) for row in DOCXES),
]
