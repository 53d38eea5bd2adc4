"""How many times what somebody typed costs the page without it: 200 hostile words on each page that takes any."""

import os
import random
import statistics
import sys
import time
from urllib.parse import quote

import django

PAGES = {
    "search": "/en/search/?q={}",
    "members": "/en/members/?q={}",
    "statements": "/en/positions/?q={}",
    "signatory": "/en/positions/?signatory={}",
    "directory": "/en/desk/directory/?q={}",
    "documents": "/en/desk/documents/?q={}",
}
SCRIPTS = "azAZáßłøÆαωΑΩжяЖЯאתابขक漢字あ한😀👩‍👩‍👧\u0301\u202e\u00a0\u200b0٣%_\\'\"<>&;|$^*()[]{}?+~`"


def hostile():
    """The same 200 each time."""
    some = random.Random(22)
    yield from (
        "%" * 100,
        "_" * 100,
        "\\" * 100,
        "a" * 100,
        "é" * 100,
        "😀" * 50,
        "\0",
        "a\0b",
        "'" * 100,
        " ".join("abcdef"),
    )
    yield from (
        "жа жб жв жг жд же",
        "%a% %b% %c% %d%",
        "ΑΣ ας ἀ Ἀ",
        "İ ı ß ẞ ﬁ",
        "(a|a)*$",
        "%%%%%%%%_a",
        "NULL",
        "x" * 5000,
    )
    while True:
        words = ["".join(some.choices(SCRIPTS, k=some.randint(1, 30))) for _ in range(some.randint(1, 40))]
        yield " ".join(words)[: some.choice([20, 99, 100, 400])]


def cost(client, address, times=3):
    """The least CPU time in milliseconds, and what was answered."""
    taken = []
    for _ in range(times):
        began = time.process_time()
        answer = client.get(address)
        taken.append((time.process_time() - began) * 1000)
    return min(taken), answer.status_code


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eclag.settings")
    django.setup()
    from django.test import Client  # noqa: PLC0415 (Django must have started)

    from members.models import User  # noqa: PLC0415

    client = Client(headers={"host": sys.argv[1] if len(sys.argv) > 1 else "localhost"})
    if person := User.objects.filter(mandates__isnull=False).first():
        client.force_login(person)
    words = [word for word, _ in zip(hostile(), range(200), strict=False)]
    for name, address in PAGES.items():
        bare, status = cost(client, address.partition("?")[0], 7)
        found = [(*cost(client, address.format(quote(word, safe=""))), word) for word in words]
        usual, (most, _, word) = statistics.median(each[0] for each in found) / bare, max(found)
        answers = sorted({each[1] for each in found})
        print(f"{name}: {bare:.1f} ms ({status}) without a word, with one the median {usual:.1f} times as much,")  # noqa: T201
        print(f"    the most {most / bare:.1f} times ({most:.0f} ms, {word[:30]!r}); answers {answers}")  # noqa: T201


if __name__ == "__main__":
    main()
