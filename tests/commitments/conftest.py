"""The hospital under inspection."""

from __future__ import annotations

import pytest

from tests.commitments import hospital
from tests.commitments.hospital import On


@pytest.fixture
def on(db: None) -> On:
    """Deeds on 3 June 2025, by key of the posts; the hospital is under inspection."""
    return On(hospital.inspected())


@pytest.fixture
def bare(db: None) -> On:
    """The same in a hospital that has no programme yet."""
    return On(hospital.build())
