"""Read models of dues: the sheet of a branch, the sums of all branches, who is behind.

Sheets open what is sealed only when they are asked to (`opens`); the sums of the office do, and
show no single one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.db import models
from django.db.models import Q, Sum

from linghang.dues import rates as tables
from linghang.dues import rules
from linghang.dues.models import STANDS, Base, Extra, GoodReason, Payment, Takings
from linghang.dues.rules import OWED, Based, Category, Rates, State, Stay
from linghang.foundation.vault.fields import opened
from linghang.org.definitions import Kind
from linghang.org.memberships.rules import Line
from linghang.org.models import Membership, Placement, Unit
from linghang.org.trees.rules import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A month of a member. branch: to which it is due, None for none of ours.

    due: 分, None where it is not to be seen. payment: its row, if paid.
    """

    month: date
    state: State
    branch: str | None = None
    due: int | None = None
    payment: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """A member of a branch in a year. base: in force last in the year, where it may be seen."""

    person: str
    name: str
    cells: tuple[Cell, ...]
    base: Based | None = None

    @property
    def states(self) -> dict[date, State]:
        return {cell.month: cell.state for cell in self.cells}

    @property
    def is_owed(self) -> bool:
        """Whether any month concerns the branch."""
        return any(cell.state is not State.ELSEWHERE for cell in self.cells)


@dataclass(slots=True)
class _Known:
    """Everything that is known of some people, person by person."""

    names: dict[str, str] = field(default_factory=dict)
    stays: dict[str, list[Stay]] = field(default_factory=dict)
    bases: dict[str, list[Based]] = field(default_factory=dict)
    paid: dict[tuple[str, date], int] = field(default_factory=dict)
    excused: dict[str, list[tuple[date, date]]] = field(default_factory=dict)


def months_of(year: int) -> list[date]:
    """The twelve months of a year."""
    return [date(year, month, 1) for month in range(1, 13)]


def sheet(unit: str, year: int, today: date, *, opens: bool) -> list[MemberLine]:
    """Members × months of a branch, by name; in seven queries however many members.

    opens: also bases and dues, for who keeps the branch's dues.
    """
    months = months_of(year)
    known = _known(_people_of(unit, months), months, opens=opens)
    payer = tables.terms(today).payer
    rated = tables.by_month(months) if opens else {}
    lines = [
        _line(known, person, months, today, unit, payer, rated)
        for person in sorted(known.names, key=lambda code: (known.names[code], code))
    ]
    return [one for one in lines if one.is_owed]


def own(person: str, year: int, today: date) -> MemberLine | None:
    """The member's own months, wherever in the hospital they were due; None for no member."""
    months = months_of(year)
    known = _known([person], months, opens=True)
    if person not in known.names:
        return None
    payer, rated = tables.terms(today).payer, tables.by_month(months)
    return _line(known, person, months, today, None, payer, rated)


def _line(
    known: _Known,
    person: str,
    months: Sequence[date],
    today: date,
    unit: str | None,
    payer: rules.Payer,
    rated: Mapping[date, Rates],
) -> MemberLine:
    """unit: of which branch; None for any."""
    bases, excused = known.bases.get(person, []), known.excused.get(person, ())
    cells: list[Cell] = []
    reckoned: tuple[Based, Rates] | None = None
    owed = 0
    for month in months:
        branch = rules.branch_of(known.stays[person], month, payer)
        is_here = branch is not None and unit in (None, branch)
        payment = known.paid.get((person, month)) if is_here else None
        state = rules.state_of(
            month,
            is_here=is_here,
            bases=bases,
            is_paid=payment is not None,
            is_excused=bool(excused) and any(start <= month <= end for start, end in excused),
            today=today,
        )
        due, base = None, rules.base_of(bases, month) if rated else None
        if base is not None and state is not State.ELSEWHERE:
            if reckoned is None or reckoned[0] is not base or reckoned[1] is not rated[month]:
                reckoned = (base, rated[month])
                owed = rules.due(base.category, base.amount, rated[month])
            due = owed
        cells.append(Cell(month=month, state=state, branch=branch, due=due, payment=payment))
    last = rules.base_of(bases, months[-1]) if rated else None
    return MemberLine(person=person, name=known.names[person], cells=tuple(cells), base=last)


def dues_of(person: str, months: Collection[date]) -> dict[date, int]:
    """Month → what the member owes for it in 分; months without a base are absent."""
    bases = _bases([person], opens=True).get(person, [])
    rated = tables.by_month(sorted(months))
    found = {}
    for month in months:
        if base := rules.base_of(bases, month):
            found[month] = rules.due(base.category, base.amount, rated[month])
    return found


def bases_of(person: str) -> list[Based]:
    """Every standing base of the member, opened."""
    return _bases([person], opens=True).get(person, [])


def branch_in(person: str, month: date, today: date) -> str | None:
    """The branch to which the member pays the month."""
    payer = tables.terms(today).payer
    stays = _as_stays(_memberships([person], [month]))
    return rules.branch_of(stays.get(person, []), month, payer)


def is_member(person: str, on: date) -> bool:
    """Whether the person's Party relation is with one of our branches on the day."""
    rows = Membership.objects.on(on).filter(person__code=person, line=Line.PARTY)
    return bool(rows.exists())


def below(unit: str) -> list[str]:
    """The branch and every group that ever stood under it."""
    groups = Placement.objects.filter(parent__code=unit, unit__kind=Kind.PARTY_GROUP.value)
    return [unit, *groups.values_list("unit__code", flat=True)]


def _people_of(unit: str, months: Sequence[date]) -> list[str]:
    rows = Membership.objects.filter(
        Q(active_to__isnull=True) | Q(active_to__gt=months[0]),
        unit__code__in=below(unit),
        line=Line.PARTY,
        active_from__lt=rules.after(months[-1], 1),
    )
    return list(rows.values_list("person__code", flat=True).distinct())


def _known(people: Collection[str] | None, months: Sequence[date], *, opens: bool) -> _Known:
    """What is known of these people; None for all who belong to a branch in these months."""
    known = _Known()
    rows = _memberships(people, months)
    known.names = {code: name for code, name, *_ in rows}
    known.stays = _as_stays(rows)
    known.bases = _bases(people, opens=opens)
    paid = Payment.objects.filter(STANDS, month__gte=months[0], month__lte=months[-1])
    known.paid = {
        (person, month): pk
        for person, month, pk in _of(paid, people).values_list("person__code", "month", "pk")
    }
    known.excused = _excused(people)
    return known


_Model = TypeVar("_Model", bound=models.Model)


def _of(rows: models.QuerySet[_Model], people: Collection[str] | None) -> models.QuerySet[_Model]:
    """Those of these people; of all for None, which costs no list of hundreds of codes."""
    rows = rows.order_by()
    return rows if people is None else rows.filter(person__code__in=list(people))


_Row = tuple[str, str, str, date, date | None]


def _memberships(people: Collection[str] | None, months: Sequence[date]) -> list[_Row]:
    rows = Membership.objects.filter(
        Q(active_to__isnull=True) | Q(active_to__gt=months[0]),
        line=Line.PARTY,
        active_from__lt=rules.after(months[-1], 1),
    )
    return list(
        _of(rows, people).values_list(
            "person__code", "person__name", "unit__code", "active_from", "active_to"
        )
    )


def _as_stays(rows: Iterable[_Row]) -> dict[str, list[Stay]]:
    groups = Placement.objects.filter(unit__kind=Kind.PARTY_GROUP.value, parent__isnull=False)
    above = dict(groups.order_by("active_from").values_list("unit__code", "parent__code"))
    found: defaultdict[str, list[Stay]] = defaultdict(list)
    for person, _, unit, start, end in rows:
        found[person].append(Stay(above.get(unit, unit), Span(start, end)))
    return dict(found)


def _bases(people: Collection[str] | None, *, opens: bool) -> dict[str, list[Based]]:
    rows = list(
        _of(Base.objects.filter(STANDS), people).values_list(
            "person__code", "month", "category", "amount"
        )
    )
    amounts = opened(row[-1] for row in rows) if opens else [""] * len(rows)
    found: defaultdict[str, list[Based]] = defaultdict(list)
    for (person, month, sort, _), amount in zip(rows, amounts, strict=True):
        found[person].append(Based(month=month, category=Category(sort), amount=int(amount or 0)))
    return dict(found)


def _excused(people: Collection[str] | None) -> dict[str, list[tuple[date, date]]]:
    found: defaultdict[str, list[tuple[date, date]]] = defaultdict(list)
    rows = _of(GoodReason.objects.filter(STANDS), people)
    for person, start, end in rows.values_list("person__code", "month_from", "month_to"):
        found[person].append((start, end))
    return dict(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """A member who is behind with their dues. months: unpaid in a row, the earliest first."""

    unit: str
    person: str
    name: str
    months: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month of a branch. owed: members whose dues fall to it up to now; sums in 分."""

    owed: int = 0
    paid: int = 0
    excused: int = 0
    unset: int = 0
    due_sum: int = 0
    paid_sum: int = 0

    def __add__(self, other: Month) -> Month:
        sums = {name: getattr(self, name) + getattr(other, name) for name in self.__slots__}
        return Month(**sums)


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchYear:
    """A branch in a year: its months (all twelve), extra payments in 分, who is behind."""

    unit: str
    name: str
    months: Mapping[date, Month]
    extra: int
    behind: tuple[Behind, ...]

    @property
    def total(self) -> Month:
        return sum(self.months.values(), Month())


# (branch, month) → the numbers of a Month in their order, while they are being counted.
_Sums = defaultdict[tuple[str, date], list[int]]


def office(year: int, today: date) -> list[BranchYear]:
    """Every branch in a year, in nine queries; the sums of dues are reckoned from the bases."""
    months = months_of(year)
    units = dict(
        Unit.objects.filter(kind=Kind.PARTY_BRANCH.value)
        .reaching(months[0])
        .filter(active_from__lt=rules.after(months[-1], 1))
        .values_list("code", "name")
    )
    known = _known(None, months, opens=True)
    payer, rated = tables.terms(today).payer, tables.by_month(months)
    sums: _Sums = defaultdict(lambda: [0] * len(Month.__slots__))
    behind: defaultdict[str, list[Behind]] = defaultdict(list)
    for person in known.names:
        _add_member(known, person, months, today, payer, rated, sums, behind)
    for unit, month, paid in Takings.objects.filter(month__in=months).values_list(
        "unit__code", "month", "paid"
    ):
        sums[unit, month][-1] += paid
    extras = dict(
        Extra.objects.filter(STANDS, paid_on__year=year)
        .order_by()
        .values_list("unit_id")
        .annotate(Sum("amount"))
    )
    return [
        BranchYear(
            unit=code,
            name=name,
            months={
                month: Month(**dict(zip(Month.__slots__, sums[code, month], strict=True)))
                for month in months
            },
            extra=extras.get(code, 0),
            behind=tuple(sorted(behind[code], key=lambda one: (-len(one.months), one.name))),
        )
        for code, name in sorted(units.items())
    ]


def _add_member(
    known: _Known,
    person: str,
    months: Sequence[date],
    today: date,
    payer: rules.Payer,
    rated: Mapping[date, Rates],
    sums: _Sums,
    behind: dict[str, list[Behind]],
) -> None:
    line = _line(known, person, months, today, None, payer, rated)
    last = ""
    for cell in line.cells:
        branch = cell.branch
        if branch is None:
            continue
        counts, is_owed = sums[branch, cell.month], cell.state in OWED
        counts[0] += is_owed
        counts[1] += cell.state is State.PAID
        counts[2] += cell.state is State.EXCUSED
        counts[3] += cell.state is State.UNSET
        if is_owed and cell.state is not State.EXCUSED:
            counts[4] += cell.due or 0
        last = branch if cell.month <= rules.month_of(today) else last
    if found := rules.behind(line.states, today):
        behind[last].append(Behind(unit=last, person=person, name=line.name, months=found))


def behind_of(unit: str, today: date) -> list[Behind]:
    """Who of the branch is behind, the longest first; nothing sealed is opened.

    Looks back over the last year and this one.
    """
    months = [*months_of(today.year - 1), *months_of(today.year)]
    known = _known(_people_of(unit, months), months, opens=False)
    payer, found = tables.terms(today).payer, []
    for person in known.names:
        line = _line(known, person, months, today, unit, payer, {})
        if late := rules.behind(line.states, today):
            found.append(Behind(unit=unit, person=person, name=line.name, months=late))
    return sorted(found, key=lambda one: (-len(one.months), one.name))


def office_behind(today: date) -> list[Behind]:
    """Everybody who is behind, by branch; looks back over the last year and this one.

    Nothing sealed is opened.
    """
    months = [*months_of(today.year - 1), *months_of(today.year)]
    known = _known(None, months, opens=False)
    payer, found = tables.terms(today).payer, []
    now = rules.month_of(today)
    for person in known.names:
        line = _line(known, person, months, today, None, payer, {})
        if late := rules.behind(line.states, today):
            unit = rules.branch_of(known.stays[person], now, payer)
            unit = unit or rules.branch_of(known.stays[person], late[-1], payer)
            found.append(Behind(unit=unit or "", person=person, name=line.name, months=late))
    return sorted(found, key=lambda one: (one.unit, -len(one.months), one.name))
