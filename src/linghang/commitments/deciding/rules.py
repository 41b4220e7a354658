"""Decisions of a body: what changes one, when its execution is reported, rates of closing. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from linghang.commitments.definitions import Binding
from linghang.foundation.period import Period

# What the body decided; who does it, who helps and how often it is reported may be seen to.
DECIDED = ("title", "text", "standard", "unit_id", "target", "facts")


def is_bound(binding: Binding | None, facts: Mapping[str, Any], body: str) -> bool:
    """Whether a commitment rests on a decision of the body. body: kind of the meeting that it came
    from, "" for none."""
    if binding is None:
        return False
    return body == binding.body or facts.get(binding.field) == binding.value


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether what was decided reads otherwise."""
    return any(old[name] != new[name] for name in DECIDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """An agenda item that cites the decision. is_used: a change rests on it already."""

    item: int
    passed: bool
    is_used: bool = False


def newer(found: list[Later]) -> int | None:
    """The item on which a change may rest: the last that passed and was not used up; else None."""
    free = [one.item for one in found if one.passed and not one.is_used]
    return free[-1] if free else None


def reason(binding: Binding) -> str:
    """Why it is refused, and what to do."""
    return (
        f"{binding.name}的决定只能由{binding.name}变更或停止：先“提请变更”，"
        f"由{binding.name}作为新的议题议决通过"
    )


def period_of(times: int, today: date) -> Period:
    """The period that a report is about: the year, or where there are several its part of it.

    times: 1, 2, 3, 4, 6 or 12 a year; others are taken as the next smaller.
    """
    months = 12 // max(n for n in (1, 2, 3, 4, 6, 12) if n <= max(times, 1))
    start = date(today.year, (today.month - 1) // months * months + 1, 1)
    end = start.month + months
    return Period(start, date(start.year + (end > 12), (end - 1) % 12 + 1, 1))
