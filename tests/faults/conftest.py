"""What the tests of attacks and accidents share."""

import hashlib
import time

import pytest


@pytest.fixture(autouse=True)
def media_of_its_own(settings, tmp_path):
    """Other tests may run at the same time."""
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def yardstick():
    """CPU seconds that a fixed piece of work takes here and now, about a quarter of one: limits are multiples of it."""
    start = time.process_time()
    for number in range(200_000):
        hashlib.sha256(str(number).encode()).hexdigest()
    return time.process_time() - start
