"""Random entries of a ledger with every sort of figure."""

from __future__ import annotations

import random

import pytest

from linghang.ledgers.counting.rules import Row
from linghang.org.memberships.rules import Line
from linghang.org.models import Membership, Person, Unit
from tests import small_hospital
from tests.ledgers.counting import some_ledger
from tests.ledgers.counting.some_ledger import LEDGER, LEFT, PEOPLE, UNITS


@pytest.fixture
def said(db: None) -> list[Row]:
    """120 random entries; D1 is a Party member, D2 was one until LEFT, P1 is one since."""
    small_hospital.build()
    branch, person = Unit.objects.get(code="PB1"), {p.code: p for p in Person.objects.all()}
    for code, start, end in (
        ("D1", small_hospital.FROM, None),
        ("D2", small_hospital.FROM, LEFT),
        ("P1", LEFT, None),
    ):
        Membership.objects.create(
            person=person[code],
            unit=branch,
            line=Line.PARTY.value,
            active_from=start,
            active_to=end,
        )
    chance = random.Random(7)
    found = [some_ledger.row(n, chance, units=UNITS, people=PEOPLE) for n in range(120)]
    hash = some_ledger.keep()
    some_ledger.save(LEDGER, [some_ledger.entry(LEDGER, one, hash) for one in found], found)
    return found
