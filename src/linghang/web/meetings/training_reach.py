"""How far training reached: branches, groups and kinds of members; and the file of one member."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.foundation.period import Period, day_label
from linghang.meetings.training import queries
from linghang.meetings.training.queries import Taken
from linghang.meetings.training.rules import NOTHING, Coverage, Trained, coverage
from linghang.meetings.yearly.rosters import Roster, Rosters, rosters
from linghang.org import policy
from linghang.org.definitions import Kind
from linghang.org.memberships.rules import Line
from linghang.org.models import Membership, Person
from linghang.org.posts_held import queries as posts_held
from linghang.web import details, lists
from linghang.web.access import require
from linghang.web.details import Facts, Related
from linghang.web.lists import Column, Empty, Filter, Link, Listing, years
from linghang.web.lists import Way as How
from linghang.web.lists.cells import Value
from linghang.web.requests import Request

BY = (("branch", "党支部"), ("group", "党小组"), ("role", "人员类别"))
SECRETARIES, COMMITTEES, MEMBERS = "支部书记", "支部委员", "其他党员"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A group with how far it was reached in a year. branch: its name where the list of hours can
    show it."""

    name: str
    found: Coverage
    branch: str = ""
    secretary: Value = ""
    year: int = 0

    @property
    def missing(self) -> Value:
        """How many were not reached, leading to their names."""
        left = self.found.people - self.found.reached
        if not left:
            return None
        if not self.branch:
            return f"{left}"
        asked = urlencode({"branch": self.branch, "state": "none", "year": self.year})
        return Link(f"{left}", f"{reverse('training-hours')}?{asked}")


def _percent(share: float | None) -> Value:
    return None if share is None else f"{share:.1%}"


COVERAGE = Listing(
    code="meetings.training_coverage",
    title="培训覆盖率",
    counted="行",
    note="参加过任何一期培训的算覆盖，学时达到规则参数要求的算达标；未结业的不计学时。",
    columns=(
        Column("name", "党支部、党小组或类别", sort="name"),
        Column("people", "党员", value="found.people", sort="found.people", tone="number"),
        Column("reached", "已参训", value="found.reached", tone="number"),
        Column(
            "share",
            "覆盖率",
            value=lambda one: _percent(one.found.share),
            sort="found.share",
            tone="number",
        ),
        Column(
            "met",
            "学时达标率",
            value=lambda one: _percent(one.found.met_share),
            sort="found.met_share",
            tone="number",
        ),
        Column("missing", "没有参训", tone="number"),
        Column("secretary", "书记学时"),
    ),
    filters=(
        Filter("by", "按", How.CHOICE, options=BY, apply=lambda rows, _v, _r: rows, always=True),
        years.choice(),
    ),
    key="name",
    empty=Empty("没有党员", "党员的组织关系在组织架构中登记。"),
    per_page=100,
)


@require_safe
def reach(request: Request) -> HttpResponseBase:
    """Coverage of the year by branch, by Party group or by kind of member, and of all."""
    require(policy.may_read_meetings(request.rights, None))
    branches = {
        place.code: place.name
        for place in request.rights.structure.of_kind(Kind.PARTY_BRANCH)
        if policy.may_read_meetings(request.rights, place.code, place.kind)
    }
    year = years.asked(request)
    known = rosters(branches, min(request.today, Period.year(year).last_day))
    found = queries.of_branches(branches, year, request.today, known=known)
    asked = request.GET.get("by", "")
    by = asked if asked in dict(BY) else BY[0][0]
    rows = list(_rows(request, by, branches, known, found))
    if len(rows) > 1:
        everybody = [one for group in found.values() for one in group]
        rows.append(Reached(name="合计", found=coverage(everybody)))
    return lists.page(request, COVERAGE, rows)


def _rows(
    request: Request,
    by: str,
    branches: dict[str, str],
    known: Rosters,
    found: dict[str, list[Trained]],
) -> Iterator[Reached]:
    if by == "role":
        for name in (SECRETARIES, COMMITTEES, MEMBERS):
            group = [
                one
                for code, members in found.items()
                for one in members
                if _role(known.of[code], one.person) == name
            ]
            yield Reached(name=name, found=coverage(group))
        return
    within = _groups(request) if by == "group" else {}
    for code in sorted(found):
        if by == "branch":
            heads = [one for one in found[code] if one.person in known.of[code].secretaries]
            yield Reached(
                name=branches[code],
                found=coverage(found[code]),
                branch=branches[code],
                secretary="、".join(f"{one.hours:f}/{one.owed}" for one in heads),
                year=years.asked(request),
            )
            continue
        groups = sorted({within[one.person] for one in found[code] if one.person in within})
        for name in groups:
            members = [one for one in found[code] if within.get(one.person) == name]
            yield Reached(name=name, found=coverage(members))


def _role(roster: Roster, person: str) -> str:
    if person in roster.secretaries:
        return SECRETARIES
    return COMMITTEES if person in roster.committee else MEMBERS


def _groups(request: Request) -> dict[str, str]:
    """Person → the Party group to which they belong."""
    rows = Membership.objects.on(request.today).filter(
        line=Line.PARTY, unit__kind=Kind.PARTY_GROUP.value
    )
    return dict(rows.values_list("person__code", "unit__name"))


FILE = Listing(
    code="meetings.training_file",
    title="参加的培训",
    counted="期",
    columns=(
        Column("title", "培训", value=lambda one: str(one.training)),
        Column("unit", "举办单位", value="training.unit.name"),
        Column("day", "开始", value="training.starts_on", tone="nowrap"),
        Column("hours", "学时", decimals=1, tone="number"),
        Column("result", "结业情况"),
        Column("syllabus", "培训内容", value="training.syllabus", tone="long"),
    ),
)
YEARS = Listing(
    code="meetings.training_years",
    title="各年学时",
    counted="年",
    columns=(
        Column("year", "年度", value=lambda one: f"{one[0]}年"),
        Column("count", "培训", value=lambda one: f"{one[1]}期", tone="number"),
        Column("hours", "学时", value=lambda one: one[2], decimals=1, tone="number"),
    ),
)


@require_safe
def file(request: Request, code: str) -> HttpResponse:
    """The training file of a member, a secretary, a Party worker: of oneself, of one's branches."""
    person = get_object_or_404(Person.objects.current(), code=code)
    stay = Membership.objects.on(request.today).filter(person=person, line=Line.PARTY)
    row = stay.select_related("unit").first()
    if code != request.actor.person and not _may_read(request, row):
        raise Http404
    taken = queries.file_of(code, request.today)
    held = posts_held.tenures(request.today, person=code)
    return details.page(
        request,
        title=f"{person.name}的培训档案",
        subtitle=row.unit.name if row else "组织关系不在本院",
        above=[("党员培训", reverse("trainings"))]
        if policy.may_read_meetings(request.rights, None)
        else [],
        facts=[
            Facts(
                "本人",
                [
                    ("职务", "、".join(one.title for one in held)),
                    ("参加培训", f"{len(taken)}期"),
                    ("累计学时", f"{sum((one.hours for one in taken), NOTHING):f}"),
                    ("最近一次", day_label(taken[0].training.starts_on) if taken else "还没有"),
                ],
            )
        ],
        related=[
            Related(listing=YEARS, rows=_by_year(taken), says="还没有参加培训的记录。"),
            Related(listing=FILE, rows=taken, says="还没有参加培训的记录。"),
        ],
    )


def _may_read(request: Request, row: Membership | None) -> bool:
    """Whether one reads about the branch to which the person belongs; of others nobody but who
    reads about all."""
    if row is None:
        return request.rights.everywhere("meetings.read")
    kind = Kind(row.unit.kind)
    return bool(policy.may_read_meetings(request.rights, row.unit.code, kind))


def _by_year(taken: list[Taken]) -> list[tuple[int, int, Decimal]]:
    found: dict[int, list[Taken]] = {}
    for one in taken:
        found.setdefault(one.training.starts_on.year, []).append(one)
    return [
        (year, len(rows), sum((one.hours for one in rows), NOTHING))
        for year, rows in sorted(found.items(), reverse=True)
    ]
