"""Files: the plain ones that programs ask for, and what people have handed in."""

import datetime
import re
import unicodedata
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.db import DatabaseError, connection
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from members.models import Attachment, Organisation


def favicon(request):
    """Browsers and feed readers ask for it here, whatever a page says."""
    return HttpResponse(Path(finders.find("img/favicon.ico")).read_bytes(), content_type="image/x-icon")


def robots(request):
    lines = ["User-agent: *", "Disallow: /admin/", f"Sitemap: {settings.BASE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def security_txt(request):
    """RFC 9116. It expires at the end of next quarter, so that it never grows old while somebody deploys."""
    ahead = timezone.now() + datetime.timedelta(days=180)
    lines = [
        f"Contact: mailto:{settings.CONTACT}",
        f"Expires: {ahead:%Y-%m}-01T00:00:00Z",
        "Preferred-Languages: en, nl, mt",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def healthz(request):
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def readyz(request):
    """Whether the database is there and has its tables."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
    except DatabaseError:
        return HttpResponse("database\n", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


# What people have handed in


TYPES = {
    "webp": "image/webp",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def handed_out(file, name=None):
    """The file, as a download where it has a name, and able to do nothing in a browser, whatever it holds."""
    try:
        with file.open("rb") as opened:
            answer = HttpResponse(opened.read(), content_type=TYPES[file.name.rpartition(".")[2]])
    except FileNotFoundError:
        raise Http404 from None
    if name:
        answer.headers["Content-Disposition"] = content_disposition_header(True, name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def download_name(attachment):
    """A file name of letters, digits and hyphens: no path, no direction marks, no second ending."""
    plain = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", attachment.title))[:80].strip("-") or "file"
    return f"{plain}.{attachment.ending.lower()}"


def media(request, name):
    """A logo, or a file that hangs on something public."""
    owner = Organisation.objects.visible_to(request.user).filter(logo=name).only("logo").first()
    if owner:
        return handed_out(owner.logo)
    attachment = Attachment.objects.filter(file=name).visible_to(request.user).first()
    if attachment is None:
        raise Http404
    return handed_out(attachment.file, download_name(attachment))


def file(request, pk):
    """A file for whoever may see what it hangs on."""
    attachment = get_object_or_404(Attachment.objects.filter(pk=pk).visible_to(request.user))
    return handed_out(attachment.file, download_name(attachment))
