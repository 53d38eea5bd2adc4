"""Setting pages in type: made once for what stands in them, kept, and given again."""

import hashlib
import json
import threading
import unicodedata
from pathlib import Path

import typst
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from members.models.files import content_storage

PATIENCE = 5  # seconds that somebody waits for her turn
ONE_AT_A_TIME = threading.BoundedSemaphore(1)
KINDS = {
    # kind: (type of the content, last bytes of a whole one, what is asked of it besides)
    "pdf": ("application/pdf", b"%%EOF", {"pdf_standards": ["ua-1"]}),
    "png": ("image/png", b"IEND\xaeB`\x82", {"format": "png", "ppi": 72.0}),
}


def typeset(template, page, kind):
    """The bytes of the page, which is plain data, in the folder of its kind.

    Raises TimeoutError where others are being made for too long.
    """
    data = unicodedata.normalize("NFC", json.dumps(page, ensure_ascii=False, sort_keys=True))
    key = hashlib.sha256(template.read_bytes() + data.encode()).hexdigest()
    storage, name = content_storage(), f"{kind}/{key}.{kind}"
    _, end, _ = KINDS[kind]
    if storage.exists(name):
        with storage.open(name) as kept:
            whole = kept.read()
        if whole.rstrip().endswith(end):
            return whole
        storage.delete(name)  # whoever wrote it was killed
    if not ONE_AT_A_TIME.acquire(timeout=PATIENCE):
        raise TimeoutError
    try:
        made = rendered(template, data, kind)
    finally:
        ONE_AT_A_TIME.release()
    storage.save(name, ContentFile(made))
    return made


def rendered(template, data, kind):
    """The same bytes for the same data; it reads no file but the template, and asks no network."""
    _, _, asked = KINDS[kind]
    return typst.compile(
        str(template), root=str(template.parent), ignore_system_fonts=True, sys_inputs={"data": data}, **asked
    )


def answered(template, page, kind, filename):
    """The page as the answer to a request; while others are being made for too long, that it is to be asked again."""
    try:
        made = typeset(template, page, kind)
    except TimeoutError:
        return HttpResponse(status=503, headers={"Retry-After": "10"})
    content_type, _, _ = KINDS[kind]
    named = {"Content-Disposition": content_disposition_header(False, filename)}
    return HttpResponse(made, content_type=content_type, headers=named)


SHARE = Path(__file__).parent / "typst" / "share.typ"
SHARE_TITLE = 240  # letters


def share_image(overline, title, title_language, filename):
    """The picture that stands beside a link elsewhere, in the reader's language: whose it is, what, of when."""
    if len(title) > SHARE_TITLE:
        title = f"{title[:SHARE_TITLE].rstrip()}…"
    page = {"lang": get_language(), "title_lang": title_language, "overline": " · ".join(overline), "title": title}
    return answered(SHARE, page, "png", filename)
