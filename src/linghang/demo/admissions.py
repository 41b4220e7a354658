"""Those on their way into the Party: applicants, activists, targets, admitted, confirmed.

Written in bulk as they would stand after years of steps: meetings of earlier years are on paper.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from linghang.branches.cultivation import services as planning
from linghang.demo.landmarks import COMMITTEE
from linghang.demo.office_work import holder_at
from linghang.foundation.access import Actor
from linghang.foundation.catalog import services as versions
from linghang.foundation.catalog.registry import Loaded
from linghang.meetings.bodies.rules import NoVoteGround
from linghang.meetings.models import NoVote
from linghang.org.memberships.rules import Line
from linghang.org.models import Coverage, Membership, PartyRecord, Person, Unit
from linghang.procedures import catalog, remembering
from linghang.procedures.days import Day
from linghang.procedures.definitions import Outcome, Procedure, Step
from linghang.procedures.models import Act, Proceeding
from linghang.procedures.progress.rules import Verb, Way, state_of

SEED, PROCEDURE, QUOTA = 20250521, "party_admission", 32
# Step → days after the application, for who goes on as the rules foresee.
AFTER = {
    "application": 0,
    "talk": 16,
    "activist": 120,
    "activist_record": 134,
    "mentors": 140,
    "cultivation": 560,
    "target": 580,
    "target_record": 596,
    "introducers": 600,
    "political_review": 630,
    "training": 650,
    "branch_review": 670,
    "pre_review": 685,
    "volunteer_form": 690,
    "admission_meeting": 700,
    "admission_talk": 715,
    "admission_approval": 730,
    "branch_group": 735,
    "admission_record": 740,
    "oath": 745,
    "probation": 1060,
    "confirmation_request": 1068,
    "confirmation_meeting": 1075,
    "confirmation_approval": 1095,
    "archive": 1110,
}


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
CONFIRMED = 8
TRAINED = {"training_days": "3", "training_hours": "24"}


def do(*, today: date, at: datetime) -> None:
    """Nothing when somebody is on the way already."""
    if Proceeding.objects.filter(procedure=PROCEDURE).exists():
        return
    chance = random.Random(SEED)
    branches = list(Unit.objects.on(today).filter(kind="party_branch").order_by("code"))
    loaded = catalog.catalog().items[PROCEDURE]
    versions.keep(kind=catalog.KIND, code=PROCEDURE, hash=loaded.hash, body=loaded.body, at=at)
    taken: set[str] = set()
    now = Day(today)
    for group in GROUPS:
        for unit, person in _outsiders(branches, group, taken, today):
            day = min(group.around + timedelta(days=chance.randint(-30, 30)), today)
            way = _Way(loaded.item, loaded.hash, unit, person, group.last, day)
            way.write(now)
    for row in _on_probation(today):
        _known_way(row.person, "oath", row.active_from, loaded, now)
    for person in _confirmed():
        admitted = date(today.year - 1, 5, 10)
        way = _known_way(person, "archive", admitted, loaded, now)
        full = admitted.replace(year=today.year)
        PartyRecord.objects.filter(person=person).update(
            applied_on=way.days["application"], admitted_on=admitted, full_since=full
        )
    planning.plan(
        year=today.year,
        quota=QUOTA,
        document="上级党委下达的发展党员计划",
        actor=holder_at("party_office_director", "O01"),
        at=at,
    )


def _outsiders(
    branches: Sequence[Unit], group: Group, taken: set[str], today: date
) -> Iterator[tuple[Unit, Person]]:
    """In each branch somebody of its departments who is no member."""
    members = Membership.objects.filter(line=Line.PARTY).values("person")
    for number in range(group.first, group.first + group.count):
        unit = branches[number % len(branches)]
        homes = Coverage.objects.on(today).filter(unit=unit).values("covered")
        rows = Membership.objects.on(today).filter(line=Line.HOME, unit__in=homes)
        rows = rows.exclude(person__in=members).exclude(person__code__in=taken)
        found = rows.select_related("person").order_by("person__code").first()
        if found is not None:
            taken.add(found.person.code)
            yield unit, found.person


class _Way:
    """One proceeding with its acts up to a step, which was done on a day."""

    def __init__(
        self, definition: Procedure, hash: str, unit: Unit, person: Person, last: str, day: date
    ) -> None:
        self.definition, self.hash, self.unit, self.person = definition, hash, unit, person
        start = day - timedelta(days=AFTER[last])
        known = {step.key for step in definition.steps}
        self.days = {
            key: start + timedelta(days=days)
            for key, days in AFTER.items()
            if days <= AFTER[last] and key in known
        }

    def write(self, now: Day) -> None:
        day = self.days["application"]
        secretary = holder_at("branch_secretary", self.unit.code)
        row = Proceeding.objects.create(
            procedure=PROCEDURE,
            definition_hash=self.hash,
            subject_type="matter",
            title=f"发展{self.person.name}入党",
            unit=self.unit,
            concerned=[self.person.code],
            started_by=secretary.person,
            started_at=_at(day),
        )
        first = self._act(row, 1, Verb.START, None, day, secretary)
        acts = [first]
        order = sorted(self.days, key=lambda key: (self.days[key], AFTER[key]))
        for number, key in enumerate(order, 2):
            step = self.definition.by_key[key]
            acts.append(self._act(row, number, Verb.APPROVE, step, self.days[key], self._who(step)))
        Act.objects.bulk_create(acts)
        fresh = Proceeding.objects.whole().get(pk=row.pk)
        remembering.remember(fresh, Way(state_of(self.definition, fresh.told())), now)
        if "archive" in self.days:
            ended = {"outcome": Outcome.COMPLETED.value, "ended_on": self.days["archive"]}
            Proceeding.objects.filter(pk=row.pk).update(**ended)

    def _who(self, step: Step) -> Actor:
        post = step.who[0].posts[0]
        if post == "party_secretary":
            return holder_at(post, COMMITTEE)
        if post.startswith("party_office"):
            return holder_at("party_office_director", "O01")
        return holder_at("branch_secretary", self.unit.code)

    def _act(
        self, row: Proceeding, number: int, verb: Verb, step: Step | None, day: date, who: Actor
    ) -> Act:
        fields = step.needs.fields if step else ()
        given = {
            one.code: self._value(one.code, one.kind, day)
            for one in fields
            if one.required or one.code in TRAINED
        }
        return Act(
            proceeding=row,
            number=number,
            verb=verb.value,
            step=step.key if step else "",
            person=who.person,
            appointment=who.appointment or 0,
            held="据纸质材料补录",
            day=day,
            recorded_on=day,
            recorded_at=_at(day),
            fields=given,
            definition_hash=self.hash,
            dossier="0" * 64,
        )

    def _value(self, code: str, kind: str, day: date) -> str:
        known = {
            **TRAINED,
            "confirmation": "on_time",
            "form_number": f"{day.year}{self.unit.code}",
        }
        if code == "born_on":
            return f"{day.year - 31}-05-16"
        if kind == "date":
            return (day - timedelta(days=5)).isoformat() if code != "applied_on" else f"{day}"
        if kind == "person":
            return holder_at("branch_secretary", self.unit.code).person
        return known.get(code, "支部书记")


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9, 40)))


def _on_probation(today: date) -> list[NoVote]:
    """Members on probation, whose admission is a figure of the year."""
    rows = NoVote.objects.on(today).filter(ground=NoVoteGround.PROBATION.value)
    return list(rows.select_related("person").order_by("person__code"))


def _confirmed() -> list[Person]:
    """Those who became full members last."""
    rows = PartyRecord.objects.filter(full_since__isnull=False).order_by("-full_since", "person")
    return [row.person for row in rows.select_related("person")[:CONFIRMED]]


def _known_way(
    person: Person, last: str, admitted: date, loaded: Loaded[Procedure], now: Day
) -> _Way:
    """The way of somebody who is a member: as far as that step, admitted on that day."""
    belongs = Membership.objects.select_related("unit").get(
        person=person, line=Line.PARTY.value, active_to=None
    )
    unit = belongs.unit
    if unit.kind == "party_group":
        unit = unit.placements.get(active_to=None).parent or unit
    day = admitted + timedelta(days=AFTER[last] - AFTER["admission_meeting"])
    way = _Way(loaded.item, loaded.hash, unit, person, last, day)
    way.write(now)
    PartyRecord.objects.filter(person=person).update(applied_on=way.days["application"])
    return way
