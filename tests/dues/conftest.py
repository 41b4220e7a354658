"""The branch of 31."""

from __future__ import annotations

import pytest

from linghang.org.models import Appointment
from tests.meetings import branch as branches


@pytest.fixture
def branch(db: None) -> dict[str, Appointment]:
    """Appointments by key of small_hospital.POSTS."""
    return branches.build()
