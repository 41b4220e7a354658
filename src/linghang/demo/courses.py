"""Proceedings of a lived-in year, written in bulk: each act by who held the post, each decision
on the record of a meeting. Deed by deed they would take minutes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.db import transaction
from django.utils import timezone

from linghang.demo.landmarks import COMMITTEE, HOSPITAL
from linghang.foundation.access import Actor
from linghang.foundation.catalog import services as versions
from linghang.foundation.evidence import services as evidence
from linghang.foundation.evidence.models import Evidence
from linghang.foundation.fields import rules as fields_rules
from linghang.foundation.parameters import kinds as values
from linghang.foundation.parameters import queries as parameters
from linghang.foundation.parameters.kinds import Majority
from linghang.meetings import catalog as meetings
from linghang.meetings.counting.rules import Bench, Verdict, Votes, outcome
from linghang.meetings.models import AgendaItem, BranchOpinion, Form, Meeting, TermSeat
from linghang.meetings.recording.rules import State
from linghang.org.models import Unit
from linghang.org.posts_held import queries as posts_held
from linghang.org.posts_held.queries import Tenure
from linghang.procedures import catalog
from linghang.procedures.agenda.rules import PROVIDER, Asking, asking
from linghang.procedures.days import Day
from linghang.procedures.definitions import MATTER, Outcome, Procedure, Scope, Step
from linghang.procedures.models import Act, ActDocument, Proceeding, Turn
from linghang.procedures.progress.rules import Act as Told
from linghang.procedures.progress.rules import Document, Verb, Way, state_of
from linghang.procedures.reading import dossier_digest

NOON = time(12)
THING = "procedures.proceeding"
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One act to write. fields: as typed. seat: whose voice, of a step with several."""

    step: str
    day: date
    fields: dict[str, str] = field(default_factory=dict)
    verb: Verb = Verb.APPROVE
    to: str = ""
    reason: str = ""
    seat: int = 0


@dataclass(kw_only=True)
class Course:
    """One proceeding and everything that was done on it. matter: of the branch's opinion."""

    procedure: str
    unit: str
    title: str
    started_on: date
    deeds: Sequence[Deed]
    subject: tuple[str, str] = (MATTER, "")
    matter: str = ""
    opinion: str = ""
    conduct: str = ""


@dataclass(frozen=True)
class Hall:
    """Who holds which post, and on which units, as the demo stands."""

    on: date

    @cached_property
    def held(self) -> dict[str, list[Tenure]]:
        """Post → tenures, not by delegation."""
        found: defaultdict[str, list[Tenure]] = defaultdict(list)
        for one in posts_held.tenures(self.on):
            if one.basis.value != "delegated":
                found[one.post.code].append(one)
        return dict(found)

    @cached_property
    def day(self) -> Day:
        """The organisation of the day."""
        return Day(self.on)

    def of(self, step: Step, seat: int, unit: str) -> Tenure:
        """Who does a step for a proceeding of the unit."""
        declared = step.who[min(seat, len(step.who) - 1)]
        near = {
            Scope.UNIT: {unit},
            Scope.COVERING: self.day.place(unit).covering,
            Scope.ABOVE: self.day.place(unit).above,
        }.get(declared.at)
        posts = (*declared.posts[seat:], *declared.posts) if len(step.who) == 1 else declared.posts
        for post in posts:
            for one in self.held.get(post, ()):
                if near is None or one.unit in near:
                    return one
        raise LookupError(f"nobody holds {declared.posts} for {unit}")

    def speaker(self, unit: str) -> Tenure:
        """The secretary of the branch that covers a department."""
        covering = self.day.place(unit).covering
        return next(one for one in self.held["branch_secretary"] if one.unit in covering)


@transaction.atomic
def write(courses: Sequence[Course], *, hall: Hall, actor: Actor, clock: Clock) -> list[Proceeding]:
    """Write the proceedings in the order given; returns them. Meetings that they rest on, too."""
    at = clock()
    papers = _papers(courses, hall, actor, at)
    units = {one.code: one for one in Unit.objects.filter(code__in={c.unit for c in courses})}
    written = [_opened(one, units, hall, at) for one in courses]
    proceedings = Proceeding.objects.bulk_create([row for row, _ in written])
    rests = _Meetings(hall, at).write(list(zip(courses, proceedings, strict=True)))
    acts, attached, turns = [], [], []
    for number, (course, row) in enumerate(zip(courses, proceedings, strict=True)):
        made, found = _acts(course, row, hall, papers, rests[number])
        acts += made
        attached += found
        turns += _turns(row, made, hall)
    Act.objects.bulk_create(acts, batch_size=200)
    ActDocument.objects.bulk_create(attached, batch_size=200)
    Turn.objects.bulk_create(turns, batch_size=500)
    Proceeding.objects.bulk_update(proceedings, ["outcome", "ended_on"], batch_size=200)
    return proceedings


def instant(day: date) -> datetime:
    """Noon of the day."""
    return timezone.make_aware(datetime.combine(day, NOON))


def _opened(
    course: Course, units: dict[str, Unit], hall: Hall, at: datetime
) -> tuple[Proceeding, Procedure]:
    loaded = catalog.catalog().items[course.procedure]
    versions.keep(
        kind=catalog.KIND, code=course.procedure, hash=loaded.hash, body=loaded.body, at=at
    )
    starter = hall.of(loaded.item.steps[0], 0, course.unit)
    row = Proceeding(
        procedure=course.procedure,
        definition_hash=loaded.hash,
        subject_type=course.subject[0],
        subject_id=course.subject[1],
        title=course.title,
        unit=units[course.unit],
        started_by=starter.person,
        started_at=instant(course.started_on),
    )
    return row, loaded.item


def _papers(
    courses: Sequence[Course], hall: Hall, actor: Actor, at: datetime
) -> dict[str, Evidence]:
    """One stored file for each kind of document that some step wants."""
    wanted: dict[str, str] = {}
    for procedure in {one.procedure for one in courses}:
        for step in catalog.catalog()[procedure].steps:
            wanted |= {paper.kind: paper.name for paper in step.needs.documents}
    return {
        kind: evidence.store(
            content=f"演示材料：{name}".encode(),
            name=f"{name[:40]}.txt".replace("/", "、"),
            media_type="text/plain",
            happened_on=hall.on,
            actor=actor,
            at=at,
        )
        for kind, name in wanted.items()
    }


def _acts(
    course: Course,
    row: Proceeding,
    hall: Hall,
    papers: dict[str, Evidence],
    rests: dict[str, list[dict[str, object]]],
) -> tuple[list[Act], list[ActDocument]]:
    definition = catalog.catalog()[course.procedure]
    made: list[Act] = []
    attached: list[ActDocument] = []
    told: list[Told] = []
    starts = Deed(step="", day=course.started_on, verb=Verb.START)
    for number, deed in enumerate((starts, *course.deeds), start=1):
        step = definition.by_key.get(deed.step, definition.steps[0])
        by = hall.of(step, deed.seat, course.unit)
        plain = _plain(step, deed) if deed.verb is Verb.APPROVE else {}
        brought = [
            (one.kind, papers[one.kind])
            for one in (step.needs.documents if deed.verb is Verb.APPROVE and deed.step else ())
            for _ in range(one.least)
        ]
        documents = tuple(
            Document(kind=kind, sha256=kept.sha256, name=kept.name, evidence=kept.pk)
            for kind, kept in brought
        )
        digest = dossier_digest(state_of(definition, told), plain, documents)
        act = _act(row, number, deed, by, hall, plain, digest, rests.get(deed.step, []))
        made.append(act)
        attached += [
            ActDocument(act=act, kind=kind, name=kept.name, evidence=kept, sha256=kept.sha256)
            for kind, kept in brought
        ]
        told.append(_told(act, documents))
    state = state_of(definition, told, values=hall.day.values(hall.on))
    row.outcome = state.outcome.value
    row.ended_on = None if state.outcome is Outcome.RUNNING else made[-1].day
    return made, attached


def _plain(step: Step, deed: Deed) -> dict[str, str]:
    known = {one.code: one for one in step.needs.fields}
    return {
        code: fields_rules.show(known[code], fields_rules.parse(known[code], raw).value)
        for code, raw in deed.fields.items()
    }


def _act(
    row: Proceeding,
    number: int,
    deed: Deed,
    by: Tenure,
    hall: Hall,
    plain: dict[str, str],
    digest: str,
    rests: list[dict[str, object]],
) -> Act:
    return Act(
        proceeding=row,
        number=number,
        verb=deed.verb.value,
        step=deed.step,
        seat=deed.seat,
        person=by.person,
        appointment=by.appointment,
        held=by.title,
        departments=[hall.day.department(by.unit)],
        day=deed.day,
        recorded_on=deed.day,
        recorded_at=instant(deed.day),
        to=deed.to,
        reason=deed.reason,
        fields=plain,
        definition_hash=row.definition_hash,
        dossier=digest,
        rests_on=rests if deed.verb is Verb.APPROVE else [],
    )


def _told(act: Act, documents: tuple[Document, ...]) -> Told:
    return Told(
        number=act.number,
        verb=Verb(act.verb),
        step=act.step,
        seat=act.seat,
        person=act.person,
        departments=frozenset(act.departments),
        day=act.day,
        recorded_on=act.recorded_on,
        to=act.to,
        fields=act.fields,
        documents=documents,
    )


def _turns(row: Proceeding, acts: Sequence[Act], hall: Hall) -> list[Turn]:
    if row.outcome != Outcome.RUNNING.value:
        return []
    definition = catalog.catalog()[row.procedure]
    state = state_of(definition, [_told(one, ()) for one in acts])
    way = Way(state, hall.day.values(hall.on))
    wanted = {(step.key, post) for step in way.open() for seat in step.who for post in seat.posts}
    return [Turn(proceeding=row, step=key, post=post) for key, post in sorted(wanted)]


@dataclass
class _Meetings:
    """The meetings on which the steps rest: one of a body a day, with all that it dealt with."""

    hall: Hall
    at: datetime
    wanted: dict[tuple[str, str, date], list[tuple[int, str, str, Course, Proceeding]]] = field(
        default_factory=dict
    )

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
            for place, (number, step, kind, course, row) in enumerate(asked, start=1):
                item = self._item(forms[key], place, kind, row)
                items.append(item)
                if course.matter and key[1] == "department_meeting":
                    said.append(self._opinion(item, key, course))
                words = f"{key[2].isoformat()}{made[key].unit.name}{_name(key[1])}同意"
                about = ["meetings.meeting", str(made[key].pk)]
                found[number].setdefault(step, []).append({"says": words, "about": about})
        AgendaItem.objects.bulk_create(items)
        BranchOpinion.objects.bulk_create(said)
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
        if wanted.body == "department_meeting":
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
        if kind == "department_meeting":
            head = next(o for o in self.hall.held["department_head"] if o.unit == unit)
            return head.person, head.person
        office = self.hall.held["president_office_director"][0].person
        if kind == "committee_meeting":
            clerk = self.hall.held["party_office_director"][0].person
            return self.hall.held["party_secretary"][0].person, clerk
        return self.hall.held["president"][0].person, office

    def _size(self, meeting: Meeting) -> int:
        if meeting.kind == "department_meeting":
            return 1
        seats = TermSeat.objects.filter(unit=meeting.unit, kind=meeting.kind).count()
        return seats or 3

    def _form(self, meeting: Meeting) -> Form:
        size = self._size(meeting)
        return Form(meeting=meeting, kind=meeting.kind, expected=size, came=size, entitled=size)

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
        declared = meetings.meetings()[form.kind]
        known = parameters.in_force(form.meeting.day)
        quorum, passes = known.get(declared.quorum), known.get(declared.passes)
        if isinstance(quorum, Majority) and isinstance(passes, Majority):
            size = form.expected or 0
            votes = Votes(favour=size)
            found = outcome(quorum=quorum, passes=passes, bench=Bench(size, size), votes=votes)
            item.quorum, item.passes = values.plain(quorum), values.plain(passes)
            item.entitled = item.present = item.favour = size
            item.verdict, item.says = found.verdict.value, found.says
        elif declared.mode.value == "heard":
            item.verdict = Verdict.HEARD.value
            item.says = "听取意见后由主持人决定。"
        return item

    def _opinion(
        self, item: AgendaItem, key: tuple[str, str, date], course: Course
    ) -> BranchOpinion:
        return BranchOpinion(
            item=item,
            matter=course.matter,
            author_id=self.hall.speaker(course.unit).person,
            day=key[2],
            text=course.opinion,
            conduct=course.conduct,
        )


def _name(kind: str) -> str:
    return meetings.meetings()[kind].name
