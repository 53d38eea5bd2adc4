"""The map of Europe: in which countries members work, by shade, with a link to each."""

import functools
import json
from pathlib import Path

EUROPE = Path(__file__).with_name("europe.json")
MANY, SOME = 3, 2  # members, from which on a country has that shade


@functools.cache
def europe():
    return json.loads(EUROPE.read_text())


def shade(number):
    return "many" if number >= MANY else "some" if number >= SOME else "few"


def is_drawn(code):
    return code in europe()["shapes"]


def map_of(counts):
    """What the page draws, of {country code: how many members}: the shapes of those, and of all others."""
    shapes = europe()["shapes"]
    return {
        "size": europe()["size"],
        "others": "".join(shape["path"] for code, shape in shapes.items() if code not in counts),
        "shaded": [
            {"code": code, "number": counts[code], "shade": shade(counts[code]), **shape}
            for code, shape in shapes.items()
            if code in counts
        ],
    }
