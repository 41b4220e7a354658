"""Meetings that were held and proceedings that came to their end, as sources."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from linghang.foundation.period import Period
from linghang.indicators.records.sources import By, Parts, Records, Source
from linghang.ledgers.counting import lines
from linghang.ledgers.counting.lines import Basis, Level
from linghang.ledgers.filing.rules import FILING
from linghang.meetings import catalog as meetings
from linghang.meetings.models import Meeting
from linghang.meetings.recording.rules import State
from linghang.procedures import catalog as procedures
from linghang.procedures.definitions import Outcome
from linghang.procedures.models import Proceeding

Rows = Callable[[Period], QuerySet[Meeting] | QuerySet[Proceeding]]


def of_meetings() -> Iterable[Source]:
    """meetings.<kind>.held: meetings of a kind whose record is being kept or closed."""
    for code, loaded in meetings.meetings().items.items():
        yield Source(
            code=f"meetings.{code}.held",
            name=f"召开{loaded.item.name}",
            unit="次",
            source=loaded.item.source,
            definition=loaded.hash,
            counts=functools.partial(_counts, functools.partial(_held, code), "day"),
            opens=functools.partial(_list_of_meetings, code),
        )


def _held(kind: str, period: Period) -> QuerySet[Meeting]:
    states = (State.HELD.value, State.CLOSED.value)
    return Meeting.objects.filter(
        kind=kind, state__in=states, day__gte=period.start, day__lt=period.end
    )


def _list_of_meetings(kind: str, period: Period, department: str) -> Records:
    days = (("day_from", f"{period.start}"), ("day_to", f"{period.last_day}"))
    unit = (("unit", department),) if department else ()
    return Records(address="meetings", query=(("kind", kind), *days, *unit))


def of_proceedings() -> Iterable[Source]:
    """procedures.<procedure>.completed; filings of ledgers are counted as entries."""
    for code, loaded in procedures.catalog().items.items():
        if loaded.item.subject != FILING:
            yield Source(
                code=f"procedures.{code}.completed",
                name=f"办结{loaded.item.name}",
                unit="件",
                source=loaded.item.source,
                definition=loaded.hash,
                counts=functools.partial(_counts, functools.partial(_ended, code), "ended_on"),
                opens=functools.partial(_list_of_proceedings, code),
            )


def _ended(procedure: str, period: Period) -> QuerySet[Proceeding]:
    return Proceeding.objects.filter(
        procedure=procedure,
        outcome=Outcome.COMPLETED.value,
        ended_on__gte=period.start,
        ended_on__lt=period.end,
    )


def _list_of_proceedings(procedure: str, _period: Period, department: str) -> Records:
    unit = (("unit", department),) if department else ()
    return Records(address="proceeding-list", query=(("procedure", procedure), *unit))


def _counts(
    rows: Rows, day: str, period: Period, *, by: By, department: str, as_of: date | None
) -> Parts:
    """Rows are few and read one by one; what was known on a past day is what had happened."""
    found: list[tuple[str, date]] = list(rows(period).order_by().values_list("unit__code", day))
    if as_of is not None:
        found = [(unit, on) for unit, on in found if on <= as_of]
    if by == "department" or department:
        units = {unit for unit, _ in found}
        where = lines.read(
            units, level=Level.DEPARTMENT, basis=Basis.THEN, period=period, today=period.last_day
        )
        found = [(where.of(unit, on), on) for unit, on in found]
    if department:
        found = [(unit, on) for unit, on in found if unit == department]
    if by == "department":
        return {unit: Decimal(count) for unit, count in Counter(u for u, _ in found).items()}
    if by == "month":
        months = Counter(f"{on:%Y-%m}" for _, on in found)
        return {month.code: Decimal(months[month.code]) for month in period.months()}
    return {None: Decimal(len(found))}
