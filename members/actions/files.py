"""What nothing refers to any more, and what was kept long enough."""

import contextlib
import datetime

from members.actions.erasing import erase
from members.models import Attachment, Organisation, Presence, User
from members.models.files import content_storage
from members.models.presences import GONE_AFTER
from members.retention import RETENTION
from members.states import ActorKind

DAY = datetime.timedelta(days=1)
# What is made for a reader is made again when it is asked for.
FOLDERS = {"files": DAY, "logos": DAY, "pdf": 30 * DAY, "png": 30 * DAY}
AT_ONCE = 100  # accounts that one round erases


def purge(now):
    """Forget what the table of retention says, who had pages open, and files that nothing refers to since yesterday.

    Returns how many files.
    """
    for kept in RETENTION:
        rows = kept.due(now)
        if rows.model is User:
            for person in rows[:AT_ONCE]:
                erase(person, by=ActorKind.CLOCK)
        else:
            rows.delete()
    Presence.objects.filter(seen_at__lt=now - GONE_AFTER).delete()
    kept = {*Attachment.objects.values_list("file", flat=True), *Organisation.objects.values_list("logo", flat=True)}
    storage = content_storage()
    deleted = 0
    for folder, age in FOLDERS.items():
        for name in storage.listdir(folder)[1] if storage.exists(folder) else []:
            path = f"{folder}/{name}"
            with contextlib.suppress(FileNotFoundError):  # another clock was faster
                # A younger one may belong to a row that is being saved just now.
                if path not in kept and storage.get_modified_time(path) < now - age:
                    storage.delete(path)
                    deleted += 1
    return deleted
