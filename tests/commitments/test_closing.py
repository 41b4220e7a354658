"""Nobody gets round who checks: what is being checked stays, and is checked by others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from linghang.commitments import keeping
from linghang.commitments.closing import dossier, rules
from linghang.commitments.content import rules as content
from linghang.commitments.faults import CannotCommit
from linghang.commitments.models import Commitment, Programme, Step
from linghang.commitments.providers import to_decide
from linghang.commitments.publishing import queries as publishing
from linghang.commitments.reporting import services as reporting
from linghang.commitments.reviewing import services as reviewing
from linghang.commitments.setting import days, meeting
from linghang.commitments.setting import services as setting
from linghang.commitments.writing import moving
from linghang.commitments.writing import services as writing
from linghang.commitments.writing.rules import Wanted
from linghang.org.rights import rights_of
from linghang.procedures import services as procedures
from linghang.procedures.days import Day
from linghang.procedures.models import Act, Proceeding
from linghang.procedures.progress.rules import Verb
from linghang.procedures.recording import CannotAct
from tests.commitments.hospital import BEGAN, CHECKERS, FEEDBACK, On, inspection


def wanted(row: Commitment, **more: Any) -> Wanted:
    """What the row says, but for what is given."""
    said = Wanted(
        level=row.level,
        title=row.title,
        number=row.number,
        text=row.text,
        type=row.type,
        unit=row.unit_id or "",
        owner=row.owner,
        leader=row.leader,
        due=row.first_due,
        standard=row.standard,
        answers=tuple(row.answers.values_list("problem", flat=True)),
    )
    return replace(said, **more)


def now(row: Commitment) -> Commitment:
    return Commitment.objects.select_related("programme").get(pk=row.pk)


def edit(on: On, row: Commitment, key: str = "party_clerk", **more: Any) -> Commitment:
    said = wanted(row, **more)
    return writing.edit(commitment_id=row.pk, wanted=said, reason="分工调整", **on.by(key))


def act(on: On, proceeding: int, key: str, step: str) -> Act:
    return procedures.act(
        proceeding_id=proceeding,
        step=step,
        verb=Verb.APPROVE,
        seen=Act.objects.filter(proceeding=proceeding).count(),
        **on.by(key),
    )


def test_what_is_being_checked_is_not_changed(on: On) -> None:
    """Neither its words, nor what it answers, nor its place, nor what lies below it."""
    _, problems, (measure, *_) = inspection(on)
    on.prove(measure)
    on.apply(measure)
    on.pass_by(measure, *CHECKERS[:4])
    for changed in (
        {"title": "开会", "standard": "开一次会"},
        {"owner": "Q3"},
        {"type": "at_once"},
    ):
        with pytest.raises(CannotCommit, match="正在验收，退回以后再改"):
            edit(on, measure, **changed)
    by = on.by("party_clerk")
    with pytest.raises(CannotCommit, match="正在验收，退回以后再改"):
        writing.answer(measure_id=measure.pk, problems=[], **by)
    with pytest.raises(CannotCommit, match="正在验收，退回以后再改"):
        moving.move(commitment_id=measure.pk, parent=problems[1].pk, reason="改", **by)
    with pytest.raises(CannotCommit, match="正在验收，退回以后再改"):
        on.add(measure.programme, "indicator", "新指标", parent=measure.pk)
    assert on.pass_by(measure, CHECKERS[4]).standing == "done"


def test_it_is_closed_as_it_read_when_it_was_asked_for(on: On) -> None:
    """Whatever changed it meanwhile: those who passed it did not see that."""
    _, _, (measure, *_) = inspection(on)
    on.prove(measure)
    on.apply(measure)
    on.pass_by(measure, *CHECKERS[:4])
    other = {"content_hash": "other", "approved_hash": "other"}
    Commitment.objects.filter(pk=measure.pk).update(**other)
    with pytest.raises(CannotCommit, match="申请以后内容有变化，退回后重新申请"):
        on.pass_by(measure, CHECKERS[4])


def test_who_passed_a_step_and_had_a_hand_in_it_then_is_told_at_the_end(on: On) -> None:
    programme, _, (measure, *_) = inspection(on)
    edit(on, measure, helps=("PAO",))
    on.approve(programme)
    on.prove(measure)
    on.apply(measure)
    on.pass_by(measure, *CHECKERS[:3])
    on.prove(measure, key="party_office")
    on.pass_by(measure, CHECKERS[3])
    with pytest.raises(CannotCommit, match="核验过的人里有责任人或办理过这项任务的人"):
        on.pass_by(measure, CHECKERS[4])


def test_who_passed_it_does_not_come_to_answer_for_it(on: On) -> None:
    _, _, (measure, *_) = inspection(on)
    on.close(measure)
    with pytest.raises(CannotCommit, match="核验过现在的销号，不能再作责任人"):
        edit(on, now(measure), owner="Q3")
    assert edit(on, now(measure), owner="P4").owner == "P4"


def test_a_programme_is_not_approved_with_an_owner_who_passed_the_closing(on: On) -> None:
    programme, _, (measure, *_) = inspection(on)
    on.close(measure)
    Commitment.objects.filter(pk=measure.pk).update(owner="Q3", content_hash="other")
    with pytest.raises(CannotCommit, match="1.1.1的责任人核验过它的销号"):
        on.approve(programme)


def test_who_asked_or_said_what_came_of_it_did_it(on: On) -> None:
    """§3.3.1: closing rests on the policy, so whoever brought it does not verify."""
    programme, _, (_, _, measure) = inspection(on)
    edit(on, measure, helps=("PAO",))
    on.approve(programme)
    on.prove(measure)
    by = on.by("party_office")
    reporting.produce(commitment_id=measure.pk, code="policy_revised", number=3, **by)
    with pytest.raises(CannotCommit, match="本人办理过这项任务，不能参加回头看"):
        reviewing.look_back(commitment_id=measure.pk, rebound=False, text="查看", **by)
    seen = on.by("discipline_office")
    reviewing.look_back(commitment_id=measure.pk, rebound=False, text="查看", **seen)
    on.apply(measure)
    on.pass_by(measure, *CHECKERS[:2])
    with pytest.raises(CannotCommit, match="登记过成果或目标现值、申请过销号，不能参加验收"):
        on.pass_by(measure, "party_office")


def test_what_was_changed_is_approved_before_it_is_closed(on: On) -> None:
    """Else the type would be changed so that evidence of before the feedback counts."""
    programme, _, (measure, *_) = inspection(on)
    edit(on, measure, type="at_once")
    on.prove(measure, FEEDBACK - timedelta(days=10))
    with pytest.raises(CannotCommit, match="内容修改后还没有重新审定"):
        on.apply(measure)
    on.approve(programme)
    assert on.apply(measure).standing == "closing"


def test_what_was_voided_is_not_closed(on: On) -> None:
    _, _, (measure, *_) = inspection(on)
    on.prove(measure)
    on.apply(measure)
    on.pass_by(measure, "party_clerk", because="佐证材料不全")
    proceeding = now(measure).proceeding
    assert proceeding is not None
    writing.void(commitment_id=measure.pk, reason="与别的措施重复", **on.by("party_clerk"))
    assert Proceeding.objects.get(pk=proceeding).outcome == "voided"
    with pytest.raises(CannotAct, match="程序已经结束"):
        act(on, proceeding, "cardiology_head", "apply")
    assert now(measure).standing == "voided"


@pytest.mark.parametrize("way", ["void", "move", "unlink"])
def test_a_problem_is_not_done_by_taking_its_open_measure_away(on: On, way: str) -> None:
    """Not before that has been approved, by somebody else."""
    programme, problems, measures = inspection(on)
    by = on.by("party_clerk")
    if way == "unlink":  # the last one, under problem 2, is answered by the first, too
        problem = problems[1]
        _stage(on, measures[2])
        with pytest.raises(CannotCommit, match="调整要写明理由"):
            writing.answer(measure_id=measures[0].pk, problems=[], **by)
        writing.answer(measure_id=measures[0].pk, problems=[], reason="不相干", **by)
    else:
        problem = problems[0]
        on.close(measures[0])
        if way == "void":
            writing.void(commitment_id=measures[1].pk, reason="不需要", **by)
        else:
            more = {"parent": problems[1].pk, "reason": "属于问题2", "answers_still": False}
            moving.move(commitment_id=measures[1].pk, **more, **by)
    assert (now(problem).standing, now(problem).needs_approval) == ("open", True)
    on.approve(programme)
    accepted = "stage_done" if way == "unlink" else "done"
    assert (now(problem).standing, now(problem).needs_approval) == (accepted, False)
    step = Step.objects.get(commitment=problem, what="reapproved")
    assert (step.person, step.hash) == ("P6", now(problem).content_hash)
    rows = Commitment.objects.filter(programme=programme).in_bulk()
    assert keeping.differing(programme, rows) == []


def _stage(on: On, measure: Commitment) -> None:
    """The continuous measure, accepted for the stage."""
    on.prove(measure)
    own = on.by("cardiology_head")
    reporting.produce(commitment_id=measure.pk, code="policy_revised", number=3, **own)
    seen = on.by("party_office")
    reviewing.look_back(commitment_id=measure.pk, rebound=False, text="查看", **seen)
    on.apply(measure)
    on.pass_by(measure, *CHECKERS)


def test_what_stands_closed_is_not_asked_for_again(on: On) -> None:
    programme, _, (measure, *_) = inspection(on)
    on.close(measure)
    with pytest.raises(CannotCommit, match="已销号，不用申请"):
        procedures.start(
            procedure=rules.code_of(programme.definition),
            unit="CARD",
            title="再次销号",
            subject=(rules.SUBJECT, str(measure.pk)),
            **on.by("cardiology_head"),
        )
    assert now(measure).standing == "done"


def test_an_earlier_proceeding_says_nothing_of_a_later_closing(on: On) -> None:
    """Voiding what closed it the first time leaves the second closing alone."""
    _, _, (measure, *_) = inspection(on)
    first = on.close(measure).proceeding
    assert first is not None
    by = on.by("party_office")
    reviewing.correct(commitment_id=measure.pk, day=on.today, reason="材料有误", **by)
    assert on.close(now(measure)).proceeding != first
    seen = Act.objects.filter(proceeding=first).count()
    procedures.void(proceeding_id=first, reason="记录有误", seen=seen, **on.by("party_office"))
    assert now(measure).standing == "done"


def test_what_comes_back_in_an_ended_programme_is_worked_on_again(on: On) -> None:
    programme, _, measures = inspection(on)
    on.close(measures[0])
    on.close(measures[1], "orthopaedics_head")
    writing.void(commitment_id=measures[2].pk, reason="并入别的措施", **on.by("party_clerk"))
    with pytest.raises(CannotCommit, match="节点还没有登记办结：报送整改方案、"):
        setting.end(programme_id=programme.pk, **on.by("party_clerk"))
    for code in programme.days_owed:
        told = {"day": on.today, "text": "已报市委巡察办", **on.by("party_clerk")}
        meeting.meet(programme_id=programme.pk, code=code, **told)
    setting.end(programme_id=programme.pk, **on.by("party_clerk"))
    by = on.by("party_office")
    reviewing.look_back(commitment_id=measures[0].pk, rebound=True, text="又发生", **by)
    programme.refresh_from_db()
    assert (programme.standing, programme.ended_on) == (Programme.Standing.IN_FORCE, None)
    step = Step.objects.get(programme=programme, what="resumed")
    assert step.text == "1.1.1 反弹：又发生"
    assert on.later(2).close(now(measures[0])).standing == "done"


def test_what_lies_behind_a_closing_is_held_to(on: On) -> None:
    """Told like a change of words: on the row, to boards and notices; and cleared when approved."""
    programme, _, (measure, _, continuous) = inspection(on)
    on.close(measure)
    edit(on, now(measure), standard="新标准")
    assert dossier.changed(now(measure), on.today) == ["销号后内容有修改"]
    on.approve(programme)
    assert dossier.changed(now(measure), on.today) == []
    on.prove(measure)
    assert [one.pk for one in Commitment.objects.needing_approval()] == [measure.pk]
    on.approve(programme)
    assert not Commitment.objects.needing_approval().exists()
    digest = Step.objects.filter(commitment=measure, what="reapproved").latest("pk").hash
    row = now(measure)
    assert digest == content.of_closing(row.content_hash, row.closed_dossier)
    _stage(on, continuous)
    made = continuous.yields.get()
    by = on.by("cardiology_head")
    with pytest.raises(CannotCommit, match="已销号的先更正销号"):
        reporting.unproduce(produced_id=made.pk, reason="重复", **by)
    lead = on.by("party_office")
    reviewing.correct(commitment_id=continuous.pk, day=on.today, reason="制度废止", **lead)
    reporting.unproduce(produced_id=made.pk, reason="制度废止", **by)
    assert not now(continuous).needs_approval


def test_what_was_approved_as_a_whole_is_held_to(on: On) -> None:
    """Its days, its facts and what is in it: a voided task leaves no trace on the others."""
    programme, _, measures = inspection(on)
    assert not Programme.objects.needing_approval().exists()
    writing.void(commitment_id=measures[1].pk, reason="重复", **on.by("party_clerk"))
    assert [one.pk for one in Programme.objects.needing_approval()] == [programme.pk]
    secretary = rights_of(on.held["party_secretary"].pk, on.today)
    assert [one.title for one in to_decide(secretary, Day(on.today))] == [
        "市委第三轮巡察整改：待审定"
    ]
    on.approve(programme)
    programme.refresh_from_db()
    assert not programme.needs_approval


def test_days_move_with_a_reason_and_the_first_stays_to_be_seen(on: On) -> None:
    programme, _, _ = inspection(on)
    by = {"programme_id": programme.pk, **on.by("party_clerk")}
    with pytest.raises(CannotCommit, match="佐证材料从反馈日期起算，审定以后不能改"):
        days.set_day(code="feedback", day=BEGAN, reason="更早", **by)
    with pytest.raises(CannotCommit, match="审定以后改日期，要写明理由"):
        days.set_day(code="report_due", day=date(2025, 8, 1), **by)
    days.set_day(code="report_due", day=date(2025, 8, 1), reason="上级同意推迟", **by)
    programme.refresh_from_db()
    assert programme.known_days["report_due"] == date(2025, 8, 1)
    assert programme.needs_approval
    step = Step.objects.get(programme=programme, what="day_set")
    assert step.changes == {"days": {"report_due": ["2025-07-01", "2025-08-01"]}}
    assert step.text == "报送整改报告由2025-07-01改为2025-08-01；上级同意推迟"


def test_days_that_follow_from_another_move_with_it(bare: On) -> None:
    """Before the approval, and where the first was not known when it was set up."""
    programme = bare.inspection(feedback_on=None, days={"report_due": date(2025, 9, 1)})
    by = {"programme_id": programme.pk, **bare.by("party_clerk")}
    for feedback, plan_due in ((FEEDBACK, date(2025, 5, 1)), (date(2025, 4, 7), date(2025, 5, 7))):
        programme = days.set_day(code="feedback", day=feedback, **by)
        assert programme.known_days["plan_due"] == plan_due
        assert programme.known_days["report_due"] == date(2025, 9, 1), "set by itself"


def test_a_notice_tells_the_approval_that_held_on_its_day(on: On) -> None:
    programme, _, (measure, *_) = inspection(on)
    edit(on, measure, standard="新标准")
    later = on.later(20)
    later.approve(programme)
    programme.refresh_from_db()
    for day, says in ((on.today, "2025年4月20日审定"), (later.today, "2025年6月23日审定")):
        told = publishing.notice(programme, day)
        assert told is not None
        assert says in told.chapters[0][1][0]
