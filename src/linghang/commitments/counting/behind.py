"""The commitments behind each figure of a period that commitments.sources offers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from linghang.commitments.counting import queries
from linghang.commitments.counting.queries import Asked
from linghang.commitments.deeds import What
from linghang.commitments.definitions import Role
from linghang.commitments.models import Commitment, Span, Step
from linghang.commitments.spells.rules import ACCEPTED, COUNTED, UNDER_WAY, Standing
from linghang.foundation.period import Period

Codes = Collection[str] | None
Rows = Callable[[Period, Asked], QuerySet[Any]]  # of Span or Step: both tell the unit of then


def _held(
    standings: Collection[Standing], role: Role = Role.TASK
) -> Callable[[Period, Asked], QuerySet[Span]]:
    def rows(period: Period, asked: Asked) -> QuerySet[Span]:
        held = queries.spans(period.last_day, asked, role)
        return held.filter(standing__in=[one.value for one in standings])

    return rows


def _overdue(period: Period, asked: Asked) -> QuerySet[Span]:
    return _held(UNDER_WAY)(period, asked).filter(due__lt=period.last_day)


def _due(condition: Q) -> Rows:
    def rows(period: Period, asked: Asked) -> QuerySet[Span]:
        return queries.fell_due(period.start, period.end, asked).filter(condition)

    return rows


def befell(what: What) -> Rows:
    """The deeds that befell tasks within a period."""

    def rows(period: Period, asked: Asked) -> QuerySet[Step]:
        found = Step.objects.filter(
            what=what.value,
            day__gte=period.start,
            day__lt=period.end,
            commitment__role=Role.TASK.value,
        )
        if asked.known is not None:
            found = found.filter(known_on__lte=asked.known)
        return asked.limit(found)

    return rows


_accepted = Q(standing__in=[one.value for one in ACCEPTED])
ROWS: Mapping[str, Rows] = {
    "total": _held(COUNTED),
    "open": _held(UNDER_WAY),
    "done": _held((Standing.DONE,)),
    "stage_done": _held((Standing.STAGE_DONE,)),
    "overdue": _overdue,
    "findings": _held(COUNTED, Role.FINDING),
    "findings_done": _held((Standing.DONE,), Role.FINDING),
    "due": _due(Q()),
    "due_closed": _due(_accepted),
    "closed_in_time": _due(_accepted & Q(was_in_time=True)),
    "extended": befell(What.EXTENDED),
    "returned": befell(What.RETURNED),
    "reopened": befell(What.REOPENED),
}


def commitments(
    figure: str, period: Period, asked: Asked, units: Codes = None, leaders: Codes = None
) -> QuerySet[Commitment]:
    """What a figure opens to, in the order of the tree; a deed that befell a task twice counts
    twice and opens to one. units, leaders: that answered for them then, None for all. Raises
    KeyError."""
    rows = ROWS[figure](period, asked)
    if units is not None:
        rows = rows.filter(unit__in=units)
    if leaders is not None:
        rows = rows.filter(leader__in=leaders)
    found = Commitment.objects.filter(pk__in=rows.order_by().values("commitment"))
    return found.order_by("programme", "path")
