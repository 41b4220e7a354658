"""The small pieces that pages are made of: bands of age, pages of lists, periods, CSV, curves."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from linghang.cases.models import Manifest
from linghang.foundation.period import Period
from linghang.foundation.sheets import MARK, csv_lines, disarmed
from linghang.web import periods
from linghang.web.pages import Pages
from linghang.web.shown_cases import age_band
from linghang.web.templatetags import linghang as tags

TWO_YEARS = Manifest(first_day=date(2024, 1, 1), data_through=date(2025, 12, 31))


def chosen(text: str = "", manifest: Manifest | None = TWO_YEARS) -> periods.Choice:
    request = RequestFactory().get("/", {"period": text} if text else {})
    request.today = date(2025, 12, 31)
    return periods.chosen(request, manifest)


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (None, "—"),
        (0, "不满1岁"),
        (1, "1–4岁"),
        (4, "1–4岁"),
        (5, "5–9岁"),
        (64, "60–64岁"),
        (89, "85–89岁"),
        (90, "90岁及以上"),
        (117, "90岁及以上"),
    ],
)
def test_an_age_is_told_as_a_band(age: int | None, band: str) -> None:
    assert age_band(age) == band


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("2025-06", "2025-05", "2025-07"),
        ("2025Q2", "2025Q1", "2025Q3"),
        ("2025", "2024", ""),
        ("2024", "", "2025"),
        ("2025-12", "2025-11", ""),
        ("2024-01", "", "2024-02"),
        ("2025-01..2025-06", "2024-07..2024-12", "2025-07..2025-12"),
    ],
)
def test_a_period_steps_to_its_neighbours_within_the_data(
    text: str, before: str, after: str
) -> None:
    choice = chosen(text)

    assert (choice.before, choice.after) == (before, after)


def test_without_a_wish_the_last_month_that_is_over_is_shown() -> None:
    halfway = Manifest(first_day=date(2024, 1, 1), data_through=date(2025, 6, 15))

    assert chosen().period == Period.month(2025, 12)
    assert chosen(manifest=halfway).period == Period.month(2025, 5)
    assert chosen(manifest=None).period == Period.month(2025, 12)


def test_month_quarter_and_year_hold_the_last_day_with_data() -> None:
    kinds = {kind.name: kind.code for kind in chosen("2025").kinds}

    assert kinds == {"月": "2025-12", "季": "2025Q4", "年": "2025"}
    assert [kind.name for kind in chosen("2025Q2").kinds if kind.is_current] == ["季"]


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period.month(2025, 12), "2024-01", "2025-12"),
        (Period.month(2024, 3), "2024-01", "2025-12"),
        (Period.year(2025), "2024-01", "2025-12"),
    ],
)
def test_a_trend_shows_24_months_in_which_there_are_data(
    period: Period, first: str, last: str
) -> None:
    months = periods.months_around(period, TWO_YEARS)

    assert len(months) == 24
    assert (months[0].code, months[-1].code) == (first, last)


@given(st.text(max_size=8))
def test_any_page_of_any_list_has_an_offset_and_no_page_before_the_first(text: str) -> None:
    pages = Pages.of(RequestFactory().get("/", {"page": text}), per_page=50).over(120)

    assert pages.offset >= 0
    assert pages.first <= pages.last + 1
    assert pages.count == 3
    assert (pages.before is None) == (pages.page == 1)


def test_the_last_page_says_which_lines_it_shows() -> None:
    pages = Pages(page=3, per_page=50, total=120)

    assert (pages.first, pages.last, pages.before, pages.after) == (101, 120, 2, None)


def test_an_empty_list_has_one_page_without_lines() -> None:
    pages = Pages(page=1, per_page=50, total=0)

    assert (pages.first, pages.last, pages.count) == (0, 0, 1)


@given(st.lists(st.lists(st.text(), min_size=1), min_size=1))
def test_a_csv_reads_back_as_it_was_but_for_disarmed_cells(lines: list[list[str]]) -> None:
    text = "".join(csv_lines(lines))

    read = list(csv.reader(io.StringIO(text.removeprefix(MARK), newline="")))
    assert text.startswith(MARK)
    assert read == [[disarmed(cell) for cell in line] for line in lines]
    assert not any(cell.startswith(("=", "@")) for line in read for cell in line)


@pytest.mark.parametrize("number", ["-3", "+1.5", "-0.12", "12"])
def test_a_number_is_no_formula(number: str) -> None:
    assert disarmed(number) == number


@pytest.mark.parametrize("size", [None, 2])
def test_no_curve_is_drawn_of_less_than_two_values(size: int | None) -> None:
    assert tags.sparkline([Decimal(1)] if size else []) == ""


def test_a_curve_breaks_where_nothing_was_counted() -> None:
    curve = tags.sparkline([Decimal(1), Decimal(2), None, Decimal(3), Decimal(2)])

    assert curve.count("M") == 2
    assert curve.count("L") == 2


@pytest.mark.parametrize(
    ("size", "words"),
    [(None, "—"), (0, "0 KB"), (1025, "2 KB"), (1 << 20, "1 MB"), (3 << 29, "1.5 GB")],
)
def test_a_size_is_told_in_the_unit_that_fits(size: int | None, words: str) -> None:
    assert tags.filesize(size) == words
