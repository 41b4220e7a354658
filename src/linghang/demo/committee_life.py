"""Seats in the Party committee and one meeting of it, by deeds of the Party office.

Its cadre matter is known to few until publicity starts; one member declared a relative.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

from linghang.demo.landmarks import COMMITTEE
from linghang.demo.posts import DEMO_POSTS
from linghang.foundation.access import Actor
from linghang.meetings.bodies import services as bodies
from linghang.meetings.counting.rules import Votes
from linghang.meetings.minutes import services as minutes
from linghang.meetings.models import TermSeat
from linghang.meetings.recording import services as recording
from linghang.meetings.recording.entries import Line, Missed, Record
from linghang.meetings.recording.rules import Ground, Opinion
from linghang.org.models import Appointment
from linghang.org.relatives import services as relatives
from linghang.org.relatives.rules import Relation

LEADERS = (
    "party_secretary",
    "president",
    "deputy_secretary",
    "discipline_secretary",
    "vice_president",
    "party_office_director",
    "hr_director",
)
SINCE, DAY = date(2025, 1, 6), date(2025, 12, 24)
ANNOUNCED = date(2025, 12, 19)
KIND = "committee_meeting"


def do(*, today: date, clock: Callable[[], datetime]) -> None:
    """Members for the term, and a meeting with three items; nothing when there are seats."""
    if TermSeat.objects.exists():
        return
    held = Appointment.objects.on(today).exclude(basis="delegated").filter(post__in=LEADERS)
    rows = sorted(
        held.values_list("post", "person__code"), key=lambda row: (LEADERS.index(row[0]), row[1])
    )
    people = list(dict.fromkeys(person for _, person in rows))
    office = DEMO_POSTS["party_office_director"]
    director = Appointment.objects.on(today).get(post=office.post, unit__code=office.unit)
    actor = Actor(person=director.person.code, appointment=director.pk)
    for person in people:
        bodies.seat(
            unit=COMMITTEE,
            kind=KIND,
            person=person,
            title="委员",
            active_from=SINCE,
            actor=actor,
            at=clock(),
        )
    chair, *others = people
    there = others[:-1]
    candidate = _candidate(today)
    relatives.declare(
        person=there[0],
        relation=Relation.COLLATERAL,
        relative=candidate,
        declared_on=SINCE,
        actor=actor,
        at=clock(),
        today=today,
    )
    kept = recording.hold(
        unit=COMMITTEE,
        kinds=[KIND],
        day=DAY,
        record=Record(
            starts_at=time(14, 30),
            ends_at=time(17),
            place="行政楼三楼会议室",
            chair=chair,
            recorder=actor.person,
            missed=(Missed(person=others[-1], ground=Ground.TRAVEL),),
            lines=_lines(chair, there, candidate),
        ),
        actor=actor,
        at=clock(),
        today=today,
    )
    minutes.close(meeting_id=kept.meeting.pk, actor=actor, at=clock())


def _candidate(today: date) -> str:
    """The leader of a medical team, who is to become deputy head of the department."""
    held = Appointment.objects.on(today).filter(post="team_leader").order_by("person__code")
    return str(held.values_list("person__code", flat=True)[0])


def _lines(chair: str, others: list[str], candidate: str) -> tuple[Line, ...]:
    spoken = tuple((person, Opinion.AGREES) for person in (*others, chair))
    count = len(spoken)
    return (
        Line(kind="first_topic", title="第一议题：学习公立医院高质量发展有关部署"),
        Line(
            kind="major_matter",
            title="明年大型医用设备购置计划",
            announced_on=ANNOUNCED,
            votes=Votes(favour=count - 1, abstained=1),
            stances=((others[0], Opinion.RESERVES), *spoken[1:]),
            words=((others[0], "先评估现有设备使用效率，再定台数。"),),
            dissent="建议先评估现有设备使用效率，再定台数。",
            resolution="原则通过，按设备使用效率评估结果分两批办理。",
            owner=others[0],
            due_date=date(2026, 3, 31),
        ),
        Line(
            kind="cadre_matter",
            title="关于科室副主任任职",
            person=candidate,
            announced_on=ANNOUNCED,
            votes=Votes(favour=count - 1),
            recused=((others[0], "亲属关系"),),
            stances=spoken[1:],
            resolution="同意任职，按规定公示。",
        ),
    )
