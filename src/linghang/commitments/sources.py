"""Commitments as sources of indicators: commitments.<kind>.<figure>, commitments.all.<figure>."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from linghang.commitments import catalog
from linghang.commitments.counting import behind, queries
from linghang.commitments.counting.queries import Asked, By, Figures, InTime
from linghang.commitments.deeds import What
from linghang.commitments.definitions import ProgrammeKind, Role
from linghang.commitments.models import Commitment, CommitmentQuerySet, Programme
from linghang.foundation.catalog.registry import Catalog
from linghang.foundation.period import Period
from linghang.indicators.records.sources import By as Line
from linghang.indicators.records.sources import Parts, Records, Source
from linghang.ledgers.counting import lines
from linghang.ledgers.counting.lines import Basis, Level, Lines

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
        if by == "unit":
            return Counter(found.values_list("unit", flat=True))
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
        return {
            month.code: _one(count, month, asked, department).get(None, Decimal(0))
            for month in period.months()
        }
    if by == "department":
        found = _by_department(count, period, asked)
        chosen = {code: n for code, n in found.items() if not department or code == department}
        return {code: Decimal(n) for code, n in chosen.items() if n}
    return _one(count, period, asked, department)


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


def rows(
    kind: str, figure: str, period: Period, *, department: str = "", within: CommitmentQuerySet
) -> QuerySet[Commitment]:
    """What a figure opens to, as far as it lies within what somebody sees. Raises KeyError."""
    asked = Asked(programmes=_programmes(kind), within=within)
    units = None
    if department:
        every = set(behind.ROWS[figure](period, asked).values_list("unit", flat=True))
        where = _departments(every, period)
        units = [unit for unit in every if where.of(unit, period.last_day) == department]
    return behind.commitments(figure, period, asked, units)


def _departments(units: set[str], period: Period) -> Lines:
    level, last = Level.DEPARTMENT, period.last_day
    return lines.read(units, level=level, basis=Basis.THEN, period=period, today=last)


def _opens(kind: str, figure: str, period: Period, department: str) -> Records:
    query = [("since", f"{period.start}"), ("on", f"{period.last_day}")]
    query += [("unit", department)] if department else []
    return Records(address="commitment-records", args=(kind, figure), query=tuple(query))
