"""民主评议党员: every branch of a year, and one appraisal with the grades of its members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.meetings.appraisal import queries
from linghang.meetings.appraisal.rules import GRADE_NAMES, STEP_NAMES, Grade, Step
from linghang.meetings.models import Appraisal, AppraisalGrade
from linghang.org.definitions import Kind
from linghang.org.party import policy as party_policy
from linghang.web import details, lists, subjects
from linghang.web.access import hide_unless, require
from linghang.web.details import Facts, Related, Way
from linghang.web.lists import Column, Empty, Filter, Listing, Mark, Words
from linghang.web.lists import Way as How
from linghang.web.lists.cells import Value
from linghang.web.meetings import disposals
from linghang.web.meetings.seen import called, may_record
from linghang.web.requests import Request

TONES = {
    Grade.EXCELLENT: "done",
    Grade.QUALIFIED: "",
    Grade.BARELY: "warning",
    Grade.UNQUALIFIED: "failed",
}
YEARS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A branch with its appraisal of the year; pk: None while there is none."""

    code: str
    name: str
    year: int
    pk: int | None
    steps: dict[Step, date]

    @property
    def state(self) -> Mark:
        if Step.REPORT in self.steps:
            return Mark("已上报", "done")
        if self.pk is None:
            return Mark("还没有开展", "warning")
        last = [STEP_NAMES[one] for one in Step if one in self.steps]
        return Mark(f"已{last[-1]}" if last else "已登记", "going")

    @property
    def reported(self) -> date | None:
        return self.steps.get(Step.REPORT)


def _years(request: Request) -> list[tuple[str, str]]:
    this = request.today.year
    return [(str(year), f"{year}年") for year in range(this, this - YEARS, -1)]


def _open(rows: Sequence[Row], _value: str, _request: Request) -> list[Row]:
    return [one for one in rows if one.reported is None]


def _link(one: Row) -> str:
    if one.pk is None:
        return reverse("unit-meetings", args=[one.code])
    return reverse("appraisal", args=[one.pk])


APPRAISALS = Listing(
    code="meetings.appraisals",
    title="民主评议党员",
    counted="个",
    note="每个支部每年一次。等次只有本支部书记、委员和党办可以看，本人可以看自己的。",
    columns=(
        Column("name", "党支部", sort="name"),
        Column("state", "进度"),
        Column("self_on", "个人自评", value=lambda one: one.steps.get(Step.SELF), tone="nowrap"),
        Column("opinion", "评定意见", value=lambda one: one.steps.get(Step.OPINION), tone="nowrap"),
        Column("reported", "上报", tone="nowrap"),
    ),
    filters=(
        Filter("state", "只看", How.CHOICE, options=(("open", "没有上报的"),), apply=_open),
        Filter(
            "year",
            "年度",
            How.CHOICE,
            options=_years,
            apply=lambda rows, _value, _request: rows,
            always=True,
        ),
    ),
    link=_link,
    key="code",
    empty=Empty("没有党支部", "党支部在组织架构中设立。"),
)


@require_safe
def appraisals(request: Request) -> HttpResponseBase:
    """The branches whose grades the post may know, and how far each is."""
    require(party_policy.may_read_appraisals(request.rights, None))
    asked = request.GET.get("year", "")
    year = int(asked) if asked in dict(_years(request)) else request.today.year
    places = [
        place
        for place in request.rights.structure.of_kind(Kind.PARTY_BRANCH)
        if party_policy.may_read_appraisals(request.rights, place.code, place.kind)
    ]
    codes = [place.code for place in places]
    kept = {one.unit_id: one for one in Appraisal.objects.filter(unit__code__in=codes, year=year)}
    rows = [
        Row(
            code=place.code,
            name=place.name,
            year=year,
            pk=kept[place.code].pk if place.code in kept else None,
            steps=kept[place.code].steps if place.code in kept else {},
        )
        for place in sorted(places, key=lambda place: place.code)
    ]
    return lists.page(request, APPRAISALS, rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A grade with how the disposal of who was not qualified stands."""

    row: AppraisalGrade
    disposal: Value

    @property
    def grade(self) -> Mark:
        return Mark(self.row.get_grade_display(), TONES[Grade(self.row.grade)])

    @property
    def votes(self) -> str:
        one = self.row
        counts = (one.excellent, one.qualified, one.barely, one.unqualified)
        names = zip(GRADE_NAMES.values(), counts, strict=True)
        return "、".join(f"{name}{count}" for name, count in names) if sum(counts) else ""

    @property
    def followed(self) -> Value:
        if self.row.disposal:
            return self.row.get_disposal_display()
        talked = self.row.talked_on
        return Words("已提醒谈话", talked.isoformat()) if talked else ""


GRADES = Listing(
    code="meetings.grades",
    title="评定等次",
    counted="人",
    columns=(
        Column("name", "党员", value="row.person.name", tone="nowrap"),
        Column("grade", "等次"),
        Column("votes", "民主测评票数"),
        Column("followed", "处置、谈话"),
        Column("disposal", "处置程序"),
        Column("told", "告知本人", value="row.told_on", tone="nowrap"),
    ),
)


def appraisal_seen(request: Request, pk: int) -> Appraisal:
    """The appraisal, if one may know its grades; else 404."""
    row = get_object_or_404(Appraisal.objects.select_related("unit", "meeting__unit"), pk=pk)
    hide_unless(
        party_policy.may_read_appraisals(request.rights, row.unit.code, Kind(row.unit.kind))
    )
    return row


@require_safe
def appraisal(request: Request, pk: int) -> HttpResponse:
    """One appraisal: its steps, the grades, what is still open."""
    row = appraisal_seen(request, pk)
    people = queries.people_of(row.unit.code, row.day)
    grades = list(row.grades.select_related("person").order_by("person__name"))
    found = disposals.standing(request, row, grades)
    lines = [Line(row=one, disposal=found.get(one.pk)) for one in grades]
    excellent = sum(one.grade == Grade.EXCELLENT for one in grades)
    most = queries.most_excellent(row.unit.code, row.day)
    return details.page(
        request,
        title=f"{row.year}年民主评议党员",
        subtitle=row.unit.name,
        above=[(row.unit.name, reverse("unit-meetings", args=[row.unit.code]))],
        marks=[Mark("已上报", "done") if row.report_on else Mark("进行中", "going")],
        ways=_ways(row, bool(grades)) if may_record(request, row.unit) else [],
        facts=[
            Facts(
                "进度",
                [
                    ("评议日", row.day),
                    *((name, row.steps.get(one)) for one, name in STEP_NAMES.items()),
                    ("评定会议", called(row.meeting) if row.meeting else ""),
                    (
                        "人数",
                        f"党员{len(people.names)}人，其中预备党员{len(people.probation)}人"
                        f"参加评议、不定等次；定等次{people.graded}人",
                    ),
                    ("优秀", f"已评{excellent}人，最多{most}人"),
                ],
            )
        ],
        related=[Related(listing=GRADES, rows=lines, says="还没有评定等次。")],
        history=("meetings.appraisal", str(row.pk)),
    )


def _ways(row: Appraisal, graded: bool) -> list[Way]:
    if row.report_on:
        return []
    found = [
        Way("登记进度", reverse("appraisal-steps", args=[row.pk]), "calendar"),
        Way("评定等次", reverse("appraisal-grades", args=[row.pk]), "pencil", main=not graded),
    ]
    if graded:
        found.append(Way("登记告知", reverse("appraisal-told", args=[row.pk]), "bell"))
        found.append(Way("上报", reverse("appraisal-report", args=[row.pk]), "send", main=True))
    return found


subjects.register("meetings.appraisal", "appraisal")
