"""What a post owes or helps with and that needs a deed, with what blocks it and who lifts that.

A few of a programme stand singly; more are one line with their number, which opens to just them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Q

from linghang.commitments import reach
from linghang.commitments.blocking import queries
from linghang.commitments.blocking.rules import Block
from linghang.commitments.models import Commitment, Help, Programme
from linghang.commitments.reminding.services import is_report_missing
from linghang.commitments.spells.rules import Standing
from linghang.notices.duties import Duty
from linghang.org.rules import Rights
from linghang.procedures.days import Day
from linghang.procedures.terms import rules as terms

COMMITMENT, PROGRAMME = "commitments.commitment", "commitments.programme"
OWN, HELPED = "commitments.own", "commitments.helped"
FEW = 3


class Need(StrEnum):
    """Why a task needs a deed."""

    LATE = "late"
    SOON = "soon"
    BACK = "back"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A task that needs a deed. days: before the day due from which it is near. is_own: the post
    reports on it; else its department helps, and is told of the day alone."""

    row: Commitment
    needs: tuple[Need, ...]
    days: int
    is_own: bool

    @property
    def says(self) -> str:
        """逾期，没有反馈进展."""
        return "，".join(_says(one, self.days) for one in self.needs)


def _says(need: Need, days: int) -> str:
    near = f"{days}日内到期"
    return {
        Need.LATE: "逾期",
        Need.SOON: near,
        Need.BACK: "被退回",
        Need.SILENT: "没有反馈进展",
    }[need]


def owed(rights: Rights, day: Day, programme: int | None = None) -> list[Owed]:
    """Every task that needs a deed of the post or is due where it helps, in the order of the tree;
    one query beside the rights and the parameters.

    programme: of this one alone (pk).
    """
    if not rights.in_force:
        return []
    parts = {part.kind: part.units for part in reach.reporting(rights, day)}
    mine, helped = Q(owner__in=reach.people(rights)), Q()
    for kind, units in parts.items():
        of_kind = Q(programme__kind=kind)
        mine |= of_kind if units is None else of_kind & Q(unit__code__in=units)
        if units:
            helps = Help.objects.filter(unit__code__in=units).values("commitment")
            helped |= of_kind & Q(pk__in=helps)
    rows = Commitment.objects.tasks().under_way().filter(mine | helped if helped else mine)
    rows = rows.filter(programme__standing=Programme.Standing.IN_FORCE)
    if programme is not None:
        rows = rows.filter(programme=programme)
    found = list(rows.select_related("programme", "unit").order_by("programme", "path"))
    values = day.values(day.on) if found else {}
    people = reach.people(rights)
    told = (
        _owed(row, values, day.on, is_own=row.owner in people or _is_of(row, parts))
        for row in found
    )
    return [one for one in told if one.needs]


def _is_of(row: Commitment, parts: Mapping[str, frozenset[str] | None]) -> bool:
    units = parts.get(row.programme.kind, frozenset())
    return units is None or row.unit_id in units


def _owed(row: Commitment, values: Mapping[str, object], today: date, *, is_own: bool) -> Owed:
    days = terms.bound(row.programme.definition.lights.days, values)
    needs = []
    if row.due is not None and row.due < today:
        needs.append(Need.LATE)
    elif row.due is not None and (row.due - today).days <= days:
        needs.append(Need.SOON)
    if is_own and row.proceeding and row.standing != Standing.CLOSING.value:
        needs.append(Need.BACK)
    if is_own and is_report_missing(row, today):
        needs.append(Need.SILENT)
    return Owed(row=row, needs=tuple(needs), days=days, is_own=is_own)


def duties(rights: Rights, day: Day) -> Iterator[Duty]:
    """The lines of the workbench: of the post's own tasks, and of those that it helps with."""
    groups: defaultdict[tuple[int, bool], list[Owed]] = defaultdict(list)
    for one in owed(rights, day):
        groups[one.row.programme_id, one.is_own].append(one)
    few = [one.row for found in groups.values() if len(found) <= FEW for one in found]
    told = queries.blocked(few, day) if few else {}
    for found in groups.values():
        if len(found) <= FEW:
            yield from (_single(one, told[one.row.pk].blocks[0]) for one in found)
        else:
            yield _together(found)


def _single(one: Owed, block: Block) -> Duty:
    row = one.row
    if one.is_own:
        report = "请您反馈进展；" if Need.SILENT in one.needs else ""
        why = f"“{row.programme.title}”：{report}{block.told(to_doer=True)}"
    else:
        unit = row.unit.name if row.unit else ""
        why = f"“{row.programme.title}”由{unit}负责，本部门协助：{block.told()}"
    return Duty(
        section="owe" if one.is_own else "watch",
        title=f"{'' if one.is_own else '协助 '}{row.number} {row.title}：{one.says}",
        why=why,
        subject=(COMMITMENT, str(row.pk)),
        due=row.due,
    )


def _together(found: Sequence[Owed]) -> Duty:
    first = found[0]
    programme = first.row.programme
    counts = ((need, sum(need in one.needs for one in found)) for need in Need)
    said = "，".join(f"{count}项{_says(need, first.days)}" for need, count in counts if count)
    near = [one.row.due for one in found if {Need.LATE, Need.SOON} & set(one.needs)]
    what = "要办" if first.is_own else "由本部门协助"
    ground = "本职务或本人承担的任务" if first.is_own else "由别的部门负责，本部门协助"
    return Duty(
        section="owe" if first.is_own else "watch",
        title=f"{programme.title}：{len(found)}项{what}（{said}）",
        why=f"{ground}，打开清单逐项看卡在哪里、请谁办理",
        subject=(OWN if first.is_own else HELPED, str(programme.pk)),
        due=min((one for one in near if one), default=None),
    )
