"""Those on their way into the Party: applicants, activists, targets, admitted, confirmed.

Written in bulk as they stand after years of steps, each on its day and with its papers. What
meetings decided this year rests on their records; what they decided before is on paper, in the
file. Some go on from there by deeds (candidates).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.db import transaction
from django.db.models import QuerySet

from linghang.branches.cultivation import services as planning
from linghang.demo import candidates, entrants
from linghang.demo.admitted import PROCEDURE, Way, write
from linghang.demo.candidates import Play
from linghang.demo.office_work import holder_at
from linghang.demo.proceeding import Hall
from linghang.meetings.bodies.rules import NoVoteGround
from linghang.meetings.models import NoVote
from linghang.org.memberships.rules import Line
from linghang.org.models import Coverage, Membership, Person, Unit
from linghang.procedures import catalog
from linghang.procedures.definitions import Procedure
from linghang.procedures.models import Proceeding
from linghang.procedures.progress import rules as progress
from linghang.procedures.progress.rules import Act, Verb, state_of

SEED, QUOTA = 20250521, 36
# Step → days after the one before it, least and most; of others a few days.
GAPS = {
    "talk": (6, 20),
    "activist": (80, 150),
    "activist_record": (7, 14),
    "cultivation": (380, 470),
    "target": (6, 20),
    "target_record": (7, 18),
    "political_review": (18, 35),
    "training": (8, 30),
    "branch_review": (10, 24),
    "pre_review": (18, 24),
    "admission_meeting": (6, 14),
    "oath": (3, 9),
    "probation": (285, 298),
}
SOON = (3, 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """So many people, one in each branch from a number on, who did this step last around a day."""

    count: int
    last: str
    around: date
    first: int


GROUPS = (
    Group(count=12, last="talk", around=date(2025, 9, 1), first=1),
    Group(count=9, last="mentors", around=date(2025, 6, 1), first=5),
    Group(count=5, last="political_review", around=date(2025, 11, 10), first=11),
)


@transaction.atomic
def do(*, today: date, at: datetime) -> None:
    """Nothing when somebody is on the way already."""
    if Proceeding.objects.filter(procedure=PROCEDURE).exists():
        return
    hall = Hall(today)
    drawn = _Drawn(hall)
    plays = [drawn.before(one) for one in candidates.PLAYS]
    written = write([*plays, *drawn.outsiders(), *drawn.members()], hall=hall, at=at)
    planning.plan(
        year=today.year,
        quota=QUOTA,
        document="上级党委下达的发展党员计划",
        actor=holder_at("party_office_director", "O01"),
        at=at,
    )
    for play, row in zip(candidates.PLAYS, written[: len(plays)], strict=True):
        play.go_on(row)


class _Drawn:
    """Who is on the way, and on which days each step was done."""

    def __init__(self, hall: Hall) -> None:
        self.hall, self.today, self.chance = hall, hall.on, random.Random(SEED)
        self.definition = catalog.catalog()[PROCEDURE]
        self.calendar = hall.day.calendar
        self.path = _path(self.definition, hall.day.values(hall.on))
        branches = Unit.objects.on(self.today).filter(kind="party_branch")
        self.branches = list(branches.order_by("code"))
        self.taken: set[str] = set()

    def outsiders(self) -> Iterator[Way]:
        """Those who are no members yet."""
        for group in GROUPS:
            for number in range(group.first, group.first + group.count):
                unit = self.branches[number % len(self.branches)]
                around = group.around + timedelta(days=self.chance.randint(-30, 30))
                yield self._up_to(unit, self._outsider(unit), group.last, min(around, self.today))

    def before(self, play: Play) -> Way:
        """What lies before the deeds of somebody who is gone on with."""
        if play.branch:
            unit = next(one for one in self.branches if one.code == play.branch)
            return self._up_to(unit, self._outsider(unit), play.last, play.day)
        row = self._on_probation().get(active_from=play.day, active_to=None)
        fixed = self._admitted(row.active_from)
        return self._cut(self._way(self._branch(row.person), row.person, fixed), play.last)

    def _admitted(self, day: date) -> dict[str, date]:
        return {
            "admission_meeting": day,
            "admission_approval": entrants.approved_on(day, self.calendar),
            "confirmation_meeting": entrants.discussed_on(day, self.calendar),
        }

    def _outsider(self, unit: Unit) -> Person:
        """Somebody of the branch's departments who is no member."""
        members = Membership.objects.filter(line=Line.PARTY).values("person")
        homes = Coverage.objects.on(self.today).filter(unit=unit).values("covered")
        rows = Membership.objects.on(self.today).filter(line=Line.HOME, unit__in=homes)
        rows = rows.exclude(person__in=members).exclude(person__code__in=self.taken)
        found = rows.select_related("person").order_by("person__code")[0].person
        self.taken.add(found.code)
        return found

    def members(self) -> Iterator[Way]:
        """Those who were admitted in the year, and those who were confirmed in it."""
        for row in self._on_probation():
            fixed = self._admitted(row.active_from)
            if row.active_to:
                fixed["confirmation_approval"] = row.active_to
            if row.active_to or row.active_from.year == self.today.year:
                yield self._way(self._branch(row.person), row.person, fixed)

    @staticmethod
    def _on_probation() -> QuerySet[NoVote]:
        rows = NoVote.objects.filter(ground=NoVoteGround.PROBATION.value)
        return rows.select_related("person").order_by("person__code")

    @staticmethod
    def _branch(person: Person) -> Unit:
        belongs = Membership.objects.select_related("unit").get(
            person=person, line=Line.PARTY.value, active_to=None
        )
        if belongs.unit.kind == "party_group":
            return belongs.unit.placements.get(active_to=None).parent or belongs.unit
        return belongs.unit

    def _up_to(self, unit: Unit, person: Person, last: str, day: date) -> Way:
        """The way as far as a step that was done on the day."""
        fixed = {last: entrants.meets_on(day, self.calendar)}
        return self._cut(self._way(unit, person, fixed), last)

    def _cut(self, way: Way, last: str) -> Way:
        keys = self.path[: self.path.index(last) + 1]
        return replace(way, days={key: way.days[key] for key in keys})

    def _way(self, unit: Unit, person: Person, fixed: Mapping[str, date]) -> Way:
        first = min(self.path.index(key) for key in fixed)
        days = {self.path[first]: fixed[self.path[first]]}
        for after, key in pairwise(reversed(self.path[: first + 1])):
            days[key] = entrants.meets_on(days[after] - self._gap(after), self.calendar)
        for before, key in pairwise(self.path[first:]):
            later = entrants.meets_on(days[before] + self._gap(key), self.calendar)
            days[key] = fixed.get(key, later)
        done = {key: days[key] for key in self.path if days[key] <= self.today}
        return Way(unit=unit, person=person, days=done)

    def _gap(self, key: str) -> timedelta:
        return timedelta(days=self.chance.randint(*GAPS.get(key, SOON)))


def _path(definition: Procedure, known: Mapping[str, object]) -> list[str]:
    """The steps of somebody with whom all goes well, in an order in which they may be done."""
    told: list[Act] = []
    day = date(2000, 1, 1)
    while step := next(
        iter(progress.Way(state_of(definition, told, values=known), known).open()), None
    ):
        given = {one.code: one.options[0].code for one in step.needs.fields if one.options}
        told.append(
            Act(
                number=len(told) + 1,
                verb=Verb.APPROVE,
                person="",
                day=day,
                recorded_on=day,
                step=step.key,
                fields=given,
            )
        )
    return [one.step for one in told]
