"""What a clerk is asked to look at again; nothing of it forbids anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from linghang.foundation import clock
from linghang.meetings import queries
from linghang.meetings.counting.rules import Votes
from linghang.meetings.models import AgendaItem, Material, Meeting
from linghang.meetings.planning import agenda
from linghang.meetings.planning import services as planning
from linghang.meetings.recording import services
from linghang.meetings.recording.entries import Record
from linghang.meetings.recording.rules import Opinion, Proposer
from linghang.notices.models import Notice
from linghang.org.relatives import services as relatives
from linghang.org.relatives.rules import Relation
from tests.meetings import floor
from tests.meetings.branch import BRANCH, TODAY, deed
from tests.meetings.floor import DAY, FIVE, NINE, away, hold, line

pytestmark = pytest.mark.usefixtures("branch")


def test_the_chair_speaks_last() -> None:
    """§2.4.5: 末位表态 – the order of speaking is on record, and who ran ahead is told."""
    floor.committee()
    said = (("M01", Opinion.AGREES), ("P6", Opinion.AGREES), ("M02", Opinion.WAITS))

    kept = floor.at_committee(line("major_matter", "设备购置", votes=Votes(9), stances=said))

    assert "主持人表态时还有7人没有表态（末位表态）" in kept.warnings[0]
    assert list(AgendaItem.objects.get().stances.values_list("number", "person_id")) == [
        (1, "M01"),
        (2, "P6"),
        (3, "M02"),
    ]


def test_without_the_deputy_in_charge_an_item_normally_waits() -> None:
    """§2.4.2: a warning, not a refusal."""
    floor.president_office()
    decided = line("administration", "排班", resolution="调整。", leader=FIVE[1])

    kept = floor.at_office(decided, missed=away(FIVE[1]))

    assert any("分管领导没有到会，一般应缓议" in one for one in kept.warnings)
    assert AgendaItem.objects.get().verdict == "heard"


def test_what_is_put_off_says_why_and_waits_for_a_later_meeting() -> None:
    """§2.3.3, §2.4.2: 缓议 is what the body or who presides decided, never read from the votes."""
    floor.president_office()
    why = "分管领导未到会"
    put_off = line("administration", "排班", deferred=why, leader=FIVE[1])

    kept = floor.at_office(put_off, missed=away(FIVE[1]))

    row = AgendaItem.objects.get()
    assert (row.verdict, row.says, row.present) == ("deferred", f"缓议：{why}。", None)
    assert not any("缓议" in one for one in kept.warnings)
    assert queries.record_of(kept.meeting).lines[0].deferred == why
    with pytest.raises(services.CannotRecord, match="缓议的议题不写表决和决议"):
        floor.at_office(replace(put_off, resolution="调整。"), day=date(2025, 12, 9))


def test_a_resolution_without_a_vote_is_told_but_for_what_is_studied() -> None:
    """§0.2.3: it stands in no figure of what the meeting decided."""
    told = hold(lines=(line("resolution", "年度计划", resolution="同意。"),))
    studied = hold(
        day=date(2025, 12, 4), lines=(line("study", "传达会议精神", resolution="抓好落实。"),)
    )

    assert told.warnings == (
        "“年度计划”：写了决议，没有表决，不计入会议的决定；经过表决的请填写表决情况。",
    )
    assert studied.warnings == ()


def test_an_item_that_the_committee_dealt_with_first_keeps_the_link() -> None:
    """§1.3.5: the link is found by the title, kept when the earlier record is saved again, and
    missed in words where there is none."""
    report = line("committee_report", "半年工作报告", unanimous=True)
    missing = hold(day=date(2025, 12, 4), lines=(report,))
    earlier = hold(
        "branch_committee", day=date(2025, 12, 3), lines=(line("study", "半年工作报告"),)
    ).meeting
    linked = hold(lines=(report,))

    services.keep(
        meeting_id=earlier.pk,
        version=1,
        record=Record(place="二会议室", lines=(line("study", "半年工作报告"),)),
        today=TODAY,
        **deed(),
    )

    assert "没有找到支委会先议的记录" in missing.warnings[0]
    assert linked.warnings == ()
    item = AgendaItem.objects.get(form__meeting=linked.meeting)
    assert item.first_heard is not None
    assert item.first_heard.form.meeting == earlier


def test_a_recusal_says_who_why_at_whose_word_and_from_when_to_when() -> None:
    """§2.5.2: member, item, ground, proposer, left at, returned at."""
    floor.committee()
    floor.at_committee(
        line(
            "major_matter",
            "设备购置",
            votes=Votes(8),
            recused=(("M01", "亲属在供应商任职"),),
            proposed=(("M01", Proposer.OTHER),),
            out_between=(("M01", time(15, 10), time(15, 25)),),
        )
    )

    out = AgendaItem.objects.get().recusals.get()
    assert (out.ground, out.proposed_by) == ("亲属在供应商任职", "other")
    assert (out.left_at, out.returned_at) == (time(15, 10), time(15, 25))


def test_members_who_are_concerned_or_related_are_suggested_without_saying_how() -> None:
    """§2.5.1, §2.5.2: the declared list is matched, and what the tie is stays with few."""
    floor.committee()
    relatives.declare(
        person="M02",
        relation=Relation.SPOUSE,
        relative="M01",
        declared_on=date(2025, 1, 2),
        actor=deed()["actor"],
        at=clock.now(),
        today=TODAY,
    )
    matter = {"kind": "cadre_matter", "title": "任职", "person": "M01"}

    kept = floor.at_committee(line(**matter, votes=Votes(9)))
    silent = floor.at_committee(
        line(**matter, votes=Votes(7), recused=(("M01", "本人"), ("M02", "亲属"))),
        day=date(2025, 12, 4),
    )

    told = [one for one in kept.warnings if "应当回避" in one]
    assert any("党员M01是本人事项" in one for one in told)
    assert any("党员M02有申报的亲属或利益关系" in one for one in told)
    assert "配偶" not in "".join(told)
    assert not any("应当回避" in one for one in silent.warnings)


def test_material_that_came_late_is_told_in_workdays() -> None:
    """§2.3.2: two workdays before; a weekend lies between."""
    floor.committee()
    meeting = planning.plan(unit="PC", kinds=["committee_meeting"], day=date(2025, 12, 9), **deed())
    agenda.deliver(
        meeting_id=meeting.pk,
        title="设备购置论证报告",
        delivered_on=date(2025, 12, 8),
        today=TODAY,
        **deed(),
    )
    record = Record(
        lines=(line("major_matter", "设备购置", announced_on=date(2025, 12, 8), votes=Votes(9)),)
    )

    kept = services.keep(meeting_id=meeting.pk, version=0, record=record, today=TODAY, **deed())

    late = [one for one in kept.warnings if "会前2个工作日" in one]
    assert len(late) == 2
    assert all("2025年12月5日以前" in one for one in late)


def test_members_sign_for_material_by_reading_the_notice() -> None:
    """§2.3.2: written, signed for; each member and each paper."""
    floor.committee()
    meeting = planning.plan(unit="PC", kinds=["committee_meeting"], day=date(2025, 12, 9), **deed())
    facts = {"meeting_id": meeting.pk, "title": "论证报告", "today": TODAY, **deed()}
    agenda.deliver(delivered_on=date(2025, 12, 4), **facts)
    Notice.objects.filter(kind="meeting_material", person__code="M01").update(read_at=deed()["at"])

    signed = agenda.signed(meeting)

    assert len(signed) == len(NINE)
    assert [one.person for one in signed if one.seen_at] == ["党员M01"]
    assert Material.objects.count() == 1
    with pytest.raises(agenda.CannotDeliver, match="已经登记过"):
        agenda.deliver(delivered_on=date(2025, 12, 4), **facts)


def test_a_missed_period_is_a_warning_with_a_reason_and_no_error() -> None:
    """§1.3.1: nothing stops a branch that missed a month from going on."""
    hold("theme_day", day=date(2025, 10, 10))

    assert hold("theme_day", day=DAY).meeting.unit_id == BRANCH
    assert Meeting.objects.count() == 2
