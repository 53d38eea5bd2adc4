"""Every address that the resolver knows, by its pattern."""

from django.urls import URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern


def patterns(resolver=None, before=""):
    """(pattern, view) of each address, the prefix of the languages written as <language>/."""
    for entry in (resolver or get_resolver()).url_patterns:
        part = "<language>/" if isinstance(entry.pattern, LocalePrefixPattern) else str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, before + part)
        else:
            yield before + part, entry.callback


def public_patterns():
    return {pattern for pattern, view in patterns() if getattr(view, "public", False)}
