"""The 811-column layout as data, and which of its columns an import reads and checks.

Source: HQMS interface of August 2020, see PROVENANCE.md beside the tables.
"""

from __future__ import annotations

import csv
import functools
from importlib import resources

from linghang.foundation.intake.definitions import Column, Group, Layout, Rule

OTHER_DIAGNOSES = tuple(f"C06x{number:02d}C" for number in range(1, 41))
PROCEDURES = ("C14x01C", *(f"C35x{number:02d}C" for number in range(1, 41)))
PROCEDURE_LEVELS = ("C17x01", *(f"C38x{number:02d}" for number in range(1, 41)))


@functools.cache
def column_names() -> dict[str, str]:
    """Column code → Chinese name, in the order of the layout (811 of them)."""
    with resources.files(__package__).joinpath("columns.csv").open(encoding="utf-8") as stream:
        return {row["code"]: row["name_zh"] for row in csv.DictReader(stream)}


@functools.cache
def code_list(name: str) -> dict[str, str]:
    """Value → Chinese label of one value list such as RC019."""
    with resources.files(__package__).joinpath("code_lists.csv").open(encoding="utf-8") as stream:
        return {
            row["value"]: row["label_zh"] for row in csv.DictReader(stream) if row["list"] == name
        }


def _column(code: str, **more: object) -> Column:
    return Column(code=code, name=column_names()[code], **more)  # type: ignore[arg-type]


def _coded(code: str, values: str, *, required: bool = False, in_header: bool = False) -> Column:
    return _column(code, allowed=tuple(code_list(values)), required=required, in_header=in_header)


def _key(code: str, **more: object) -> Column:
    return _column(code, required=True, in_header=True, **more)


RULES = (
    Rule(
        code="discharged_before_admitted",
        column="B15",
        broken='"B15" < "B12"',
        says="出院时间早于入院时间",
        severity="error",
    ),
    Rule(
        code="stay_not_positive",
        column="B20",
        broken='"B20" <= 0',
        says="实际住院天数应大于 0（当天出院按1天）",
        severity="error",
    ),
    Rule(
        code="stay_against_dates",
        column="B20",
        broken='"B20" <> greatest(cast("B15" as date) - cast("B12" as date), 1)',
        says="实际住院天数与入院、出院日期不符",
        severity="warning",
    ),
    Rule(
        code="in_the_future",
        column="B15",
        broken="\"B15\" >= getvariable('after_today')",
        says="出院时间晚于今天",
        severity="error",
    ),
    Rule(
        code="age_missing",
        column="A14",
        broken='"A14" is null and "A16" is null',
        says="年龄（岁）和不足1周岁的年龄（天）都没有填写",
        severity="warning",
    ),
    Rule(
        code="age_out_of_range",
        column="A14",
        broken='"A14" not between 0 and 130',
        says="年龄应在 0 至 130 岁之间",
        severity="warning",
    ),
    Rule(
        code="identity_missing",
        column="A20",
        broken='"A20" is null',
        says="没有证件号码，再住院只能按病案号识别",
        severity="warning",
    ),
    Rule(
        code="ward_missing",
        column="B17",
        broken='"B17" is null',
        says="没有出院病房，不能归属到科室",
        severity="warning",
    ),
    Rule(
        code="obstetrics_of_a_man",
        column="A12C",
        broken="\"A12C\" = '1' and \"C03C\" between 'O00' and 'O9Z'",
        says="性别为男，主要诊断却是妊娠分娩类",
        severity="warning",
    ),
)


@functools.cache
def front_sheet() -> Layout:
    """What an import reads of a front-sheet file.

    Rows without key, dates, stay, sex, principal diagnosis or disposition are refused; other
    faults are told and the row stays.
    """
    columns = (
        _key("A01"),
        _key("A48", identifying=True),
        _key("A49"),
        _key("B12", kind="datetime"),
        _key("B15", kind="datetime"),
        _coded("A12C", "RC001", required=True, in_header=True),
        _column("A14", kind="integer"),
        _column("A16", kind="integer"),
        _column("A17", kind="integer"),
        _column("A18x01", kind="integer"),
        _column("A20", identifying=True),
        _coded("A46C", "RC032"),
        _coded("B38", "RC039"),
        _coded("B11C", "RC026"),
        _column("B16C"),
        _key_column_without_value("B17"),
        _key("B20", kind="integer"),
        _key("C03C"),
        _column("C04N"),
        _coded("C05C", "RC027"),
        _key_column_without_value("B23C"),
        _key_column_without_value("B24C"),
        _coded("B34C", "RC019", required=True, in_header=True),
        _coded("B36C", "RC028"),
        _column("B37"),
        _column("D01", kind="cents"),
    )
    groups = (
        Group(code="other_diagnoses", columns=OTHER_DIAGNOSES),
        Group(code="procedures", columns=PROCEDURES),
        Group(code="procedure_levels", columns=PROCEDURE_LEVELS, beside=PROCEDURES),
    )
    return Layout(name="病案首页（HQMS 接口）", columns=columns, groups=groups, rules=RULES)


def _key_column_without_value(code: str) -> Column:
    """The file must have the column, a row may leave it empty."""
    return _column(code, in_header=True)
