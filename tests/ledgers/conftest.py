"""The hospital that keeps ledgers."""

from __future__ import annotations

import pytest

from linghang.org.models import Appointment
from tests.ledgers import hospital


@pytest.fixture
def held(db: None) -> dict[str, Appointment]:
    """Appointments by key of small_hospital.POSTS and hospital.MORE."""
    return hospital.build()
