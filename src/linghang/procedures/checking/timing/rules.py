"""Contradicting intervals: a circle of bounds that asks for less than no time. Pure.

Steps are points in time; "not before" and "not after" are edges with a length. Times contradict
each other exactly when some circle of edges has a negative length. Lengths in one unit are added
exactly; where units meet, the shortest that a least time can be and the longest that a most time
can be are taken, so that nothing possible is called impossible.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from linghang.procedures.definitions import UNIT_NAMES, Interval, Join, Procedure, Unit
from linghang.procedures.terms.rules import origin

# Days that one of them can be, at least and at most. Seven holidays in a row and their weekends
# stretch a term of workdays by ten days and a half of its length again.
SHORTEST_MONTH, LONGEST_MONTH = 28, 31
SHORTEST_YEAR, LONGEST_YEAR = 365, 366
HOLIDAYS = 12


@dataclass(frozen=True, slots=True)
class Edge:
    """`end` is at most `length` after `start`. says: the interval in words; "" for mere order."""

    start: str
    end: str
    length: int
    says: str = ""


def contradictions(definition: Procedure, values: Mapping[str, int]) -> list[str]:
    """Each contradiction in Chinese; one for each circle that is found. values: parameters."""
    found = []
    for unit in (*Unit, None):
        circle = _negative_circle(list(_edges(definition, values, unit)))
        if circle:
            told = "，".join(dict.fromkeys(edge.says for edge in circle if edge.says))
            found.append(f"间隔互相矛盾，永远不能同时满足：{told}")
    return list(dict.fromkeys(found))


def _edges(definition: Procedure, values: Mapping[str, int], unit: Unit | None) -> Iterator[Edge]:
    """unit: only the intervals of that unit, exactly; None: all of them, in days."""
    for step in definition.steps:
        if step.join is Join.ALL or len(step.after) == 1:
            before = set(step.after) - set(step.may_precede)
            yield from (Edge(step.key, other, 0) for other in before)
    for interval in definition.intervals:
        if unit is not None and interval.unit is not unit:
            continue
        least, most = (_number(one, values) for one in (interval.least, interval.most))
        # A day that somebody tells is a point of its own: it may lie before or after the deed.
        start = f"{interval.start}.{interval.from_field}".rstrip(".")
        says = f"“{origin(definition, interval)}”→{_title(definition, interval.end)}"
        if most is not None:
            length = most if unit else _longest(most, interval)
            told = f"{says}至多{most}{UNIT_NAMES[interval.unit]}"
            yield Edge(start, interval.end, length, told)
        if least is not None:
            length = least if unit else _shortest(least, interval)
            told = f"{says}至少{least}{UNIT_NAMES[interval.unit]}"
            yield Edge(interval.end, start, -length, told)


def _number(bound: int | str | None, values: Mapping[str, int]) -> int | None:
    return values.get(bound) if isinstance(bound, str) else bound


def _title(definition: Procedure, key: str) -> str:
    return f"“{definition.by_key[key].title}”"


def _shortest(n: int, interval: Interval) -> int:
    if interval.unit is Unit.MONTHS:
        years, left = divmod(n, 12)
        return years * SHORTEST_YEAR + left * SHORTEST_MONTH
    if interval.unit is Unit.YEARS:
        return n * SHORTEST_YEAR
    return n


def _longest(n: int, interval: Interval) -> int:
    if interval.unit is Unit.MONTHS:
        return n * LONGEST_MONTH
    if interval.unit is Unit.YEARS:
        return n * LONGEST_YEAR
    return n * 3 // 2 + HOLIDAYS if interval.unit is Unit.WORKDAYS else n


def _negative_circle(edges: list[Edge]) -> list[Edge]:
    """The edges of a circle whose lengths sum to less than nothing; empty without one."""
    points = {point for edge in edges for point in (edge.start, edge.end)}
    distance = dict.fromkeys(points, 0)
    came_by: dict[str, Edge] = {}
    changed = ""
    for _ in points:
        changed = ""
        for edge in edges:
            if distance[edge.start] + edge.length < distance[edge.end]:
                distance[edge.end] = distance[edge.start] + edge.length
                came_by[edge.end] = edge
                changed = edge.end
        if not changed:
            return []
    return _circle_through(changed, came_by) if changed else []


def _circle_through(key: str, came_by: Mapping[str, Edge]) -> list[Edge]:
    for _ in came_by:  # so many steps back, one stands on the circle
        key = came_by[key].start
    circle: list[Edge] = []
    at = key
    while not circle or at != key:
        edge = came_by[at]
        circle.append(edge)
        at = edge.start
    return circle
