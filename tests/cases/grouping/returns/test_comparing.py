"""Returns beside our groups: every row once, sums that add up, differences dealt with."""

from __future__ import annotations

import pytest

from linghang.cases.grouping.returns import dealing, queries
from linghang.cases.grouping.returns.models import DifferenceNote
from linghang.cases.grouping.returns.queries import EVERY, Wanted
from linghang.cases.grouping.returns.rules import OPEN, Reason, Standing
from linghang.cases.scope import CaseScope
from linghang.foundation.access import system_actor
from linghang.foundation.period import Period
from linghang.foundation.trail.models import Entry
from tests import kept, small_hospital
from tests.cases.grouping.factories import own_weights
from tests.front_sheets import sheet
from tests.insurer_returns import NOW, bring_sheets, row, send

JUNE = Period.month(2025, 6)
EVERYWHERE = CaseScope.hospital()
ORTHOPAEDICS = {"B17": "骨科一病区", "B23C": "990000000000003", "C03C": "S72.000"}


@pytest.fixture
def june(db, tmp_path):
    """Nine cases: one for each reason, and one that somebody paid themselves."""
    kept.once("june of returns", lambda: made(tmp_path))


def made(folder):
    small_hospital.made()
    own_weights({"FR45": "0.8321"})
    bring_sheets(
        folder,
        *(sheet(str(number)) for number in range(1, 8)),
        sheet("8", C03C="XYZ"),
        sheet("9", A46C="7"),
        sheet("10", **ORTHOPAEDICS),
    )
    send(
        folder,
        row("1"),
        row("2", DRG编码="", 入组状态="未入组"),
        row("3", DRG编码="FR99"),
        row("4", DRG编码="GB11"),
        row("5", DRG编码="FR21"),
        row("6", DRG编码="FR41"),
        row("7", RW="0.9000"),
        row("8"),
        row("10", 总费用="1"),
        row("99"),
    )


def differences(scope=EVERYWHERE, **wanted):
    rows, _ = queries.page(Wanted(period=JUNE, **wanted), scope=scope)
    return {one.difference for one in rows}


def test_every_reason_is_found_and_each_row_once(june):
    found = queries.overview(Wanted(period=JUNE), scope=EVERYWHERE)

    reasons = {one.reason: one.rows for one in found.reasons}
    assert found.total.returned == 10
    assert found.total.returned == found.total.same + sum(reasons.values()) - reasons.get(
        Reason.NOT_RETURNED, 0
    )
    assert set(reasons) >= {
        Reason.THEIRS_UNGROUPED, Reason.OURS_UNGROUPED, Reason.EDITION, Reason.CATEGORY,
        Reason.ADRG, Reason.SEVERITY, Reason.WEIGHT, Reason.WITHOUT_CASE,
    }  # fmt: skip


def test_departments_groups_and_months_add_up_to_the_whole(june):
    found = queries.overview(Wanted(period=JUNE), scope=EVERYWHERE)

    for parts in (found.departments, found.groups, found.months):
        for figure in ("returned", "matched", "same", "differing", "surplus", "standard"):
            assert sum(getattr(one, figure) or 0 for one in parts) == getattr(found.total, figure)


def test_a_case_that_the_insurance_pays_is_missed_when_it_does_not_come_back(june, tmp_path):
    bring_sheets(tmp_path, sheet("11"), sheet("12", A46C="7"))

    rows, _ = queries.page(Wanted(period=JUNE, difference=Reason.NOT_RETURNED), scope=EVERYWHERE)

    assert [(one.has_case, one.is_returned) for one in rows] == [(True, False)]


def test_a_month_without_returns_misses_nothing(db, tmp_path):
    kept.once("small hospital", small_hospital.made)
    bring_sheets(tmp_path, sheet("1"))

    assert queries.page(Wanted(period=JUNE, difference=EVERY), scope=EVERYWHERE) == ([], 0)


def test_a_department_sees_its_own_rows_only(june):
    own = queries.overview(Wanted(period=JUNE), scope=CaseScope.of({"ORTH"}))

    assert own.total.returned == 1
    assert differences(CaseScope.of({"ORTH"}), difference=EVERY) < differences(difference=EVERY)
    assert Reason.WITHOUT_CASE not in differences(CaseScope.of({"ORTH", "CARD"}))


def deal(keys, standing=Standing.APPEALED, **more):
    return dealing.deal(
        keys=keys, period=JUNE, standing=standing, note="已向经办机构提交申诉材料",
        scope=EVERYWHERE, actor=system_actor(), at=NOW, **more,
    )  # fmt: skip


def standing(difference):
    rows, _ = queries.page(Wanted(period=JUNE, difference=difference), scope=EVERYWHERE)
    return {one.key: one.standing for one in rows}


def test_what_was_done_is_kept_leaves_a_trail_and_a_new_return_opens_it_again(june, tmp_path):
    (key,) = standing(Reason.SEVERITY)

    deal([key])
    before = standing(Reason.SEVERITY)
    send(tmp_path, row("6", DRG编码="FR41", 结算月份="2025-08"))

    assert before == {key: Standing.APPEALED}
    assert standing(Reason.SEVERITY) == {key: OPEN}
    assert DifferenceNote.objects.get().note == "已向经办机构提交申诉材料"
    assert Entry.objects.filter(action="cases.difference.dealt_with").count() == 1


def test_what_cannot_be_dealt_with_is_refused_whole(june):
    (same,) = standing(Reason.SAME)
    (other,) = standing(Reason.ADRG)

    for keys, note in (([same, other], "两条一起处理"), ([other], "好"), ([], "没有选中任何行")):
        with pytest.raises(dealing.CannotDeal):
            dealing.deal(
                keys=keys, period=JUNE, standing=Standing.WAITING, note=note,
                scope=EVERYWHERE, actor=system_actor(), at=NOW,
            )  # fmt: skip
    assert not DifferenceNote.objects.exists()


def test_the_earlier_returns_of_a_case_stay_to_be_read(june, tmp_path):
    (key,) = standing(Reason.ADRG)
    send(tmp_path, row("5"))

    now = queries.of_case(key, month="2025-06", scope=EVERYWHERE)

    assert (now.reason, now.their_drg) == (Reason.SAME, "FR45")
    assert [one.drg for one in queries.earlier(key, month="2025-06")] == ["FR21"]
    assert queries.of_case(key, month="2025-06", scope=CaseScope.of({"ORTH"})) is None
