"""What a commitment said before is kept: every version, what differs, on what it was approved."""

from __future__ import annotations

import importlib
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from linghang.commitments.content import rules as content
from linghang.commitments.faults import CannotCommit
from linghang.commitments.models import Basis, Commitment, Programme, Step, Version
from linghang.commitments.setting import approving
from linghang.commitments.setting import services as setting
from linghang.commitments.setting.basis import Cited
from linghang.commitments.setting.services import Described
from linghang.commitments.versions import queries, rules, services
from linghang.commitments.versions.rules import Kept
from linghang.commitments.writing import services as writing
from linghang.commitments.writing import tree
from linghang.commitments.writing.rules import Wanted
from linghang.foundation.trail.models import AppendOnly
from tests.commitments.hospital import APPROVED, On, inspection, meeting

TEXT = st.sampled_from(["", "甲", "乙", "修订采购制度"])
SAYS = st.fixed_dictionaries(
    {
        **dict.fromkeys(("title", "text", "standard", "owner", "under"), TEXT),
        "first_due": st.sampled_from([None, "2025-06-30", "2025-12-31"]),
        "helps": st.lists(st.sampled_from(["CARD", "ORTH"]), unique=True),
        "facts": st.dictionaries(st.sampled_from(["cause", "category"]), TEXT),
        "target": st.sampled_from([{}, {"op": ">=", "value": "3"}]),
    }
)


@given(SAYS, SAYS)
def test_differences_lead_from_the_one_to_the_other_and_are_no_more(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    found = rules.differences(old, new)
    led = rules.told(old)
    for one in found:
        assert one.old != one.new
        led.pop((one.name, one.fact), None)
        if one.new is not None:
            led[one.name, one.fact] = one.new
    assert led == rules.told(new)
    assert rules.differences(new, new) == []
    back = {(one.name, one.fact): (one.new, one.old) for one in rules.differences(new, old)}
    assert back == {(one.name, one.fact): (one.old, one.new) for one in found}


def test_a_deed_was_taken_on_the_version_that_stood() -> None:
    kept = [Kept(number=1, order=3, hash="a"), Kept(number=2, order=7, hash="b")]
    for order, hash, number in (
        (2, "", None),
        (3, "a", 1),
        (6, "", 1),
        (7, "b", 2),
        (9, "a", None),
    ):
        assert rules.taken_on(kept, order, hash) == number, (order, hash)
    found = [Kept(number=1, order=None, hash="a")]
    assert (rules.taken_on(found, 5, "a"), rules.taken_on(found, 5)) == (1, None)


def test_numbers_of_what_nobody_shows_are_left_out() -> None:
    says = {"answers": ["1.1", "1.2"], "under": "1.2", "title": "自查"}
    assert rules.as_seen(says, {"1.1"}) == {"answers": ["1.1"], "under": "", "title": "自查"}
    assert rules.as_seen(says, None) == says
    assert rules.seen(["1.1", "1.2"], {"1.1"}) == (["1.1"], 1)


def edited(on: On, row: Commitment, **more: Any) -> Commitment:
    wanted = {
        **{name: getattr(row, name) for name in ("level", "title", "text", "type", "standard")},
        "due": row.first_due,
        "unit": row.unit_id,
        "owner": row.owner,
        "leader": row.leader,
        "answers": tuple(row.answers.values_list("problem", flat=True)),
        **more,
    }
    by = on.by("party_clerk")
    return writing.edit(commitment_id=row.pk, wanted=Wanted(**wanted), reason="分工调整", **by)


def said(row: Commitment) -> list[tuple[int, str, bool]]:
    """(number, standard, whether the hash is of it) of every version."""
    kept = row.versions.order_by("number")
    return [
        (one.number, one.says["standard"], one.hash == content.digest(one.says)) for one in kept
    ]


def test_each_change_leaves_what_was_said_before(on: On) -> None:
    _, _, (row, *_) = inspection(on)
    edited(on, row, standard="两项制度修订并印发")
    edited(on, row, standard="两项制度修订并印发")
    edited(on, row, standard="三项制度修订并印发", owner="P4")
    assert said(row) == [
        (1, "", True),
        (2, "两项制度修订并印发", True),
        (3, "三项制度修订并印发", True),
    ]
    first, _, last = queries.history(row)
    assert [(one.name, one.old, one.new) for one in last.differences] == [
        ("standard", "两项制度修订并印发", "三项制度修订并印发"),
        ("owner", "P3", "P4"),
    ]
    step = last.version.step
    assert step is not None
    assert (step.what, step.person, step.text) == ("changed", "Q3", "分工调整")
    with pytest.raises(AppendOnly):
        first.version.delete()


def test_a_version_tells_what_was_approved_and_closed_on_it(on: On) -> None:
    programme, _, (row, *_) = inspection(on)
    edited(on, row, standard="两项制度修订并印发")
    on.approve(programme)
    on.close(Commitment.objects.select_related("programme").get(pk=row.pk))
    edited(on, row, standard="三项制度修订并印发")
    row.refresh_from_db()
    first, second, third = queries.history(row)
    assert [step.day for step in first.approved] == [APPROVED]
    assert [step.day for step in second.approved] == [on.today]
    assert {step.what for one in (first, second) for step in one.approved} == {"approved"}
    assert [step.what for step in second.closed] == ["closed"]
    assert (second.is_approved, second.is_closed) == (True, True)
    assert (third.approved, third.closed, third.is_approved, third.is_last) == ([], [], False, True)
    (waits,) = queries.revised([row])
    assert waits.before == second.version
    assert [one.new for one in waits.differences] == ["三项制度修订并印发"]


def test_what_follows_from_another_deed_is_kept_with_it(on: On) -> None:
    """A measure more, another number above it: what they say changes, and holds as approved."""
    programme, (problem, _), (row, *_) = inspection(on)
    on.measure(problem, "开展培训")
    assert problem.versions.latest("number").says["measures"] == ["1.1.1", "1.1.2"]
    on.approve(programme)
    last = problem.versions.latest("number")
    assert last.says["measures"] == ["1.1.1", "1.1.2", "1.1.3"]
    assert last.step is not None
    assert (last.step.what, last.step.commitment_id) == ("approved", None)
    edited(on, row, number="1.1.9")
    problem.refresh_from_db()
    last = problem.versions.latest("number")
    assert last.says["measures"] == ["1.1.2", "1.1.3", "1.1.9"]
    assert last.step is not None
    assert last.step.commitment_id == row.pk
    assert not problem.needs_approval
    row.refresh_from_db()
    assert row.needs_approval
    assert problem.parent is not None
    wanted, by = Wanted(level="aspect", title="内部管理方面", number="2"), on.by("party_clerk")
    writing.edit(commitment_id=problem.parent.pk, wanted=wanted, reason="编号统一", **by)
    problem.refresh_from_db()
    assert problem.versions.latest("number").says["under"] == "2"
    assert not problem.needs_approval


def test_a_number_is_not_changed_under_those_who_check_what_names_it(on: On) -> None:
    programme, _, (row, *_) = inspection(on)
    step = on.add(programme, "step", "起草", parent=row.pk, unit="CARD", due=row.first_due)
    on.approve(programme)
    on.prove(step)
    on.apply(step)
    with pytest.raises(CannotCommit, match="正在验收，验收完或退回后再改序号"):
        edited(on, row, number="1.1.9")


@pytest.fixture
def plan(on: On) -> Programme:
    """A five year plan with a goal and a measure, approved; then the goal is to be more."""
    described = Described(title="发展规划", unit="PAO", began_on=date(2025, 1, 2))
    by = on.by("party_office")
    plan = setting.set_up(kind="five_year_plan", described=described, **by)
    goal = writing.add(programme_id=plan.pk, wanted=Wanted(level="goal", title="四级手术"), **by)
    task = {"unit": "CARD", "owner": "P3", "type": "by_date", "due": date(2025, 12, 31)}
    wanted = Wanted(level="measure", title="开展新术式", parent=goal.pk, **task)  # type: ignore[arg-type]
    writing.add(programme_id=plan.pk, wanted=wanted, **by)
    on.later(-30).approve(plan)
    again = Wanted(level="goal", title="四级手术占比提高")
    writing.edit(commitment_id=goal.pk, wanted=again, reason="中期评估", **by)
    return plan


def test_what_a_body_decided_is_approved_anew_on_its_decision_alone(
    on: On, plan: Programme
) -> None:
    """S48: a goal is revised with the deciding resolution, which stays to be read."""
    early, refused, passed = (
        meeting(on, on.today - timedelta(days=n), verdict=verdict, title="调整规划")
        for n, verdict in ((40, "passed"), (2, "failed"), (1, "passed"))
    )
    for cited, says in (
        (Cited(), "改动由党委会决定，写明依据"),
        (Cited(document="党发〔2025〕3号"), "也要写文件名称"),
        (Cited(item=early.pk), "没有这个议题"),
        (Cited(item=refused.pk), "没有这个议题"),
        (Cited(item=passed.pk, title="调整规划"), "只写一样"),
        (Cited(title="绝密材料"), "密"),
    ):
        with pytest.raises(CannotCommit, match=says):
            approved(on, plan, cited)
    approved(on, plan, Cited(item=passed.pk))
    basis = Basis.objects.get()
    assert str(basis) == "党委会2025年6月2日《调整规划》"
    steps = Step.objects.filter(programme=plan, about_type="commitments.basis")
    assert {one.what for one in steps} == {"approved", "reapproved"}
    assert {one.about_id for one in steps} == {str(basis.pk)}


def test_a_document_will_do_and_a_task_more_needs_none(on: On, plan: Programme) -> None:
    approved(on, plan, Cited(document=" 党发〔2025〕3号 ", title="调整规划的决定"))
    assert Basis.objects.get().document == "党发〔2025〕3号"
    goal = plan.commitments.get(level="goal")
    task = {"unit": "CARD", "owner": "P3", "type": "by_date", "due": date(2025, 12, 31)}
    wanted = Wanted(level="measure", title="引进设备", parent=goal.pk, **task)  # type: ignore[arg-type]
    writing.add(programme_id=plan.pk, wanted=wanted, **on.by("party_office"))
    approved(on, plan, Cited())
    writing.add(
        programme_id=plan.pk, wanted=Wanted(level="goal", title="再一个"), **on.by("party_office")
    )
    with pytest.raises(CannotCommit, match="写明依据"):
        approved(on, plan, Cited())


def approved(on: On, plan: Programme, cited: Cited) -> Programme:
    by = on.by("party_secretary")
    return approving.approve(programme_id=plan.pk, cited=cited, **by)


def test_keeping_costs_the_same_for_few_and_for_many(on: On) -> None:
    programme, (problem, _), _ = inspection(on)
    counts = []
    for many in (2, 40):
        rows = [on.measure(problem, f"措施{many}-{n}") for n in range(many)]
        step = Step.objects.filter(programme=programme).latest("pk")
        Commitment.objects.filter(pk__in=[row.pk for row in rows]).update(standard="改过")
        rows = list(Commitment.objects.filter(pk__in=[row.pk for row in rows]))
        hashes = tree.content_hashes(rows)
        for row in rows:
            row.content_hash = hashes[row.pk]
        with CaptureQueriesContext(connection) as told:
            assert len(services.keep((row, step) for row in rows)) == many
        counts.append(len(told))
    assert counts[0] == counts[1] <= 6


def test_what_was_there_before_gets_its_first_version(on: On) -> None:
    """The migration: today's content under the hash that approvals have, with the deed if known."""
    _, _, (row, *_) = inspection(on)
    edited(on, row, standard="两项制度修订并印发")
    before = {one.commitment_id: one.says for one in Version.objects.order_by("number")}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM commitments_version")
    moved = importlib.import_module("linghang.commitments.migrations.0008_versions")
    moved.keep_what_is_said(apps, SimpleNamespace(connection=connection))
    found = {one.commitment_id: one for one in Version.objects.select_related("step")}
    assert {pk: one.says for pk, one in found.items()} == before
    assert all(one.is_found and one.number == 1 for one in found.values())
    assert {one.hash for one in found.values()} == set(
        Commitment.objects.values_list("content_hash", flat=True)
    )
    step = found[row.pk].step
    assert step is not None
    assert step.what == "changed"
    edited(on, row, standard="三项制度修订并印发")
    assert [one[:2] for one in said(row)] == [
        (1, "两项制度修订并印发"),
        (2, "三项制度修订并印发"),
    ]
