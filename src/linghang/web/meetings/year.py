"""年度事项: what branches owe once a year beside their meetings, one branch and all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.foundation.parameters.kinds import Value as Parameter
from linghang.foundation.period import day_label
from linghang.meetings import trail_actions
from linghang.meetings.follow_ups.rules import STATE_NAMES, State
from linghang.meetings.models import FollowUp, Meeting
from linghang.meetings.yearly import queries
from linghang.meetings.yearly.rules import MATTER_NAMES, Matter, Owing
from linghang.org import policy
from linghang.org.definitions import KINDS, Kind, Tree
from linghang.org.models import Unit
from linghang.org.party import policy as party_policy
from linghang.web import lists, subjects
from linghang.web.access import require
from linghang.web.details import Related
from linghang.web.lists import Column, Empty, Filter, Link, Listing, Mark, Way, Words, years
from linghang.web.lists.cells import Value
from linghang.web.meetings.besides import follow_up_state
from linghang.web.meetings.seen import kind_name
from linghang.web.requests import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One matter of a branch's year: what is missing and by when, and where it is done."""

    matter: Matter
    owing: Owing | None
    today: date
    url: str

    @property
    def state(self) -> Mark:
        if self.owing is None:
            return Mark("没有要办的", "done")
        return Mark("超期", "failed") if self.owing.is_late(self.today) else Mark("待办", "going")

    @property
    def says(self) -> str:
        return self.owing.says if self.owing else ""

    @property
    def due(self) -> Value:
        if self.owing is None:
            return ""
        left = (self.owing.due - self.today).days
        return Words(
            day_label(self.owing.due),
            f"还有{left}天" if left > 0 else "今天到期" if not left else "",
        )

    @property
    def deed(self) -> Value:
        return Link("打开", self.url) if self.url else ""


YEAR = Listing(
    code="meetings.year_of_branch",
    title="年度事项",
    columns=(
        Column("matter", "事项", value=lambda one: MATTER_NAMES[one.matter], tone="nowrap"),
        Column("state", "情况"),
        Column("says", "还差"),
        Column("due", "截止", tone="nowrap"),
        Column("deed", "办理", tone="nowrap"),
    ),
)


def of_branch(
    request: Request, unit: Unit, may: bool, year: int, values: Mapping[str, Parameter]
) -> Related:
    """The matters of the branch's year, each with where it is done.

    values: the parameters in force.
    """
    units = request.rights.structure.units.values()
    parents = {one.code: one.parent for one in units if KINDS[one.kind].tree is Tree.PARTY}
    owing = queries.owing([unit.code], year, request.today, values=values, parents=parents)
    found = owing.get(unit.code, [])
    by_matter = {one.matter: one for one in found}
    places = _places(request, unit, may, year)
    return Related(
        listing=YEAR,
        rows=[
            Line(
                matter=one,
                owing=by_matter.get(one),
                today=request.today,
                url=places.get(one, ""),
            )
            for one in Matter
        ],
    )


def _places(request: Request, unit: Unit, may: bool, year: int) -> Mapping[Matter, str]:
    """Where each matter is done, as far as the acting post may open it."""
    places = {
        Matter.TRAINING: f"{reverse('training-hours')}?branch={unit.name}&year={year}",
        Matter.FOLLOW_UPS: f"{reverse('follow-ups')}?unit={unit.code}",
        Matter.BOOKS: f"{reverse('books', args=[unit.code])}?year={year}",
    }
    if request.rights.unit.code == unit.code:
        places[Matter.TALKS] = f"{reverse('talks', args=[unit.code])}?year={year}"
    if party_policy.may_read_appraisals(request.rights, unit.code, Kind(unit.kind)):
        open_ = reverse("appraisal-open", args=[unit.code])
        places[Matter.APPRAISAL] = open_ if may else reverse("appraisals")
    return places


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A branch with what it owes, by matter."""

    code: str
    name: str
    owing: Mapping[Matter, Owing]
    year: int
    today: date

    @property
    def open(self) -> int:
        return len(self.owing)

    def cell(self, matter: Matter) -> Value:
        """What is missing of the matter; empty where nothing is."""
        found = self.owing.get(matter)
        if found is None:
            return None
        if found.is_late(self.today):
            return Mark(f"{found.says}，超期", "failed")
        return Words("", found.says)


def _cell(matter: Matter) -> Column:
    return Column(matter.value, MATTER_NAMES[matter], value=lambda one: one.cell(matter))


def _lacking(rows: Sequence[Branch], value: str, _request: Request) -> list[Branch]:
    return [one for one in rows if Matter(value) in one.owing]


def _late(rows: Sequence[Branch], _value: str, _request: Request) -> list[Branch]:
    return [one for one in rows if any(each.is_late(one.today) for each in one.owing.values())]


BRANCHES = Listing(
    code="meetings.year",
    title="支部年度事项",
    counted="个",
    note="民主评议、谈心谈话、培训学时、整改和议定事项、记录本检查意见：每个支部当年还差什么。以往年度只列到年底应当完成、至今没有完成的。",
    columns=(
        Column("name", "党支部", sort="name"),
        Column("open", "待办件数", sort="open", tone="number"),
        *(_cell(one) for one in Matter),
    ),
    filters=(
        Filter(
            "matter",
            "事项",
            Way.CHOICE,
            options=tuple((one.value, name) for one, name in MATTER_NAMES.items()),
            apply=_lacking,
        ),
        Filter("state", "只看", Way.CHOICE, options=(("late", "超期的"),), apply=_late),
        years.choice(),
    ),
    link=lambda one: f"{reverse('unit-meetings', args=[one.code])}?year={one.year}",
    key="code",
    empty=Empty("没有党支部", "党支部在组织架构中设立。"),
)


@require_safe
def branches(request: Request) -> HttpResponseBase:
    """Every branch that the post looks after, with what it still owes of the year."""
    require(policy.may_oversee_meetings(request.rights))
    allowed = request.rights.units("meetings.read")
    places = [
        place
        for place in request.rights.structure.of_kind(Kind.PARTY_BRANCH)
        if place.code in allowed
    ]
    year = years.asked(request)
    found = queries.owing([place.code for place in places], year, request.today)
    rows = [
        Branch(
            code=place.code,
            name=place.name,
            owing={one.matter: one for one in found.get(place.code, [])},
            year=year,
            today=request.today,
        )
        for place in sorted(places, key=lambda place: place.code)
    ]
    return lists.page(request, BRANCHES, rows)


def _by_state(rows: object, value: str, request: Request) -> object:
    wanted, late = State(value), {"due_date__lt": request.today}
    if wanted is State.CLOSED:
        return rows.filter(closed_on__isnull=False)  # type: ignore[attr-defined]
    open_rows = rows.filter(closed_on__isnull=True)  # type: ignore[attr-defined]
    return open_rows.filter(**late) if wanted is State.LATE else open_rows.exclude(**late)


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the list with the day on which it is looked at."""

    row: FollowUp
    today: date


FOLLOW_UPS = Listing(
    code="meetings.all_follow_ups",
    title="整改议定事项",
    counted="项",
    note="组织生活会的整改清单、主题党日的议定事项、党委会和中心组的落实事项。",
    columns=(
        Column("title", "事项", value=lambda one: Words(one.row.title, one.row.measure)),
        Column("unit", "单位", value="row.form.meeting.unit.name"),
        Column("kind", "会议", value=lambda one: kind_name(one.row.form.kind), tone="nowrap"),
        Column("owner", "责任人", value="row.owner.name", tone="nowrap"),
        Column("due", "完成时限", value="row.due_date", sort="due_date", tone="nowrap"),
        Column("state", "情况", value=lambda one: follow_up_state(one.row, one.today)),
        Column("result", "完成情况", value="row.result"),
    ),
    filters=(
        Filter("q", "事项", path=("title",)),
        Filter("unit", "单位", Way.UNIT, path="form__meeting__unit__code"),
        Filter("due", "完成时限", Way.DAY, path="due_date"),
        Filter(
            "state",
            "情况",
            Way.CHOICE,
            options=tuple((one.value, name) for one, name in STATE_NAMES.items()),
            apply=_by_state,
        ),
    ),
    order="due",
    lines=lambda request, rows: [Shown(row, request.today) for row in rows],
    link=lambda one: reverse("meeting", args=[one.row.form.meeting_id]),
    empty=Empty("还没有登记", "在会议页面点“登记整改清单”等，逐项写责任人和时限。"),
)


@require_safe
def follow_ups(request: Request) -> HttpResponseBase:
    """What meetings left to be done, of all meetings that may be read."""
    require(policy.may_read_meetings(request.rights, None))
    rows = FollowUp.objects.filter(form__meeting__in=Meeting.objects.visible_to(request.rights))
    return lists.page(request, FOLLOW_UPS, rows.select_related("owner", "form__meeting__unit"))


def _of_year(name: str) -> str:
    return reverse("unit-meetings", args=[name.partition(":")[0]])


subjects.register(trail_actions.YEAR, _of_year)
