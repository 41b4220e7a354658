"""The three dates of a Party member (handbook §1.6.4)."""

from __future__ import annotations

from datetime import date

import pytest

from linghang.org.party.rules import Dates, Standing, faults

TODAY = date(2026, 11, 22)
MEMBER = Dates(applied=date(1974, 1, 10), admitted=date(1975, 7, 1), full_since=date(1976, 7, 1))


@pytest.mark.parametrize(
    ("on", "standing"),
    [
        (date(1974, 1, 9), Standing.NONE),
        (date(1974, 1, 10), Standing.APPLICANT),
        (date(1975, 6, 30), Standing.APPLICANT),
        (date(1975, 7, 1), Standing.PROBATION),
        (date(1976, 6, 30), Standing.PROBATION),
        (date(1976, 7, 1), Standing.FULL),
    ],
)
def test_application_admission_and_seniority_are_three_different_dates(
    on: date, standing: Standing
) -> None:
    """§1.6.4."""
    assert MEMBER.standing(on) is standing


def test_seniority_counts_from_the_end_of_probation_and_not_from_admission() -> None:
    """§1.6.4: 党龄 starts when probation ended."""
    assert MEMBER.seniority(date(2026, 6, 30)) == 49
    assert MEMBER.seniority(date(2026, 7, 1)) == 50
    assert MEMBER.seniority(date(1976, 6, 30)) is None


def test_who_ended_is_no_member_and_has_no_seniority() -> None:
    ended = Dates(admitted=date(2024, 4, 20), ended=date(2025, 5, 1))

    assert ended.standing(date(2025, 4, 30)) is Standing.PROBATION
    assert ended.standing(date(2025, 5, 1)) is Standing.NONE
    assert ended.seniority(date(2025, 5, 1)) is None


@pytest.mark.parametrize(
    ("dates", "says"),
    [
        (
            Dates(applied=date(2025, 1, 2), admitted=date(2025, 1, 1)),
            "入党日期应在申请入党日期之后",
        ),
        (
            Dates(admitted=date(2025, 1, 1), full_since=date(2025, 1, 1)),
            "转正（党龄起算）日期应在入党日期之后",
        ),
        (Dates(full_since=date(2025, 1, 1)), "没有写入党日期"),
        (Dates(applied=date(2027, 1, 1)), "申请入党日期在今天之后"),
        (Dates(admitted=date(2025, 1, 1), ended=date(2025, 1, 1)), "终止日期应在其他日期之后"),
    ],
)
def test_dates_that_cannot_be_are_refused(dates: Dates, says: str) -> None:
    assert faults(dates, TODAY) == [says]


def test_a_member_of_whom_only_admission_is_known_may_be_entered() -> None:
    assert faults(Dates(admitted=date(1990, 1, 1)), TODAY) == []
