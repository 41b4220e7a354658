"""Every indicator of every catalog: what holds for all of them."""

from __future__ import annotations

import pytest

from linghang.indicators import catalog
from linghang.indicators.measures import front_sheet

ITEMS = list(catalog.indicators().items.values())
MEASURES = list(front_sheet.MEASURES.values())


@pytest.mark.parametrize("loaded", ITEMS, ids=lambda one: one.item.code)
def test_an_indicator_says_what_it_is_and_where_it_comes_from(loaded):
    item = loaded.item

    assert item.numerator in front_sheet.MEASURES
    assert item.meaning.endswith("。")
    assert not item.source.endswith("。")
    assert item.denominator is None or item.minimum_denominator > 0
    assert any(example.value is None for example in item.examples) or item.denominator is None


@pytest.mark.parametrize("loaded", ITEMS, ids=lambda one: one.item.code)
def test_what_is_excluded_is_said_exactly_when_something_is(loaded):
    below = catalog.denominator(loaded.item)

    assert bool(loaded.item.exclusion) == (below is not None and below.where != "true")


@pytest.mark.parametrize("measure", MEASURES, ids=lambda one: one.code)
def test_a_measure_is_plain_sql_with_a_source(measure):
    assert measure.source
    assert measure.unit
    for dialect in ("group by all", "::", "list_", "filter (", "quantile", "date_diff"):
        assert dialect not in measure.sql.lower()
