"""A branch's year: grades for branch and Party office, talks for the two, trainings for readers."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from linghang.foundation import clock
from linghang.foundation.access import Actor
from linghang.foundation.evidence import services as evidence
from linghang.meetings.appraisal import services as appraisal
from linghang.meetings.bodies import services as bodies
from linghang.meetings.books import services as books
from linghang.meetings.follow_ups import services as follow_ups
from linghang.meetings.models import Form
from linghang.meetings.particulars import services as particulars
from linghang.meetings.recording import services
from linghang.meetings.recording.entries import Record
from linghang.meetings.rota import services as rota
from linghang.meetings.rota.services import Asked
from linghang.meetings.talks import services as talks
from linghang.meetings.talks.rules import Occasion
from linghang.meetings.training import services as training
from tests.meetings import branch
from tests.web.access.base import EVERYBODY, Row, holding
from tests.web_hospital import TODAY, Hospital

TITLE = "支部年度事项"
READERS = ["party_secretary", "discipline_secretary", "branch_secretary"]
OVERSEERS = ["party_secretary", "discipline_secretary"]
SECRETARY = ["branch_secretary"]
LOOKERS_ON = tuple((post, 403) for post in OVERSEERS)
NOBODYS = (*LOOKERS_ON, ("branch_secretary", 403))
YEAR = "2025"


def _recorded(name: str, *args: str) -> Row:
    return Row(name=name, args=args, ok=SECRETARY, answers=LOOKERS_ON)


ROWS = [
    Row(name="my-branch-life", ok=EVERYBODY),
    Row(name="talk-new", ok=SECRETARY),
    Row(name="talks", args=("PB1",), ok=SECRETARY),
    Row(name="talk", args=("talk",), ok=SECRETARY),
    Row(name="talk", args=("999999",), ok=[]),
    Row(name="talk", args=("talk",), method="post", ok=SECRETARY),
    Row(name="appraisals", ok=SECRETARY, others=403),
    Row(name="appraisal", args=("appraisal",), ok=SECRETARY),
    Row(name="appraisal", args=("999999",), ok=[]),
    Row(name="appraisal-steps", args=("appraisal",), ok=SECRETARY),
    Row(name="appraisal-grades", args=("appraisal",), ok=SECRETARY),
    Row(name="appraisal-told", args=("appraisal",), ok=SECRETARY),
    Row(name="appraisal-report", args=("appraisal",), ok=SECRETARY),
    Row(name="disposal-start", args=("999999",), ok=[]),
    Row(
        name="appraisal-open",
        args=("PB1",),
        ok=[],
        answers=(*LOOKERS_ON, ("branch_secretary", 302)),
    ),
    _recorded("meeting-besides", "life form"),
    _recorded("lesson-keep", "lesson"),
    _recorded("follow-up-add", "life form"),
    _recorded("follow-up-close", "follow-up"),
    _recorded("meeting-paper-add", "life form"),
    Row(name="meeting-paper", args=("paper",), ok=READERS),
    Row(name="lessons", ok=OVERSEERS, others=403),
    Row(name="lesson-list", ok=holding("meetings.read"), others=403),
    Row(name="lesson-duties", ok=READERS, others=403),
    Row(name="lesson-rota", ok=READERS, others=403),
    Row(name="lesson-plan", args=("lesson plan",), ok=READERS),
    Row(name="lesson-plan", args=("999999",), ok=[]),
    _recorded("lesson-plan-new", "PB1"),
    _recorded("lesson-plan-change", "lesson plan"),
    _recorded("lesson-plan-off", "lesson plan"),
    Row(name="study", ok=OVERSEERS, others=403),
    Row(name="branch-year", ok=OVERSEERS, others=403),
    Row(name="follow-ups", ok=holding("meetings.read"), others=403),
    Row(name="trainings", ok=holding("meetings.read"), others=403),
    Row(name="training-hours", ok=holding("meetings.read"), others=403),
    Row(name="training-coverage", ok=holding("meetings.read"), others=403),
    Row(name="training-file", args=("M01",), ok=READERS),
    Row(name="training-file", args=("no-such",), ok=[]),
    Row(name="training", args=("training",), ok=READERS),
    _recorded("training-new", "PB1"),
    _recorded("training-edit", "training"),
    Row(name="themes-office", ok=OVERSEERS, others=403),
    Row(name="themes", args=("PB1", "theme_day"), ok=READERS),
    Row(name="themes", args=("PB1", "committee_meeting"), ok=[]),
    _recorded("year-plan", "PB1", "theme_day", YEAR),
    Row(name="year-plan", args=("PB1", "committee_meeting", YEAR), ok=[]),
    Row(name="books", args=("PB1",), ok=READERS),
    Row(name="book", args=("PB1", "life", YEAR), ok=READERS),
    Row(name="book", args=("PB1", "no-such-book", YEAR), ok=[]),
    Row(name="book-check", args=("PB1", "life", YEAR), ok=[], answers=NOBODYS),
    _recorded("book-correct", "check"),
]


def things(hospital: Hospital) -> dict[str, str]:
    """A branch with members, a life meeting and a lesson; one of everything that hangs on them."""
    branch.add()
    by = {"actor": hospital.actor("branch_secretary"), "at": clock.now()}
    life, lesson = (
        Form.objects.get(
            meeting=services.hold(
                unit="PB1", kinds=[kind], day=TODAY, record=Record(), today=TODAY, **by
            ).meeting
        )
        for kind in ("life_meeting", "party_lesson")
    )
    follow_up = follow_ups.add(form_id=life.pk, title="学习不够", owner="M01", due_date=TODAY, **by)
    stored = evidence.store(
        content=b"%PDF-1.4",
        name="签到表.pdf",
        media_type="application/pdf",
        happened_on=TODAY,
        **by,
    )
    paper = particulars.add_paper(form_id=life.pk, kind="签到表", evidence_id=stored.pk, **by)
    row = appraisal.open_appraisal(unit="PB1", year=TODAY.year, day=TODAY, **by)
    talk = talks.record(
        unit="PB1",
        other="M02",
        day=TODAY,
        occasion=Occasion.YEARLY,
        summary="近期工作",
        actor=Actor(person="M01"),
        at=clock.now(),
        today=TODAY,
    )
    held = training.record(
        unit="PB1",
        title="党员培训班",
        starts_on=TODAY - timedelta(days=2),
        ends_on=TODAY,
        hours=Decimal(16),
        everybody=True,
        today=TODAY,
        **by,
    )
    check = books.check(
        unit="PB1",
        book="life",
        year=TODAY.year,
        checked_on=TODAY,
        remarks="补签名",
        correct_by=TODAY,
        today=TODAY,
        **by,
    )
    asked = Asked(unit="PB1", speaker="M01", day=TODAY, topic="党纪学习")
    planned = rota.plan(kept_by="PB1", asked=asked, today=TODAY, **by)
    bodies.seat(unit="PC", kind="study_group", person="P6", active_from=TODAY, **by)
    return {
        "life form": str(life.pk),
        "lesson": str(lesson.pk),
        "lesson plan": str(planned.pk),
        "follow-up": str(follow_up.pk),
        "paper": str(paper.pk),
        "appraisal": str(row.pk),
        "talk": str(talk.pk),
        "training": str(held.pk),
        "check": str(check.pk),
    }
