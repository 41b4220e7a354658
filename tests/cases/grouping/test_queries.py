"""Grouped cases counted, listed and explained: the same group by every way, within the scope."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from linghang.cases import queries as cases
from linghang.cases.drg import Case, group_one, load_rules
from linghang.cases.drg.rules import TRIAL, Status
from linghang.cases.grouping import queries, single
from linghang.cases.grouping.months import NO_GROUP, OTHER_CATEGORY, UNKNOWN_DIAGNOSIS
from linghang.cases.grouping.queries import Wanted
from linghang.cases.scope import CaseScope
from linghang.foundation.period import Period
from tests.cases.grouping.factories import own_weights, set_parameter
from tests.front_sheets import sheet

JUNE = Period.month(2025, 6)
EVERYWHERE = CaseScope.hospital()
TODAY = date(2026, 1, 1)
ORTHOPAEDICS = {"B17": "骨科一病区", "B23C": "990000000000003", "C03C": "S72.000"}


@pytest.fixture
def june(import_sheets):
    """Four cases with a group, and cases without one for various reasons."""
    import_sheets(
        sheet("1"),
        sheet("2", D01="20000.00", B20="4", B12="2025-06-05 09:00:00"),
        sheet("3", **ORTHOPAEDICS),
        sheet("4", C03C="XYZ"),
        sheet("5", C03C="O80.000"),
        sheet("6", A12C="9"),
        sheet("7", **{**ORTHOPAEDICS, "C03C": "I25.103"}, C14x01C="81.5100"),
    )


def overview(**wanted):
    return queries.overview(Wanted(period=JUNE, **wanted), scope=EVERYWHERE)


def listed(scope=EVERYWHERE, **wanted):
    return queries.page(Wanted(period=JUNE, **wanted), scope=scope, offset=0, limit=50).rows


def test_every_case_is_counted_once(june):
    total = overview().total

    assert total.cases == 7
    assert total.cases == total.grouped + total.ambiguous + total.ungrouped + total.unchecked
    assert (total.unchecked, total.ungrouped) == (1, 2)


def test_departments_add_up_to_the_whole(june):
    found = overview()

    for name in ("cases", "grouped", "ambiguous", "ungrouped", "unchecked", "unweighed"):
        parts = sum(getattr(one, name) for one in found.departments)
        assert parts == getattr(found.total, name), name
    assert {one.department for one in found.departments} == {"CARD", "ORTH"}


def test_each_case_without_a_group_has_its_reason(june):
    reasons = {(one.status, one.reason): one.cases for one in overview().reasons}

    assert reasons[Status.UNGROUPED, UNKNOWN_DIAGNOSIS] == 1
    assert reasons[Status.UNGROUPED, NO_GROUP] == 1
    assert reasons[Status.UNCHECKED, "性别未填或不是1（男）、2（女）"] == 1


def test_an_operation_of_another_category_makes_a_case_ambiguous(june):
    found = overview(edition="guangxi_2022")

    assert found.total.ambiguous == 1
    assert (Status.AMBIGUOUS, OTHER_CATEGORY) in {(one.status, one.reason) for one in found.reasons}


def test_a_worklist_holds_just_the_cases_of_its_count(june):
    for one in overview().reasons:
        rows = listed(status=one.status, reason=one.reason)

        assert len(rows) == one.cases
        assert {(row.status, row.reason) for row in rows} == {(one.status, one.reason)}


def test_without_weights_no_case_has_one_and_there_is_no_index(june):
    total = overview().total

    assert total.unweighed == total.grouped > 0
    assert total.weight is None
    assert total.case_mix_index is None
    assert {row.rw for row in listed()} == {None}


def test_the_index_counts_only_cases_that_have_a_weight(june):
    heart = next(row.drg for row in listed(department="CARD") if row.status == Status.GROUPED)
    own_weights({heart: "0.5"})

    total = overview().total

    assert total.weight == Decimal("1.5")
    assert total.unweighed == total.grouped - 3
    assert total.case_mix_index == Decimal("0.5")
    assert len(listed(unweighed=True)) == total.unweighed


def test_a_group_shows_means_of_the_period_and_medians_of_the_year(june, import_sheets):
    import_sheets(
        sheet("11", B12="2025-05-01 09:00:00", B15="2025-05-13 09:00:00", B20="12", D01="30000")
    )

    first = queries.groups(Wanted(period=JUNE, department="CARD"), scope=EVERYWHERE)[0]

    assert first.cases == 2
    assert first.mean_stay == 6
    assert first.median_stay == 8
    assert first.mean_cost == (1234567 + 2000000) / 2
    assert first.median_cost == 2000000
    assert (first.rw, first.weight) == (None, None)


def test_a_scope_sees_its_own_cases_only(june):
    scope = CaseScope.of({"ORTH"})

    assert len(listed(scope=scope)) == 2
    assert queries.overview(Wanted(period=JUNE), scope=scope).total.cases == 2
    assert sum(one.cases for one in queries.groups(Wanted(period=JUNE), scope=scope)) == 2


def test_list_case_page_and_single_grouping_agree(june):
    rules = load_rules("chs_drg_11")
    for row in listed():
        case = cases.opened(row.case.case_key, scope=EVERYWHERE).case
        told = single.told(case, today=TODAY)
        alone = group_one(single.drg_case(case), rules)

        assert told.explanation.result == alone
        assert (row.status, row.drg) == (alone.status, alone.drg)
        assert row.name == told.explanation.name


def test_another_edition_is_asked_without_a_new_import(june):
    own = {row.case.case_key: row.drg for row in listed()}
    other = {row.case.case_key: row.drg for row in listed(edition="chs_drg_10")}

    assert own.keys() == other.keys()
    rules = load_rules("chs_drg_10")
    case = Case(sex=1, age=60, los=8, dx=("I25.103",))
    assert group_one(case, rules).drg in other.values()


def test_each_month_has_the_edition_of_its_first_day(june, import_sheets):
    import_sheets(sheet("21", B12="2025-07-01 09:00:00", B15="2025-07-09 09:00:00"))
    set_parameter("drg.edition", "yunnan_2023", active_from=date(2025, 7, 1))

    found = queries.overview(Wanted(period=Period.parse("2025-06..2025-07")), scope=EVERYWHERE)

    assert {one.edition for one in found.terms} == {"chs_drg_11", "yunnan_2023"}
    assert found.total.cases == 8


def test_an_edition_that_is_not_in_force_says_so(june):
    (terms,) = overview().terms

    assert single.trial_word(terms, today=TODAY) == TRIAL


def test_before_any_import_there_is_nothing_and_no_share(hospital):
    found = overview()

    assert found.total.cases == 0
    assert found.total.grouped_share is None
    assert found.departments == found.reasons == found.terms == listed() == []
    assert queries.groups(Wanted(period=JUNE), scope=EVERYWHERE) == []


def test_months_whose_files_differ_in_what_may_be_empty_are_counted_together(import_sheets):
    import_sheets(sheet("1"), sheet("2", D01=""))
    import_sheets(sheet("3", B12="2025-05-05 09:00:00", B15="2025-05-09 10:00:00"))

    found = queries.overview(Wanted(period=Period.year(2025)), scope=EVERYWHERE)

    assert found.total.cases == 3
