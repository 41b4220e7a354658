"""Figures in SQL are those of the pure rules, whatever was entered, in as many queries."""

from __future__ import annotations

import random
from datetime import date

import pytest

from linghang.foundation.period import Period
from linghang.ledgers.counting import adding, rules
from linghang.ledgers.counting.adding import WHOLE, ByMonth, Question
from linghang.ledgers.counting.lines import Basis, Level, read
from linghang.org.memberships.rules import Line
from linghang.org.models import Membership, Person, Unit
from tests import small_hospital
from tests.ledgers.counting import some_ledger
from tests.ledgers.counting.some_ledger import LEDGER

pytestmark = pytest.mark.django_db
PEOPLE = ("D1", "D2", "D3", "P1", "P2", "P3")
UNITS = ("CARD", "CARD1", "ORTH1", "PB1", "HRO")
LEFT = date(2025, 6, 1)
TODAY = date(2026, 11, 22)


@pytest.fixture
def said():
    """120 random entries; D1 is a Party member, D2 was one until LEFT, P1 becomes one that day."""
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


def is_member(code, on):
    return code == "D1" or (code == "D2" and on < LEFT) or (code == "P1" and on >= LEFT)


def asked(period, **more):
    return Question(
        ledger=LEDGER, declared=LEDGER, figures=LEDGER.figures, period=Period.parse(period), **more
    )


def pure(said, period):
    span = Period.parse(period)
    return {
        one.code: rules.total(
            LEDGER, one, said, start=span.start, end=span.end, is_member=is_member
        )
        for one in LEDGER.figures
    }


def numbers(totals):
    return {one.code: totals[one.code].number for one in LEDGER.figures}


def test_sql_counts_what_the_pure_rules_count_in_four_queries(said, django_assert_num_queries):
    for period in ("2025", "2025-03", "2024Q4", "2024-02..2026-01", "2023"):
        with django_assert_num_queries(4):
            totals = adding.added(asked(period))
        assert numbers(totals[WHOLE]) == pure(said, period), period


def test_by_month_and_by_unit_count_each_line_as_if_it_were_alone(said):
    months = adding.added(asked("2025"), ByMonth())
    units = adding.added(
        asked("2025"),
        read(UNITS, level=Level.UNIT, basis=Basis.THEN, period=Period.year(2025), today=TODAY),
    )

    for month in Period.year(2025).months():
        alone = pure(said, month.code)
        of_month = months[month.code]
        for one in LEDGER.figures:
            if one.span == "happened":
                assert of_month[one.code].number == alone[one.code]
    for unit in UNITS:
        assert numbers(units[unit]) == pure([one for one in said if one.unit == unit], "2025")
