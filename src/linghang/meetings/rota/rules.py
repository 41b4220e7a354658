"""Which planned lessons were given, and on which day (§1.3.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

NEAR = 31  # days by which a lesson can have moved; beyond that its line is to be changed


class State(StrEnum):
    """moved: given on another day than planned. late: the day is over, and nothing was given."""

    LATE = "late"
    OPEN = "open"
    MOVED = "moved"
    HELD = "held"
    OFF = "off"


STATE_NAMES: dict[State, str] = {
    State.LATE: "过期未讲",
    State.OPEN: "待讲",
    State.MOVED: "已讲（改期）",
    State.HELD: "已讲",
    State.OFF: "已取消",
}


class Planned(NamedTuple):
    """One line of a rota that stands. key: of its row. set_on: when it was planned."""

    key: int
    unit: str
    speaker: str
    kind: str
    day: date
    set_on: date


class Given(NamedTuple):
    """One lesson that was given. key: of its row; meeting: where it is recorded."""

    key: int
    unit: str
    speaker: str
    kind: str
    day: date
    meeting: int


def kept(planned: Iterable[Planned], given: Iterable[Given]) -> dict[int, Given]:
    """Key of a planned lesson → the lesson that it became.

    Of the same speaker, kind, unit and year, within NEAR days and not before it was planned; the
    nearest in days first, and each lesson for one line alone. So a lesson on another day keeps
    its line, and one that is recorded no more leaves it open again.
    """
    lessons: defaultdict[tuple[str, str, str, int], list[Given]] = defaultdict(list)
    for lesson in given:
        lessons[lesson.unit, lesson.speaker, lesson.kind, lesson.day.year].append(lesson)
    pairs = sorted(
        (abs((lesson.day - line.day).days), line.day, line.key, lesson.day, lesson.key, lesson)
        for line in planned
        for lesson in lessons.get((line.unit, line.speaker, line.kind, line.day.year), ())
        if line.set_on <= lesson.day and abs((lesson.day - line.day).days) <= NEAR
    )
    found: dict[int, Given] = {}
    taken: set[int] = set()
    for _, _, line_key, _, lesson_key, lesson in pairs:
        if line_key not in found and lesson_key not in taken:
            found[line_key] = lesson
            taken.add(lesson_key)
    return found


def state(day: date, given: date | None, *, is_off: bool, today: date) -> State:
    """How a line stands. given: the day on which it was, None if it was not."""
    if is_off:
        return State.OFF
    if given is not None:
        return State.HELD if given == day else State.MOVED
    return State.LATE if day < today else State.OPEN
