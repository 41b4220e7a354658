"""Rates are made of sums, in SQL as by the pure rules; nothing to divide by is no rate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.foundation.period import Period
from linghang.foundation.quantity import rounded
from linghang.ledgers.counting import conditions, queries, rules
from linghang.ledgers.counting.counted import Counted, rated
from linghang.ledgers.counting.definitions import Figure, Rate
from linghang.ledgers.counting.lines import Basis, Level
from tests.ledgers.counting.some_ledger import LEDGER

YEAR = Period.year(2025)
TODAY = date(2026, 11, 22)
ONE = Rate(code="pass", name="合格率", numerator="passed", denominator="tested")


def counted(code: str, number: int | None) -> Counted:
    figure = Figure(code=code, name=code, unit="人")
    told = None if number is None else Decimal(number)
    return Counted(ledger="x", figure=figure, number=told, estimated=Decimal(0), entries=1)


def of(passed: int | None, tested: int | None):
    (found,) = rated((ONE,), [counted("passed", passed), counted("tested", tested)])
    return found


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), max_size=8))
def test_the_rate_of_all_is_that_of_the_sums_and_lies_between_those_of_its_lines(units):
    units = [(min(pair), max(pair)) for pair in units]
    passed, tested = (sum(pair[at] for pair in units) for at in (0, 1))
    lines = [one.number for one in (of(*pair) for pair in units) if one.number is not None]

    whole = of(passed, tested).number

    if not tested:
        assert whole is None
        assert lines == []
    else:
        assert whole == rounded(Decimal(100 * passed) / tested, 1)
        assert min(lines) <= whole <= max(lines)


@pytest.mark.parametrize(
    ("parts", "text", "grouped"),
    [
        ((14, 15), "93.3%", "93.3"),
        ((0, 15), "0.0%", "0.0"),
        ((0, 0), "—", "—"),
        ((None, None), "不显示", "不显示"),
        ((None, 15), "不显示", "不显示"),
    ],
)
def test_nothing_to_divide_by_is_no_rate_of_zero_and_what_is_untold_stays_so(parts, text, grouped):
    assert (of(*parts).text, of(*parts).grouped) == (text, grouped)


@pytest.mark.django_db
class TestEntries:
    """A hundred random entries: their rates for a year, each unit and each month."""

    @pytest.fixture(autouse=True)
    def _some(self, said, monkeypatch):
        self.said = said
        monkeypatch.setattr(conditions, "holder", lambda code: (LEDGER, LEDGER))

    def pure(self, some, period=YEAR):
        totals = {
            one.code: rules.in_unit(
                LEDGER, one, rules.total(LEDGER, one, some, start=period.start, end=period.end)
            )
            for one in LEDGER.figures
            if not one.party
        }
        return {
            one.code: rules.rate(one, totals[one.numerator], totals[one.denominator])
            for one in LEDGER.rates
            if one.numerator in totals
        }

    def test_they_are_those_of_the_pure_rules(self):
        found = rated(LEDGER.rates, queries.figures("something", period=YEAR, known=True))

        told = {one.rate.code: one.number for one in found}
        assert {**told, **self.pure(self.said)} == told
        assert told["party_share"] == rounded(
            found[1].numerator.number * 100 / found[1].denominator.number, 2
        )

    def test_each_unit_and_each_month_has_its_own(self):
        units = queries.by_unit(
            "something", period=YEAR, today=TODAY, level=Level.UNIT, basis=Basis.THEN
        )
        months = queries.by_month("something", period=YEAR)

        assert len(units) > 1
        for line in units:
            pure = self.pure([row for row in self.said if row.unit == line.code])
            told = {one.rate.code: one.number for one in line.rates}
            assert {**told, **pure} == told, line.code
        for line in months:
            told = {one.rate.code: one.number for one in line.rates}
            assert {**told, **self.pure(self.said, Period.parse(line.code))} == told, line.code

    def test_they_cost_no_query_and_are_of_the_day_that_is_asked_about(
        self, django_assert_num_queries
    ):
        number = {}
        for as_of, cost in ((None, 4), (date(2025, 6, 30), 5)):
            with django_assert_num_queries(cost):
                found = queries.figures("something", period=YEAR, as_of=as_of, known=True)
                rates = rated(LEDGER.rates, found)
            number[as_of] = rates[0].denominator.number

        assert number[None] > number[date(2025, 6, 30)] > 0
