"""Names and words as people compare them, whatever their case and accents."""

import unicodedata

from django.db import connection
from django.db.models import Q

WORDS, LETTERS = 4, 100  # of a search, and of each of them
# Letters with a stroke and ligatures are letters of their own to Unicode: no decomposition finds what they stand by.
STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe"})


def fold(name):
    """The name without case and accents, so that Österreich stands beside Ostsee in every database."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).translate(STROKES)


def words_of(search):
    """The distinct words of a search, no more than WORDS of LETTERS: each costs a look at every text."""
    return list(dict.fromkeys(word[:LETTERS] for word in search.split()))[:WORDS]


def has_word(word, *columns):
    """The condition that the word occurs in one of the columns, whatever its case."""
    spellings = {word}
    if connection.vendor == "sqlite" and not word.isascii():  # it ignores case in ASCII alone
        spellings |= {word.lower(), word.upper(), word.capitalize()}
    anywhere = Q()
    for column in columns:
        for spelling in spellings:
            anywhere |= Q(**{f"{column}__icontains": spelling})
    return anywhere
