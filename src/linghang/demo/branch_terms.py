"""Re-elections and transfers of a year: most in time, one overdue, one put off, some on the way.

What lies long ago is written in bulk; what runs is done by deeds, so that it can be gone on with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from linghang.branches.cultivation import services as cultivation
from linghang.branches.cultivation.rules import Kind as Grown
from linghang.branches.flowing import services as flowing
from linghang.branches.models import CommitteeTerm
from linghang.branches.terms import queries as terms
from linghang.branches.terms import services as electing
from linghang.demo import pairings
from linghang.demo.landmarks import COMMITTEE
from linghang.demo.office_work import holder_at
from linghang.foundation.access import Actor
from linghang.foundation.evidence import services as evidence
from linghang.foundation.evidence.models import Evidence
from linghang.meetings.bodies.queries import below
from linghang.org.memberships.rules import Line
from linghang.org.models import Membership, PartyRecord, Person, Unit
from linghang.procedures import services
from linghang.procedures.models import Proceeding
from linghang.procedures.progress.rules import Verb

DOCUMENT = "选举结果的批复"
OVERDUE, POSTPONED, LATE, IN_TIME = "B13", "B14", "B15", ("B11", "B16", "B18")
COMMITTEE_SINCE = date(2021, 6, 18)
LETTER = "组织关系介绍信"
Clock = Callable[[], datetime]
# Branch → the first day of the re-election, and the last step that is done.
RUNNING = {
    "B03": (date(2025, 10, 14), "candidates_reply"),
    "B08": (date(2025, 11, 24), "reply"),
    "B17": (date(2025, 12, 15), "request"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """A transfer: of the nth member of a branch, or of somebody new; last: step that is done."""

    branch: str
    direction: str
    last: str
    day: date
    nth: int = 4
    to: str = ""
    reach: str = "hospital"
    other: str = ""


MOVES = (
    Moving(
        branch="B05",
        direction="within",
        to="B06",
        last="receipt_in",
        day=date(2025, 5, 12),
        other="本院内分泌科党支部",
    ),
    Moving(
        branch="B09",
        direction="out",
        last="letter",
        day=date(2025, 10, 20),
        reach="city",
        other="市中医医院党委",
    ),
    Moving(
        branch="B10",
        direction="in",
        last="receipt_in",
        day=date(2025, 8, 4),
        reach="province",
        other="省第二人民医院党委",
    ),
    Moving(
        branch="B01",
        direction="out",
        last="request",
        day=date(2025, 12, 26),
        reach="beyond",
        other="邻省某医科大学附属医院党委",
        nth=6,
    ),
    Moving(
        branch="B04",
        direction="within",
        to="B07",
        last="review",
        day=date(2025, 12, 19),
        other="本院肾内科党支部",
        nth=5,
    ),
)


def do(*, today: date, clock: Clock) -> None:
    """Terms, re-elections, transfers, members on the move, 三培养; nothing when there are terms."""
    if CommitteeTerm.objects.exists():
        return
    _terms()
    office = holder_at("party_office_director", "O01")
    electing.postpone(
        unit=POSTPONED,
        to=date(2026, 4, 30),
        approval="院党委批复〔2025〕18号",
        actor=office,
        at=clock(),
        today=today,
    )
    for branch, (day, last) in RUNNING.items():
        _Walk("branch_reelection", branch, day, f"{_name(branch)}换届").until(last)
    for one in MOVES:
        _move(one)
    _away(today, clock)
    pairings.do(today=today, clock=clock)


def _terms() -> None:
    """The running term of every committee, and those that ended this year."""
    units = Unit.objects.filter(kind__in=list(terms.YEARS), active_to=None).order_by("code")
    rows = []
    for number, unit in enumerate(units):
        began = date(2023, 2, 10) + timedelta(days=37 * (number % 22))
        if unit.code == COMMITTEE:
            began = COMMITTEE_SINCE
        elif unit.code == OVERDUE:
            began = date(2022, 9, 20)
        elif unit.code == POSTPONED:
            began = date(2022, 11, 4)
        elif unit.code in RUNNING:
            began = date(2023, 1, 12)
        elif unit.code in (*IN_TIME, LATE):
            before = date(2022, 6, 15)
            began = date(2025, 6, 10) if unit.code in IN_TIME else date(2025, 8, 20)
            rows.append(
                CommitteeTerm(unit=unit, active_from=before, active_to=began, document=DOCUMENT)
            )
        rows.append(CommitteeTerm(unit=unit, active_from=began, document=DOCUMENT))
    CommitteeTerm.objects.bulk_create(rows)


class _Walk:
    """A proceeding of a branch that is gone through step by step, some days apart."""

    def __init__(self, procedure: str, branch: str, day: date, title: str, *concerned: str) -> None:
        self.branch, self.day, self.filled = branch, day, dict[str, str]()
        self.row: Proceeding = services.start(
            procedure=procedure,
            unit=branch,
            title=title,
            concerned=concerned,
            actor=holder_at("branch_secretary", branch),
            at=self._at(),
            today=day,
        )

    def _at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.day, time(10, 20)))

    def _actor(self, post: str) -> Actor:
        if post == "party_secretary":
            return holder_at(post, COMMITTEE)
        if post.startswith("party_office"):
            return holder_at("party_office_director", "O01")
        return holder_at("branch_secretary", self.branch)

    def until(self, last: str, *, skip: tuple[str, ...] = ()) -> None:
        """Every step up to the last one, but those that do not apply."""
        for step in self.row.definition.steps:
            if step.key in skip:
                continue
            actor = self._actor(step.who[0].posts[0])
            papers = [(one.kind, self._paper(one.name, actor).pk) for one in step.needs.documents]
            services.act(
                proceeding_id=self.row.pk,
                step=step.key,
                verb=Verb.APPROVE,
                seen=self.row.acts.count(),
                actor=actor,
                at=self._at(),
                today=self.day,
                fields={one.code: self._value(one.code) for one in step.needs.fields},
                documents=papers,
            )
            if step.key == last:
                return
            self.day += timedelta(days=6)

    def _paper(self, name: str, actor: Actor) -> Evidence:
        return evidence.store(
            content=f"{self.row.title}\n{name}\n".encode(),
            name=f"{name}.txt",
            media_type="text/plain",
            happened_on=self.day,
            actor=actor,
            at=self._at(),
        )

    def _value(self, code: str) -> str:
        known = {
            "planned_on": (self.day + timedelta(days=60)).isoformat(),
            "seats": "3",
            "timing": "on_time",
            "candidate_method": "党员推荐、支委会提名，报党委审查",
            "candidates": "委员候选人预备人选四名，差额一名",
            "candidate_count": "4",
            "letter_number": f"领示组转〔{self.day.year}〕{self.row.pk:03}号",
            "dues_until": f"{self.day:%Y-%m}",
            "transfer_reason": "工作调动",
            "on_probation": "false",
        }
        return self.filled.get(code) or known.get(code, "")


def _move(one: Moving) -> None:
    if one.direction == "in":
        person = _newcomer(one.branch)
    else:
        rows = Membership.objects.on(one.day).filter(below(one.branch, one.day), line=Line.PARTY)
        person = rows.order_by("-person__code")[one.nth].person
    title = f"{person.name}组织关系转接"
    walk = _Walk("relation_transfer", one.branch, one.day, title, person.code)
    walk.filled = {
        "direction": one.direction,
        "reach": one.reach,
        "other_side": one.other,
        "to_branch": one.to,
    }
    skip = ("probation_file",) if one.direction == "within" else ("destination", "probation_file")
    walk.until(one.last, skip=skip)


def _newcomer(branch: str) -> Person:
    """Somebody of the branch's department who belongs to no branch here."""
    unit = Unit.objects.get(code=branch)
    home = unit.coverages.filter(active_to=None).values("covered")
    members = Membership.objects.filter(line=Line.PARTY).values("person")
    rows = Membership.objects.filter(line=Line.HOME, active_to=None, unit__in=home)
    person = rows.exclude(person__in=members).order_by("-person__code")[0].person
    PartyRecord.objects.create(
        person=person,
        applied_on=date(2010, 3, 1),
        admitted_on=date(2012, 6, 20),
        full_since=date(2013, 6, 20),
        document="组织关系介绍信和党员档案",
    )
    return person


def _away(today: date, clock: Clock) -> None:
    """Two members on the move, one kept in touch with; three events of 三培养."""
    places = (("B02", "援外医疗队", "联系正常"), ("B20", "省人民医院进修", ""))
    for branch, place, says in places:
        actor = holder_at("branch_secretary", branch)
        rows = Membership.objects.on(today).filter(below(branch, today), line=Line.PARTY)
        person = rows.order_by("-person__code")[3].person
        row = flowing.register(
            unit=branch,
            person=person.code,
            place=place,
            since=date(2025, 6, 3),
            back_on=date(2026, 6, 30),
            certificate=f"流动2025-{branch}",
            actor=actor,
            at=clock(),
        )
        if says:
            flowing.contact(
                flowing_id=row.pk,
                day=date(2025, 12, 9),
                by="支部书记",
                says=says,
                actor=actor,
                at=clock(),
                today=today,
            )
    events = (
        ("B02", Grown.PROFESSIONAL, date(2025, 4, 8), "亚专科带头人", "学科建设委员会决定"),
        ("B04", Grown.MANAGER, date(2025, 9, 1), "病区护士长", "任职文件"),
        ("B19", Grown.MANAGER, date(2025, 11, 3), "科室副主任", "任职文件"),
    )
    for branch, kind, day, became, document in events:
        rows = Membership.objects.on(today).filter(below(branch, today), line=Line.PARTY)
        cultivation.enter(
            unit=branch,
            person=rows.order_by("person__code")[5].person.code,
            kind=kind,
            day=day,
            became=became,
            document=document,
            actor=holder_at("branch_secretary", branch),
            at=clock(),
            today=today,
        )


def _name(branch: str) -> str:
    return Unit.objects.get(code=branch).name
