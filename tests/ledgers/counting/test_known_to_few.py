"""Ledgers that only some may know of: small numbers stay untold, and so do all their parts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from linghang.foundation.period import Period
from linghang.indicators.queries import Scope
from linghang.indicators.records import sources
from linghang.ledgers import catalog
from linghang.ledgers.counting import parts, queries
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
