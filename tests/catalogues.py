"""The catalogues of our words, as tests read them."""

import functools
from pathlib import Path

from babel.messages.pofile import read_po
from django.conf import settings

ROOT = Path(__file__).parent.parent
CODES = [code for code, _ in settings.LANGUAGES]
CATALOGUES = {f"{path.parts[-4]}/{path.parts[-3]}": path for path in ROOT.glob("eclag/locale*/*/*/django.po")}
LANGUAGES = [code for code in CODES if code != "en"]
# Words that are the same in a language as in English, of ours and of those borrowed.
SAME = {
    "Adoption": "fr",
    "Article": "fr",
    "Article %(number)s": "fr",
    "Briefing": "de nl",
    "Calendar": "ro",
    "Code": "de fr nl",
    "Contact": "fr nl ro",
    "Documents": "fr",
    "Dossier": "de fr nl",
    "Editor": "cs sk",
    "For": "da",
    "for %(acting)s": "da",
    "For %(organisation)s": "da",
    "Invitation": "da fr",
    "later": "nl",
    "Logo": "cs da de et fi fr it mt nl pl sk",
    "Logo: %(name)s": "cs da de et fi it mt nl pl sk",
    "Menu": "da fr it mt nl pl pt",
    "Moderator": "hr nl sl sv",
    "Note %(number)s": "da fr",
    "Online": "cs da de hu it mt nl pl ro sk sv",
    "Organisation": "da de fr sv",
    "Pages": "fr",
    "Panel": "da hr mt nl pl sl sv",
    "Passkeys": "de mt nl",
    "Password": "it mt",
    "Press": "sv",
    "Privacy": "it nl",
    "Programme": "fr",
    "Role": "cs",
    "Secretariat": "ro",
    "Send": "da",
    "Source": "fr",
    "Trilogues": "fr",
    "Version %(number)s": "da fr sv",
    "Website": "de nl",
    "IPv4": "mt",
    "IPv6": "mt",
    "URL": "mt",
}


@functools.cache  # to read one takes half a second
def catalogue(name):
    with CATALOGUES[name].open("rb") as file:
        return read_po(file, locale=name.split("/")[1])


def strings(message):
    return list(message.string) if message.pluralizable else [message.string]


def sources(message):
    return list(message.id) if message.pluralizable else [message.id]
