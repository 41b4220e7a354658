"""The small hospital with an account for everybody, and two security administrators."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from linghang.foundation.access import Actor
from linghang.org.accounts.definitions import Limits
from linghang.org.models import Account, Appointment
from tests import small_hospital

AT = datetime(2025, 12, 31, 1, 0, tzinfo=UTC)
TODAY = date(2025, 12, 31)
LIMITS = Limits()
ADDRESS = "10.1.2.3"
GOOD = "Lan4-qiao"


@pytest.fixture
def held(db: None) -> dict[str, Appointment]:
    """Appointments by key; every holder has an account named like the code."""
    found = small_hospital.build()
    for person in {one.person for one in found.values()}:
        account = Account(username=person.code.lower(), person=person)
        account.set_unusable_password()
        account.save()
    return found


@pytest.fixture
def manager(held: dict[str, Appointment]) -> Actor:
    one = held["security_administrator"]
    return Actor(person=one.person.code, appointment=one.pk)


@pytest.fixture
def account(held: dict[str, Appointment]) -> Account:
    """The president's."""
    return Account.objects.select_related("person").get(person=held["president"].person)
