"""The hospital under inspection."""

from __future__ import annotations

import pytest

from tests.commitments import hospital
from tests.commitments.hospital import On


@pytest.fixture
def on(db: None) -> On:
    """Deeds on 3 June 2025, by key of the posts that the hospital holds."""
    return On(hospital.build())
