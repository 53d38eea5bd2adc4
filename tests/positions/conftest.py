"""What tests of positions share."""

import pytest

from tests.positions import way


@pytest.fixture
def people():
    return way.people()
