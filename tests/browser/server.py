"""The portal as it is served, but with the static files that the tests collected."""

import os

from django.conf import settings

settings.STATIC_ROOT = f"{os.environ['TESTS_FOLDER']}/static"

from eclag.server import application  # noqa: E402, F401 - it takes the settings as they stand
