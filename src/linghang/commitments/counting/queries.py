"""Figures as of a day, and what changed between two: counted from spans and steps, never typed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Literal, TypeVar

from django.db.models import Count, Exists, F, Model, OuterRef, Q, QuerySet, Sum

from linghang.commitments.deeds import What
from linghang.commitments.definitions import Role
from linghang.commitments.models import Commitment, Produced, Programme, Span, Step
from linghang.commitments.progress.rules import Base, State, Tally
from linghang.commitments.spells.rules import ACCEPTED, COUNTED, UNDER_WAY, Standing, state_of
from linghang.org.models import Person

By = Literal["", "unit", "leader", "kind", "type", "programme", "heading"]
COLUMNS: dict[By, str] = {
    "unit": "unit",
    "leader": "leader",
    "kind": "programme__kind",
    "type": "type",
    "programme": "programme",
    "heading": "top",
}
COUNTED_DEEDS = {
    What.EXTENDED.value: "extended",
    What.RETURNED.value: "returned",
    What.REOPENED.value: "reopened",
}
BASES = {Role.FINDING: Base.PROBLEMS, Role.TASK: Base.MEASURES}
_under_way = Q(standing__in=[one.value for one in UNDER_WAY])
_accepted = Q(standing__in=[one.value for one in ACCEPTED])
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Of what, and as known when.

    known: as it was known on that day; None: as it is known now, with what was entered later.
    programmes: ids; None for all. within: of these commitments alone, as for a post that sees not
    all (reach.visible_to). level: of this level alone: measures without the steps below them.
    """

    known: date | None = None
    programmes: Iterable[int] | QuerySet[Programme] | None = None
    within: QuerySet[Commitment] | None = None
    level: str = ""

    def limit(self, rows: QuerySet[Row], *, programme: str = "programme") -> QuerySet[Row]:
        """The rows that are of these programmes and commitments."""
        if self.programmes is not None:
            rows = rows.filter(**{f"{programme}__in": self.programmes})
        if self.within is not None:
            rows = rows.filter(commitment__in=self.within.order_by().values("pk"))
        if self.level:
            rows = rows.filter(commitment__level=self.level)
        return rows


EVERYTHING = Asked()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How many stand how. overdue: of those under way. extended, returned, reopened: how many of
    those that count ever were, up to the day."""

    role: Role = Role.TASK
    standings: Mapping[Standing, int] = field(default_factory=dict)
    overdue: int = 0
    extended: int = 0
    returned: int = 0
    reopened: int = 0

    def of(self, *standings: Standing) -> int:
        """How many stand in one of these."""
        return sum(self.standings.get(one, 0) for one in standings)

    @property
    def tally(self) -> Tally:
        """The three words of a public report; they add up."""
        counted: Counter[State] = Counter()
        for standing, count in self.standings.items():
            if (word := state_of(standing)) is not None:
                counted[word] += count
        return Tally(
            base=BASES.get(self.role, Base.MEASURES),
            done=counted[State.DONE],
            stage_done=counted[State.STAGE_DONE],
            open=counted[State.OPEN],
        )

    @property
    def total(self) -> int:
        """All that count: neither planned nor voided."""
        return self.tally.total

    @property
    def under_way(self) -> int:
        """Still to be done."""
        return self.of(*UNDER_WAY)

    @property
    def accepted(self) -> int:
        """Done, or done for the stage."""
        return self.of(*ACCEPTED)


def as_of(
    on: date, asked: Asked = EVERYTHING, *, role: Role = Role.TASK, by: By = ""
) -> dict[str, Figures]:
    """Line → figures as of a day, in two queries at most; "" is the one line without `by`.

    role: of findings, tasks, goals or headings. by: unit, leader: who answered for it then;
    heading: the number of the one at the top of its branch then. These two take one query more.
    """
    counted: defaultdict[str, Counter[Standing]] = defaultdict(Counter)
    overdue: Counter[str] = Counter()
    late = Count("pk", filter=Q(due__lt=on) & _under_way)
    for row in _lines(spans(on, asked, role), by, "standing").annotate(
        count=Count("pk"), late=late
    ):
        code = str(row.get("line", ""))
        counted[code][Standing(row["standing"])] += row["count"]
        overdue[code] += row["late"]
    deeds = _deeds(on, asked, role, by)
    found = {
        code: Figures(
            role=role,
            standings=dict(counted[code]),
            overdue=overdue[code],
            **{name: deeds[code, what] for what, name in COUNTED_DEEDS.items()},
        )
        for code in (counted if by else ("",))
    }
    if by == "leader":
        return _as_known_today(found)
    return _named(found) if by == "heading" else found


def _lines(rows: QuerySet[Any], by: By, *columns: str) -> QuerySet[Any, dict[str, Any]]:
    """The rows grouped by columns and, with `by`, by line."""
    rows = rows.order_by()
    if not by:
        return rows.values(*columns)
    return rows.values(*columns, line=F(COLUMNS[by]))


def spans(on: date, asked: Asked = EVERYTHING, role: Role = Role.TASK) -> QuerySet[Span]:
    """What held on the day: the rows behind the figures."""
    return asked.limit(Span.objects.as_of(on, asked.known).filter(role=role.value))


def _deeds(on: date, asked: Asked, role: Role, by: By) -> Counter[tuple[str, str]]:
    """(line, deed) → how many tasks of the line it ever befell, up to the day."""
    found: Counter[tuple[str, str]] = Counter()
    if role is not Role.TASK:
        return found
    rows = befallen(on, asked).annotate(**_spans_line(by)).order_by()
    for row in rows.values("what", *(("line",) if by else ())).annotate(
        count=Count("commitment", distinct=True)
    ):
        found[str(row.get("line", "")), row["what"]] += row["count"]
    return found


def befallen(on: date, asked: Asked = EVERYTHING) -> QuerySet[Step]:
    """The deeds that are counted, up to the day, on the tasks that counted on it; each beside
    what held of its task on the day."""
    rows = Step.objects.filter(what__in=list(COUNTED_DEEDS), day__lte=on)
    if asked.known is not None:
        rows = rows.filter(known_on__lte=asked.known)
    return asked.limit(rows).filter(_held_on(on, asked.known))


def _held_on(on: date, known: date | None) -> Q:
    """As SpanQuerySet.as_of, through the commitment, of tasks that count."""
    found = Q(
        commitment__spans__role=Role.TASK.value,
        commitment__spans__standing__in=[one.value for one in COUNTED],
        commitment__spans__from_on__lte=on,
    )
    found &= Q(commitment__spans__until_on=None) | Q(commitment__spans__until_on__gt=on)
    if known is None:
        return found & Q(commitment__spans__known_until=None)
    later = Q(commitment__spans__known_until=None) | Q(commitment__spans__known_until__gt=known)
    return found & later & Q(commitment__spans__known_from__lte=known)


def _spans_line(by: By) -> dict[str, Any]:
    """The line in which the task counted on the day."""
    if not by:
        return {}
    column = COLUMNS[by] if by in ("kind", "programme") else f"commitment__spans__{COLUMNS[by]}"
    return {"line": F(column)}


def _as_known_today(found: dict[str, Figures]) -> dict[str, Figures]:
    """Deeds keep the number under which somebody led; who was registered twice is one line."""
    merged = Person.objects.filter(code__in=list(found), merged_into__isnull=False)
    aliases = dict(merged.values_list("code", "merged_into__code"))
    lines: dict[str, Figures] = {}
    for code, one in found.items():
        now = aliases.get(code, code)
        lines[now] = _added(lines[now], one) if now in lines else one
    return lines


def _added(one: Figures, other: Figures) -> Figures:
    return Figures(
        role=one.role,
        standings=dict(Counter(one.standings) + Counter(other.standings)),
        overdue=one.overdue + other.overdue,
        extended=one.extended + other.extended,
        returned=one.returned + other.returned,
        reopened=one.reopened + other.reopened,
    )


def _named(found: dict[str, Figures]) -> dict[str, Figures]:
    """What stands at the top as its number, in the order of the tree; meant for one programme."""
    tops = Commitment.objects.filter(pk__in=list(found)).order_by("path")
    return {number: found[str(pk)] for pk, number in tops.values_list("pk", "number")}


def rows(
    on: date,
    asked: Asked = EVERYTHING,
    *,
    role: Role = Role.TASK,
    standings: Iterable[Standing],
) -> QuerySet[Commitment]:
    """The commitments behind a figure as of a day, in the order of the tree."""
    held = spans(on, asked, role).filter(standing__in=[one.value for one in standings])
    return _in_order(held)


def overdue_rows(on: date, asked: Asked = EVERYTHING) -> QuerySet[Commitment]:
    """The tasks that were overdue on a day; due on it is not overdue."""
    return _in_order(spans(on, asked).filter(_under_way, due__lt=on))


def _in_order(held: QuerySet[Span]) -> QuerySet[Commitment]:
    found = Commitment.objects.filter(pk__in=held.order_by().values("commitment"))
    return found.order_by("programme", "path")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A commitment that stood otherwise on the earlier day. before: None: it was not there yet."""

    commitment: int
    before: Standing | None
    after: Standing


def changes(
    since: date, on: date, asked: Asked = EVERYTHING, *, role: Role = Role.TASK
) -> list[Change]:
    """What stands otherwise than on an earlier day, in two queries, by commitment."""

    def held(day: date) -> dict[int, str]:
        return dict(spans(day, asked, role).order_by().values_list("commitment", "standing"))

    before, after = held(since), held(on)
    return [
        Change(
            commitment=pk,
            before=Standing(before[pk]) if pk in before else None,
            after=Standing(standing),
        )
        for pk, standing in sorted(after.items())
        if before.get(pk) != standing
    ]


def entered_later(on: date, asked: Asked = EVERYTHING) -> QuerySet[Step]:
    """The deeds by which figures of the day read otherwise now than they did then, by name."""
    return asked.limit(Step.objects.filter(day__lte=on, known_on__gt=on).exclude(changes={}))


def produced(on: date, asked: Asked = EVERYTHING) -> dict[str, int]:
    """Yield → how much of it had come up to the day: rules revised, money in 分; one query."""
    found = produced_rows(on, asked).order_by()
    return dict(found.values_list("code").annotate(total=Sum("number")))


def produced_rows(on: date, asked: Asked = EVERYTHING) -> QuerySet[Produced]:
    """What had come up to the day: the rows behind `produced`."""
    found = Produced.objects.filter(day__lte=on)
    if asked.known is None:
        found = found.filter(voided_on=None)
    else:
        voided = Q(voided_on=None) | Q(voided_on__gt=asked.known)
        found = found.filter(voided, known_on__lte=asked.known)
    return asked.limit(found, programme="commitment__programme")


@dataclass(frozen=True, slots=True, kw_only=True)
class InTime:
    """What fell due in a period: how many, accepted of them, accepted by the first day promised."""

    due: int = 0
    closed: int = 0
    in_time: int = 0

    @property
    def rate(self) -> Fraction | None:
        """办结率, 0…1: closed of those that fell due; None when none did."""
        return Fraction(self.closed, self.due) if self.due else None

    @property
    def rate_in_time(self) -> Fraction | None:
        """按期办结率, 0…1: closed on or before the day first promised, of those that fell due."""
        return Fraction(self.in_time, self.due) if self.due else None


def in_time(start: date, end: date, asked: Asked = EVERYTHING, *, by: By = "") -> dict[str, InTime]:
    """Line → of the tasks whose first day lies in [start, end): how many stand accepted on the
    last day of the period, and how many did so on the day first promised (§2.6.7); one query."""
    held = fell_due(start, end, asked)
    figures = {
        "count": Count("pk"),
        "closed": Count("pk", filter=_accepted),
        "early": Count("pk", filter=_accepted & Q(was_in_time=True)),
    }
    found = _lines(held, by).annotate(**figures) if by else [held.order_by().aggregate(**figures)]
    return {
        str(one.get("line", "")): InTime(
            due=one["count"], closed=one["closed"], in_time=one["early"]
        )
        for one in found
    }


def fell_due(start: date, end: date, asked: Asked = EVERYTHING) -> QuerySet[Span]:
    """What held on the last day of the period of the tasks whose first day lies in it.

    was_in_time: whether they stood accepted on that first day. What had no day then, because the
    one that it rests on was not set yet, fell not due, whatever day it got since.
    """
    held = spans(end - timedelta(days=1), asked).filter(
        commitment__first_due__gte=start, commitment__first_due__lt=end, due__isnull=False
    )
    held = held.exclude(standing__in=[Standing.VOIDED.value, Standing.PLANNED.value])
    then = _held_then(asked).filter(commitment=OuterRef("commitment"))
    return held.annotate(was_in_time=Exists(then))


def _held_then(asked: Asked) -> QuerySet[Span]:
    """Spans of being accepted that cover the first day promised of the commitment asked about."""
    due = OuterRef("commitment__first_due")
    rows = Span.objects.filter(_accepted, Q(until_on=None) | Q(until_on__gt=due), from_on__lte=due)
    if asked.known is None:
        return rows.filter(known_until=None)
    later = Q(known_until=None) | Q(known_until__gt=asked.known)
    return rows.filter(later, known_from__lte=asked.known)
