"""Numbered rules of supervision and rectification, each as its own test; all pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from linghang.commitments import catalog
from linghang.commitments.causes import rules as causes
from linghang.commitments.closing import rules as closing
from linghang.commitments.definitions import ProgrammeKind, Rhythm, Role
from linghang.commitments.due import rules as due
from linghang.commitments.progress import rules as progress
from linghang.commitments.progress.rules import Kind, Measure, State, Tally
from linghang.commitments.publishing import rules as published
from linghang.commitments.spells import rules as spells
from linghang.commitments.spells.rules import Deed, Standing
from linghang.commitments.taking_over import rules as taking_over
from linghang.commitments.taking_over.rules import (
    Brought,
    Came,
    Closing,
    Filed,
    Frame,
    Later,
    Look,
    Told,
)
from linghang.commitments.writing import rules as writing
from linghang.commitments.writing.rules import Wanted
from linghang.foundation.fields.definitions import Kind as FieldKind
from linghang.foundation.parameters import catalog as parameters

BEGAN, FEEDBACK, APPROVED = date(2025, 3, 3), date(2025, 4, 1), date(2025, 4, 20)
TODAY, DUE = date(2025, 9, 30), date(2025, 6, 30)
KINDS = {code: loaded.item for code, loaded in catalog.catalog().items.items()}
INSPECTION, SUPERVISION = KINDS["inspection"], KINDS["supervision"]
FINDING = [kind for kind in KINDS.values() if kind.finds]
FRAME = Frame(
    kind=INSPECTION,
    days={"began": BEGAN, "feedback": FEEDBACK},
    approved_on=APPROVED,
    today=TODAY,
    extensions=2,
)
MEASURE = Wanted(level="measure", title="修订办法", type="by_date", unit="O1", owner="A", due=DUE)
FILE = Filed(evidence=1, name="纪要", happened_on=date(2025, 5, 6), person="A")
PASSED = Closing(asked_on=date(2025, 6, 3), asked_by="A", on=date(2025, 6, 10), by="B")


def says(**more: object) -> list[str]:
    """What is wrong with the history of one measure."""
    given: dict[str, object] = {"key": "m", "wanted": MEASURE, "files": [FILE], **more}
    return [one.says for one in taking_over.complaints([Brought(**given)], FRAME)]  # type: ignore[arg-type]


def fields(kind: ProgrammeKind, level: str) -> set[str]:
    return set(kind.by_level[level].by_code)


def written(kind: ProgrammeKind, wanted: Wanted, above: str = "") -> list[str]:
    found = writing.complaints(
        kind, wanted, parent_level=above, began=BEGAN, sensitive=kind.sensitivity.value
    )
    return [one.field for one in found]


def test_no_decision_without_an_owner_and_a_day() -> None:
    """§2.6.1: each decision is a task with department, day due, standard, rhythm of feedback."""
    bare = Wanted(level="matter", title="落实议定事项")
    assert written(SUPERVISION, bare) == ["unit", "due"]
    assert written(SUPERVISION, replace(bare, unit="O1", due=DUE)) == []
    assert SUPERVISION.rhythm is Rhythm.MONTHLY
    assert {"decided_by", "basis"} <= fields(SUPERVISION, "matter")


def test_extensions_are_granted_by_another_at_most_twice_and_the_first_day_stays() -> None:
    """§2.6.2: 延期 needs approval, at most twice; the original day stays to be seen."""
    assert parameters.catalog().items["commitments.extensions"].item.value == 2
    later = Later(
        asked_on=date(2025, 6, 2),
        asked_by="A",
        to=date(2025, 8, 1),
        reason="厂商延期",
        on=DUE,
        by="A",
    )
    assert says(extensions=[later]) == ["修订办法：申请人和责任人不能审批自己的延期"]
    assert says(extensions=[replace(later, by="L")]) == []
    begun = Deed(day=APPROVED, order=1, changes={"standing": "open", "due": DUE.isoformat()})
    moved = Deed(day=date(2025, 6, 9), order=2, changes={"due": "2025-08-01"})
    held = [one.facet.due for one in spells.spells([begun, moved])]
    assert held == [DUE, date(2025, 8, 1)]


def test_an_older_ledger_is_held_to_what_the_deeds_hold_to() -> None:
    """What is taken over passes the same rules: evidence, policies, looks, persons and days."""
    again = Closing(asked_on=date(2025, 8, 1), asked_by="A", on=date(2025, 8, 8), by="B")
    back = Look(planned_on=DUE, on=date(2025, 7, 7), by="C", rebound=True, text="又发生")
    assert says(closings=[PASSED, again], looks=[back]) == [
        "修订办法：没有2025年7月7日以后形成的佐证材料"
    ]
    goes_on = {"wanted": replace(MEASURE, type="continuous", due=None), "closings": [PASSED]}
    late = Came(code="policy_revised", day=date(2025, 6, 11), person="A")
    found = says(**goes_on, came=[late], looks=[replace(back, on=date(2025, 6, 9))])
    told = "；".join(found)
    assert "没有对应的制度" in told
    assert "长期坚持的措施还没有复查过" in told
    made = replace(late, day=date(2025, 6, 9), person="B")
    assert says(closings=[PASSED], came=[made])[0].endswith("申请过销号，不能参加验收")
    later = Later(asked_on=DUE, asked_by="A", to=date(2025, 8, 1), reason="推迟")
    assert says(wanted=goes_on["wanted"], extensions=[later]) == [
        "修订办法：没有完成时限，不用延期"
    ]
    for on in (date(2025, 6, 29), date(2026, 1, 1)):
        assert says(extensions=[replace(later, on=on, by="L")]) == [
            "修订办法：延期的审批在申请以前，或在今天以后"
        ]
    thrice = [replace(later, to=date(2025, n, 1), on=DUE, by="L") for n in (8, 9, 10)]
    assert says(extensions=thrice) == ["修订办法：延期超过2次"]


def test_amber_seven_days_before_and_twenty_points_behind() -> None:
    """§2.6.3: yellow within 7 days or progress below the share of time less 20 points."""
    assert SUPERVISION.lights.days == "commitments.amber_days"
    assert parameters.catalog().items["commitments.amber_days"].item.value == 7
    assert SUPERVISION.lights.behind == 20


def test_what_is_closed_is_looked_back_at_after_months() -> None:
    """§2.6.4, §3.3.3: 回头看 of closed items after 3 to 6 months."""
    months = parameters.catalog().items["commitments.review_months"].item.value
    assert isinstance(months, int)
    assert 3 <= months <= 6
    assert all(kind.review_after == "commitments.review_months" for kind in (*FINDING, SUPERVISION))


def test_an_inspection_has_its_level_round_team_days_document_and_letters() -> None:
    """§3.1.1: level, round, team, from and to, feedback, document, what was handed over."""
    assert INSPECTION.publication is not None
    told = {one.code for one in INSPECTION.facts} - set(INSPECTION.publication.contacts)
    assert told == {"by", "round", "team", "until", "document"}
    assert INSPECTION.by_level["letter"].role is Role.TASK
    assert INSPECTION.may_stand_under("letter", "aspect")


def test_a_problem_is_a_finding_with_category_and_recurrence() -> None:
    """§3.1.2: no., aspect, category, text, whether it was found before."""
    assert INSPECTION.by_level["problem"].role is Role.FINDING
    assert {"category", "recurring"} <= fields(INSPECTION, "problem")
    assert INSPECTION.may_stand_under("problem", "aspect")
    assert not INSPECTION.may_stand_under("problem", "measure")


def test_a_measure_belongs_to_a_problem_and_has_a_type() -> None:
    """§3.1.3: a measure belongs to a problem, with unit, day due and type."""
    assert not INSPECTION.may_stand_under("measure", "aspect")
    assert written(INSPECTION, MEASURE, "problem") == []
    assert written(INSPECTION, replace(MEASURE, type=""), "problem") == ["type"]
    assert written(INSPECTION, replace(MEASURE, unit="", due=None), "problem") == ["unit", "due"]


def test_rules_written_for_a_measure_are_counted_of_records() -> None:
    """§3.1.4: a system created or revised links to the library of rules."""
    assert INSPECTION.by_yield["policy_revised"].policy
    came = Came(code="policy_revised", day=DUE, person="A", about=("policies.policy", "7"))
    assert says(came=[came]) == []


def test_three_lists_are_views_on_one_tree() -> None:
    """§3.1.5: problems, tasks and responsibilities are views on problems and measures."""
    levels = [level.code for level in INSPECTION.levels]
    assert levels == ["aspect", "letter", "problem", "measure", "indicator", "step"]


@pytest.mark.parametrize("code", ["integrity_plan", "special_plan"])
def test_a_key_task_names_its_owner_and_its_leader(code: str) -> None:
    """S34, S08: 重点任务 names 责任人 and 责任领导, else it is refused and says who is missing."""
    kind = KINDS[code]
    above = kind.levels[0].code
    task = Wanted(level="task", title="廉洁风险排查", type="by_date", unit="O1", due=DUE)
    assert written(kind, task, above) == ["owner", "leader"]
    assert written(kind, replace(task, owner="A"), above) == ["leader"]
    assert written(kind, replace(task, owner="A", leader="L"), above) == []
    (says,) = [
        one.says
        for one in writing.complaints(
            kind, replace(task, owner="A"), parent_level=above, began=BEGAN, sensitive="internal"
        )
    ]
    assert says == "重点任务要写明责任领导，没有写责任领导的不能列入"


@pytest.mark.parametrize("kind", FINDING, ids=lambda kind: kind.code)
def test_what_goes_on_has_no_end_and_at_most_a_stage(kind: ProgrammeKind) -> None:
    """§3.2.1: 长期坚持 has days of review instead of an end and is never done."""
    (level,) = [one for one in kind.levels if one.role is Role.TASK and one.types]
    if Kind.CONTINUOUS not in level.types:
        return
    wanted = Wanted(level=level.code, title="坚持", type="continuous", unit="O1", due=DUE)
    places = [one.code for one in kind.levels if kind.may_stand_under(level.code, one.code)]
    above = next(one for one in places if one != level.code)
    assert written(kind, wanted, above) == ["due"]
    assert written(kind, replace(wanted, due=None), above) == []
    accepted = Measure(kind=Kind.CONTINUOUS, is_accepted=True, policies=1, reviews=1)
    assert progress.state_of(accepted) is State.STAGE_DONE
    assert any(one.policy for one in kind.yields), "else it could never be accepted"


@pytest.mark.parametrize("kind", FINDING, ids=lambda kind: kind.code)
def test_three_words_outside_that_add_up(kind: ProgrammeKind) -> None:
    """§3.2.2: a report gives all three states, and they add up."""
    assert set(kind.words) == set(State)
    tally = Tally(base=progress.Base.MEASURES, done=59, stage_done=19, open=0)
    assert tally.total == 78


def test_a_rate_names_its_base() -> None:
    """§3.2.3: by problem or by measure; a problem is done only with all its measures."""
    done, waiting = (Measure(kind=Kind.BY_DATE, is_accepted=is_in) for is_in in (True, False))
    problems = [[done, waiting], [done]]
    assert progress.by_problems(problems).says().startswith("整改完成率（按问题计）1/2")
    assert progress.by_measures(problems).says().startswith("整改完成率（按措施计）2/3")


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("inspection", "整改完成率（按措施计）2/4：已完成2项；基本完成，持续推进1项；正在推进1项"),
        ("supervision", "办结率（按督办事项计）2/4：办结2件，阶段性办结1件，正在办理1件"),
        ("five_year_plan", "目标实现率（按举措计）2/4：已实现2项，阶段性实现1项，正在推进1项"),
        ("special_plan", "完成率（按重点任务计）2/4：完成2项，阶段性完成1项，未完成1项"),
    ],
)
def test_a_plan_tells_its_figures_in_its_own_words(code: str, says: str) -> None:
    """§3.2.2, §3.2.3: the words of the three states, of the rate and of its base are the kind's."""
    tally = Tally(base=progress.Base.MEASURES, done=2, stage_done=1, open=1)
    assert tally.says(KINDS[code].telling({})) == says
    own = KINDS[code].telling({"open": "未完成"})
    assert tally.says(own).endswith(f"未完成1{own.counted[tally.base]}")


def test_the_timetable_counts_from_the_feedback() -> None:
    """§3.2.4: plan, end of the concentrated work, report and publication from the feedback on."""
    days = {one.code: (one.after, one.n) for one in INSPECTION.days}
    assert list(days) == ["plan_due", "concentrated_end", "report_due", "publish_due"]
    assert {after for after, _ in days.values()} == {"feedback"}
    assert all(str(n) in parameters.catalog().items for _, n in days.values())


def test_progress_is_reported_each_month_or_week() -> None:
    """§3.2.5: each department reports per measure each month; campaigns each week."""
    assert INSPECTION.rhythm is Rhythm.MONTHLY
    assert KINDS["campaign"].rhythm is Rhythm.WEEKLY
    assert due.period_of(Rhythm.MONTHLY, date(2025, 6, 25)) == "2025-06"
    early = Told(day=date(2025, 4, 2), person="A", done="开始")
    assert says(notes=[early]) == ["修订办法：办理的日期在下达以前，或在今天以后"]


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)
def test_a_leading_group_sees_all(kind: ProgrammeKind) -> None:
    """§3.2.6: the leading group is headed by the Party secretary."""
    assert any("party_secretary" in seat.posts for seat in kind.seats.group)


def test_closing_goes_from_hand_to_hand() -> None:
    """§3.3: 自查申请 → 初审 → 分管领导审签 → 复核 → 监督意见 → 审定."""
    keys = [key for key, _, _ in closing.steps_of(INSPECTION)]
    assert keys == ["apply", "review", "sign", "verify", "supervise", "decide"]
    separated = closing.procedure_of(INSPECTION).different[0]
    assert (separated.steps, list(separated.against)) == (("apply",), keys[1:])


def test_who_did_it_never_accepts_it() -> None:
    """§3.3.1: the same person does not apply and review."""
    assert says(closings=[PASSED]) == []
    (found,) = says(closings=[replace(PASSED, by="A")])
    assert "不能参加验收" in found
    (found,) = says(closings=[PASSED], notes=[Told(day=DUE, person="B", done="代为反馈")])
    assert "不能参加验收" in found


def test_no_closing_without_evidence_of_after_the_feedback() -> None:
    """§3.3.1: at least one file dated after the feedback; at once: from the first day."""
    old = replace(FILE, happened_on=date(2025, 3, 20))
    assert says(closings=[PASSED], files=[old]) == ["修订办法：没有2025年4月1日以后形成的佐证材料"]
    at_once = replace(MEASURE, type="at_once")
    assert says(closings=[PASSED], files=[old], wanted=at_once) == []


def test_no_closing_of_what_goes_on_without_a_policy_and_a_look() -> None:
    """§3.3.1: 长期坚持 needs a system document and at least one review."""
    lasting = replace(MEASURE, type="continuous", due=None)
    assert len(says(closings=[PASSED], wanted=lasting)) == 2
    day = date(2025, 6, 5)
    look = Look(planned_on=day, on=day, by="C", text="落实")
    came = Came(code="policy_new", day=day, person="A")
    assert says(closings=[PASSED], wanted=lasting, looks=[look], came=[came]) == []


def test_no_problem_is_done_with_a_measure_open() -> None:
    """§3.3.1: closing a problem while a measure is open is forbidden: its state only follows."""
    own = spells.spells([Deed(day=APPROVED, order=1, changes={"standing": "open"})])
    done = spells.spells([Deed(day=APPROVED, order=2, changes={"standing": "done"})])
    (held,) = spells.derived(own, [done, own])
    assert held.facet.standing is Standing.OPEN
    problem = Brought(key="p", wanted=Wanted(level="problem", title="问题"), closings=[PASSED])
    (found,) = taking_over.complaints([problem], FRAME)
    assert "问题和目标的状态由下级得出" in found.says


def test_sent_back_only_with_a_reason() -> None:
    """§3.3.2: the office may send back with reasons; the count of returns is kept."""
    back = replace(PASSED, accepted=False)
    assert says(closings=[back]) == ["修订办法：退回没有写理由"]
    assert says(closings=[replace(back, reason="材料不足")]) == []


def test_what_comes_back_is_opened_again() -> None:
    """§3.3.3: 巩固, or 反弹 → opened again with the link."""
    day = date(2025, 8, 20)
    look = Look(planned_on=day, on=day, by="C", rebound=True, text="又发生")
    assert says(looks=[look]) == ["修订办法：反弹在销号以前"]
    assert says(looks=[look], closings=[PASSED]) == []
    row = Brought(key="m", wanted=MEASURE, looks=[look], closings=[PASSED])
    assert not row.is_accepted
    assert says(looks=[replace(look, by="A")], closings=[PASSED])


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)
def test_names_of_persons_dealt_with_are_for_the_discipline_posts(kind: ProgrammeKind) -> None:
    """§3.3.4: counts only in reports; names need the discipline role."""
    posts = {post for seat in kind.seats.names for post in seat.posts}
    assert posts <= {"discipline_secretary", "discipline_office_director"}
    assert bool(posts) or not any(one.named for one in kind.yields)


def test_a_public_notice_leaves_out_what_must_not_be_published() -> None:
    """§3.3.5: 组织整改落实, 反馈问题整改进展 (问题, 状态, 情况), 下一步, 联系方式."""
    assert INSPECTION.publication is not None
    words = INSPECTION.telling({})
    state = {name: State(name) for name in ("done", "stage_done", "open")}
    late = published.Measure(title="规范招标", state=state["open"], due=DUE)
    done = published.Measure(title="修订办法", state=state["done"])
    told = published.Told(
        title="市委巡察反馈问题整改",
        on=TODAY,
        words=words,
        by_problem=Tally(base=progress.Base.PROBLEMS, done=1, stage_done=1, open=1),
        by_measure=Tally(base=progress.Base.MEASURES, done=2, stage_done=1, open=1),
        feedback_on=FEEDBACK,
        approved_on=APPROVED,
        group=9,
        yields=[("修订制度", "12项")],
        problems=[
            published.Problem(number="1", text="议事不严。", state=state["done"], measures=[done]),
            published.Problem(
                number="2", text="线索在核。", state=state["stage_done"], withheld="inquiry"
            ),
            published.Problem(
                number="3", text="采购不规范。", state=state["open"], measures=[done, late]
            ),
        ],
        contacts=[("联系电话", "0000-1234567"), ("电子邮箱", "")],
        changed=1,
    )
    made = published.notice(told)
    organised, cases, following, contacts = (texts for _, texts in made.chapters)
    assert organised[1] == (
        "截至2025年9月30日，整改完成率（按问题计）1/3：已完成1个；基本完成，持续推进1个；正在推进1个。"
        "整改完成率（按措施计）2/4：已完成2项；基本完成，持续推进1项；正在推进1项。"
    )
    assert cases == (
        "以下公开2个问题的整改进展，另有1个按规定不予公开。",
        "1.反馈问题：议事不严。",
        "整改状态：已完成。",
        "整改情况：制定措施1项：修订办法（已完成）。",
        "2.反馈问题：采购不规范。",
        "整改状态：正在推进。",
        "整改情况：制定措施2项：修订办法（已完成）；规范招标（正在推进）。",
    )
    assert "线索在核" not in str(made)
    assert "最迟2025年6月30日完成" in following[0]
    assert contacts == ("联系电话：0000-1234567。", "电子邮箱：（待填写）。")
    assert made.lacks == ("没有填写电子邮箱", "有1项内容修改后还没有重新审定")


def test_one_engine_for_every_sort_of_rectification() -> None:
    """§3.3.6: audits, accreditation, campaigns, flight checks run on the same engine."""
    same = {"inspection", "audit_rectification", "accreditation", "campaign", "flight_check"}
    assert same <= {kind.code for kind in FINDING}
    assert all(kind.examples for kind in KINDS.values())


def test_rules_money_and_persons_are_counted() -> None:
    """§3.3.7: rules new, revised, abolished; money recovered; persons dealt with."""
    named = {"policy_new", "policy_revised", "policy_abolished", "money", "dealt_with"}
    assert named == set(INSPECTION.by_yield)
    assert INSPECTION.by_yield["money"].money


def test_a_dispute_has_a_tree_of_causes_and_a_degree_of_responsibility() -> None:
    """§5.8.7: technique, core rule (which of 18), informing, attitude, …; degree, amount, payer.

    Causes stand under the dispute, as many as there are; measures stand under a cause.
    """
    kind = KINDS["disputes"]
    dispute, cause = kind.by_level["dispute"].by_code, kind.by_level["cause"].by_code
    assert len(cause["core_rule"].options) == 18
    assert len(dispute["responsibility"].options) == 6
    causes = {one.code for one in cause["category"].options}
    assert {"diagnosis", "operation", "medication", "core_rule", "informing", "patient"} <= causes
    assert {"paid", "payer", "way"} <= set(dispute)
    assert kind.causes is not None
    assert {"department", "doctor_level", "branch"} <= set(kind.causes.split_by) <= set(dispute)
    assert not [one for one in dispute.values() if one.kind is FieldKind.PERSON], "no doctor"
    assert kind.may_stand_under("cause", "dispute")
    assert kind.may_stand_under("cause", "cause")
    assert kind.may_stand_under("measure", "cause")
    assert not kind.may_stand_under("measure", "dispute")


def test_disputes_are_told_by_cause_with_what_came_again() -> None:
    """§5.8.7: figures 件数, 赔付额, by cause, re-occurrence; counted by hand."""
    paid = {1: 8_600_000, 2: 21_000_000, 3: 3_800_000}  # in 分

    def cause(problem: int, name: str, day: date, **more: Any) -> causes.Found:
        return causes.Found(
            problem=problem, cause=name, happened_on=day, paid=paid[problem], **more
        )

    told = causes.by_cause(
        [
            cause(1, "沟通告知", date(2025, 1, 18), measures=1, closed=1, closed_on=DUE),
            cause(1, "技术：用药", date(2025, 1, 18), measures=2, closed=1),
            cause(2, "沟通告知", date(2025, 3, 2), measures=1),
            cause(3, "沟通告知", date(2025, 7, 27), measures=1, closed=1, closed_on=TODAY),
            cause(3, "沟通告知", date(2025, 7, 27)),
        ]
    )
    assert [(one.cause, one.problems, one.paid, one.measures, one.closed) for one in told] == [
        ("沟通告知", 3, 33_400_000, 3, 2),
        ("技术：用药", 1, 8_600_000, 2, 1),
    ]
    assert [one.again for one in told] == [1, 0], "on 27 July, after the measures of June"


def test_disputes_are_told_by_department_and_level_and_cause() -> None:
    """§5.8.7, S61: by cause and department, doctor's level, branch; each dispute once, counted by
    hand; one that names two levels stands under both."""

    def dispute(number: int, paid: int, values: tuple[str, ...], *names: str) -> causes.Analysed:
        return causes.Analysed(problem=number, causes=frozenset(names), paid=paid, values=values)

    told = [
        dispute(1, 86_000, ("associate", "attending"), "informing", "medication"),
        dispute(2, 210_000, ("attending",), "informing"),
        dispute(3, 38_000, ("attending",)),
        dispute(4, 0, (causes.NOT_SAID,), "record"),
    ]
    parts = causes.split(told)
    assert [(one.value, one.problems, one.paid) for one in parts] == [
        ("attending", 3, 334_000),
        ("associate", 1, 86_000),
        (causes.NOT_SAID, 1, 0),
    ]
    assert parts[0].by_cause == {"informing": 2, "medication": 1, causes.NOT_SAID: 1}
    whole = causes.part("", told)
    assert (whole.problems, whole.paid) == (4, 334_000)
    assert whole.by_cause["informing"] == 2


def test_a_theme_education_has_phases_actions_of_each_unit_and_its_problems() -> None:
    """S24: phases, required actions and the state of each unit; a list of problems, cleared."""
    kind = KINDS["theme_education"]
    assert [one.role for one in kind.levels] == [Role.HEADING, Role.TASK, Role.FINDING, Role.TASK]
    assert kind.may_stand_under("action", "phase")
    assert kind.may_stand_under("problem", "phase")
    assert kind.counted_level(Role.TASK) == "measure", "actions are no measures of a problem"
    assert any("branch_secretary" in seat.posts for seat in kind.seats.own)


def test_a_certified_centre_has_conditions_measures_and_figures_of_records() -> None:
    """S66: conditions with self-check, key indicators from records, mock review, day of expiry."""
    kind = KINDS["certification"]
    assert {"clause", "met"} <= fields(kind, "condition")
    assert kind.by_level["indicator"].role is Role.GOAL
    assert kind.may_stand_under("indicator", "condition")
    assert kind.may_stand_under("measure", "condition")
    assert kind.may_stand_under("measure", "indicator")
    assert [one.code for one in kind.days] == ["rehearsal", "visit", "expires"]
    assert {"scope", "grade", "certificate"} == {one.code for one in kind.facts}
