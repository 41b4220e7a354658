"""Figures in SQL are those of the pure rules, whatever was entered, in as many queries."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linghang.foundation.period import Period
from linghang.ledgers.counting import adding, rules
from linghang.ledgers.counting.adding import WHOLE, ByMonth, Question
from linghang.ledgers.counting.lines import Basis, Level, read
from linghang.ledgers.models import Entry
from linghang.org.models import Placement, Unit
from tests.ledgers.counting import some_ledger
from tests.ledgers.counting.some_ledger import LEDGER, LEFT, PEOPLE, UNITS

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


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


def test_each_figure_opens_to_as_many_entries_as_it_tells(said):
    totals = adding.added(asked("2025"))[WHOLE]

    for one in LEDGER.figures:
        span = Period.year(2025)
        behind = [
            row
            for row in said
            if rules.within(row, one, span.start, span.end)
            and rules.counts(LEDGER, one, row)
            and (one.of == "entries" or rules.keys(one, row, is_member))
        ]
        assert totals[one.code].entries == len(behind), one.code


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


def plan_of(said_sql):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {said_sql}")
        return " / ".join(str(row[-1]) for row in cursor.fetchall())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite for its plan")
def test_what_is_counted_from_columns_is_read_off_one_index_alone(said):
    plain = tuple(one for one in LEDGER.figures if not adding.is_of_mentions(LEDGER, one))

    with CaptureQueriesContext(connection) as seen:
        adding.added(replace(asked("2025"), figures=plain))

    assert len(seen) == 2
    for query in seen:
        plan = plan_of(query["sql"])
        assert "USING COVERING INDEX entry_counted (ledger=?" in plan, plan


@pytest.mark.parametrize("seed", range(2))
def test_as_of_a_day_counts_what_was_known_then(said, seed):
    """Some entries were corrected, some voided: each day knows what stood then."""
    chance, hash = random.Random(seed), some_ledger.LEDGER.code
    versions = {one.key: [(one.day, one)] for one in said}
    voided = {}
    by_key = {int(one.number.split("-")[1]): one for one in Entry.objects.all()}
    for key in chance.sample(sorted(by_key), 40):
        entry = by_key[key]
        since = entry.effective_on + timedelta(days=chance.randint(0, 300))
        if chance.random() < 0.4:
            voided[key] = since
            entry.standing, entry.voided_on = "voided", since
            entry.save()
            continue
        new = some_ledger.row(key, chance, units=UNITS, people=PEOPLE)
        versions[key].append((since, new))
        some_ledger.correct(LEDGER, entry, new, since, hash)
    for day in (date(2024, 8, 1), date(2025, 4, 1), date(2026, 3, 1), TODAY):
        then = [
            [version for since, version in known if since <= day][-1]
            for key, known in versions.items()
            if known[0][0] <= day and not (key in voided and voided[key] <= day)
        ]
        for period in ("2024", "2025"):
            assert numbers(adding.added(asked(period, as_of=day))[WHOLE]) == pure(then, period)
        lines = adding.added(asked("2024..2025", as_of=day), ByMonth())
        for month in ("2024-05", "2025-03"):
            for one in LEDGER.figures:
                if one.span == "happened":
                    wanted = pure(then, month)[one.code]
                    assert lines[month][one.code].number == wanted, (day, month, one.code)
    assert numbers(adding.added(asked("2025"))[WHOLE]) == numbers(
        adding.added(asked("2025", as_of=date(2028, 1, 1)))[WHOLE]
    )


def test_units_are_added_up_by_the_organisation_of_the_day_or_of_today(said):
    """The first ward moves from cardiology to orthopaedics on 1 July 2025."""
    moved, period = date(2025, 7, 1), Period.year(2025)
    orthopaedics, ward = Unit.objects.get(code="ORTH"), Unit.objects.get(code="CARD1")
    seat = Placement.objects.get(unit=ward)
    seat.active_to = moved
    seat.save()
    Placement.objects.create(unit=ward, parent=orthopaedics, active_from=moved)

    def of(basis):
        by = read(UNITS, level=Level.DEPARTMENT, basis=basis, period=period, today=TODAY)
        return adding.added(asked("2025"), by)

    def home(row, now):
        if row.unit == "CARD1":
            return "ORTH" if now or row.day >= moved else "CARD"
        return "ORTH" if row.unit == "ORTH1" else row.unit

    happened = [one.code for one in LEDGER.figures if one.span == "happened"]
    for basis in Basis:
        lines = of(basis)
        for line in ("CARD", "ORTH", "PB1", "HRO"):
            wanted = pure([one for one in said if home(one, basis is Basis.NOW) == line], "2025")
            for code in happened:
                assert lines[line][code].number == wanted[code], (basis, line, code)
