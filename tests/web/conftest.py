"""What every page test needs."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(autouse=True, scope="session")
def _place_of_collected_files() -> None:
    """Make the folder that WhiteNoise looks for and warns about; the tests take their files from the source."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
