"""A hospital under inspection: who leads, who does, who checks; short ways to do their deeds."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from linghang.commitments.closing import services as closing
from linghang.commitments.models import Commitment, Programme
from linghang.commitments.reporting import services as reporting
from linghang.commitments.reporting.services import Report, Upload
from linghang.commitments.setting import approving
from linghang.commitments.setting import services as setting
from linghang.commitments.setting.services import Described
from linghang.commitments.writing import services as writing
from linghang.commitments.writing.rules import Wanted
from linghang.foundation.access import Actor
from linghang.meetings.models import AgendaItem, Form, Meeting
from linghang.org.models import Appointment, Charge, Person, Unit
from tests import kept, small_hospital
from tests.ledgers import hospital as ledgers

BEGAN, FEEDBACK, APPROVED = date(2025, 3, 3), date(2025, 4, 1), date(2025, 4, 20)
TODAY = date(2025, 6, 3)
MORE = {
    "vice_president": ("R1", "H", "vice_president"),
    "discipline_office": ("R2", "DC", "discipline_office_director"),
    "records_second": ("R3", "MRO", "records_clerk"),
}
Held = dict[str, Appointment]
_moments = itertools.count()


def build() -> Held:
    """Appointments by key; made once in a process."""
    return kept.once("hospital with commitments", made)


def made() -> Held:
    """The hospital with ledgers, a vice president in charge of its departments and offices."""
    held = ledgers.made()
    for key, (code, unit, post) in MORE.items():
        held[key] = Appointment.objects.create(
            person=Person.objects.create(code=code, name=f"职工{code}", active_from=ledgers.FROM),
            post=post,
            unit=Unit.objects.get(code=unit),
            active_from=ledgers.FROM,
        )
    for unit in ("CARD", "ORTH", "MRO"):
        Charge.objects.create(
            appointment=held["vice_president"],
            unit=Unit.objects.get(code=unit),
            active_from=small_hospital.FROM,
            document="领导班子分工的通知",
        )
    return held


@dataclass(frozen=True)
class On:
    """Deeds on one day."""

    held: Held
    today: date = TODAY

    def by(self, key: str) -> dict[str, Any]:
        appointment = self.held[key]
        actor = Actor(person=appointment.person.code, appointment=appointment.pk)
        # Each deed a little later, so that rows tell which came first.
        at = datetime.combine(self.today, time(2), UTC) + timedelta(milliseconds=next(_moments))
        return {"actor": actor, "at": at, "today": self.today}

    def later(self, days: int) -> On:
        return On(self.held, self.today + timedelta(days=days))

    def inspection(self, **more: Any) -> Programme:
        described = Described(
            title=more.pop("title", "市委第三轮巡察整改"),
            unit="PAO",
            began_on=more.pop("began_on", BEGAN),
            feedback_on=more.pop("feedback_on", FEEDBACK),
            leader="P6",
            fields={"by": "市级", "round": "第三轮"},
            **more,
        )
        return setting.set_up(kind="inspection", described=described, **self.by("party_clerk"))

    def add(self, programme: Programme, level: str, title: str, **more: Any) -> Commitment:
        wanted = Wanted(level=level, title=title, **more)
        return writing.add(programme_id=programme.pk, wanted=wanted, **self.by("party_clerk"))

    def measure(self, problem: Commitment, title: str = "修订采购制度", **more: Any) -> Commitment:
        facts = {"type": "by_date", "unit": "CARD", "owner": "P3", "leader": "R1", **more}
        if facts["type"] != "continuous":
            facts.setdefault("due", date(2025, 6, 30))
        return self.add(problem.programme, "measure", title, parent=problem.pk, **facts)

    def approve(self, programme: Programme) -> Programme:
        by = self.by("party_secretary")
        return approving.approve(programme_id=programme.pk, **by)

    def prove(self, row: Commitment, day: date | None = None, key: str = "cardiology_head") -> None:
        upload = Upload(
            content=b"minutes",
            name="会议记录.pdf",
            media_type="application/pdf",
            happened_on=day or self.today,
        )
        reporting.attach(commitment_id=row.pk, upload=upload, **self.by(key))

    def report(self, row: Commitment, key: str = "cardiology_head", **more: Any) -> None:
        said = Report(done=more.pop("done", "修订了两项制度"), **more)
        reporting.report(commitment_id=row.pk, said=said, **self.by(key))

    def apply(self, row: Commitment, key: str = "cardiology_head") -> Commitment:
        return closing.apply(commitment_id=row.pk, **self.by(key))

    def pass_by(self, row: Commitment, *keys: str, because: str = "") -> Commitment:
        for key in keys:
            row = closing.decide(commitment_id=row.pk, returned_because=because, **self.by(key))
        return row

    def close(self, row: Commitment, key: str = "cardiology_head") -> Commitment:
        """Prove it, ask, and let everybody pass it."""
        self.prove(row, key=key)
        self.apply(row, key)
        return self.pass_by(row, *CHECKERS)


CHECKERS = ("party_clerk", "vice_president", "party_office", "discipline_office", "party_secretary")


def inspected() -> Held:
    """The hospital in the middle of a rectification (see inspection); made once in a process."""
    return kept.once("hospital under inspection", made_inspected)


def made_inspected() -> Held:
    """The same, for hospitals that hold more."""
    held = made()
    _inspect(On(held, APPROVED))
    return held


def inspection(on: On) -> tuple[Programme, list[Commitment], list[Commitment]]:
    """The inspection that the hospital is under: one aspect, two problems, three measures.

    The first measure answers both problems, the last is continuous.
    """
    programme = Programme.objects.order_by("pk")[0]
    rows = Commitment.objects.filter(programme=programme).select_related("programme")
    known = {row.number: row for row in rows}
    problems = [known["1.1"], known["1.2"]]
    return programme, problems, [known[number] for number in ("1.1.1", "1.1.2", "1.2.1")]


def _inspect(early: On) -> None:
    programme = early.inspection()
    aspect = early.add(programme, "aspect", "内部管理方面")
    problems = [
        early.add(programme, "problem", f"问题{n}", parent=aspect.pk, text="反馈原文")
        for n in (1, 2)
    ]
    early.measure(problems[0], "修订采购制度", answers=(problems[1].pk,))
    early.measure(problems[0], "开展自查", unit="ORTH", owner="P4", type="at_once")
    early.measure(problems[1], "坚持每季自查", type="continuous")
    early.approve(programme)


def meeting(on: On, day: date, **item: object) -> AgendaItem:
    """What a meeting of the committee dealt with; it is closed."""
    held = Meeting.objects.create(
        unit=Unit.objects.get(code="DC"),
        kind="committee_meeting",
        day=day,
        starts_at=time(14, 30),
        ends_at=time(17),
        place="会议室",
        chair_id="P6",
        recorder_id="Q3",
        state="closed",
        closed_at=datetime.combine(day, time(9), UTC),
        version=1,
        saved_at=datetime.combine(day, time(9), UTC),
    )
    form = Form.objects.create(
        meeting=held, kind="committee_meeting", expected=7, came=7, entitled=7
    )
    told = {"kind": "major_matter", "verdict": "passed", "title": "数据中心", **item}
    return AgendaItem.objects.create(form=form, number=1, resolution="同意。", **told)
