"""The hospital with its offices."""

from __future__ import annotations

import pytest

from linghang.org.models import Appointment
from tests.texts import office


@pytest.fixture
def held(db: None) -> dict[str, Appointment]:
    """Appointments by key of small_hospital.POSTS and office.MORE."""
    return office.build()
