"""The meetings on which the acts of the demo rest, each with all that it dealt with that day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

from linghang.demo.landmarks import COMMITTEE, HOSPITAL
from linghang.demo.proceeding import Course, Hall, instant
from linghang.foundation.parameters import kinds as values
from linghang.foundation.parameters import queries as parameters
from linghang.foundation.parameters.kinds import Majority
from linghang.meetings import catalog as meetings
from linghang.meetings.bodies import queries as bodies
from linghang.meetings.counting.rules import VERDICT_NAMES, Bench, Verdict, Votes, heard, outcome
from linghang.meetings.definitions import Mode
from linghang.meetings.models import (
    Absence,
    AgendaItem,
    BranchOpinion,
    Form,
    Meeting,
    Stance,
    TermSeat,
)
from linghang.meetings.recording.rules import Ground, Opinion, State
from linghang.org.models import Unit
from linghang.procedures import catalog
from linghang.procedures.agenda.rules import PROVIDER, Asking, asking
from linghang.procedures.models import Proceeding
from linghang.procedures.progress.rules import Verb

THING = "procedures.proceeding"
DEPARTMENT = "department_meeting"
FIRST_TOPIC = {
    "first_content": "学习上级党组织有关会议精神",
    "first_led_by": "党委书记",
    "first_measures": "由党办列入督办，季度通报进展。",
}


@dataclass
class Meetings:
    """The meetings on which the steps rest: one of a body a day, with all that it dealt with."""

    hall: Hall
    at: datetime
    wanted: dict[tuple[str, str, date], list[tuple[int, str, str, Course, Proceeding]]] = field(
        default_factory=dict
    )
    groups: dict[tuple[str, date], tuple[str, ...]] = field(default_factory=dict)

    def write(
        self, courses: Sequence[tuple[Course, Proceeding]]
    ) -> dict[int, dict[str, list[dict[str, object]]]]:
        """Number of the course → step → what the act rests on."""
        for number, (course, row) in enumerate(courses):
            self._ask(number, course, row)
        found: dict[int, dict[str, list[dict[str, object]]]] = {
            number: {} for number in range(len(courses))
        }
        made = {key: self._meeting(*key) for key in self.wanted}
        Meeting.objects.bulk_create(made.values())
        forms = {key: self._form(made[key]) for key in self.wanted}
        Form.objects.bulk_create(forms.values())
        items, said = [], []
        for key, asked in self.wanted.items():
            first = 1
            if key[1] == "committee_meeting":
                title = f"第一议题：{FIRST_TOPIC['first_content']}"
                items.append(AgendaItem(form=forms[key], number=1, kind="first_topic", title=title))
                first = 2
            for place, (number, step, kind, course, row) in enumerate(asked, start=first):
                item = self._item(forms[key], place, kind, row)
                items.append(item)
                if course.matter and key[1] == DEPARTMENT:
                    said.append(self._opinion(item, key, course))
                words = f"{key[2].isoformat()}{made[key].unit.name}{_name(key[1])}同意"
                about = ["meetings.meeting", str(made[key].pk)]
                found[number].setdefault(step, []).append({"says": words, "about": about})
        AgendaItem.objects.bulk_create(items)
        BranchOpinion.objects.bulk_create(said)
        Stance.objects.bulk_create(stance for item in items for stance in self._stances(item))
        Absence.objects.bulk_create(
            Absence(meeting=made[key], person_id=person, ground=Ground.SURGERY.value)
            for key in made
            for person in self._away(made[key])
        )
        return found

    def _ask(self, number: int, course: Course, row: Proceeding) -> None:
        definition = catalog.catalog()[course.procedure]
        for deed in course.deeds:
            if deed.verb is not Verb.APPROVE:
                continue
            for one in definition.by_key[deed.step].needs.requirements:
                if one.provider == PROVIDER:
                    wanted = asking(one.params)
                    key = self._free(self._unit(wanted, course), wanted.body, deed.day)
                    told = (number, deed.step, wanted.items[0], course, row)
                    self.wanted.setdefault(key, []).append(told)

    @cached_property
    def taken(self) -> set[tuple[str, str, date]]:
        """Meetings that are there already."""
        return set(Meeting.objects.values_list("unit__code", "kind", "day"))

    def _free(self, unit: str, kind: str, day: date) -> tuple[str, str, date]:
        """The day before the act, or an earlier one on which the body has not met yet."""
        held_on = day - timedelta(days=1)
        while (unit, kind, held_on) in self.taken:
            held_on -= timedelta(days=1)
        return unit, kind, held_on

    def _unit(self, wanted: Asking, course: Course) -> str:
        if wanted.body == DEPARTMENT:
            return course.unit
        return COMMITTEE if wanted.body == "committee_meeting" else HOSPITAL

    def _meeting(self, unit: str, kind: str, day: date) -> Meeting:
        chair, recorder = self._leads(unit, kind)
        return Meeting(
            unit=Unit.objects.get(code=unit),
            kind=kind,
            day=day,
            starts_at=time(15),
            ends_at=time(17),
            place="行政楼三楼会议室" if unit in (HOSPITAL, COMMITTEE) else "科室示教室",
            chair_id=chair,
            recorder_id=recorder,
            state=State.CLOSED.value,
            closed_at=instant(day + timedelta(days=1)),
            version=1,
            saved_at=self.at,
        )

    def _leads(self, unit: str, kind: str) -> tuple[str, str]:
        if kind == DEPARTMENT:
            head = next(o for o in self.hall.held["department_head"] if o.unit == unit)
            return head.person, head.person
        office = self.hall.held["president_office_director"][0].person
        if kind == "committee_meeting":
            clerk = self.hall.held["party_office_director"][0].person
            return self.hall.held["party_secretary"][0].person, clerk
        return self.hall.held["president"][0].person, office

    def _members(self, meeting: Meeting) -> tuple[str, ...]:
        """Of a department's core group, who presides last."""
        key, chair = (meeting.unit.code, meeting.day), str(meeting.chair_id)
        if key not in self.groups:
            found = bodies.members(key[0], meetings.meetings()[DEPARTMENT], key[1])
            self.groups[key] = tuple(one.person for one in found)
        return (*(one for one in self.groups[key] if one != chair), chair)

    def _away(self, meeting: Meeting) -> tuple[str, ...]:
        """At every third meeting of a department somebody is in theatre."""
        if meeting.kind != DEPARTMENT or meeting.day.toordinal() % 3:
            return ()
        return self._members(meeting)[-2:-1]

    def _stances(self, item: AgendaItem) -> Iterator[Stance]:
        """The presiding decides after hearing all: what each one there said (§2.4.2a)."""
        meeting = item.form.meeting
        if meeting.kind == DEPARTMENT:
            there = [one for one in self._members(meeting) if one not in self._away(meeting)]
            for number, person in enumerate(there, 1):
                yield Stance(
                    item=item, number=number, person_id=person, opinion=Opinion.AGREES.value
                )

    def _size(self, meeting: Meeting) -> int:
        if meeting.kind == DEPARTMENT:
            return len(self._members(meeting))
        if meeting.kind == "president_meeting":
            declared = meetings.meetings()[meeting.kind]
            held = (one.person for post in declared.posts for one in self.hall.held.get(post, ()))
            return len(set(held))
        seats = TermSeat.objects.filter(unit=meeting.unit, kind=meeting.kind).count()
        return seats or 3

    def _form(self, meeting: Meeting) -> Form:
        size = self._size(meeting)
        came = size - len(self._away(meeting))
        return Form(
            meeting=meeting,
            kind=meeting.kind,
            expected=size,
            came=came,
            entitled=size,
            facts=FIRST_TOPIC if meeting.kind == "committee_meeting" else {},
        )

    def _item(self, form: Form, place: int, kind: str, row: Proceeding) -> AgendaItem:
        item = AgendaItem(
            form=form,
            number=place,
            kind=kind,
            title=row.title[:120],
            resolution="同意，按程序办理。",
            about_type=THING,
            about_id=str(row.pk),
            announced_on=form.meeting.day - timedelta(days=5),
        )
        decide(item)
        return item

    def _opinion(
        self, item: AgendaItem, key: tuple[str, str, date], course: Course
    ) -> BranchOpinion:
        return BranchOpinion(
            item=item,
            matter=course.matter,
            author_id=self.hall.speaker(course.unit, item.form.meeting.chair_id or "").person,
            day=key[2],
            text=course.opinion,
            conduct=course.conduct,
        )


def decide(item: AgendaItem) -> None:
    """All who came are in favour, counted by the rules of the day and of the body."""
    form = item.form
    size, came = form.expected or 0, form.came or 0
    declared = meetings.meetings()[form.kind]
    known = parameters.in_force(form.meeting.day)
    quorum, passes = known.get(declared.quorum), known.get(declared.passes)
    if isinstance(quorum, Majority) and isinstance(passes, Majority):
        bench, votes = Bench(size, came), Votes(favour=came)
        found = outcome(quorum=quorum, passes=passes, bench=bench, votes=votes)
        item.quorum, item.passes = values.plain(quorum), values.plain(passes)
        item.entitled, item.present, item.favour = size, came, came
        item.verdict, item.says = found.verdict.value, found.says
    elif isinstance(quorum, Majority) and declared.mode is Mode.HEARD:
        floor = known.get(declared.least)
        found = heard(quorum, Bench(size, came), floor if isinstance(floor, int) else 0)
        item.quorum = values.plain(quorum)
        item.entitled, item.present, item.recused = size, came, 0
        item.verdict, item.says = found.verdict.value, found.says


def put_off(item: AgendaItem, why: str) -> None:
    """The body leaves it to a later meeting (缓议)."""
    item.deferred, item.verdict = why, Verdict.DEFERRED.value
    item.says = f"{VERDICT_NAMES[Verdict.DEFERRED]}：{why}。"


def _name(kind: str) -> str:
    return meetings.meetings()[kind].name
