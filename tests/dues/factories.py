"""Dues in the branch of 31: who keeps them, bases, payments. Say only what a test is about."""

from __future__ import annotations

from datetime import date
from typing import Any

from linghang.dues.bases import services as bases
from linghang.dues.bases.services import NewBase
from linghang.dues.models import Payment
from linghang.dues.paying import services as paying
from linghang.dues.paying.services import Paid
from linghang.dues.rules import Category
from linghang.foundation import clock
from linghang.foundation.access import Actor
from linghang.org.models import Appointment, Person, Unit
from tests.meetings.branch import BRANCH
from tests.small_hospital import FROM

TODAY = date(2025, 12, 31)
JANUARY = date(2025, 1, 1)
BASE = 600000


def keeper() -> Appointment:
    """The branch's 组织委员."""
    person, unit = Person.objects.get(code="P5"), Unit.objects.get(code=BRANCH)
    held, _ = Appointment.objects.get_or_create(
        person=person, unit=unit, post="branch_organisation_member", active_from=FROM
    )
    return held


def by() -> dict[str, Any]:
    """Who does it, and when."""
    held = keeper()
    return {"actor": Actor(person="P5", appointment=held.pk), "at": clock.now()}


def set_base(*people: str, month: date = JANUARY, amount: int = BASE, **changed: Any) -> int:
    """Bases of these members from a month on."""
    category = changed.pop("category", Category.IN_POST)
    new = [NewBase(person=one, category=category, amount=amount) for one in people]
    return bases.set_bases(unit=BRANCH, month=month, bases=new, today=TODAY, **{**by(), **changed})


def pay(person: str, *months: int, **changed: Any) -> list[Payment]:
    """The member pays these months of 2025."""
    told = {"paid_on": TODAY, "note": "补交", "today": TODAY, **by(), **changed}
    named = tuple(date(2025, month, 1) for month in months)
    return paying.take(unit=BRANCH, paid=[Paid(person=person, months=named)], **told)
