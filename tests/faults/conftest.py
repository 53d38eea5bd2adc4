"""What the tests of attacks and accidents share."""

import pytest


@pytest.fixture(autouse=True)
def media_of_its_own(settings, tmp_path):
    """Other tests may run at the same time."""
    settings.MEDIA_ROOT = str(tmp_path)
