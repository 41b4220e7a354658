"""Every kind of value is read strictly, written back unchanged and said in Chinese."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.foundation.parameters import kinds
from linghang.foundation.parameters.kinds import (
    Base,
    Bounds,
    Bracket,
    Brackets,
    DayOfYear,
    Kind,
    Majority,
    Recurrence,
    Value,
)

COUNT = st.integers(0, 10**9)
SHARE = st.fractions(0, 1, max_denominator=10_000)
MAJORITY = st.builds(Majority, SHARE, st.booleans(), st.sampled_from(Base))
VALUES: dict[Kind, st.SearchStrategy[Value]] = {
    Kind.INTEGER: COUNT,
    Kind.AMOUNT: COUNT,
    Kind.WORKDAYS: COUNT,
    Kind.DECIMAL: st.decimals(allow_nan=False, allow_infinity=False, places=3),
    Kind.SHARE: SHARE,
    Kind.MAJORITY: MAJORITY,
    Kind.PERIOD: st.sampled_from(Recurrence),
    Kind.RANGE: st.tuples(COUNT, COUNT).map(lambda ends: Bounds(min(ends), max(ends))),
    Kind.BRACKETS: st.lists(COUNT, unique=True, max_size=4).map(
        lambda ends: Brackets(
            (*(Bracket(end, Fraction(1, 100)) for end in sorted(ends)), Bracket(None, Fraction(1)))
        )
    ),
    Kind.DAY_OF_YEAR: st.dates(date(2001, 1, 1), date(2001, 12, 31)).map(
        lambda day: DayOfYear(day.month, day.day)
    ),
    Kind.TIME: st.times().map(lambda at: time(at.hour, at.minute)),
    Kind.TEXT: st.text(min_size=1).filter(lambda text: bool(text.strip())).map(str.strip),
}


@given(st.sampled_from(list(VALUES)).flatmap(lambda kind: st.tuples(st.just(kind), VALUES[kind])))
def test_what_is_written_is_read_back(case: tuple[Kind, Value]) -> None:
    kind, value = case

    assert kinds.parse(kind, kinds.plain(value)) == value
    assert kinds.show(kind, value)


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("integer", -1),
        ("integer", True),
        ("integer", "3"),
        ("workdays", 2.5),
        ("share", 0.2),
        ("share", "120%"),
        ("share", "5/4"),
        ("share", "4/0"),
        ("share", "一半"),
        ("decimal", "NaN"),
        ("decimal", 1.5),
        ("majority", {"share": "1/2", "of": "entitled"}),
        ("majority", {"share": "1/2", "more": "yes", "of": "entitled"}),
        ("majority", {"share": "1/2", "more": True, "of": "everybody"}),
        ("period", "week"),
        ("range", {"least": 5, "most": 3}),
        ("range", {"least": 3, "most": 5, "usual": 7}),
        ("brackets", []),
        ("brackets", [{"up_to": 100, "share": "1%"}]),
        ("brackets", [{"up_to": 9, "share": "1%"}, {"up_to": 5, "share": "2%"}, {"share": "3%"}]),
        ("time", "25:00"),
        ("time", "21:00:30"),
        ("time", 21),
        ("day_of_year", "02-29"),
        ("day_of_year", "7-1"),
        ("day_of_year", "13-01"),
        ("text", "  "),
        ("text", 3),
    ],
)
def test_a_value_of_another_kind_is_refused_in_chinese(kind: str, raw: object) -> None:
    with pytest.raises(ValueError, match=r"[\u4e00-\u9fff]"):
        kinds.parse(Kind(kind), raw)


@pytest.mark.parametrize(
    ("majority", "persons", "least"),
    [
        (Majority(Fraction(4, 5), False, Base.ENTITLED), 26, 21),
        (Majority(Fraction(1, 2), True, Base.ENTITLED), 26, 14),
        (Majority(Fraction(1, 2), True, Base.PRESENT), 21, 11),
        (Majority(Fraction(2, 3), False, Base.MEMBERS), 9, 6),
        (Majority(Fraction(1, 2), True, Base.MEMBERS), 9, 5),
        (Majority(Fraction(2, 3), False, Base.DELEGATES), 120, 80),
        (Majority(Fraction(1, 2), True, Base.DELEGATES), 120, 61),
    ],
)
def test_a_majority_is_counted_as_the_texts_say(
    majority: Majority, persons: int, least: int
) -> None:
    assert majority.least(persons) == least
    assert majority.holds(least, persons)
    assert not majority.holds(least - 1, persons)


@given(MAJORITY, st.integers(1, 500))
def test_the_least_number_is_the_first_that_reaches_the_share(
    majority: Majority, persons: int
) -> None:
    least = majority.least(persons)

    def reaches(votes: int) -> bool:
        part = Fraction(votes, persons)
        return part > majority.share if majority.more else part >= majority.share

    assert reaches(least)
    assert least == 0 or not reaches(least - 1)


def test_of_nobody_there_is_no_majority() -> None:
    assert not Majority(Fraction(1, 2), False, Base.MEMBERS).holds(0, 0)


def test_a_bracket_applies_to_the_whole_amount() -> None:
    table = kinds.parse(
        Kind.BRACKETS,
        [{"up_to": 500_000, "share": "1%"}, {"share": "1.5%"}],
    )
    assert isinstance(table, Brackets)

    assert table.share(500_000) * 500_000 == 5_000
    assert table.share(500_100) * 500_100 == Decimal("7501.5")


@pytest.mark.parametrize(
    ("kind", "raw", "shown"),
    [
        ("workdays", 5, "5个工作日"),
        ("amount", 50_000_000, "50万元"),
        ("amount", 300_000, "3000元"),
        ("amount", 20, "0.20元"),
        ("share", "1/3", "1/3"),
        ("share", "20%", "20%"),
        ("share", "0.5%", "0.5%"),
        ("share", "1‰", "1‰"),
        ("period", "quarter", "每季度至少一次"),
        ("range", {"least": 3, "most": 7, "usual": 5}, "3至7人，一般不超过5人"),
        (
            "brackets",
            [{"up_to": 500_000, "share": "0.5%"}, {"share": "1%"}],
            "5000元及以下0.5%；5000元以上1%",
        ),
        ("brackets", [{"share": "1%"}], "1%"),
        ("time", "07:30", "07:30"),
        ("day_of_year", "07-01", "7月1日"),
        ("majority", {"share": "1/2", "more": True, "of": "members"}, "超过应到会成员的1/2"),
    ],
)
def test_values_are_said_as_an_office_writes_them(kind: str, raw: object, shown: str) -> None:
    assert kinds.show(Kind(kind), kinds.parse(Kind(kind), raw), "人") == shown
