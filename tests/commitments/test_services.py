"""A commitment on its way: entered, approved, reported, extended, closed, looked back at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from linghang.commitments import keeping
from linghang.commitments.closing import dossier
from linghang.commitments.extending import services as extending
from linghang.commitments.faults import CannotCommit
from linghang.commitments.models import Commitment, Review, Span, Step
from linghang.commitments.reporting import services as reporting
from linghang.commitments.reviewing import services as reviewing
from linghang.commitments.setting import approving
from linghang.commitments.writing import moving
from linghang.commitments.writing import services as writing
from linghang.commitments.writing.rules import Wanted
from linghang.procedures.recording import CannotAct
from tests.commitments.hospital import APPROVED, CHECKERS, FEEDBACK, TODAY, On, inspection


def standing(row: Commitment) -> str:
    row.refresh_from_db()
    return row.standing


def test_nothing_begins_before_somebody_else_has_approved_it(bare: On) -> None:
    programme = bare.inspection()
    aspect = bare.add(programme, "aspect", "政治建设方面")
    problem = bare.add(programme, "problem", "议事规则执行不严", parent=aspect.pk)
    with pytest.raises(CannotCommit, match="还没有列入任务；问题1.1还没有整改措施"):
        bare.approve(programme)
    measure = bare.measure(problem)
    assert (measure.number, measure.path) == ("1.1.1", "000010000100001")
    with pytest.raises(CannotCommit, match="由党委书记"):
        approving.approve(programme_id=programme.pk, **bare.by("party_clerk"))
    assert standing(measure) == "planned"
    bare.approve(programme)
    assert standing(measure) == standing(problem) == "open"
    measure.refresh_from_db()
    assert measure.approved_hash == measure.content_hash != ""


def test_a_measure_is_closed_by_others_and_a_problem_by_all_its_measures(on: On) -> None:
    _, problems, measures = inspection(on)
    closed = on.close(measures[0])
    assert closed.standing == "done"
    assert [standing(one) for one in problems] == ["open", "open"]
    on.close(measures[1], "orthopaedics_head")
    assert [standing(one) for one in problems] == ["done", "open"]
    assert [step.person for step in Step.objects.filter(what="closed")] == ["P6", "P6"]


def test_the_doer_never_verifies(on: On) -> None:
    _, _, (measure, *_) = inspection(on)
    on.prove(measure)
    on.apply(measure)
    with pytest.raises(CannotAct, match="由党办干事"):
        on.pass_by(measure, "cardiology_head")
    assert standing(measure) == "closing"


def test_the_owner_does_not_verify_under_another_post(on: On) -> None:
    """§3.3.1: whoever answers for it does not check it, whoever applied for it."""
    _, problems, _ = inspection(on)
    measure = on.measure(problems[0], "党办牵头的措施", unit="CARD", owner="Q3")
    on.approve(measure.programme)
    on.prove(measure)
    on.apply(measure)
    with pytest.raises(CannotCommit, match="本人是责任人"):
        on.pass_by(measure, "party_clerk")


def test_closing_needs_evidence_of_after_the_feedback(on: On) -> None:
    _, _, (measure, at_once, _) = inspection(on)
    with pytest.raises(CannotCommit, match="没有2025年4月1日以后形成的佐证材料"):
        on.apply(measure)
    on.prove(measure, FEEDBACK - timedelta(days=1))
    with pytest.raises(CannotCommit, match="没有2025年4月1日以后形成的佐证材料"):
        on.apply(measure)
    on.prove(at_once, FEEDBACK - timedelta(days=1), "orthopaedics_head")
    assert on.apply(at_once, "orthopaedics_head").standing == "closing"


def test_what_goes_on_is_never_done(on: On) -> None:
    """A continuous measure needs a policy and a review, and is done for the stage at best."""
    _, problems, (first, _, measure) = inspection(on)
    on.prove(measure)
    with pytest.raises(CannotCommit, match="没有对应的制度；长期坚持的措施还没有复查过"):
        on.apply(measure)
    reporting.produce(
        commitment_id=measure.pk, code="policy_revised", number=3, **on.by("cardiology_head")
    )
    reviewing.look_back(
        commitment_id=measure.pk, rebound=False, text="每季自查有记录", **on.by("party_office")
    )
    on.apply(measure)
    assert on.pass_by(measure, *CHECKERS).standing == "stage_done"
    on.close(first)
    assert standing(problems[1]) == "stage_done"


def test_sent_back_and_counted(on: On) -> None:
    _, _, (measure, *_) = inspection(on)
    on.prove(measure)
    on.apply(measure)
    on.pass_by(measure, "party_clerk")
    on.pass_by(measure, "vice_president", because="佐证材料不全")
    assert standing(measure) == "open"
    on.apply(measure)
    assert on.pass_by(measure, *CHECKERS).standing == "done"
    assert Step.objects.filter(commitment=measure, what="returned").count() == 1


def test_an_extension_keeps_the_first_day(on: On) -> None:
    _, _, (measure, *_) = inspection(on)
    ask = {"commitment_id": measure.pk, "reason": "招标推迟"}
    asked = extending.ask(to=date(2025, 7, 31), **ask, **on.by("cardiology_head"))
    with pytest.raises(CannotCommit, match="由党委书记"):
        extending.decide(extension_id=asked.pk, grant=True, **on.by("party_office"))
    extending.decide(extension_id=asked.pk, grant=True, **on.by("vice_president"))
    measure.refresh_from_db()
    assert (measure.first_due, measure.due) == (date(2025, 6, 30), date(2025, 7, 31))
    for month in (8, 9):
        to = date(2025, month, 28)
        if month == 9:
            with pytest.raises(CannotCommit, match="已经延期2次"):
                extending.ask(to=to, **ask, **on.by("cardiology_head"))
            break
        more = extending.ask(to=to, **ask, **on.by("cardiology_head"))
        extending.decide(extension_id=more.pk, grant=True, **on.by("vice_president"))


def test_what_comes_back_is_reopened_with_the_link(on: On) -> None:
    _, problems, (measure, *_) = inspection(on)
    on.close(measure)
    review = Review.objects.get(commitment=measure)
    assert review.planned_on == date(2025, 12, 3)
    later = on.later(180)
    with pytest.raises(CannotCommit, match="由党办主任"):
        reviewing.look_back(
            commitment_id=measure.pk, rebound=True, text="又发生", **later.by("cardiology_head")
        )
    found = reviewing.look_back(
        commitment_id=measure.pk, rebound=True, text="又发生拆分采购", **later.by("party_office")
    )
    assert found.pk == review.pk
    assert standing(measure) == "reopened"
    step = Step.objects.get(commitment=measure, what="reopened")
    assert (step.about_type, step.about_id) == ("commitments.review", str(review.pk))
    assert standing(problems[0]) == "reopened"
    with pytest.raises(CannotCommit, match="没有2025年11月30日以后形成的佐证材料"):
        later.apply(measure)
    assert later.close(measure).standing == "done"


def test_what_was_approved_and_changes_needs_to_be_approved_again(on: On) -> None:
    programme, problems, (measure, *_) = inspection(on)
    wanted = Wanted(
        level="measure",
        title="修订采购与招标制度",
        type="by_date",
        unit="CARD",
        owner="P3",
        leader="R1",
        due=date(2025, 6, 30),
        answers=(problems[1].pk,),
    )
    with pytest.raises(CannotCommit, match="修改要写明理由"):
        writing.edit(commitment_id=measure.pk, wanted=wanted, **on.by("party_clerk"))
    by = on.by("party_clerk")
    writing.edit(commitment_id=measure.pk, wanted=wanted, reason="范围扩大", **by)
    assert [one.pk for one in Commitment.objects.needing_approval()] == [measure.pk]
    on.approve(programme)
    assert not Commitment.objects.needing_approval().exists()


def test_what_was_closed_on_is_held_to(on: On) -> None:
    """A closing keeps the hash of its dossier: what changes afterwards is told."""
    _, _, (measure, *_) = inspection(on)
    row = on.close(measure)
    assert dossier.changed(row, TODAY) == []
    on.prove(row)
    assert dossier.changed(row, TODAY) == ["销号后佐证材料、反馈或成果有变化"]
    with pytest.raises(CannotCommit, match="材料只能增加"):
        reporting.detach(
            paper_id=row.papers.latest("pk").pk, reason="传错", **on.by("cardiology_head")
        )


def test_a_problem_keeps_the_words_of_the_feedback(on: On) -> None:
    _, (problem, _), _ = inspection(on)
    wanted = Wanted(level="problem", title="问题一", text="改过的原文")
    with pytest.raises(CannotCommit, match="原文和原编号不能改"):
        writing.edit(commitment_id=problem.pk, wanted=wanted, reason="笔误", **on.by("party_clerk"))


def test_figures_of_a_day_stay_when_a_later_deed_corrects_them(on: On) -> None:
    """What was known on a day is kept beside what is known now."""
    _, _, (measure, *_) = inspection(on)
    on.close(measure)
    later = on.later(10)
    reviewing.correct(
        commitment_id=measure.pk, day=TODAY, reason="材料是另一项的", **later.by("party_clerk")
    )
    day = TODAY + timedelta(days=2)
    of_measure = Span.objects.filter(commitment=measure)
    assert [one.standing for one in of_measure.as_of(day)] == ["open"]
    assert [one.standing for one in of_measure.as_of(day, known=day)] == ["done"]
    assert [one.standing for one in of_measure.as_of(APPROVED)] == ["open"]


def test_moved_with_all_below_it(on: On) -> None:
    programme, problems, (measure, *_) = inspection(on)
    with pytest.raises(CannotCommit, match="调整位置要写明理由"):
        moving.move(commitment_id=measure.pk, parent=problems[1].pk, **on.by("party_clerk"))
    by = {"reason": "属于问题2", **on.by("party_clerk")}
    moving.move(commitment_id=measure.pk, parent=problems[1].pk, **by)
    measure.refresh_from_db()
    assert measure.needs_approval
    assert measure.path == problems[1].path + "00002"
    assert set(measure.answers.values_list("problem", flat=True)) == {p.pk for p in problems}
    with pytest.raises(CannotCommit, match="不能放在"):
        moving.move(commitment_id=measure.pk, parent=None, **on.by("party_clerk"))


def test_what_was_moved_away_counted_where_it_stood_until_then(on: On) -> None:
    """A problem is not done on days on which a measure that was open still answered it."""
    programme, problems, measures = inspection(on)
    on.close(measures[0])
    before = TODAY + timedelta(days=3)
    later = on.later(10)
    by = {"reason": "属于问题2", "answers_still": False, **later.by("party_clerk")}
    moving.move(commitment_id=measures[1].pk, parent=problems[1].pk, **by)
    assert standing(problems[0]) == "open"
    approved = on.later(12)
    approved.approve(programme)
    assert standing(problems[0]) == "done"
    held = {
        day: [one.standing for one in Span.objects.as_of(day).filter(commitment=problems[0])]
        for day in (before, later.today, approved.today)
    }
    assert held == {before: ["open"], later.today: ["open"], approved.today: ["done"]}
    reviewing.correct(
        commitment_id=measures[0].pk, day=before, reason="材料有误", **approved.by("party_clerk")
    )
    assert standing(problems[0]) == "open"
    rows = Commitment.objects.filter(programme=programme).in_bulk()
    assert keeping.differing(programme, rows) == []


def test_a_measure_that_is_rewritten_answers_no_more_what_it_does_not_name(on: On) -> None:
    """The problem follows from the others from that day on."""
    _, problems, measures = inspection(on)
    on.close(measures[0])
    on.approve(measures[0].programme)
    wanted = Wanted(level="measure", title="开展自查", type="at_once", unit="ORTH", owner="P4")
    wanted = replace(wanted, due=measures[1].first_due, leader="R1", answers=(problems[1].pk,))
    by = on.by("party_clerk")
    writing.edit(commitment_id=measures[1].pk, wanted=wanted, reason="也对应问题2", **by)
    assert set(measures[1].answers.values_list("problem", flat=True)) == {p.pk for p in problems}
    step = Step.objects.filter(commitment=measures[1], what="changed").get()
    assert step.changes["answers"] == {
        "before": [problems[0].pk],
        "after": sorted(p.pk for p in problems),
    }


def test_voided_counts_nowhere_and_stays(on: On) -> None:
    _, problems, measures = inspection(on)
    writing.void(commitment_id=problems[0].pk, reason="与问题2重复", **on.by("party_clerk"))
    assert standing(problems[0]) == standing(measures[0]) == "voided"
    assert standing(problems[1]) == "open"
