"""What the workbench says of one's tasks: what blocks each, and whose deed lifts that."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linghang.commitments.blocking import owed, queries
from linghang.commitments.blocking.rules import Block
from linghang.commitments.closing import rules as closing
from linghang.commitments.closing.rules import Lack, Lifts
from linghang.commitments.extending import services as extending
from linghang.commitments.models import Commitment, Help, Programme
from linghang.commitments.progress.rules import NO_REVIEW, Kind, Measure
from linghang.notices.duties import Duty
from linghang.org.rights import rights_of
from linghang.procedures.days import Day
from tests.commitments.hospital import On, inspection

JULY = date(2025, 7, 1)


def told(on: On, key: str) -> list[Duty]:
    """The lines of the post of its own tasks and of those that it helps with."""
    return list(owed.duties(rights_of(on.held[key].pk, on.today), Day(on.today)))


def first(on: On, row: Commitment) -> Block:
    row = Commitment.objects.select_related("programme").get(pk=row.pk)
    return queries.blocked([row], Day(on.today))[row.pk].blocks[0]


def test_a_few_tasks_say_singly_what_blocks_them_and_who_goes_on(on: On) -> None:
    programme, _, (measure, other, continuous) = inspection(on)
    on = On(on.held, JULY)
    late, going_on = told(on, "cardiology_head")
    assert late.title == "1.1.1 修订采购制度：逾期，没有反馈进展"
    assert late.why == (
        f"“{programme.title}”：请您反馈进展；没有2025年4月1日以后形成的佐证材料，请您补齐"
    )
    assert (late.subject, late.due) == ((owed.COMMITMENT, str(measure.pk)), date(2025, 6, 30))
    assert going_on.title == f"1.2.1 {continuous.title}：没有反馈进展"
    on.report(measure)
    on.prove(measure)
    assert told(on, "cardiology_head")[0].why.endswith("：佐证材料已具备，请您自查后申请销号")
    on.apply(measure)
    (checked, _), (passed_on,) = told(on, "cardiology_head"), told(on, "orthopaedics_head")
    assert checked.why.endswith("：已申请销号，等“初审”，请职工Q3（党办干事）验收")
    assert passed_on.subject == (owed.COMMITMENT, str(other.pk))
    on.pass_by(measure, "party_clerk", because="缺会议记录")
    back = told(on, "cardiology_head")[0]
    assert back.title == "1.1.1 修订采购制度：逾期，被退回"
    assert back.why.endswith("上次申请销号被退回（缺会议记录），请您补正后重新申请销号")


def test_what_others_must_answer_stands_first(on: On) -> None:
    _, _, (measure, *_) = inspection(on)
    on.prove(measure)
    until = date(2025, 7, 31)
    by = on.by("cardiology_head")
    extending.ask(commitment_id=measure.pk, to=until, reason="招标推迟", **by)
    asked = first(on, measure)
    assert asked.told() == "申请延期至2025年7月31日，等待审批，请责任领导职工R1审批"
    assert asked.who.startswith("责任领导职工R1，或")
    assert "副院长" in asked.who


def test_many_are_one_line_that_opens_to_just_them(on: On) -> None:
    programme, problems, _ = inspection(on)
    for number in range(4):
        on.measure(problems[0], f"措施{number}")
    on.approve(programme)
    on = On(on.held, JULY)
    (line,) = told(on, "cardiology_head")
    assert line.title == f"{programme.title}：6项要办（5项逾期，2项没有反馈进展）"
    assert (line.subject, line.due) == ((owed.OWN, str(programme.pk)), date(2025, 6, 30))
    rights = rights_of(on.held["cardiology_head"].pk, on.today)
    assert len(owed.owed(rights, Day(on.today), programme.pk)) == 6


def test_who_helps_is_told_of_the_day_and_owes_no_report(on: On) -> None:
    programme, problems, (measure, *_) = inspection(on)
    Help.objects.create(commitment=measure, unit_id="MRO")
    assert not told(on, "records")
    on = On(on.held, JULY)
    (line,) = told(on, "records")
    assert (line.section, line.title) == ("watch", "协助 1.1.1 修订采购制度：逾期")
    assert line.why == (
        f"“{programme.title}”由心血管内科负责，本部门协助："
        "没有2025年4月1日以后形成的佐证材料，请职工P3补齐"
    )
    for number in range(3):
        row = on.measure(problems[0], f"措施{number}", due=date(2025, 7, 3))
        Help.objects.create(commitment=row, unit_id="MRO")
    on.approve(programme)
    (together,) = told(on, "records")
    assert together.title == f"{programme.title}：4项由本部门协助（1项逾期，3项7日内到期）"
    assert together.subject == (owed.HELPED, str(programme.pk))
    Programme.objects.update(standing=Programme.Standing.ENDED)
    assert not told(on, "records")


def test_the_workbench_asks_the_same_for_two_and_no_more_for_two_hundred(on: On) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            told(on, "cardiology_head")
        return len(found)

    programme, problems, (measure, *_) = inspection(on)
    on = On(on.held, JULY)
    two = asked()
    on.measure(problems[0], "措施", due=date(2025, 7, 3))
    on.approve(programme)
    assert asked() == two <= 14
    rows = [Commitment.objects.get(pk=measure.pk) for _ in range(197)]
    for number, row in enumerate(rows):
        row.pk, row.number, row.path = None, f"1.1.{number + 9}", f"{row.path[:-5]}{number + 9:05}"
    Commitment.objects.bulk_create(rows)
    (line,) = told(on, "cardiology_head")
    assert "：200项要办（" in line.title
    assert asked() <= two


@pytest.mark.one_engine
def test_each_lack_says_whose_deed_lifts_it() -> None:
    continuous = Measure(kind=Kind.CONTINUOUS, policies=1)
    below = {"1.1": "CARD", "1.2": "ORTH", "1.3": "CARD"}
    found = closing.lacks(
        measure=continuous,
        since=None,
        evidence=[],
        below=below,
        targets=["目标没有达到"],
        today=JULY,
    )
    assert [one.lifts for one in found] == [
        Lifts.LEAD,
        Lifts.REVIEW,
        Lifts.BELOW,
        Lifts.TARGET,
    ]
    assert found[1].says == NO_REVIEW
    assert found[2] == Lack(
        says="下级任务1.1、1.2、1.3还没有销号", lifts=Lifts.BELOW, units=("CARD", "ORTH")
    )


def test_a_task_waits_for_the_tasks_below_it_and_names_their_departments(on: On) -> None:
    programme, _, (measure, *_) = inspection(on)
    facts = {"unit": "ORTH", "parent": measure.pk, "type": "by_date", "due": date(2025, 6, 30)}
    on.add(programme, "measure", "分项自查", **facts)
    on.approve(programme)
    on.prove(measure)
    assert first(on, measure).told() == "下级任务1.1.1.1还没有销号，请骨科先办结下级任务"
