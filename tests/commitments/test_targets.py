"""Goals with targets: derived from records or observed, with days that follow from the opening."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from linghang.commitments.closing import excusing
from linghang.commitments.counting import weighing
from linghang.commitments.due.rules import DueRule
from linghang.commitments.faults import CannotCommit
from linghang.commitments.models import Commitment, Programme, Span, Step
from linghang.commitments.setting import approving, days
from linghang.commitments.setting import services as setting
from linghang.commitments.setting.services import Described
from linghang.commitments.targets import services as targets
from linghang.commitments.targets.rules import Of, Op, Over, Target
from linghang.commitments.writing import services as writing
from linghang.foundation.catalog import registry
from linghang.procedures.definitions import Unit
from tests.commitments.hospital import TODAY, On
from tests.ledgers import hospital as ledgers

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

CLINICS = "ledgers.outreach.clinics"


@pytest.fixture
def on(bare: On) -> On:
    return bare


@pytest.fixture
def plan(on: On, tmp_path: Path, settings: SettingsWrapper) -> Iterator[Programme]:
    system = tmp_path / "ours"
    system.mkdir()
    text = (Path(__file__).parent / "plan.yaml").read_text("utf-8")
    (system / "commitments.yaml").write_text(text, "utf-8")
    settings.CATALOG_OVERRIDES = str(tmp_path)
    described = Described(title="五年规划", unit="PAO", began_on=date(2023, 7, 1))
    yield setting.set_up(kind="our_plan", described=described, **on.by("party_office"))
    registry.forget()


def goal(on: On, plan: Programme, title: str, target: Target, **more: object) -> Commitment:
    return on.add(plan, "goal", title, target=target.told(), **more)


def renew(on: On) -> int:
    return targets.renew(now=on.by("party_office")["at"], today=on.today)


def state(row: Commitment) -> tuple[str, str, str]:
    row.refresh_from_db()
    return row.target_state, row.target_shown, row.standing


def test_a_count_of_a_ledger_is_typed_once_and_reaches_the_target(on: On, plan: Programme) -> None:
    aim = Target(op=Op.AT_LEAST, value=Decimal(1), unit="场", source=CLINICS)
    row = goal(on, plan, "义诊不少于1场", aim, due=date(2025, 12, 31))
    renew(on)
    assert state(row) == ("on_the_way", "0场", "open")
    ledgers.in_force(on.held)
    assert renew(on) == 1
    assert state(row) == ("reached", "1场", "done")
    assert renew(on) == 0, "nothing changed"
    with pytest.raises(CannotCommit, match="不再填报"):
        targets.observe(commitment_id=row.pk, day=TODAY, value=Decimal(9), **on.by("party_clerk"))
    held = Span.objects.known().filter(commitment=row).order_by("from_on")
    assert [one.standing for one in held] == ["done"], "added and reached on the same day"


def test_a_direction_is_judged_against_the_year_that_it_names(on: On, plan: Programme) -> None:
    aim = Target(op=Op.INCREASE, base_year=2024, source=CLINICS, over=Over.YEAR, of=Of.HOSPITAL)
    row = goal(on, plan, "义诊逐年增加", aim, due=date(2025, 12, 31))
    ledgers.in_force(on.held)
    renew(on)
    assert state(row)[0] == "on_the_way", "more than last year so far, and the year goes on"
    later = On(on.held, date(2026, 1, 5))
    renew(later)
    assert state(row)[0] == "reached"


def test_events_grades_and_figures_that_no_record_tells(on: On, plan: Programme) -> None:
    event = goal(on, plan, "综合大楼落成", Target(op=Op.EVENT), due=date(2025, 5, 31))
    grades = ("B", "B+", "A", "A+", "A++")
    grade = goal(
        on,
        plan,
        "国考A+",
        Target(op=Op.AT_LEAST, grade="A+", grades=grades),
        due=date(2028, 12, 31),
    )
    beds = goal(
        on,
        plan,
        "开放床位",
        Target(op=Op.EQUAL, value=Decimal(600), unit="张"),
        due=date(2028, 12, 31),
    )
    renew(on)
    assert [state(one)[0] for one in (event, grade, beds)] == ["missed", "no_figure", "no_figure"]
    by = on.by("party_clerk")
    targets.observe(commitment_id=event.pk, day=TODAY, text="通过竣工验收", **by)
    targets.observe(commitment_id=grade.pk, day=TODAY, text="A", **by)
    targets.observe(commitment_id=beds.pk, day=TODAY, value=Decimal(602), **by)
    assert [state(one)[0] for one in (event, grade, beds)] == ["reached", "on_the_way", "reached"]
    with pytest.raises(CannotCommit, match="等次只能是"):
        targets.observe(commitment_id=grade.pk, day=TODAY, text="优", **by)


def test_within_three_years_of_the_opening(on: On, plan: Programme) -> None:
    rule = DueRule(anchor="opening", n=3, unit=Unit.YEARS)
    row = on.add(
        plan,
        "task",
        "开展50项新技术",
        unit="CARD",
        owner="P3",
        due_rule=rule,
        target=Target(op=Op.AT_LEAST, value=Decimal(50), unit="项").told(),
    )
    assert (row.due, row.standing) == (None, "open")
    days.set_day(
        programme_id=plan.pk, code="opening", day=date(2024, 2, 29), **on.by("party_office")
    )
    row.refresh_from_db()
    assert row.first_due == row.due == date(2027, 2, 28)
    assert not row.needs_approval
    with pytest.raises(CannotCommit, match="已有时限按新院区运营计算"):
        days.set_day(programme_id=plan.pk, code="opening", day=TODAY, **on.by("party_office"))


def test_a_task_is_not_closed_before_its_target_is_reached(on: On, plan: Programme) -> None:
    row = on.add(
        plan,
        "task",
        "开展2项新技术",
        unit="CARD",
        owner="P3",
        due=date(2025, 12, 31),
        target=Target(op=Op.AT_LEAST, value=Decimal(2), unit="项").told(),
    )
    on.prove(row)
    with pytest.raises(CannotCommit, match=r"目标（不低于2项）暂无数据，现值—"):
        on.apply(row)
    targets.observe(commitment_id=row.pk, day=TODAY, value=Decimal(2), **on.by("cardiology_head"))
    on.apply(row)
    assert on.pass_by(row, "president").standing == "done"


def test_a_task_is_not_closed_while_a_target_under_it_is_missed(on: On, plan: Programme) -> None:
    """Unless somebody who is no doer says why, by name; a changed target needs it anew."""
    task = on.add(plan, "task", "压缩采购周期", unit="CARD", owner="P3", due=date(2025, 12, 31))
    aim = Target(op=Op.AT_MOST, value=Decimal(40), unit="天").told()
    row = on.add(plan, "indicator", "采购周期", parent=task.pk, target=aim, due=date(2025, 5, 31))
    on.prove(task)
    targets.observe(commitment_id=row.pk, day=TODAY, value=Decimal(43), **on.by("party_clerk"))
    assert state(row)[0] == "missed"
    says = "1.1 采购周期：目标（不高于40天）未达到，现值43天"
    with pytest.raises(CannotCommit, match=says):
        on.apply(task)
    why = {"commitment_id": row.pk, "reason": "进口设备免税审批不由本院决定，另列年度任务"}
    with pytest.raises(CannotCommit, match="由分管副院长|由副院长"):
        excusing.excuse(**why, **on.by("cardiology_head"))
    with pytest.raises(CannotCommit, match="写明未达目标"):
        excusing.excuse(commitment_id=row.pk, reason=" ", **on.by("president"))
    excusing.excuse(**why, **on.by("president"))
    step = Step.objects.get(commitment=row, what="excused")
    assert (step.person, step.hash, step.text[:8]) == (
        on.held["president"].person.code,
        row.content_hash,
        "未达到（现值43",
    )
    Commitment.objects.filter(pk=row.pk).update(content_hash="other")
    with pytest.raises(CannotCommit, match=says):
        on.apply(task)
    Commitment.objects.filter(pk=row.pk).update(content_hash=row.content_hash)
    on.apply(task)
    assert on.pass_by(task, "president").standing == "done"
    assert state(row)[0] == "missed", "it stays what it is"
    targets.observe(commitment_id=row.pk, day=TODAY, value=Decimal(39), **on.by("party_clerk"))
    with pytest.raises(CannotCommit, match="不用说明"):
        excusing.excuse(**why, **on.by("president"))


def test_a_goal_follows_from_the_tasks_below_it(on: On, plan: Programme) -> None:
    row = on.add(plan, "goal", "学科建设")
    action = on.add(plan, "action", "新技术", parent=row.pk)
    tasks = [
        on.add(
            plan,
            "task",
            f"任务{n}",
            parent=parent,
            unit="CARD",
            owner="P3",
            due=date(2025, 12, 31),
            weight=Decimal(60 - n * 20),
        )
        for n, parent in enumerate((action.pk, action.pk))
    ]
    with pytest.raises(CannotCommit, match="同级权重合计120"):
        on.add(
            plan,
            "task",
            "任务3",
            parent=action.pk,
            unit="CARD",
            due=date(2025, 12, 31),
            weight=Decimal(20),
        )
    for task, share in zip(tasks, (Fraction(0), Fraction(3, 5)), strict=True):
        assert state(row)[2] == "open"
        shares = weighing.shares(plan, TODAY)
        assert shares.of[row.pk] == shares.of[action.pk] == shares.whole == share
        on.prove(task)
        on.apply(task)
        on.pass_by(task, "president")
    assert state(row)[2] == "done"
    assert set(weighing.shares(plan, TODAY, under=action.path).of.values()) == {Fraction(1)}


def test_what_names_no_source_or_no_value_is_refused(on: On, plan: Programme) -> None:
    for target, says in (
        ({"op": ">="}, "要写目标值"),
        ({"op": "between", "value": "5", "value2": "3"}, "上限不小于下限"),
        ({"op": "increase"}, "要写基数"),
        ({"op": "~"}, "目标的写法不对"),
        ({"op": ">=", "value": "1", "source": "ledgers.nothing.here"}, "没有 ledgers.nothing.here"),
    ):
        with pytest.raises(CannotCommit, match=says):
            on.add(plan, "goal", "目标", target=target)


def test_a_goal_is_not_reached_by_taking_its_open_task_away(on: On, plan: Programme) -> None:
    """Also where nothing is approved first: somebody else says that it may go."""
    above = on.add(plan, "goal", "制度建设")
    more = {"unit": "CARD", "owner": "P3", "due": date(2025, 12, 31), "parent": above.pk}
    one, other = (on.add(plan, "task", title, **more) for title in ("修订制度", "开展培训"))
    on.prove(one)
    on.apply(one)
    on.pass_by(one, "president")
    writing.void(commitment_id=other.pk, reason="不需要", **on.by("party_clerk"))
    above.refresh_from_db()
    assert above.standing == "open"
    with pytest.raises(CannotCommit, match="拟订和修改的人不能自己审定|由院长"):
        approving.approve(programme_id=plan.pk, **on.by("party_clerk"))
    approving.approve(programme_id=plan.pk, **on.by("president"))
    above.refresh_from_db()
    assert above.standing == "done"
