"""支部工作台: what the unit owes and by when, its members, its latest meetings, in one look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from linghang.branches.terms import queries as terms
from linghang.branches.terms.queries import Standing
from linghang.branches.terms.rules import STATE_NAMES as TERM_STATES
from linghang.foundation import quantity
from linghang.foundation.parameters import queries as parameters
from linghang.foundation.parameters.kinds import Value as Parameter
from linghang.foundation.period import Period, day_label
from linghang.meetings import attending, catalog, queries
from linghang.meetings.attending import Attendance
from linghang.meetings.bodies import queries as bodies
from linghang.meetings.bodies.queries import Member
from linghang.meetings.bodies.rules import NO_VOTE_NAMES, NoVoteGround
from linghang.meetings.definitions import Among, MeetingKind
from linghang.meetings.duties import queries as duties
from linghang.meetings.duties.rules import STATE_NAMES, Duty, State
from linghang.meetings.models import Excuse, LeftOut, Meeting, NoVote, TermSeat
from linghang.meetings.structure import queries as structure
from linghang.org import policy
from linghang.org.definitions import KINDS, Kind
from linghang.org.models import Unit
from linghang.web import details
from linghang.web.details import Facts, Related, Way
from linghang.web.lists import Column, Link, Listing, Mark, Words, years
from linghang.web.lists.cells import Value
from linghang.web.meetings.lessons import leads
from linghang.web.meetings.listing import COLUMNS, with_counts
from linghang.web.meetings.seen import kind_name, may_record, unit_seen
from linghang.web.meetings.year import of_branch
from linghang.web.requests import Request

LATEST = 8
PLANNED = "theme_day"  # its themes are fixed for the year beforehand
PROBATION = NO_VOTE_NAMES[NoVoteGround.PROBATION]
NEAR = 7  # days before the last one on which what is missing is marked
TONES = {State.DONE: "done", State.OPEN: "going", State.MISSING: "failed", State.EXCUSED: "warning"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A duty as a line: what it is, until when, and what can be done about it."""

    duty: Duty
    today: date
    unit: str = ""
    reason: str = ""
    may: bool = False

    @property
    def kind(self) -> Value:
        return Words(kind_name(self.duty.kind), self.unit)

    @property
    def state(self) -> Mark:
        left = self.duty.days_left(self.today)
        if self.duty.state is State.OPEN:
            return Mark(f"还差{self.duty.short}次", "warning" if left <= NEAR else "going")
        return Mark(STATE_NAMES[self.duty.state], TONES[self.duty.state])

    @property
    def due(self) -> Value:
        if self.duty.state is not State.OPEN:
            return Words(day_label(self.duty.due))
        left = self.duty.days_left(self.today)
        return Words(day_label(self.duty.due), "今天到期" if left == 0 else f"还有{left}天")

    @property
    def deed(self) -> Value:
        duty = self.duty
        if self.may and duty.state is State.OPEN:
            return Link("记录", reverse("meeting-new", args=[duty.unit, duty.kind]))
        if self.may and duty.state is State.MISSING:
            arguments = [duty.unit, duty.kind, duty.period.start.isoformat()]
            return Link("说明原因", reverse("meeting-excuse", args=arguments))
        return self.reason or Words("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seated:
    """A member with their attendance of the year; marks: (ground, address to end it or "")."""

    member: Member
    attendance: Attendance | None = None
    marks: tuple[tuple[str, str], ...] = ()
    tone: str = "warning"

    @property
    def attended(self) -> str:
        """Came of expected, with leave and what was made up for beside it; "" for who was never
        expected."""
        found = self.attendance
        if found is None or not found.expected:
            return ""
        leave = f"，请假{found.leave}次" if found.leave else ""
        made_up = f"，补学{found.made_up}次" if found.made_up else ""
        return f"{found.came}/{found.expected}{leave}{made_up}"


OWED = Listing(
    code="meetings.owed",
    title="本期应开",
    columns=(
        Column("kind", "会议"),
        Column("period", "期间", value="duty.period.label", tone="nowrap"),
        Column("state", "情况"),
        Column("due", "截止", tone="nowrap"),
        Column("deed", "办理", tone="nowrap"),
    ),
)
MISSED = Listing(
    code="meetings.missed",
    title="全年缺的",
    columns=(
        Column("kind", "会议"),
        Column("period", "期间", value="duty.period.label", tone="nowrap"),
        Column("state", "情况"),
        Column("deed", "说明"),
    ),
)
LAST = Listing(
    code="meetings.last",
    title="最近的会议",
    columns=tuple(one for one in COLUMNS if one.code not in ("unit", "theme")),
    counted="次",
    link=lambda one: reverse("meeting", args=[one.pk]),
)


@require_safe
def meetings(request: Request, code: str) -> HttpResponse:
    """One look: due, missing, members, latest records."""
    unit = unit_seen(request, code)
    may, year = may_record(request, unit), Period.year(years.asked(request))
    values = parameters.in_force(request.today)
    owed = _owed(request, unit, may, year, values)
    seated = _members(request, unit, may, year)
    term = terms.standing(code, request.today, values)
    is_now = request.today in year
    rows = Meeting.objects.filter(unit=unit).order_by("-day", "-pk")
    rows = rows if is_now else rows.filter(day__lt=year.end)
    whole = attending.attendance([code], year).get(code)
    held = queries.counts([code], year)
    is_branch = unit.kind == Kind.PARTY_BRANCH
    return details.page(
        request,
        title=unit.name,
        subtitle=f"{KINDS[Kind(unit.kind)].name} · {day_label(request.today)}",
        facts=_structure(request, unit, seated, values),
        years=years.links(request),
        ways=[
            *(_ways(unit) if may else []),
            *_plans(unit),
            *_of_nature(request, unit),
            *(_books(unit) if is_branch else []),
        ],
        related=[
            *([_open(owed)] if is_now else []),
            Related(
                listing=MISSED,
                rows=[one for one in owed if one.duty.state in (State.MISSING, State.EXCUSED)],
                says="没有缺的。",
            ),
            *([of_branch(request, unit, may, year.start.year, values)] if is_branch else []),
            Related(
                listing=LAST,
                rows=list(with_counts(rows)[:LATEST]),
                all=f"{reverse('meetings')}?unit={code}",
                says="还没有会议记录。",
            ),
        ],
        template="web/meetings/unit.html",
        context={
            "members": seated,
            "figures": Facts(year.label, [*_figures(seated, whole, held, owed), *_term(term)]),
        },
    )


def _open(owed: Sequence[Owed]) -> Related:
    rows = [one for one in owed if one.duty.state is State.OPEN]
    return Related(listing=OWED, rows=rows, says="本期应开的会议都开了。")


def _books(unit: Unit) -> list[Way]:
    rota = Way("党课计划", leads("lesson-rota", q=unit.name), "calendar")
    return [rota, Way("记录本", reverse("books", args=[unit.code]), "book")]


def _plans(unit: Unit) -> list[Way]:
    """Where its themes of the year stand against what was held."""
    declared = catalog.meetings().items.get(PLANNED)
    if declared is None or not declared.item.is_planned_by(unit.kind):
        return []
    address = reverse("themes", args=[unit.code, PLANNED])
    return [Way(f"{declared.item.name}计划", address, "calendar")]


def _ways(unit: Unit) -> list[Way]:
    kinds = catalog.held_by(unit.kind)
    ways = [
        Way(
            f"记录{kinds[0].name}",
            reverse("meeting-new", args=[unit.code, kinds[0].code]),
            "pencil",
        ),
        Way("安排会议", reverse("meeting-plan", args=[unit.code]), "calendar", main=True),
    ]
    if any(one.takes_seats for one in kinds):
        ways.append(Way("登记成员", reverse("seat-add", args=[unit.code]), "person"))
    if any(one.probation for one in kinds):
        ways += [
            Way("登记没有表决权", reverse("no-vote-add", args=[unit.code]), "person"),
            Way("登记不计入应到", reverse("left-out-add", args=[unit.code]), "person"),
        ]
    return ways


def _of_nature(request: Request, unit: Unit) -> list[Way]:
    """What the branch is registered as, changed by who looks after Party organisations."""
    if unit.kind != Kind.PARTY_BRANCH:
        return []
    if not policy.may_edit_unit(request.rights, unit.code, Kind(unit.kind)):
        return []
    return [Way("登记支部性质", reverse("nature-set", args=[unit.code]), "unit")]


def _structure(
    request: Request, unit: Unit, seated: Sequence[Seated], values: Mapping[str, Parameter]
) -> list[Facts]:
    """What the branch is, and what in its set-up is to be looked at; nothing for a plain one."""
    if unit.kind not in structure.PARTY:
        return []
    formal = sum(one.member.no_vote != PROBATION for one in seated)
    look = structure.look(
        [unit.code],
        request.rights.structure,
        request.today,
        counted={unit.code: (len(seated), formal)} if unit.kind == Kind.PARTY_BRANCH else None,
        values=values,
    ).get(unit.code)
    if look is None:
        return []
    shown: list[tuple[str, Value]] = []
    if row := look.nature:
        told: Value = Words(row.get_nature_display(), f"{row.span.label}，批准：{row.approval}")
        if policy.may_edit_unit(request.rights, unit.code, Kind(unit.kind)):
            told = Link(row.get_nature_display(), reverse("nature-end", args=[row.pk]))
        shown.append(("支部性质", told))
    shown += [("提醒", Mark(says, "warning")) for says in look.says]
    return [Facts("组织设置", shown)]


def _figures(
    seated: Sequence[Seated],
    whole: Attendance | None,
    held: queries.Counts,
    owed: Sequence[Owed],
) -> list[tuple[str, Value]]:
    people = {one.member.person: one.member for one in seated}
    voting = sum(not one.no_vote and not one.excused for one in people.values())
    forms = "、".join(f"{kind_name(kind)}{count}次" for kind, count in held.forms.items())
    rate = whole.rate if whole else None
    done = (
        f"{one.unit}{kind_name(one.duty.kind)}（{one.duty.period.label}）"
        for one in owed
        if one.duty.state is State.DONE
    )
    return [
        ("成员", f"{len(people)}人，其中应到会有表决权{voting}人"),
        ("本期已开", "、".join(done)),
        ("全年场次", Words(f"{held.events}场", forms)),
        ("到会率", None if rate is None else Words(percent(rate), _leave(whole))),
    ]


def _leave(whole: Attendance | None) -> str:
    """Leave apart: it counts in 应到 (§1.3.7)."""
    if whole is None or whole.came == whole.expected:
        return ""
    counted = {
        "请假": whole.leave,
        "未请假": whole.without_leave,
        "补学": whole.made_up,
    }
    return "，".join(f"{name}{count}人次" for name, count in counted.items() if count)


def _term(one: Standing | None) -> list[tuple[str, Value]]:
    """When the committee's term ends, where it is elected by term."""
    if one is None:
        return []
    if one.term is None:
        return [("本届任期", Words("没有登记", "由党委办公室登记"))]
    return [("本届任期", Words(f"到{day_label(one.term.due)}", TERM_STATES[one.state]))]


def percent(rate: Fraction) -> str:
    """A share as an office writes it, with one decimal."""
    share = Decimal(rate.numerator * 100) / Decimal(rate.denominator)
    return quantity.text(share, unit="%", decimals=1)


def _owed(
    request: Request,
    unit: Unit,
    may: bool,
    year: Period,
    values: Mapping[str, Parameter],
) -> list[Owed]:
    """What the unit and its groups owe in the year: what is missing, and what runs now."""
    groups = [
        request.rights.structure[code]
        for code in request.rights.structure.children(unit.code)
        if request.rights.structure[code].kind is Kind.PARTY_GROUP
    ]
    names = {one.code: one.name.removeprefix(unit.name) for one in groups}
    codes = [unit.code, *names]
    found = duties.duties(codes, year, request.today, values)
    shown = [one for one in found if one.state is not State.DONE or request.today in one.period]
    explained = any(one.state is State.EXCUSED for one in found)
    reasons = _reasons(codes) if explained else {}
    return [
        Owed(
            duty=one,
            today=request.today,
            unit=names.get(one.unit, ""),
            reason=reasons.get((one.unit, one.kind, one.period.start), ""),
            may=may,
        )
        for one in sorted(shown, key=lambda one: (one.state is State.DONE, one.due, one.unit))
    ]


def _reasons(codes: list[str]) -> dict[tuple[str, str, date], str]:
    """(unit, kind, first day) → why nothing was held."""
    rows = Excuse.objects.filter(unit__code__in=codes)
    told = rows.values_list("unit__code", "kind", "starts_on", "reason")
    return {(unit, kind, day): reason for unit, kind, day, reason in told}


def _of_body(unit: str, kind: MeetingKind, on: date, may: bool) -> Iterator[Seated]:
    """The members of one body, each marked with its name; a seat leads to where it is ended."""
    seats = TermSeat.objects.on(on).filter(unit__code=unit, kind=kind.code)
    ends = dict(seats.values_list("person__code", "pk")) if may else {}
    for one in bodies.members(unit, kind, on):
        row = ends.get(one.person)
        yield Seated(
            member=one,
            marks=((kind.name, reverse("seat-end", args=[row]) if row else ""),),
            tone="",
        )


def _members(request: Request, unit: Unit, may: bool, year: Period) -> list[Seated]:
    kinds = catalog.held_by(unit.kind)
    kind = next((one for one in kinds if one.among is Among.PARTY_MEMBERS), None)
    if kind is None:
        return [seated for one in kinds for seated in _of_body(unit.code, one, request.today, may)]
    found = bodies.members(unit.code, kind, request.today)
    each = attending.of_members(unit.code, year, request.today)
    ends = (
        ("no-vote-end", "no_vote", _marked(NoVote, found, "no_vote", request.today)),
        ("left-out-end", "excused", _marked(LeftOut, found, "excused", request.today)),
    )
    return [
        Seated(
            member=one,
            attendance=each.get(one.person),
            marks=tuple(
                (getattr(one, field), reverse(name, args=[rows[one.person]]) if may else "")
                for name, field, rows in ends
                if one.person in rows
            ),
        )
        for one in found
    ]


def _marked(
    model: type[NoVote | LeftOut], members: Sequence[Member], mark: str, on: date
) -> dict[str, int]:
    """Person → the row that says why; no query where nobody is marked."""
    people = [one.person for one in members if getattr(one, mark)]
    if not people:
        return {}
    rows = model.objects.on(on).filter(person__code__in=people)
    return dict(rows.values_list("person__code", "pk"))
