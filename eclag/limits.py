"""How much uncached work readers may ask for: by address, and all of them together."""

import time
from collections import OrderedDict

from django.conf import settings

EACH = (40, 0.5)  # questions at once, and then so many a second: an office may have one address for all
ALL = (100, 8)
ADDRESSES = 10_000


class Allowance:
    """Of questions whose answers are not kept yet, such as searches. One for a process, so it is no exact number."""

    def __init__(self, each=EACH, everybody=ALL, clock=time.monotonic):
        self.each, self.everybody, self.clock = each, everybody, clock
        self.spent = OrderedDict()  # address: (how full its measure is, when), the longest unused first
        self.total = (0.0, clock())

    def take(self, address):
        """Whether one more may be asked; it is counted."""
        now = self.clock()
        mine = filled(self.spent.get(address, (0.0, now)), now, self.each)
        total = filled(self.total, now, self.everybody)
        if mine is None or total is None:
            return False
        self.total = total
        self.spent[address] = mine
        self.spent.move_to_end(address)
        if len(self.spent) > ADDRESSES:
            self.spent.popitem(last=False)
        return True


def filled(before, now, measure):
    """The measure with one more in it, None where it overflows; it runs empty as time goes by."""
    (level, then), (most, rate) = before, measure
    level = max(0.0, level - (now - then) * rate) + 1
    return (level, now) if level <= most else None


def reader_of(request):
    """The address from which it came; behind a proxy the one that this has seen, not what the reader says."""
    if settings.TRUSTED_PROXIES:
        told = ",".join(request.headers.get_all("x-forwarded-for")).split(",")
        if len(told) >= settings.TRUSTED_PROXIES:
            return told[-settings.TRUSTED_PROXIES].strip()
    return request.client.rpartition(":")[0]
