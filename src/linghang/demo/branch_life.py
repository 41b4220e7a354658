"""A year of the branches' meetings: nearly all held, some missed, one vote lost, one correction.

Drawn from a seed and written in bulk: a thousand meetings would take minutes deed by deed. The
last ones are held by deeds, so that a history can be read.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from linghang.demo import entrants
from linghang.foundation.access import Actor
from linghang.foundation.parameters import kinds as values
from linghang.foundation.parameters import queries as parameters
from linghang.foundation.parameters.kinds import Majority
from linghang.foundation.workdays import queries as workdays
from linghang.foundation.workdays.rules import Calendar
from linghang.meetings.bodies.rules import NO_VOTE_NAMES, NoVoteGround
from linghang.meetings.counting.rules import Away, Roll, Seat, Votes, outcome
from linghang.meetings.minutes import services as minutes
from linghang.meetings.models import Absence, AgendaItem, Excuse, Form, Meeting, NoVote
from linghang.meetings.recording import services as recording
from linghang.meetings.recording.entries import Line, Missed, Record
from linghang.meetings.recording.rules import Ground, State
from linghang.org.memberships.rules import Line as Belonging
from linghang.org.models import Appointment, Membership, Placement, Unit

SEED = 20250101
AWAY = 0.08
MISSED = 0.012
EXPLAINED = 0.5
FRIDAY, WEDNESDAY = 4, 2
GROUNDS = (Ground.DUTY, Ground.SURGERY, Ground.TRAVEL, Ground.ILL, Ground.PRIVATE)
REASONS = ("全员投入应急救治任务，次月补开。", "支部书记外出进修，已与党办报备。")
LESSONS = (3, 6, 9, 12)
ASSEMBLIES = (2, 5, 8, 11)
LIFE_MEETING = 1
FULL_OF_LATE, FROM_BRANCH = (
    8,
    3,
)  # who were confirmed in the year, one in each branch from the fourth on
BY_DEEDS = ((9, 19), (11, 18))  # admitted the year before; what follows is done by deeds
LOST = ("B05", 8)  # branch and month of the vote that was lost
MISSING = ("B01", "branch_committee", 7)  # without a reason yet, for the visitor to give one
OPEN = ("B01", "branch_committee")  # what the visitor's branch still owes this month
Clock = Callable[[], datetime]


@dataclass(slots=True, kw_only=True)
class _Branch:
    """A branch or group: who belongs, who sits in the committee, who came in late.

    probation: of those who came in late, from the day of admission to that of the confirmation.
    """

    unit: Unit
    members: list[str]
    probation: dict[str, tuple[date, date]] = field(default_factory=dict)
    committee: list[str] = field(default_factory=list)
    secretary: str = ""

    def seats(self, kind: str, on: date) -> tuple[Seat, ...]:
        if kind == "branch_committee":
            return tuple(Seat(person) for person in self.committee)
        return tuple(
            Seat(person, no_vote=self._ground(person, on))
            for person in self.members
            if person not in self.probation or self.probation[person][0] <= on
        )

    def _ground(self, person: str, on: date) -> str:
        is_on = person in self.probation and on < self.probation[person][1]
        return NO_VOTE_NAMES[NoVoteGround.PROBATION] if is_on else ""


@dataclass(slots=True)
class _Written:
    """Rows to be written in bulk, parents first."""

    meetings: list[Meeting] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    items: list[AgendaItem] = field(default_factory=list)
    excuses: list[Excuse] = field(default_factory=list)


def do(*, today: date, clock: Clock) -> None:
    """The year up to today; nothing when meetings are there already."""
    if Meeting.objects.exists():
        return
    chance, year, known = random.Random(SEED), today.year, workdays.calendar()
    branches = _branches(today)
    _come_in(branches, chance, year, known)
    majorities = _majorities(today)
    written, at = _Written(), clock()
    for branch in branches:
        for month in range(1, today.month + 1):
            for kinds, day in _events(branch, known, year, month):
                if day > today or (branch.unit.code, kinds[0]) == OPEN and month == today.month:
                    continue
                if (branch.unit.code, kinds[0], month) == MISSING:
                    continue
                if chance.random() < MISSED:
                    _miss(written, branch, kinds[0], date(year, month, 1), chance, at)
                else:
                    _hold(written, branch, kinds, day, chance, majorities, at)
    _write(written)
    _by_deeds(branches[0], today, clock)


def _branches(today: date) -> list[_Branch]:
    units = {
        one.code: one
        for one in Unit.objects.on(today).filter(kind__in=("party_branch", "party_group"))
    }
    above = dict(
        Placement.objects.on(today)
        .filter(unit__code__in=units)
        .values_list("unit__code", "parent__code")
    )
    members: defaultdict[str, list[str]] = defaultdict(list)
    rows = Membership.objects.on(today).filter(line=Belonging.PARTY, unit__code__in=units)
    for unit, person in rows.order_by("person__code").values_list("unit__code", "person__code"):
        members[unit].append(person)
        if above.get(unit) in units:
            members[above[unit]].append(person)
    held: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    posts = Appointment.objects.on(today).filter(unit__code__in=units).exclude(basis="delegated")
    for unit, post, person in posts.values_list("unit__code", "post", "person__code"):
        held[unit].append((post, person))
    return [
        _Branch(
            unit=unit,
            members=members[code],
            committee=list(dict.fromkeys(person for _, person in held[code])),
            secretary=next((person for post, person in held[code] if _presides(post)), ""),
        )
        for code, unit in sorted(units.items())
    ]


def _presides(post: str) -> bool:
    return post in ("branch_secretary", "party_group_leader")


def _come_in(
    branches: Sequence[_Branch], chance: random.Random, year: int, known: Calendar
) -> None:
    """Who was admitted in the year, and from one branch after the other in the year before."""
    drawn = random.Random(SEED)
    leading = {one for branch in branches for one in branch.committee}
    earlier = [entrants.admitted_on(drawn, year - 1, known) for _ in range(FULL_OF_LATE)]
    earlier += [entrants.meets_on(date(year - 1, *day), known) for day in BY_DEEDS]
    found: dict[str, tuple[date, date | None]] = {}
    own = (one for one in branches if one.unit.kind == "party_branch")
    for number, branch in enumerate(own):
        plain = [one for one in branch.members if one not in leading]
        new = chance.sample(plain, min(len(plain), chance.randint(0, 2)))
        found |= {person: (entrants.admitted_on(drawn, year, known), None) for person in new}
        place = number - FROM_BRANCH
        if 0 <= place < len(earlier) and (person := next((o for o in plain if o not in new), "")):
            by_deeds = place >= FULL_OF_LATE
            until = None if by_deeds else entrants.confirmed_on(earlier[place], known)
            found[person] = earlier[place], until
    for branch in branches:
        branch.probation = {
            person: (since, until or entrants.confirmed_on(since, known))
            for person, (since, until) in found.items()
            if person in branch.members
        }
    NoVote.objects.bulk_create(
        NoVote(
            person_id=person,
            ground=NoVoteGround.PROBATION.value,
            document="支部党员大会接收预备党员的决议",
            active_from=since,
            active_to=until,
        )
        for person, (since, until) in found.items()
    )
    belong = Membership.objects.filter(person__code__in=found, line=Belonging.PARTY)
    rows = list(belong.select_related("person"))
    for row in rows:
        row.active_from = found[row.person.code][0]
    Membership.objects.bulk_update(rows, ["active_from"])


def _majorities(today: date) -> dict[str, tuple[Majority, Majority]]:
    found = parameters.in_force(today)
    pairs = {
        "member_meeting": ("resolution.quorum", "resolution.pass"),
        "branch_committee": ("branch_committee.quorum", "branch_committee.pass"),
    }
    return {
        kind: (quorum, passes)
        for kind, codes in pairs.items()
        for quorum, passes in ((found[codes[0]], found[codes[1]]),)
        if isinstance(quorum, Majority) and isinstance(passes, Majority)
    }


def _events(
    branch: _Branch, known: Calendar, year: int, month: int
) -> Iterator[tuple[tuple[str, ...], date]]:
    """What is usual in a month; theme days hold the other meetings as their parts."""
    if branch.unit.kind == "party_group":
        yield ("group_meeting",), _nth(known, year, month, WEDNESDAY, 3)
        return
    if len(branch.committee) > 2:
        yield ("branch_committee",), _nth(known, year, month, WEDNESDAY, 1)
    parts = [
        kind
        for kind, months in (
            ("member_meeting", ASSEMBLIES),
            ("party_lesson", LESSONS),
            ("life_meeting", (LIFE_MEETING,)),
        )
        if month in months
    ]
    yield ("theme_day", *parts), _nth(known, year, month, FRIDAY, 2)


def _nth(known: Calendar, year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))
    while not known.is_workday(day):
        day += timedelta(days=1)
    return day


def _miss(
    written: _Written, branch: _Branch, kind: str, start: date, chance: random.Random, at: datetime
) -> None:
    if branch.secretary and chance.random() < EXPLAINED:
        written.excuses.append(
            Excuse(
                unit=branch.unit,
                kind=kind,
                starts_on=start,
                reason=chance.choice(REASONS),
                told_by_id=branch.secretary,
                told_at=at,
            )
        )


def _hold(
    written: _Written,
    branch: _Branch,
    kinds: tuple[str, ...],
    day: date,
    chance: random.Random,
    majorities: dict[str, tuple[Majority, Majority]],
    at: datetime,
) -> None:
    keeper = branch.committee[-1] if branch.committee else branch.secretary
    closed = bool(branch.secretary and keeper)
    hour = time(16, 30) if kinds[0] == "theme_day" else time(12, 10)
    meeting = Meeting(
        unit=branch.unit,
        kind=kinds[0],
        day=day,
        starts_at=hour,
        ends_at=time(hour.hour + 1, hour.minute),
        place=f"{branch.unit.name[:8]}活动室",
        theme=f"{day.month}月主题党日" if kinds[0] == "theme_day" else "",
        chair_id=branch.secretary or None,
        recorder_id=keeper or None,
        state=(State.CLOSED if closed else State.HELD).value,
        closed_at=timezone.make_aware(datetime.combine(day, time(20))) if closed else None,
        version=2 if closed else 1,
        saved_at=at,
    )
    written.meetings.append(meeting)
    away = [
        Away(seat.person, chance.choice(GROUNDS).value)
        for seat in branch.seats(kinds[0], day)
        if seat.person != branch.secretary and chance.random() < AWAY
    ]
    if kinds[0] == "branch_committee":
        del away[1:]  # a committee of four decides with three
    written.absences += [
        Absence(meeting=meeting, person_id=one.person, ground=one.ground) for one in away
    ]
    for number, kind in enumerate(kinds, 1):
        roll = Roll(branch.seats(kind, day), tuple(away))
        form = Form(
            meeting=meeting,
            kind=kind,
            number=number,
            expected=len(roll.expected),
            came=len(roll.came),
            entitled=len(roll.entitled),
        )
        written.forms.append(form)
        lost = kind == "member_meeting" and (branch.unit.code, day.month) == LOST
        written.items.append(_item(form, number, day, roll, majorities.get(kind), lost=lost))


def _item(
    form: Form,
    number: int,
    day: date,
    roll: Roll,
    rules: tuple[Majority, Majority] | None,
    *,
    lost: bool,
) -> AgendaItem:
    if rules is None:
        title = f"学习{day.month}月学习内容，交流体会"
        return AgendaItem(form=form, number=number, kind="study", title=title)
    quorum, passes = rules
    bench = roll.bench(number)
    against = (bench.present + 1) // 2 if lost else 0
    votes = Votes(favour=bench.present - against, against=against)
    found = outcome(quorum=quorum, passes=passes, bench=bench, votes=votes)
    title = "调整支部活动日的决定" if lost else f"{day.month}月支部工作安排"
    return AgendaItem(
        form=form,
        number=number,
        kind="resolution",
        title=title,
        dissent="有党员提出门诊排班难以调整。" if lost else "",
        quorum=values.plain(quorum),
        passes=values.plain(passes),
        entitled=bench.entitled,
        present=bench.present,
        favour=votes.favour,
        against=votes.against,
        verdict=found.verdict.value,
        says=found.says,
    )


@transaction.atomic
def _write(written: _Written) -> None:
    Meeting.objects.bulk_create(written.meetings, batch_size=500)
    Form.objects.bulk_create(written.forms, batch_size=500)
    Absence.objects.bulk_create(written.absences, batch_size=500)
    AgendaItem.objects.bulk_create(written.items, batch_size=300)
    Excuse.objects.bulk_create(written.excuses)


def _by_deeds(branch: _Branch, today: date, clock: Clock) -> None:
    """One last meeting of the visitor's branch as it is done by hand, with a correction."""
    held = Appointment.objects.on(today).get(
        unit=branch.unit, post="branch_secretary", person__code=branch.secretary
    )
    by = Actor(person=branch.secretary, appointment=held.pk)
    absent = [one for one in branch.members if one != branch.secretary][:2]
    kept = recording.hold(
        unit=branch.unit.code,
        kinds=["member_meeting"],
        day=today - timedelta(days=2),
        record=Record(
            starts_at=time(16),
            ends_at=time(17),
            place="心血管内科示教室",
            chair=branch.secretary,
            recorder=branch.committee[-1],
            missed=tuple(Missed(person=one, ground=Ground.SURGERY) for one in absent),
            lines=(
                Line(
                    kind="resolution",
                    title="明年支部工作计划",
                    unanimous=True,
                    resolution="通过明年工作计划，每季度通报一次进展。",
                    owner=branch.committee[-1],
                    due_date=today + timedelta(days=90),
                ),
            ),
        ),
        at=clock(),
        today=today,
        actor=by,
    )
    minutes.close(meeting_id=kept.meeting.pk, at=clock(), actor=by)
    form = Form.objects.get(meeting=kept.meeting)
    texts = ("会议通过2025年支部工作计划。", "会议通过2026年支部工作计划，每季度通报一次进展。")
    minutes.issue(form_id=form.pk, text=texts[0], signed_by=branch.secretary, at=clock(), actor=by)
    minutes.correct(
        form_id=form.pk,
        text=texts[1],
        reason="年份有误，补充通报安排",
        signed_by=branch.secretary,
        at=clock(),
        actor=by,
    )
