"""How a language sorts: which letters stand by themselves, and which articles do not count."""

import functools
import re
import unicodedata

from django.utils.translation import get_language

from .folding import fold

# The letters that are letters of their own, each row behind the one it begins with (after CLDR); all others stand
# with the letter that they are made of.
OWN_LETTERS = {
    "cs": ["c č", "h ch", "r ř", "s š", "z ž"],
    "da": ["z æ ø å"],
    "es": ["n ñ"],
    "et": ["s š z ž", "w õ ä ö ü"],
    "fi": ["z å ä ö"],
    "hr": ["c č ć", "d dž đ", "l lj", "n nj", "s š", "z ž"],
    "hu": ["c cs", "d dz dzs", "g gy", "l ly", "n ny", "o ö", "s sz", "t ty", "u ü", "z zs"],
    "lt": ["c č", "s š", "z ž"],
    "lv": ["c č", "g ģ", "k ķ", "l ļ", "n ņ", "r ŗ", "s š", "z ž"],
    "mt": ["b ċ", "f ġ", "g għ", "h ħ", "y ż"],
    "pl": ["a ą", "c ć", "e ę", "l ł", "n ń", "o ó", "s ś", "z ź ż"],
    "ro": ["a ă â", "i î", "s ș", "t ț"],
    "sk": ["a ä", "c č", "h ch", "o ô", "s š", "z ž"],
    "sl": ["c č ć", "d đ", "s š", "z ž"],
    "sv": ["z å ä ö"],
}
# Before a name, in the languages that put one there; Irish changes the letter behind it as well.
ARTICLES = {"mt": r"^\w{1,2}-", "ga": r"^(?:an|na) (?:[th](?=[A-ZÁÉÍÓÚ]))?"}
LENITED = re.compile("^([BCDFGMPST])h")


@functools.cache
def letters_of(language):
    """{letter: (the letter behind which it stands, how far)}."""
    rows = [row.split() for row in OWN_LETTERS.get(language, [])]
    return {letter: (row[0], place) for row in rows for place, letter in enumerate(row) if place}


def sort_key(name):
    """The key by which names sort in the reader's language."""
    language = get_language()
    name = re.sub(ARTICLES.get(language, "^(?!)"), "", name)
    if language == "ga":
        name = LENITED.sub(r"\1", name)
    own, left, key = letters_of(language), unicodedata.normalize("NFC", name).casefold(), []
    while left:
        letter = next((left[:length] for length in (3, 2, 1) if left[:length] in own), left[0])
        key += [own[letter]] if letter in own else [(plain, 0) for plain in fold(letter)]
        left = left[len(letter) :]
    return key
