"""Addresses that are made from names and titles."""

from django.utils.text import slugify

from .folding import fold

# What Greek and Bulgarian letters are on road signs there, without their accents.
LATIN = str.maketrans(
    dict(zip("αβγδεζηικλμνξοπρσςτυφω", "avgdeziiklmnxoprsstyfo", strict=True))
    | dict(zip("абвгдезийклмнопрстуфъьэ", "abvgdeziyklmnoprstufaye", strict=True))
    | {"θ": "th", "χ": "ch", "ψ": "ps", "ж": "zh", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sht"}
    | {"ю": "yu", "я": "ya", "ы": "y"}
)


def free_slug(name, taken, otherwise):
    """A slug for that name which is not taken; made from `otherwise` where the name has no letter."""
    stem = slugify(fold(name).replace("ου", "ou").translate(LATIN))[:70].strip("-_") or otherwise
    number = 1
    while (slug := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return slug
