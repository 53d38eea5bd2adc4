"""The cache in the database, in which the limits on guesses stand."""

from django.core.cache.backends.db import DatabaseCache


class Kept(DatabaseCache):
    """Gives up nothing before its time: Django's would forget a limit once a flood of others has filled it.

    What is over is deleted by the clock.
    """

    def _cull(self, *args):
        pass
