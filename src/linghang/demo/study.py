"""The Party committee's study: first topics, the study group's year, the leaders' life meeting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from linghang.demo.landmarks import COMMITTEE
from linghang.demo.posts import DEMO_POSTS
from linghang.foundation.access import Actor
from linghang.foundation.evidence import services as evidence
from linghang.meetings.bodies import services as bodies
from linghang.meetings.follow_ups import services as follow_ups
from linghang.meetings.models import Form, TermSeat
from linghang.meetings.particulars import services as particulars
from linghang.meetings.recording import services as recording
from linghang.meetings.recording.entries import Line, Missed, Record
from linghang.meetings.recording.rules import Ground
from linghang.meetings.yearly import services as yearly
from linghang.org.models import Appointment

GROUP, LIFE, MEETING = "study_group", "leaders_life_meeting", "committee_meeting"
SESSIONS = (
    (date(2025, 3, 20), "全面从严治党"),
    (date(2025, 6, 19), "公立医院高质量发展"),
    (date(2025, 8, 21), "党纪学习教育"),
    (date(2025, 11, 20), "学习全会精神"),
)
MEETINGS = ((date(2025, 9, 10), date(2025, 10, 25)), (date(2025, 10, 15), None))
WITHOUT_FIRST = date(2025, 11, 12)
LIFE_DAY, REPORTED = date(2025, 1, 16), date(2025, 1, 27)
CONTENT = "学习关于公立医院高质量发展的最新部署"
Clock = Callable[[], datetime]


def do(*, today: date, clock: Clock) -> None:
    """The year of study by deeds of the Party office; nothing when the group has seats."""
    seats = TermSeat.objects.filter(kind=MEETING, unit__code=COMMITTEE).order_by("pk")
    people = list(seats.values_list("person__code", flat=True))
    if not people or TermSeat.objects.filter(kind=GROUP).exists():
        return
    office = DEMO_POSTS["party_office_director"]
    director = Appointment.objects.on(today).get(post=office.post, unit__code=office.unit)
    actor = Actor(person=director.person.code, appointment=director.pk)
    for kind in (GROUP, LIFE):
        for person in people:
            bodies.seat(
                unit=COMMITTEE,
                kind=kind,
                person=person,
                active_from=date(2025, 1, 6),
                actor=actor,
                at=clock(),
            )
    yearly.plan(
        unit=COMMITTEE,
        kind=GROUP,
        year=2025,
        themes={day.month: topic for day, topic in SESSIONS},
        keeper=actor.person,
        actor=actor,
        at=clock(),
        today=date(2025, 1, 8),
    )
    desk = _Desk(people, actor, today, clock)
    desk.study()
    desk.meet()
    desk.examine()


@dataclass(frozen=True, slots=True)
class _Desk:
    """Who records for the committee; people: its members, the one in the chair first."""

    people: list[str]
    actor: Actor
    today: date
    clock: Clock

    def study(self) -> None:
        """The study group's sessions, a member away from every other one."""
        for number, (day, topic) in enumerate(SESSIONS):
            line = Line(kind="first_topic", title=f"集体学习研讨：{topic}")
            form = self._hold(GROUP, day, line, away=number % 2)
            self._tell(form, topic=topic, lead="班子成员各一人", result="形成工作举措三条。")
        _file(form, topic, self.actor, self.clock())

    def meet(self) -> None:
        """Meetings of the committee, one of which did not begin with the first topic."""
        first = Line(kind="first_topic", title=f"第一议题：{CONTENT}")
        other = Line(kind="administration", title="下半年重点工作安排", unanimous=True)
        self._hold(MEETING, WITHOUT_FIRST, other)
        for day, closed in MEETINGS:
            form = self._hold(MEETING, day, first, other)
            self._tell(
                form,
                first_content=CONTENT,
                first_led_by="党委书记",
                first_speeches="班子成员结合分管工作作了交流发言。",
                first_measures="列入年度重点任务，按季督办。",
            )
            self._leave(form, "制订落实举措并分解到科室", day + timedelta(days=60), closed)

    def examine(self) -> None:
        """The leaders' life meeting, reported in time, with one correction."""
        form = self._hold(LIFE, LIFE_DAY, Line(kind="life_review", title="领导班子对照检查"))
        self._tell(
            form,
            opinions="征求各支部、科室意见38条。",
            self_check="班子对照检查材料经党委会审议。",
            criticism="班子成员逐一作个人对照检查，相互提出批评意见。",
            reported_on=REPORTED,
        )
        self._leave(form, "健全重大事项督办机制", date(2025, 6, 30), date(2025, 6, 20))

    def _hold(self, kind: str, day: date, *lines: Line, away: int = 0) -> Form:
        absent = self.people[-1:] if away else []
        kept = recording.hold(
            unit=COMMITTEE,
            kinds=[kind],
            day=day,
            record=Record(
                starts_at=time(14, 30),
                ends_at=time(17),
                place="行政楼三楼会议室",
                chair=self.people[0],
                recorder=self.actor.person,
                missed=tuple(Missed(person=one, ground=Ground.TRAVEL) for one in absent),
                lines=lines,
            ),
            actor=self.actor,
            at=self.clock(),
            today=self.today,
        )
        return Form.objects.get(meeting=kept.meeting)

    def _tell(self, form: Form, **values: object) -> None:
        particulars.keep(form_id=form.pk, values=values, actor=self.actor, at=self.clock())

    def _leave(self, form: Form, title: str, due: date, closed: date | None) -> None:
        actor, at = self.actor, self.clock()
        row = follow_ups.add(
            form_id=form.pk,
            title=title,
            owner=self.people[1],
            due_date=due,
            actor=actor,
            at=at,
        )
        if closed:
            follow_ups.close(
                row_id=row.pk,
                closed_on=closed,
                result="已按要求落实。",
                actor=actor,
                at=at,
                today=self.today,
            )


def _file(form: Form, topic: str, actor: Actor, at: datetime) -> None:
    """The bulletin of a session, as it lies in the group's file."""
    kept = evidence.store(
        content=f"中心组学习简报\n专题：{topic}\n".encode(),
        name="第四季度中心组学习简报.txt",
        media_type="text/plain",
        happened_on=form.meeting.day,
        actor=actor,
        at=at,
    )
    particulars.add_paper(form_id=form.pk, kind="简报", evidence_id=kept.pk, actor=actor, at=at)
