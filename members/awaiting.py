"""What awaits somebody at her desk: one sentence and one link for each thing, whatever its noun."""

import datetime
from typing import NamedTuple

from members.models import Organisation


class Awaiting(NamedTuple):
    """Something to do, as the desk says it; every app answers `awaiting(user)` with a list of these."""

    sentence: str
    button: str  # of the link: a verb
    address: str
    organisation: Organisation | None = None  # for which she does it; None: for the coalition
    mark: str = ""  # two words that say how urgent it is
    until: datetime.datetime | None = None
    note: str = ""
    is_sample: bool = False
