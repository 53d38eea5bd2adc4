"""English that is left standing in texts of another language."""

import functools
import re
from html import unescape
from pathlib import Path

import allauth
import django
from babel.messages.pofile import read_po

from tests.catalogues import CATALOGUES, SAME, sources


def parts(text):
    """What stands in a text between placeholders and tags."""
    pieces = (" ".join(piece.split()) for piece in re.split(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]*>", text))
    return {piece.strip(" .:,;!?()…") for piece in pieces} - {""}


@functools.cache
def english():
    """The words of Django, allauth and ourselves."""
    named = "locale/en/LC_MESSAGES/django.po"
    homes = [Path(django.__file__).parent / folder for folder in ("conf", "contrib/auth")]
    files = [*(home / named for home in [*homes, Path(allauth.__file__).parent]), CATALOGUES["locale/nl"]]
    texts = {source for file in files for message in read_po(file.open("rb")) for source in sources(message)}
    return {part for text in texts for part in parts(text) if re.search(r"[A-Za-z]{2}", part)}


def left_standing(said, code):
    """English words in texts of another language: alone, or three and more of them within others."""
    same = {part for word, codes in SAME.items() if code in codes.split() for part in parts(word)}
    texts = {part for text in said for part in parts(unescape(text))}
    long = [part for part in english() if part.count(" ") > 1]
    return (texts & english() - same) | {part for part in long for text in texts if part in text}
