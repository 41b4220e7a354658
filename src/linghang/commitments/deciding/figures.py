"""How many meetings, items, deferrals and refusals a body had in a period; each with its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.db.models import F, Q, QuerySet

from linghang.foundation.period import Period
from linghang.meetings import catalog as meetings
from linghang.meetings.counting.rules import Verdict
from linghang.meetings.models import AgendaItem, Form
from linghang.meetings.recording.rules import TOOK_PLACE

Figure = Literal["items", "major", "deferred", "rejected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a body did in a period. items: on which it came to something; major: 三重一大 of them;
    deferred: 缓议, a tie or too few present; rejected: 否决."""

    name: str
    meetings: int = 0
    items: int = 0
    major: int = 0
    deferred: int = 0
    rejected: int = 0

    @property
    def says(self) -> str:
        """党委会2次，研究议题5项（其中“三重一大”3项），缓议1项，否决1项."""
        return (
            f"{self.name}{self.meetings}次，研究议题{self.items}项"
            f"（其中“三重一大”{self.major}项），缓议{self.deferred}项，否决{self.rejected}项"
        )


def decided(body: str, period: Period) -> Decided:
    """The figures of one kind of meeting (§2.6.7), counted of records; five queries.

    body: code of the kind. Raises KeyError.
    """
    held = Form.objects.filter(
        kind=body,
        meeting__state__in=TOOK_PLACE,
        meeting__day__gte=period.start,
        meeting__day__lt=period.end,
    )
    return Decided(
        name=meetings.meetings()[body].name,
        meetings=held.count(),
        items=rows(body, period, "items").count(),
        major=rows(body, period, "major").count(),
        deferred=rows(body, period, "deferred").count(),
        rejected=rows(body, period, "rejected").count(),
    )


def rows(body: str, period: Period, figure: Figure) -> QuerySet[AgendaItem]:
    """The items behind a figure, by day; whoever shows them asks known_to() besides."""
    found = AgendaItem.objects.filter(
        form__kind=body,
        form__meeting__state__in=TOOK_PLACE,
        form__meeting__day__gte=period.start,
        form__meeting__day__lt=period.end,
    ).exclude(verdict="")
    tie = Q(verdict=Verdict.FAILED.value, favour=F("against"))
    return found.filter(
        {
            "items": Q(),
            "major": Q(kind__in=_major()),
            "deferred": Q(verdict=Verdict.NO_QUORUM.value) | tie,
            "rejected": Q(verdict=Verdict.FAILED.value)
            & (Q(favour=None) | ~Q(favour=F("against"))),
        }[figure]
    ).order_by("form__meeting__day", "number")


def _major() -> list[str]:
    """Kinds of items of 三重一大: those of which the opinion of every member is kept (§2.4.7)."""
    return [code for code, one in meetings.items().items.items() if one.item.opinions]
