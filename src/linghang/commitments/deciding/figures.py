"""What a body decided in a period, and what became of it; each number with its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from linghang.commitments.deciding.services import ITEM
from linghang.commitments.models import Commitment
from linghang.commitments.models.tree import CommitmentQuerySet
from linghang.commitments.spells.rules import ACCEPTED, COUNTED, UNDER_WAY
from linghang.foundation.period import Period
from linghang.meetings import catalog as meetings
from linghang.meetings.counting.rules import Verdict
from linghang.meetings.models import AgendaItem, Form
from linghang.meetings.recording.rules import TOOK_PLACE

Figure = Literal["items", "major", "passed", "deferred", "undecided", "rejected", "handed"]
TaskFigure = Literal["tasks", "done", "in_time", "overdue"]

_TIE = Q(verdict=Verdict.FAILED.value, favour=F("against"))
_FAILED = Q(verdict=Verdict.FAILED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a body did in a period. items: on which it came to something; major: 三重一大 of them;
    passed, deferred (缓议), undecided (a tie, or too few present), rejected (否决) add up to items;
    handed: items of which tasks were made."""

    name: str
    meetings: int = 0
    items: int = 0
    major: int = 0
    passed: int = 0
    deferred: int = 0
    undecided: int = 0
    rejected: int = 0
    handed: int = 0

    @property
    def says(self) -> str:
        """党委会2次，研究议题5项（其中“三重一大”3项），缓议1项，否决1项."""
        return (
            f"{self.name}{self.meetings}次，研究议题{self.items}项"
            f"（其中“三重一大”{self.major}项），缓议{self.deferred}项，否决{self.rejected}项"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What became of the tasks that rest on decisions of a period: all of them, those that are
    done, done by the day first promised, and overdue."""

    tasks: int = 0
    done: int = 0
    in_time: int = 0
    overdue: int = 0


def decided(body: str, period: Period) -> Decided:
    """The figures of one kind of meeting (§2.6.7), counted of records; two queries.

    body: code of the kind. Raises KeyError.
    """
    held = Form.objects.filter(
        kind=body,
        meeting__state__in=TOOK_PLACE,
        meeting__day__gte=period.start,
        meeting__day__lt=period.end,
    )
    counts = {one: Count("pk", filter=_of(one)) for one in get_args(Figure)}
    return Decided(
        name=meetings.meetings()[body].name,
        meetings=held.count(),
        **_items(body, period).order_by().aggregate(**counts),
    )


def followed(body: str, period: Period, within: CommitmentQuerySet, today: date) -> Followed:
    """What became of the decisions of the period, of the tasks within; one query."""
    counts = {one: Count("pk", filter=_of_task(one, today)) for one in get_args(TaskFigure)}
    return Followed(**_tasks(body, period, within).order_by().aggregate(**counts))


def rows(body: str, period: Period, figure: Figure) -> QuerySet[AgendaItem]:
    """The items behind a figure, by day; whoever shows them asks known_to() besides."""
    return _items(body, period).filter(_of(figure)).order_by("form__meeting__day", "number")


def tasks(
    body: str, period: Period, figure: TaskFigure, within: CommitmentQuerySet, today: date
) -> QuerySet[Commitment]:
    """The tasks behind a figure, by the day due."""
    found = _tasks(body, period, within).filter(_of_task(figure, today))
    return found.order_by("due", "programme", "path")


def _items(body: str, period: Period) -> QuerySet[AgendaItem]:
    return AgendaItem.objects.filter(
        form__kind=body,
        form__meeting__state__in=TOOK_PLACE,
        form__meeting__day__gte=period.start,
        form__meeting__day__lt=period.end,
    ).exclude(verdict="")


def _of(figure: Figure) -> Q:
    if figure == "handed":
        key = Cast(OuterRef("pk"), CharField())
        return Q(Exists(_counted(Commitment.objects).filter(source_type=ITEM, source_id=key)))
    return {
        "items": Q(),
        "major": Q(kind__in=_major()),
        "passed": Q(verdict__in=[Verdict.PASSED.value, Verdict.HEARD.value]),
        "deferred": Q(verdict=Verdict.DEFERRED.value),
        "undecided": Q(verdict=Verdict.NO_QUORUM.value) | _TIE,
        "rejected": _FAILED & (Q(favour=None) | ~Q(favour=F("against"))),
    }[figure]


def _tasks(body: str, period: Period, within: CommitmentQuerySet) -> QuerySet[Commitment]:
    keys = _items(body, period).annotate(key=Cast("pk", CharField())).order_by()
    return _counted(within).filter(source_type=ITEM, source_id__in=keys.values("key"))


def _counted(rows: Any) -> QuerySet[Commitment]:
    found: QuerySet[Commitment] = rows.filter(standing__in=[one.value for one in COUNTED])
    return found


def _of_task(figure: TaskFigure, today: date) -> Q:
    done = Q(standing__in=[one.value for one in ACCEPTED])
    under_way = Q(standing__in=[one.value for one in UNDER_WAY])
    return {
        "tasks": Q(),
        "done": done,
        "in_time": done & Q(since__lte=F("first_due")),
        "overdue": under_way & Q(due__lt=today),
    }[figure]


def _major() -> list[str]:
    """Kinds of items of 三重一大: those of which the opinion of every member is kept (§2.4.7)."""
    return [code for code, one in meetings.items().items.items() if one.item.opinions]
