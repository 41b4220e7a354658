"""Ledgers that only some may know of: small numbers stay untold, and so do all their parts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from linghang.foundation.period import Period
from linghang.indicators.queries import Scope
from linghang.indicators.records import sources
from linghang.ledgers import catalog
from linghang.ledgers.counting import parts, queries, rules
from linghang.ledgers.counting.rules import Row
from tests.ledgers.counting import some_ledger
from tests.ledgers.hospital import override

YEAR = Period.year(2025)
FEW = """
- code: few_test
  name: 知悉范围试验
  source: 本院规定
  purpose: 少数人知悉的台账。
  prefix: QT
  secrecy: few
  enter: [{posts: [discipline_office_director], at: unit}]
  verify: [{posts: [discipline_secretary], at: unit}]
  oversee: [{posts: [discipline_secretary], at: unit}]
  fields: []
  figures: [{code: talks, name: 约谈, unit: 次}]
"""


@pytest.fixture
def few(held, tmp_path, settings):
    settings.CATALOG_OVERRIDES = override(tmp_path, FEW)
    return held


def enter(first, count):
    loaded = catalog.catalog().items["few_test"]
    said = [
        Row(key=n, day=date(2025, 1, 1) + timedelta(days=n), until=None, unit="DC", facts={})
        for n in range(first, first + count)
    ]
    entries = [some_ledger.entry(loaded.item, one, loaded.hash) for one in said]
    some_ledger.save(loaded.item, entries, said)


@pytest.fixture
def year_after(settings):
    """The first day after YEAR."""
    settings.DEMO, settings.DEMO_TODAY = True, "2026-01-01"


@pytest.mark.usefixtures("year_after")
def test_fewer_than_five_stay_untold_to_others(few):
    source = sources.source("ledgers.few_test.talks")
    enter(0, queries.MINIMUM - 1)
    (hidden,) = queries.figures("few_test", period=YEAR)
    (told,) = queries.figures("few_test", period=YEAR, known=True)

    assert (hidden.number, hidden.entries, hidden.grouped) == (None, 0, "不显示")
    assert (told.number, told.text) == (4, "4次")
    assert source.count(YEAR, Scope()) is None

    enter(100, 1)
    assert queries.figures("few_test", period=YEAR)[0].number == queries.MINIMUM
    assert source.count(YEAR, Scope()) == queries.MINIMUM


def test_no_part_is_told_from_which_another_could_be_worked_out(few):
    enter(0, 20)
    today = date(2026, 1, 1)

    assert queries.by_unit("few_test", period=YEAR, today=today) == []
    assert queries.by_month("few_test", period=YEAR) == []
    assert parts.parts("few_test", "talks", period=YEAR, by="month") == {}
    assert parts.parts("few_test", "talks", period=YEAR, department="DC") == {}
    assert len(queries.by_unit("few_test", period=YEAR, today=today, known=True)) == 1


@pytest.mark.usefixtures("year_after")
@pytest.mark.parametrize(
    "period",
    [Period.month(2025, 1), Period.quarter(2025, 1), Period.parse("2025-01..2025-11")],
)
def test_only_years_are_told_so_that_nothing_can_be_subtracted(few, period):
    enter(0, 20)
    source = sources.source("ledgers.few_test.talks")

    assert queries.figures("few_test", period=period)[0].number is None
    assert source.count(period, Scope()) is None
    assert queries.figures("few_test", period=YEAR)[0].number == 20
    assert queries.figures("few_test", period=YEAR, units=["DC"])[0].number is None
    assert queries.figures("few_test", period=YEAR, as_of=date(2025, 6, 1))[0].number is None


def test_a_year_that_still_runs_is_not_told(few, settings):
    settings.DEMO, settings.DEMO_TODAY = True, "2025-12-31"
    enter(0, 20)

    assert queries.figures("few_test", period=YEAR)[0].number is None
    assert parts.parts("few_test", "talks", period=YEAR) == {}
    assert queries.figures("few_test", period=YEAR, known=True)[0].number == 20


@pytest.mark.parametrize(
    ("counts", "is_told"),
    [([], True), ([0, 0], True), ([20, 8], True), ([20, 16, 4], False), ([4], False)],
)
def test_a_year_is_told_as_a_whole_or_not_at_all(counts, is_told):
    told = rules.told_to_others(YEAR, counts, today=date(2026, 1, 1), minimum=queries.MINIMUM)

    assert told is is_told
