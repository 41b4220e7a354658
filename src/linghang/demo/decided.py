"""What branches and the Party committee decided about single people, on the records of meetings.

Counted by the rolls and the rules of the day. A body that met anyhow on the day takes the matter
there; else a meeting is written for it.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from linghang.demo.landmarks import COMMITTEE
from linghang.demo.proceeding import Hall, instant
from linghang.foundation.parameters import kinds as values
from linghang.foundation.parameters.kinds import Majority
from linghang.foundation.period import day_label
from linghang.meetings import catalog
from linghang.meetings.bodies import queries as bodies
from linghang.meetings.bodies.rules import LEAST_COMMITTEE
from linghang.meetings.counting.rules import Away, Roll, Votes, outcome
from linghang.meetings.models import Absence, AgendaItem, Form, Meeting
from linghang.meetings.recording.rules import Ground, State
from linghang.org.models import Unit
from linghang.procedures.agenda.providers import THING
from linghang.procedures.models import Proceeding
from linghang.procedures.rules import Met

SEED = 20250522
ADMISSION = "admission"
GROUNDS = (Ground.DUTY, Ground.SURGERY, Ground.TRAVEL)
LARGE = 8  # of more members, somebody is away
Key = tuple[str, str, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One matter for a body of the unit. number: of the proceeding in the row of all."""

    number: int
    step: str
    item: str
    unit: str
    day: date
    person: str


class Records:
    """The meetings with their items, written at once."""

    def __init__(self, hall: Hall, at: datetime) -> None:
        self.hall, self.at, self.chance = hall, at, random.Random(SEED)
        self._rolls: dict[Key, Roll] = {}
        self._committees: dict[str, bool] = {}

    def write(
        self, decisions: Sequence[Decision], rows: Sequence[Proceeding]
    ) -> dict[tuple[int, str], Met]:
        """(Number of the proceeding, step) → on what the act rests."""
        wanted: defaultdict[Key, list[Decision]] = defaultdict(list)
        for one in decisions:
            wanted[one.unit, self._body(one), one.day].append(one)
        forms = self._forms(wanted)
        made = [
            (one, self._item(forms[key], place, one, rows[one.number]))
            for key, asked in wanted.items()
            for place, one in enumerate(asked, self._first(forms[key]))
        ]
        AgendaItem.objects.bulk_create([item for _, item in made], batch_size=200)
        AgendaItem.objects.bulk_update(list(_heard_first(made)), ["first_heard"], batch_size=200)
        return {(one.number, one.step): _rests(item) for one, item in made}

    def _body(self, one: Decision) -> str:
        declared = catalog.items()[one.item]
        kind = declared.decided_by[0]
        if not declared.stands_in or self._stands(one.unit, kind, one.day):
            return kind
        return declared.stands_in

    def _stands(self, unit: str, kind: str, on: date) -> bool:
        if unit not in self._committees:
            members = bodies.members(unit, catalog.meetings()[kind], on)
            self._committees[unit] = len(members) >= LEAST_COMMITTEE
        return self._committees[unit]

    def _forms(self, wanted: dict[Key, list[Decision]]) -> dict[Key, Form]:
        there = Form.objects.filter(
            meeting__unit__code__in={unit for unit, _, _ in wanted},
            meeting__day__in={day for _, _, day in wanted},
            meeting__state=State.CLOSED.value,
        ).select_related("meeting__unit")
        found = {(one.meeting.unit.code, one.kind, one.meeting.day): one for one in there}
        units = {one.code: one for one in Unit.objects.filter(code__in={key[0] for key in wanted})}
        fresh = {key: self._meeting(units[key[0]], *key[1:]) for key in wanted if key not in found}
        Meeting.objects.bulk_create(fresh.values(), batch_size=200)
        forms = {key: self._form(meeting, key, wanted[key]) for key, meeting in fresh.items()}
        Form.objects.bulk_create(forms.values(), batch_size=200)
        Absence.objects.bulk_create(
            Absence(meeting=fresh[key], person_id=away.person, ground=away.ground)
            for key in fresh
            for away in self._rolls[key].away
        )
        first = [
            AgendaItem(form=form, number=1, kind="first_topic", title="第一议题：学习党章")
            for (unit, _, _), form in forms.items()
            if unit == COMMITTEE
        ]
        AgendaItem.objects.bulk_create(first)
        return found | forms

    def _meeting(self, unit: Unit, kind: str, day: date) -> Meeting:
        chair, recorder = self._leads(unit.code)
        place = "行政楼三楼会议室" if unit.code == COMMITTEE else f"{unit.name[:8]}活动室"
        return Meeting(
            unit=unit,
            kind=kind,
            day=day,
            starts_at=time(16, 30),
            ends_at=time(17, 40),
            place=place,
            chair_id=chair,
            recorder_id=recorder,
            state=State.CLOSED.value,
            closed_at=instant(day + timedelta(days=1)),
            version=2,
            saved_at=self.at,
        )

    def _leads(self, unit: str) -> tuple[str, str]:
        if unit == COMMITTEE:
            clerk = self.hall.held["party_office_director"][0].person
            return self.hall.held["party_secretary"][0].person, clerk
        people = [
            one.person
            for post in (
                "branch_secretary",
                "branch_deputy_secretary",
                "branch_organisation_member",
            )
            for one in self.hall.held.get(post, ())
            if one.unit == unit
        ]
        return people[0], people[-1]

    def _form(self, meeting: Meeting, key: Key, asked: Sequence[Decision]) -> Form:
        """With everybody counted but who is only admitted there, and now and then one away."""
        new = {one.person for one in asked if one.item == ADMISSION}
        members = bodies.members(key[0], catalog.meetings()[key[1]], key[2])
        seats = tuple(one.seat for one in members if one.person not in new)
        plain = [one.person for one in seats if one.person != meeting.chair_id]
        gone = self.chance.sample(plain, 1) if len(plain) > LARGE else []
        away = tuple(Away(one, self.chance.choice(GROUNDS).value) for one in gone)
        roll = self._rolls[key] = Roll(seats, away)
        return Form(
            meeting=meeting,
            kind=meeting.kind,
            expected=len(roll.expected),
            came=len(roll.came),
            entitled=len(roll.entitled),
        )

    @staticmethod
    def _first(form: Form) -> int:
        """The number of the first item that is added."""
        return form.items.count() + 1

    def _item(self, form: Form, place: int, one: Decision, row: Proceeding) -> AgendaItem:
        declared, kind = catalog.items()[one.item], catalog.meetings()[form.kind]
        known = self.hall.day.values(one.day)
        quorum, passes = (
            known.get(code)
            for code in (declared.quorum or kind.quorum, declared.passes or kind.passes)
        )
        assert isinstance(quorum, Majority)
        assert isinstance(passes, Majority)
        bench = self._roll(form, one.day).bench(place)
        abstained = int(bench.present > LARGE and self.chance.random() < 0.3)
        votes = Votes(favour=bench.present - abstained, abstained=abstained)
        found = outcome(quorum=quorum, passes=passes, bench=bench, votes=votes)
        return AgendaItem(
            form=form,
            number=place,
            kind=one.item,
            title=row.title,
            person_id=one.person,
            discussion="听取培养联系人和支委会意见，逐人讨论。",
            resolution=f"同意{declared.name}。",
            announced_on=one.day - timedelta(days=4),
            about_type=THING,
            about_id=str(row.pk),
            quorum=values.plain(quorum),
            passes=values.plain(passes),
            entitled=bench.entitled,
            present=bench.present,
            favour=votes.favour,
            abstained=votes.abstained,
            verdict=found.verdict.value,
            says=found.says,
        )

    def _roll(self, form: Form, day: date) -> Roll:
        key = form.meeting.unit.code, form.kind, day
        if key not in self._rolls:
            members = bodies.members(key[0], catalog.meetings()[form.kind], day)
            gone = form.meeting.absences.values_list("person__code", "ground")
            away = tuple(Away(person, ground) for person, ground in gone)
            self._rolls[key] = Roll(tuple(one.seat for one in members), away)
        return self._rolls[key]


def _heard_first(made: Sequence[tuple[Decision, AgendaItem]]) -> Iterator[AgendaItem]:
    """Items of assemblies, linked to what the committee had dealt with before."""
    before = {(one.number, item.form.kind): item for one, item in made}
    for one, item in made:
        first = before.get((one.number, catalog.items()[one.item].first))
        if first is not None and first.form.meeting.day <= one.day:
            item.first_heard = first
            yield item


def _rests(item: AgendaItem) -> Met:
    meeting = item.form.meeting
    name = f"{meeting.unit.name}{catalog.meetings()[item.form.kind].name}"
    return Met(
        is_met=True,
        says=f"{day_label(meeting.day)}{name}表决通过：{item.says.rstrip('。')}",
        who_can="",
        about=("meetings.meeting", str(meeting.pk)),
    )
