"""Planted faults: as many as the table says, where it says, and told in the user's page."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from linghang.cases.front_sheet.layout import column_names
from linghang.demo import planted
from linghang.demo.cases import Cases
from linghang.demo.faults import EFFECT_NAMES, FULL, Fault, faults
from linghang.demo.front_sheets import Written
from linghang.demo.hospital import DAY_WARD, NEW_NAME, OLD_NAME
from linghang.demo.writing import record_numbers
from tests.demo.reading import SMALL, Row

PAGE = Path(__file__).parents[2] / "docs/user/演示医院.md"


def test_the_full_demo_has_as_many_of_each_kind_as_the_table_says(full: Cases) -> None:
    found = planted.plant(full).rows

    assert list(faults()) == [code for code in faults() if code in found]
    assert {code: len(found[code]) for code in faults() if faults()[code].count} == {
        code: fault.count for code, fault in faults().items() if fault.count
    }


def test_a_small_demo_has_at_least_one_of_each_kind(small: Written) -> None:
    found = Counter(mark.fault for mark in small.marks)

    for code, fault in faults().items():
        assert found[code] >= 1
        assert not fault.count or found[code] == fault.among(SMALL)


def test_no_row_has_two_faults(full: Cases) -> None:
    found = planted.plant(full).rows
    rows = [row for code in faults() for row in found[code]]

    assert len(set(rows)) == len(rows)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("record_number_missing", "-"),
        ("discharge_missing", ""),
        ("unknown_sex", "3"),
        ("ward_missing", "-"),
        ("old_ward_name", OLD_NAME),
        ("ward_not_registered", DAY_WARD),
        ("identity_missing", "-"),
        ("obstetrics_of_a_man", "1"),
        ("unknown_payment", "1.3"),
        ("chief_missing", "-"),
    ],
)
def test_a_mark_points_at_the_cell_with_the_fault(
    small: Written, rows: list[Row], code: str, value: str
) -> None:
    by_place = {(row.file, row.number): row.by_column for row in rows}
    marks = [mark for mark in small.marks if mark.fault == code]

    assert marks
    for mark in marks:
        assert by_place[mark.file, mark.row][faults()[code].column] == value


def test_a_corrected_case_stands_in_the_next_file_with_a_later_discharge(
    small: Written, rows: list[Row]
) -> None:
    for mark in small.marks:
        if faults()[mark.fault].effect != "corrected":
            continue
        first = next(r for r in rows if (r.file, r.number) == (mark.file, mark.row))
        key = (first.by_column["A48"], first.by_column["A49"])
        again = [r for r in rows if (r.by_column["A48"], r.by_column["A49"]) == key]
        before, after = (row.by_column["B15"] for row in again)
        assert again[1].file > mark.file
        assert before < after
        assert (before[:7] != after[:7]) == (mark.fault == "sent_again_across_months")


def test_one_person_gets_a_second_record_number(full: Cases) -> None:
    plan = planted.plant(full)
    records = record_numbers(plan.cases)
    person = plan.cases.stays.person

    for row in plan.rows["second_record_number"]:
        own = {str(records[other]) for other in (person == person[row]).nonzero()[0]}
        assert len(own) == 2
        assert plan.cases.stays.visit[row] == 1


@pytest.mark.parametrize("fault", faults().values(), ids=lambda fault: fault.code)
def test_the_page_for_users_tells_of_every_kind(fault: Fault) -> None:
    count = f"{fault.count}" if fault.count else "随病例"
    line = f"| {fault.name} | {count} | {fault.where} | {EFFECT_NAMES[fault.effect]} |"

    assert line in PAGE.read_text("utf-8").splitlines()


def test_the_page_tells_of_no_other_kind() -> None:
    effects = set(EFFECT_NAMES.values())
    lines = PAGE.read_text("utf-8").splitlines()
    told = [
        line for line in lines if line.startswith("|") and line.split(" | ")[-1][:-2] in effects
    ]

    assert len(told) == len(faults())


def test_names_in_the_table_are_those_of_the_hospital() -> None:
    assert OLD_NAME in faults()["old_ward_name"].where
    assert DAY_WARD in faults()["ward_not_registered"].where
    assert OLD_NAME != NEW_NAME


@pytest.mark.parametrize("fault", faults().values(), ids=lambda fault: fault.code)
def test_a_fault_that_is_refused_or_told_names_the_rule(fault: Fault) -> None:
    assert bool(fault.rule) == (fault.effect in ("refused", "warned"))
    assert fault.column in column_names() or fault.column == "—"


def test_counts_shrink_in_proportion_but_not_to_nothing() -> None:
    fault = faults()["identity_missing"]

    assert fault.among(FULL) == fault.count
    assert fault.among(FULL // 2) == fault.count // 2
    assert fault.among(1) == 1
