"""Terms that count from a date which a step tells, and not from the day of its entry."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.procedures.factories import Course, codes, procedure, step

SINCE = {"fields": [{"code": "since", "name": "起始日期", "kind": "date", "required": True}]}


def told_since(day: str, **bounds: Any) -> Course:
    """Something that began on a day which the second step tells; the first was done on Monday."""
    definition = procedure(
        step("s"),
        step("t", "s", needs=SINCE),
        step("e", "t"),
        intervals=[{"from": "t", "from_field": "since", "to": "e", "unit": "days", **bounds}],
    )
    course = Course(definition)
    course.do("s")
    course.on(date(2026, 3, 10))
    assert course.do("t", fields={"since": day})
    return course


def test_a_term_counts_from_the_date_that_is_told_not_from_the_day_of_its_entry() -> None:
    ahead, behind = told_since("2026-03-20", least=5), told_since("2026-03-04", least=5)

    early = ahead.on(date(2026, 3, 24)).ask("e")
    assert codes(early) == {"early"}
    assert "距“起始日期”（2026年3月20日）不满5日" in early.decision.reason
    assert ahead.on(date(2026, 3, 25)).ask("e")
    assert behind.ask("e"), "five days are over already"
    late = told_since("2026-03-04", most=5, if_late="refuse")
    assert codes(late.ask("e")) == {"late"}
    assert "截止2026年3月9日" in late.ask("e").decision.reason


def test_no_date_that_is_told_shortens_the_least_time_by_lying_before_what_came_first() -> None:
    """Else a publicity entered with a day before the decision would be over at once."""
    course = told_since("2025-12-01", least=10)

    early = course.on(date(2026, 3, 11)).ask("e")
    assert "2025年12月1日，之前的步骤办完后从2026年3月2日起算" in early.decision.reason
    assert course.on(date(2026, 3, 12)).ask("e")
