"""What becomes of who was not qualified: corrected, persuaded to leave, or removed (§1.4.6)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from linghang.meetings.models import Appraisal, AppraisalGrade
from linghang.org.models import Appointment, Membership, PartyRecord
from linghang.org.posts_held.rules import Basis
from linghang.org.rights import rights_of
from linghang.procedures import queries, subjects
from linghang.procedures.party.disposals import GRADE
from linghang.procedures.services import CannotAct, CannotStart
from tests import kept
from tests.procedures.test_admission import Admitting, made

DAY, REMOVED = date(2025, 3, 3), date(2025, 4, 7)


@pytest.fixture
def held(db: None) -> dict[str, Appointment]:
    return kept.once("branch that admits", made)


def grade(**more: object) -> AppraisalGrade:
    row = Appraisal.objects.create(
        unit_id="PB1",
        year=2024,
        day=date(2024, 12, 20),
        opened_at=datetime(2024, 12, 20, tzinfo=UTC),
        **{"opinion_on": date(2024, 12, 22), "report_on": date(2024, 12, 30), **more},
    )
    return AppraisalGrade.objects.create(appraisal=row, person_id="M02", grade="unqualified")


def disposing(held: dict[str, Appointment], **filled: str) -> Admitting:
    about = (GRADE, str(grade().pk))
    way = Admitting(held, DAY, procedure="party_disposal", subject=about, concerned=[])
    way.filled |= {"grounds": "长期不参加组织生活", "own_words": "没有意见", **filled}
    return way


def test_who_does_not_leave_when_persuaded_is_removed_by_another_vote(
    held: dict[str, Appointment],
) -> None:
    """§1.4.6: 劝而不退的, the assembly decides on removal; the earlier vote does not carry it."""
    way = disposing(held, measure="persuade", answer="refuses")
    for key in ("proposal", "hearing", "branch_decision", "approval", "persuasion"):
        way.go(key)
    with pytest.raises(CannotAct, match="不适用|条件"):
        way.act("leaving")
    with pytest.raises(CannotAct, match="还没有支部党员大会讨论“党内除名”的会议记录"):
        way.act("removal_decision")
    way.day = REMOVED
    for key in ("removal_decision", "removal_approval", "removal"):
        way.go(key)

    record = PartyRecord.objects.get(person="M02")
    assert (record.ended_on, record.ending) == (REMOVED, "removed")
    assert not Membership.objects.on(REMOVED).filter(person__code="M02", line="party").exists()
    way.row.refresh_from_db()
    assert way.row.outcome == "completed"


def test_who_corrects_what_was_wrong_stays_a_member(held: dict[str, Appointment]) -> None:
    way = disposing(held, measure="correct", corrected="corrected", correction_facts="按时参加")
    for key in ("proposal", "hearing", "branch_decision", "approval"):
        way.go(key)
    way.day = date(2025, 11, 3)
    way.go("correction")
    way.go("correction_record")

    way.row.refresh_from_db()
    assert way.row.outcome == "completed"
    assert Membership.objects.on(way.day).filter(person__code="M02", line="party").exists()
    assert not PartyRecord.objects.filter(person="M02").exists()


def test_only_a_reported_grade_is_disposed_of_and_who_stands_in_sees_nothing_of_it(
    held: dict[str, Appointment],
) -> None:
    """§1.4.6: need to know; a delegate of the secretary has no part in it."""
    open_still = grade(report_on=None)
    assert subjects.describe(GRADE, str(open_still.pk), DAY) is None
    with pytest.raises(CannotStart, match="没有找到这件事项"):
        Admitting(
            held,
            DAY,
            procedure="party_disposal",
            subject=(GRADE, str(open_still.pk)),
            concerned=["M02"],
        )
    Appraisal.objects.update(report_on=date(2024, 12, 30))
    way = Admitting(
        held, DAY, procedure="party_disposal", subject=(GRADE, str(open_still.pk)), concerned=[]
    )
    secretary = held["branch_secretary"]
    delegate = Appointment.objects.create(
        person=held["party_office"].person,
        post=secretary.post,
        unit=secretary.unit,
        basis=Basis.DELEGATED.value,
        principal=secretary,
        active_from=DAY,
        active_to=date(2025, 4, 1),
    )

    seen = [
        queries.visible_to(rights_of(one.pk, DAY), DAY).filter(pk=way.row.pk).exists()
        for one in (secretary, held["party_secretary"], delegate)
    ]
    assert seen == [True, True, False]
