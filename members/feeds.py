"""Atom feeds (RFC 4287): what is new, for programs that readers have chosen themselves."""

import datetime
from typing import NamedTuple

from django.conf import settings
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language

from members.texts.languages import BRUSSELS
from members.texts.names import plain_name

NEWEST = 30  # entries of a feed


class Entry(NamedTuple):
    title: str
    address: str  # of its page, without our name
    day: datetime.date
    summary: str = ""
    kind: str = ""
    changed: datetime.datetime | None = None  # where more is known than the day


def atom(title, request, entries, *, page):
    """The feed that stands at this request's address, of these entries, the newest first; `page` tells the same."""
    its_own = f"{settings.BASE_URL}{request.path}" + (f"?{query}" if (query := request.GET.urlencode()) else "")
    feed = Atom1Feed(
        title=plain_name(title),
        link=settings.BASE_URL + page,
        description=None,
        language=get_language(),
        feed_url=its_own,
        feed_guid=its_own,
        author_name="ECLAG",
    )
    for entry in entries:
        noon = datetime.datetime.combine(entry.day, datetime.time(12), BRUSSELS)
        feed.add_item(
            title=plain_name(entry.title),
            link=settings.BASE_URL + entry.address,
            description=escape(plain_name(entry.summary)) or None,  # Atom reads it as HTML
            unique_id=settings.BASE_URL + entry.address,
            pubdate=noon,
            updateddate=entry.changed or noon,
            categories=[entry.kind] if entry.kind else (),
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
