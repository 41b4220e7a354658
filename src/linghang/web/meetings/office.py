"""全院组织生活: every branch by month – what was due in it, and whether it was held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.foundation.period import Period
from linghang.meetings import attending, catalog
from linghang.meetings.duties import queries as duties
from linghang.meetings.duties.providers import OVERSEEN
from linghang.meetings.duties.rules import Duty, State
from linghang.meetings.structure import queries as set_up
from linghang.meetings.structure.queries import Look
from linghang.org import policy
from linghang.web import lists, subjects
from linghang.web.access import require
from linghang.web.lists import Column, Empty, Filter, Listing, Mark, Way, Words, years
from linghang.web.lists.cells import Value
from linghang.web.meetings.unit import percent
from linghang.web.requests import Request

SHORT = (("missing", "有缺的"), ("set_up", "组织设置有提醒的"))


@dataclass(frozen=True, kw_only=True)
class Row:
    """A branch or group with its duties of the year.

    rate, set_up: the share of 实到 in 应到, and what in its set-up is to be looked at; of the rows
    that are shown.
    """

    code: str
    name: str
    owed: tuple[Duty, ...]
    rate: Fraction | None = None
    set_up: tuple[str, ...] = ()

    def only(self, kind: str) -> Row:
        """The same with the duties of one kind."""
        owed = tuple(one for one in self.owed if one.kind == kind)
        return replace(self, owed=owed)

    @cached_property
    def by_month(self) -> dict[int, list[Duty]]:
        """Month of the last day → duties."""
        found: dict[int, list[Duty]] = {}
        for one in self.owed:
            found.setdefault((one.period.end.month - 2) % 12 + 1, []).append(one)
        return found

    @property
    def missing(self) -> int:
        return sum(one.state in (State.MISSING, State.EXCUSED) for one in self.owed)

    @property
    def warned(self) -> Value:
        """What in the set-up of the branch is to be looked at (§1.1.2–§1.1.7)."""
        return Words("；".join(self.set_up))

    @property
    def attended(self) -> Value:
        return None if self.rate is None else percent(self.rate)

    def month(self, number: int) -> Value:
        """What was due in the month: done/owed, marked by the worst of it; empty without any."""
        due = self.by_month.get(number)
        if not due:
            return None
        states = {one.state for one in due}
        says = f"{sum(one.state is State.DONE for one in due)}/{len(due)}"
        if State.MISSING in states:
            return Mark(f"{says} 缺", "failed")
        if State.EXCUSED in states:
            return Mark(f"{says} 有说明", "warning")
        return Mark(f"{says} 待开", "going") if State.OPEN in states else Mark(says, "done")


def _month(number: int) -> Column:
    return Column(f"m{number}", f"{number}月", value=lambda one: one.month(number), tone="nowrap")


def _due_kinds(_request: Request) -> list[tuple[str, str]]:
    kinds = (one.item for one in catalog.meetings().items.values())
    return [
        (one.code, one.name)
        for one in kinds
        if one.every and any(kind in one.of for kind in OVERSEEN)
    ]


def _of_kind(rows: Sequence[Row], kind: str, _request: Request) -> list[Row]:
    return [one.only(kind) for one in rows]


def _short(rows: Sequence[Row], value: str, request: Request) -> list[Row]:
    if value == "set_up":
        looks = _looks(request, rows)
        return [one for one in rows if one.code in looks and looks[one.code].says]
    return [one for one in rows if one.missing]


def _looks(request: Request, rows: Sequence[Row]) -> dict[str, Look]:
    return set_up.look([one.code for one in rows], request.rights.structure, request.today)


def _year(request: Request) -> Period:
    return Period.year(years.asked(request))


def _shown(request: Request, rows: Sequence[Row]) -> list[Row]:
    """The rows with what is told of them beside their duties."""
    attended = attending.attendance([one.code for one in rows], _year(request))
    looks = _looks(request, rows)
    return [
        replace(
            one,
            rate=attended[one.code].rate if one.code in attended else None,
            set_up=looks[one.code].says if one.code in looks else (),
        )
        for one in rows
    ]


MATRIX = Listing(
    code="meetings.office",
    title="全院组织生活",
    counted="个",
    note="每格是到期在该月的会议：已开/应开。季度、年度的会议列在期末的月份。",
    columns=(
        Column("name", "党支部、党小组", sort="name"),
        Column("missing", "全年缺", sort="missing", tone="number"),
        Column("attended", "到会率", tone="nowrap"),
        *(_month(number) for number in range(1, 13)),
        Column("warned", "组织设置提醒"),
    ),
    filters=(
        Filter("kind", "会议", Way.CHOICE, options=_due_kinds, apply=_of_kind),
        Filter("state", "只看", Way.CHOICE, options=SHORT, apply=_short),
        years.choice(),
    ),
    lines=_shown,
    link=lambda one: reverse("unit-meetings", args=[one.code]),
    key="code",
    empty=Empty("没有党支部", "党支部在组织架构中设立。"),
)


@require_safe
def matrix(request: Request) -> HttpResponseBase:
    """The branches and groups that the post looks after, by name of their codes."""
    require(policy.may_oversee_meetings(request.rights))
    allowed = request.rights.units("meetings.read")
    structure = request.rights.structure
    places = [
        place for kind in OVERSEEN for place in structure.of_kind(kind) if place.code in allowed
    ]
    owed: dict[str, list[Duty]] = {}
    for one in duties.duties([place.code for place in places], _year(request), request.today):
        owed.setdefault(one.unit, []).append(one)
    rows = [
        Row(code=place.code, name=place.name, owed=tuple(owed.get(place.code, ())))
        for place in sorted(places, key=lambda place: place.code)
    ]
    ways = [("主题党日计划与开展", reverse("themes-office"))]
    return lists.page(
        request, MATRIX, rows, template="web/meetings/list.html", context={"bodies": ways}
    )


def _overseen(which: str) -> str:
    if which == "lessons":
        return f"{reverse('lesson-duties')}?state=missing"
    return reverse("meetings-office") + ("?state=missing" if which == "missing" else "")


subjects.register("meetings.oversight", _overseen)
