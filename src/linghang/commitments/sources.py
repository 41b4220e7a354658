"""Commitments as sources of indicators: commitments.<kind>.<figure>, commitments.all.<figure>."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from linghang.commitments import catalog
from linghang.commitments.counting import behind, queries
from linghang.commitments.counting.queries import Asked, By, Figures, InTime
from linghang.commitments.deeds import What
from linghang.commitments.definitions import ProgrammeKind, Role
from linghang.commitments.models import Commitment, CommitmentQuerySet, Programme
from linghang.foundation import clock
from linghang.foundation.catalog.registry import Catalog
from linghang.foundation.period import Period
from linghang.indicators.records.sources import NOBODY, WAYS, Parts, Records, Source
from linghang.indicators.records.sources import By as Line
from linghang.ledgers.counting import lines
from linghang.ledgers.counting.lines import Basis, Level, Lines
from linghang.procedures.days import Day

PREFIX, ALL = "commitments", "all"
Counted = Mapping[str, int]
Count = Callable[[Period, Asked, By], Counted]


def _standing(tell: Callable[[Figures], int], role: Role = Role.TASK) -> Count:
    """As of the last day of the period."""

    def count(period: Period, asked: Asked, by: By) -> Counted:
        found = queries.as_of(period.last_day, asked, role=role, by=by)
        return {line: tell(one) for line, one in found.items()}

    return count


def _due(tell: Callable[[InTime], int]) -> Count:
    """Of what was first due within the period."""

    def count(period: Period, asked: Asked, by: By) -> Counted:
        found = queries.in_time(period.start, period.end, asked, by=by)
        return {line: tell(one) for line, one in found.items()}

    return count


def _befell(what: What) -> Count:
    """How often a deed befell tasks within the period."""

    def count(period: Period, asked: Asked, by: By) -> Counted:
        found = behind.befell(what)(period, asked)
        if by in ("unit", "leader"):
            return Counter(found.values_list(by, flat=True))
        return {"": found.count()}

    return count


FIGURES: dict[str, tuple[str, str, Count]] = {
    "total": ("任务总数", "项", _standing(lambda one: one.total)),
    "open": ("未完成任务", "项", _standing(lambda one: one.under_way)),
    "done": ("已销号任务", "项", _standing(lambda one: one.tally.done)),
    "stage_done": ("阶段性完成任务", "项", _standing(lambda one: one.tally.stage_done)),
    "overdue": ("逾期任务", "项", _standing(lambda one: one.overdue)),
    "findings": ("问题总数", "个", _standing(lambda one: one.total, Role.FINDING)),
    "findings_done": ("已完成问题", "个", _standing(lambda one: one.tally.done, Role.FINDING)),
    "due": ("到期任务", "项", _due(lambda one: one.due)),
    "due_closed": ("到期已销号任务", "项", _due(lambda one: one.closed)),
    "closed_in_time": ("按原定时限销号任务", "项", _due(lambda one: one.in_time)),
    "extended": ("延期", "次", _befell(What.EXTENDED)),
    "returned": ("退回", "次", _befell(What.RETURNED)),
    "reopened": ("反弹", "次", _befell(What.REOPENED)),
}


def sources() -> Iterable[Source]:
    """Each figure of each kind of programme, and of all kinds together."""
    return _made(catalog.catalog())


@functools.lru_cache(maxsize=4)
def _made(kinds: Catalog[ProgrammeKind]) -> tuple[Source, ...]:
    declared = [
        (code, one.item.name, one.item.source, one.hash) for code, one in kinds.items.items()
    ]
    every = [(ALL, "各类方案", "各类方案的任务合计", "commitments"), *declared]
    return tuple(
        Source(
            code=f"{PREFIX}.{code}.{figure}",
            name=f"{name}{told}",
            unit=unit,
            source=ground,
            definition=hash,
            counts=functools.partial(_counts, code, count),
            opens=functools.partial(_opens, code, figure),
            ways=(*WAYS, "leader"),
            opens_of_leader=functools.partial(_opens_of_leader, code, figure),
        )
        for code, name, ground, hash in every
        for figure, (told, unit, count) in FIGURES.items()
    )


def _programmes(kind: str) -> QuerySet[Programme] | None:
    return None if kind == ALL else Programme.objects.filter(kind=kind).order_by()


def _counts(
    kind: str,
    count: Count,
    period: Period,
    *,
    by: Line,
    department: str,
    as_of: date | None,
) -> Parts:
    asked = Asked(known=as_of, programmes=_programmes(kind))
    if by == "month":
        months = {month.code: _so_far(month) for month in period.months()}
        return {
            code: _one(count, month, asked, department).get(None, Decimal(0))
            for code, month in months.items()
            if month is not None
        }
    so_far = _so_far(period)
    if so_far is None:
        return {}
    period = so_far
    if by == "department":  # lines of nothing stay: a share of nothing is 0, not untold
        found = _by_department(count, period, asked)
        chosen = {code: n for code, n in found.items() if not department or code == department}
        return {code: Decimal(n) for code, n in chosen.items()}
    if by == "leader":
        led = _by_leader(count, period, asked)
        return {code or None: Decimal(n) for code, n in led.items()}
    return _one(count, period, asked, department)


def _so_far(period: Period) -> Period | None:
    """Of a period that runs the days up to today: what is due later is not due yet, nor overdue.
    None for one that is still to come."""
    tomorrow = clock.today() + timedelta(days=1)
    if period.start >= tomorrow:
        return None
    return period if period.end <= tomorrow else Period(period.start, tomorrow)


def _one(count: Count, period: Period, asked: Asked, department: str) -> dict[str | None, Decimal]:
    if department:
        return {None: Decimal(_by_department(count, period, asked).get(department, 0))}
    return {None: Decimal(count(period, asked, "").get("", 0))}


def _by_department(count: Count, period: Period, asked: Asked) -> Counted:
    """Units under the department to which they belong on the last day."""
    by_unit = count(period, asked, "unit")
    where = _departments(set(by_unit), period)
    found: Counter[str] = Counter()
    for unit, number in by_unit.items():
        found[where.of(unit, period.last_day)] += number
    return found


def _by_leader(count: Count, period: Period, asked: Asked) -> Counted:
    """Leaders responsible, "" for none; who was registered twice is one line."""
    aliases = Day(period.last_day).aliases
    found: Counter[str] = Counter()
    for code, number in count(period, asked, "leader").items():
        found[aliases.get(code, code)] += number
    return found


def rows(
    kind: str,
    figure: str,
    period: Period,
    *,
    department: str = "",
    leader: str = "",
    within: CommitmentQuerySet,
) -> QuerySet[Commitment]:
    """What a figure opens to, as far as it lies within what somebody sees. Raises KeyError.

    department, leader: of these alone, "" for all; NOBODY for what no leader is responsible for.
    """
    asked = Asked(programmes=_programmes(kind), within=within)
    so_far = _so_far(period)
    if so_far is None:
        return Commitment.objects.none()
    period, units = so_far, None
    if department:
        every = set(behind.ROWS[figure](period, asked).values_list("unit", flat=True))
        where = _departments(every, period)
        units = [unit for unit in every if where.of(unit, period.last_day) == department]
    leaders = None
    if leader:
        also = [one for one, now in Day(period.last_day).aliases.items() if now == leader]
        leaders = [""] if leader == NOBODY else [leader, *also]
    return behind.commitments(figure, period, asked, units, leaders)


def _departments(units: set[str], period: Period) -> Lines:
    level, last = Level.DEPARTMENT, period.last_day
    return lines.read(units, level=level, basis=Basis.THEN, period=period, today=last)


def _opens(kind: str, figure: str, period: Period, department: str) -> Records:
    query = [("since", f"{period.start}"), ("on", f"{period.last_day}")]
    query += [("unit", department)] if department else []
    return Records(address="commitment-records", args=(kind, figure), query=tuple(query))


def _opens_of_leader(kind: str, figure: str, period: Period, leader: str) -> Records:
    at = _opens(kind, figure, period, "")
    return replace(at, query=(*at.query, ("leader", leader)))
