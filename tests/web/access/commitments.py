"""Programmes: the leading group sees all, a department its own; whoever leads is no column here."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from linghang.commitments.closing import services as closing
from linghang.commitments.extending import services as extending
from linghang.commitments.models import Programme
from linghang.commitments.publishing import services as publishing
from linghang.commitments.reporting import services as reporting
from linghang.commitments.reporting.services import Report, Upload
from linghang.commitments.setting import approving
from linghang.commitments.setting import services as setting
from linghang.commitments.setting.services import Described
from linghang.commitments.targets import services as targets
from linghang.commitments.targets.rules import Op, Target
from linghang.commitments.writing import services as writing
from linghang.commitments.writing.rules import Wanted
from linghang.foundation import clock
from linghang.foundation.access import Actor
from linghang.org.models import Account, Appointment, Person, Placement, Unit
from tests.small_hospital import FROM
from tests.web.access.base import EVERYBODY, Row
from tests.web_hospital import TODAY, Hospital

TITLE = "任务与整改"
GROUP = ["president", "party_secretary", "discipline_secretary"]
DOER = ["cardiology_head"]
OTHER = ["orthopaedics_head"]
READERS = [*GROUP, *DOER]
SEERS = [*READERS, *OTHER]
SECRETARY = ["party_secretary"]
DECIDED = ["president", "party_secretary", "discipline_secretary"]  # read meetings everywhere


def _of(name: str, *args: str, ok: list[str] = SEERS, query: str = "") -> Row:
    return Row(name=name, args=("programme", *args), ok=ok, query=query)


def _one(name: str, *args: str, ok: list[str], which: str = "measure") -> Row:
    return Row(name=name, args=(which, *args), ok=ok)


ROWS = [
    Row(name="commitment-overview", ok=EVERYBODY),
    Row(name="commitment-records", args=("inspection", "open"), ok=EVERYBODY),
    Row(name="commitment-records", args=("inspection", "no_such"), ok=[]),
    Row(name="commitment-decided", ok=DECIDED, others=403),
    Row(
        name="commitment-decided-rows",
        args=("committee_meeting", "items"),
        ok=["party_secretary", "discipline_secretary"],
        others=403,
        answers=(("president", 404),),
    ),
    Row(
        name="commitment-decided-rows",
        args=("committee_meeting", "no_such"),
        ok=[],
        others=403,
        answers=tuple((post, 404) for post in DECIDED),
    ),
    Row(
        name="commitment-decided-tasks",
        args=("committee_meeting", "overdue"),
        ok=["party_secretary", "discipline_secretary"],
        others=403,
        answers=(("president", 404),),
    ),
    Row(name="commitment-new", ok=[], answers=(("records", 302),)),
    Row(name="commitment-new-of", args=("inspection",), ok=[]),
    Row(name="commitment-new-of", args=("no_such",), ok=[]),
    _of("commitment-board"),
    Row(name="commitment-board", args=("draft",), ok=GROUP),
    Row(name="commitment-board", args=("999999",), ok=[]),
    _of("commitment-table"),
    _of("commitment-table", query="?format=xlsx"),
    _of("commitment-calendar"),
    _of("commitment-by-leader"),
    _of("commitment-by-unit"),
    _of("commitment-list", "problems"),
    _of("commitment-list", "no_such", ok=[]),
    _of("commitment-list-print", "tasks"),
    _of("commitment-list-document", "duties"),
    _of("commitment-figures"),
    _of("commitment-figure-rows", query="?what=overdue"),
    _of("commitment-figure-yields", "policy_new"),
    _of("commitment-figure-yields", "no_such", ok=[]),
    _of("commitment-reminders"),
    _of("commitment-meeting"),
    _of("commitment-meeting-document"),
    _of("commitment-causes", ok=[]),
    _of("commitment-cause-rows", ok=[]),
    _of("commitment-notice", ok=GROUP),
    _of("commitment-notice-document", ok=GROUP),
    _of("commitment-notice-settle", ok=[]),
    _of("commitment-notice-kept", "1", ok=GROUP),
    _of("commitment-notice-kept-document", "1", ok=GROUP),
    _of("commitment-notice-publish", "1", ok=[]),
    _of("commitment-programme"),
    _of("commitment-approve", ok=SECRETARY),
    *(
        _of(name, ok=[])
        for name in (
            "commitment-describe",
            "commitment-day",
            "commitment-day-met",
            "commitment-group",
            "commitment-end",
            "commitment-programme-void",
            "commitment-add",
            "commitment-offered",
        )
    ),
    *(
        Row(name=name, args=("programme",), ok=[], answers=tuple((post, 403) for post in SEERS))
        for name in ("commitment-import-list", "commitment-import-template")
    ),
    *(
        Row(name=f"commitment-import{part}", args=("programme", "999"), ok=[], method=method)
        for part, method in (
            ("", "get"),
            ("-complaints", "get"),
            ("-sheet", "get"),
            ("-mended", "get"),
            ("-commit", "post"),
            ("-discard", "post"),
            ("-undo", "post"),
            ("-retry", "post"),
        )
    ),
    _one("commitment", ok=READERS),
    _one("commitment", ok=[*GROUP, *OTHER], which="other measure"),
    _one("commitment-edit", ok=[]),
    _one("commitment-move", ok=[]),
    _one("commitment-void", ok=[]),
    _one("commitment-correct", ok=[]),
    _one("commitment-report", ok=DOER),
    _one("commitment-attach", ok=DOER),
    _one("commitment-produce", ok=DOER),
    _one("commitment-apply", ok=DOER),
    _one("commitment-extend", ok=DOER),
    _one("commitment-observe", ok=DOER),
    _one("commitment-paper", "commitment paper", ok=READERS),
    _one("commitment-paper-take-off", "commitment paper", ok=DOER),
    _one("commitment-report-correct", "commitment report", ok=DOER),
    _one("commitment-yield-void", "commitment yield", ok=DOER),
    _one("commitment-extension", "extension", ok=SECRETARY),
    _one("commitment-review", ok=[]),
    _one("commitment-review-plan", ok=SECRETARY),
    _one("commitment-put-up", ok=[]),
    _one("commitment-excuse", ok=SECRETARY, which="figure"),
    _one("commitment-pass", ok=[], which="other measure"),
    _one("commitment-return", ok=[], which="other measure"),
]


def things(hospital: Hospital) -> dict[str, str]:
    """An inspection with a measure of cardiology and one of orthopaedics, and one that is a draft.

    Cardiology has brought a file and asks for a later day; orthopaedics has asked for closing.
    """
    clerk = _clerk()
    programme, draft = _inspection(clerk, "市委巡察整改"), _inspection(clerk, "另一轮巡察整改")
    aspect = _add(clerk, programme, "aspect", "内部管理方面")
    problem = _add(clerk, programme, "problem", "采购管理不严", parent=aspect)
    task = {"parent": problem, "type": "by_date", "due": date(2026, 1, 31)}
    aim = {"target": Target(op=Op.AT_LEAST, value=Decimal(2), unit="项").told(), **task}
    measure = _add(clerk, programme, "measure", "修订采购制度", unit="CARD", owner="P3", **aim)
    other = _add(clerk, programme, "measure", "开展专项自查", unit="ORTH", owner="P4", **task)
    aim = Target(op=Op.AT_LEAST, value=Decimal(3), unit="项").told()
    figure = _add(clerk, programme, "indicator", "制度数", parent=measure, target=aim)
    secretary = {"actor": hospital.actor("party_secretary"), "at": clock.now(), "today": TODAY}
    approving.approve(programme_id=programme.pk, **secretary)
    by_clerk = {**secretary, "actor": clerk}
    targets.observe(commitment_id=figure, day=TODAY, value=Decimal(1), **by_clerk)
    head = {**secretary, "actor": hospital.actor("cardiology_head")}
    upload = Upload(content=b"1", name="纪要.pdf", media_type="application/pdf", happened_on=TODAY)
    paper = reporting.attach(commitment_id=measure, upload=upload, **head)
    note = reporting.report(commitment_id=measure, said=Report(done="起草"), **head)
    made = reporting.produce(commitment_id=measure, code="policy_new", **head)
    asked = extending.ask(commitment_id=measure, to=date(2026, 3, 31), reason="等待文件", **head)
    orthopaedics = {**secretary, "actor": hospital.actor("orthopaedics_head")}
    reporting.attach(commitment_id=other, upload=upload, **orthopaedics)
    closing.apply(commitment_id=other, **orthopaedics)
    publishing.settle(programme_id=programme.pk, on=TODAY, **by_clerk)
    return {
        "programme": str(programme.pk),
        "draft": str(draft.pk),
        "measure": str(measure),
        "other measure": str(other),
        "figure": str(figure),
        "commitment paper": str(paper.pk),
        "commitment report": str(note.pk),
        "commitment yield": str(made.pk),
        "extension": str(asked.pk),
    }


def _clerk() -> Actor:
    """Who leads: the Party office, which the small hospital has not."""
    office = Unit.objects.create(
        code="PAO", name="党委办公室", kind="office", tree="administration", active_from=FROM
    )
    Placement.objects.create(unit=office, parent=Unit.objects.get(code="H"), active_from=FROM)
    person = Person.objects.create(code="Q3", name="党办干事", active_from=FROM)
    Account.objects.create(username="Q3", person=person)
    held = Appointment.objects.create(
        person=person, post="party_office_clerk", unit=office, active_from=FROM
    )
    return Actor(person="Q3", appointment=held.pk)


def _inspection(clerk: Actor, title: str) -> Programme:
    described = Described(
        title=title,
        unit="PAO",
        began_on=date(2025, 9, 1),
        feedback_on=date(2025, 10, 1),
        fields={"by": "市级", **dict.fromkeys(("phone", "mail", "post", "open_until"), "见公告")},
    )
    by = {"actor": clerk, "at": clock.now(), "today": TODAY}
    return setting.set_up(kind="inspection", described=described, **by)


def _add(clerk: Actor, programme: Programme, level: str, title: str, **more: object) -> int:
    wanted = Wanted(level=level, title=title, **more)  # type: ignore[arg-type]
    by = {"actor": clerk, "at": clock.now(), "today": TODAY}
    return writing.add(programme_id=programme.pk, wanted=wanted, **by).pk  # type: ignore[arg-type]
