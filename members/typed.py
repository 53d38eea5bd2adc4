"""What somebody typed while her session ended: sealed, carried through the login, shown again; kept for no stranger."""

import json
import zlib

from cryptography.fernet import InvalidToken

from members.adapter import fernet

LONGEST = 100_000  # letters of what is carried
SECONDS = 60 * 60
SECRET = {"code", "csrfmiddlewaretoken"}  # and every password


def seal(request):
    """What was sent, without files and secrets, as a text that only we can read; empty where nothing can be kept."""
    pairs = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if "password" not in name and name not in SECRET
    ]
    said = json.dumps([request.get_full_path(), pairs, bool(request.FILES)])
    if not any(value.strip() for _, value in pairs) or len(said) > LONGEST:
        return ""
    return fernet().encrypt(zlib.compress(said.encode())).decode()


def unseal(text):
    """(where it was sent, the pairs of name and value, whether there were files), None where it is not ours or old."""
    try:
        return json.loads(zlib.decompress(fernet().decrypt(text.encode(), ttl=SECONDS)))
    except InvalidToken:
        return None


def readable(pairs):
    """The values that a person has typed, of those that a form sends."""
    hidden = ("shown", "_FORMS", "-id", "next", "_save", "_continue", "_next", "_addanother")
    return [value for name, value in pairs if value.strip() and not name.endswith(hidden)]
