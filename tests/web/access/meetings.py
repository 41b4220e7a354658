"""Meetings: a branch records its own, the Party's leaders look on, others see nothing of it."""

from __future__ import annotations

from datetime import time

from linghang.foundation import clock
from linghang.meetings.bodies import services as bodies
from linghang.meetings.bodies.rules import LeftOutGround, Nature
from linghang.meetings.minutes import services as minutes
from linghang.meetings.models import AgendaItem, Form, NoVote
from linghang.meetings.planning import services as planning
from linghang.meetings.recording import services
from linghang.meetings.recording.entries import Line, Missed, Record
from linghang.meetings.recording.rules import Ground
from tests.meetings import branch
from tests.web.access.base import Row, holding
from tests.web_hospital import TODAY, Hospital

TITLE = "会议与组织生活"
READERS = ["party_secretary", "discipline_secretary", "branch_secretary"]
RECORDERS = ["branch_secretary"]
LOOKERS_ON = tuple((post, 403) for post in READERS if post not in RECORDERS)
PARTY = (("party_secretary", 403), ("discipline_secretary", 403))
WHEN = "2025-12-01"


def _recorded(name: str, *args: str) -> Row:
    return Row(name=name, args=args, ok=RECORDERS, answers=LOOKERS_ON)


ROWS = [
    Row(name="meetings", ok=holding("meetings.read"), others=403),
    Row(name="meetings", query="?format=xlsx", ok=holding("meetings.read"), others=403),
    Row(name="meetings-office", ok=["party_secretary", "discipline_secretary"], others=403),
    Row(name="unit-meetings", args=("PB1",), ok=READERS),
    Row(name="unit-meetings", args=("H",), ok=["president"]),
    Row(name="unit-meetings", args=("CARD",), ok=["president", "cardiology_head"]),
    Row(name="unit-meetings", args=("NEVER-WAS",), ok=[]),
    Row(name="meeting", args=("held",), ok=READERS),
    Row(name="meeting", args=("999999",), ok=[]),
    _recorded("meeting-plan", "PB1"),
    _recorded("meeting-new", "PB1", "member_meeting"),
    Row(
        name="meeting-new",
        args=("PB1", "committee_meeting"),
        ok=[],
        answers=LOOKERS_ON,
    ),
    _recorded("meeting-excuse", "PB1", "theme_day", WHEN),
    _recorded("meeting-record", "held"),
    _recorded("meeting-call-off", "planned"),
    _recorded("meeting-close", "held"),
    _recorded("meeting-minutes", "form"),
    _recorded("meeting-made-up", "held"),
    Row(name="meeting-sheet", args=("held",), ok=READERS),
    Row(name="meetings-leaders", ok=["party_secretary", "discipline_secretary"], others=403),
    _recorded("meeting-agenda", "planned"),
    _recorded("meeting-material", "planned"),
    _recorded("meeting-minutes-apart", "form"),
    Row(name="item-publish", args=("item",), ok=RECORDERS, answers=LOOKERS_ON),
    Row(name="item-publish", args=("999999",), ok=[]),
    Row(name="nature-set", args=("PB1",), ok=[], answers=tuple((post, 403) for post in READERS)),
    Row(name="nature-end", args=("nature",), ok=[], answers=tuple((post, 403) for post in READERS)),
    Row(name="seat-add", args=("PB1",), ok=[], answers=LOOKERS_ON),
    Row(name="seat-add", args=("PC",), ok=[], answers=PARTY),
    Row(name="seat-end", args=("seat",), ok=[], answers=PARTY),
    _recorded("no-vote-add", "PB1"),
    _recorded("left-out-add", "PB1"),
    _recorded("no-vote-end", "no vote"),
    _recorded("left-out-end", "left out"),
    Row(
        name="meeting-call-off",
        args=("planned",),
        method="post",
        data=(("reason", "改期"),),
        ok=RECORDERS,
        status=302,
        answers=LOOKERS_ON,
        late=True,
    ),
    Row(
        name="meeting-close",
        args=("held",),
        method="post",
        ok=[],
        answers=(*LOOKERS_ON, ("branch_secretary", 422)),
    ),
]


def things(hospital: Hospital) -> dict[str, str]:
    """A branch with members; a meeting that is planned, one that is recorded, one closed."""
    branch.add()
    by = {"actor": hospital.actor("branch_secretary"), "at": clock.now()}
    planned = planning.plan(unit="PB1", kinds=["life_meeting"], day=TODAY.replace(year=2026), **by)
    held, closed = (
        services.hold(
            unit="PB1",
            kinds=[kind],
            day=TODAY,
            record=Record(
                missed=(Missed(person="P5", ground=Ground.DUTY),),
                starts_at=hour,
                chair="P5",
                recorder="P5" if hour else "",
                place="会议室",
                lines=(Line(kind="study", title="学习"),) if hour else (),
            ),
            today=TODAY,
            **by,
        ).meeting
        for kind, hour in (("member_meeting", None), ("branch_committee", time(16)))
    )
    minutes.close(meeting_id=closed.pk, **by)
    left_out = bodies.leave_out(
        person="M03",
        unit="PB1",
        ground=LeftOutGround.ILL,
        approval="党委批复",
        active_from=TODAY,
        **by,
    )
    nature = bodies.set_nature(
        unit="PB1", nature=Nature.JOINT, approval="党委批复", active_from=TODAY, **by
    )
    seat = bodies.seat(unit="PC", kind="committee_meeting", person="P6", active_from=TODAY, **by)
    return {
        "seat": str(seat.pk),
        "planned": str(planned.pk),
        "item": str(AgendaItem.objects.get(form__meeting=closed).pk),
        "nature": str(nature.pk),
        "held": str(held.pk),
        "form": str(Form.objects.get(meeting=closed).pk),
        "no vote": str(NoVote.objects.earliest("pk").pk),
        "left out": str(left_out.pk),
    }
