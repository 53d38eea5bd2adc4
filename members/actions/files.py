"""What nothing refers to any more."""

import contextlib
import datetime

from members.models import Attachment, Letter, Organisation, Presence
from members.models.files import content_storage
from members.models.letters import KEPT
from members.models.presences import GONE_AFTER


def purge(now):
    """Forget who had pages open and old letters, and delete files that nothing refers to since yesterday.

    Returns how many files.
    """
    Letter.objects.filter(written_at__lt=now - KEPT).delete()
    Presence.objects.filter(seen_at__lt=now - GONE_AFTER).delete()
    kept = {*Attachment.objects.values_list("file", flat=True), *Organisation.objects.values_list("logo", flat=True)}
    storage = content_storage()
    deleted = 0
    for folder in ("files", "logos"):
        for name in storage.listdir(folder)[1] if storage.exists(folder) else []:
            path = f"{folder}/{name}"
            with contextlib.suppress(FileNotFoundError):  # another clock was faster
                # A younger one may belong to a row that is being saved just now.
                if path not in kept and storage.get_modified_time(path) < now - datetime.timedelta(days=1):
                    storage.delete(path)
                    deleted += 1
    return deleted
