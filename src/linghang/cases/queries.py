"""Reads of the cases in force: a page of a list, one case, its other stays. Always scoped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from linghang.cases.models import Manifest
from linghang.cases.scope import CaseScope
from linghang.foundation.intake import duck
from linghang.foundation.later import later
from linghang.foundation.period import Period

if TYPE_CHECKING:
    import duckdb
else:
    duckdb = later("duckdb")

SORTS = {
    "discharged": "discharged_at desc, case_key",
    "-discharged": "discharged_at, case_key",
    "stay": "los desc, discharged_at desc, case_key",
    "-stay": "los, discharged_at, case_key",
}
NOWHERE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """What a list shows. Unit codes; `none` stands for 未归属. Empty means any.

    condition: a further SQL condition over `relation`, given by the engine above for a step of
    an indicator; relation: the SQL of a relation to read instead of the plain cases; reads_on:
    whether that relation looks at discharges after the period, too.
    """

    period: Period
    campus: str = ""
    department: str = ""
    team: str = ""
    condition: str = "true"
    relation: str = "select * from cases"
    reads_on: bool = False

    def sql(self) -> tuple[str, list[object]]:
        """(condition, parameters)."""
        clauses = ["discharge_day >= ?", "discharge_day < ?", f"({self.condition})"]
        values: list[object] = [self.period.start, self.period.end]
        for column, code in (
            ("campus", self.campus),
            ("department", self.department),
            ("team", self.team),
        ):
            if code == NOWHERE:
                clauses.append(f"{column} is null")
            elif code:
                clauses.append(f"{column} = ?")
                values.append(code)
        return " and ".join(clauses), values


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One discharge as a list shows it: no name, no number, units by code."""

    case_key: str
    sex: str
    age: int | None
    age_days: int | None
    campus: str | None
    department: str | None
    team: str | None
    admission_day: date
    discharge_day: date
    los: int
    disposition: str
    principal_diagnosis: str
    principal_diagnosis_name: str | None

    @property
    def code(self) -> str:
        """The short name of a case on pages: the head of its pseudonym."""
        return self.case_key[:8].upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(CaseRow):
    """One discharge with everything that is carried of it."""

    person_key: str
    admission_number: str
    admitted_at: datetime
    discharged_at: datetime
    birth_weight: int | None
    payment: str | None
    admission_route: str | None
    day_surgery: bool | None
    planned_readmission: bool | None
    planned_purpose: str | None
    principal_present_on_admission: str | None
    other_diagnoses: list[str]
    procedures: list[str]
    procedure_levels: list[str]
    total_cost: int | None
    chief_licence: str | None
    attending_licence: str | None
    discharge_department_code: str | None
    ward: str | None
    batch: int
    source_file: str
    source_row: int
    flags: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CasePage:
    """Some rows of a list and how many there are in all."""

    rows: list[CaseRow]
    total: int


_ROW = tuple(CaseRow.__dataclass_fields__)
_CASE = tuple(name for name in Case.__dataclass_fields__ if name != "flags")


def page(
    wanted: CaseFilter,
    *,
    scope: CaseScope,
    sort: str = "discharged",
    offset: int = 0,
    limit: int = 50,
) -> CasePage:
    """A page of the list. Unknown sorts fall to the newest."""
    source = _source(wanted)
    if source is None:
        return CasePage([], 0)
    condition, values = _within(wanted, scope)
    order = SORTS.get(sort, SORTS["discharged"])
    with duck.cursor() as connection:
        total = connection.execute(
            f"{source} select count(*) from wanted where {condition}", values
        ).fetchone()
        rows = connection.execute(
            f"{source} select {', '.join(_ROW)} from wanted where {condition} "
            f"order by {order} limit {int(limit)} offset {int(offset)}",
            values,
        ).fetchall()
    return CasePage([_row(one) for one in rows], int(total[0]) if total else 0)


def counts(
    wanted: CaseFilter, conditions: Mapping[str, str], *, scope: CaseScope
) -> dict[str, int]:
    """How many of the filter's cases meet each condition (name → SQL), in one scan.

    All are 0 where there are no cases.
    """
    source = _source(wanted)
    if source is None:
        return dict.fromkeys(conditions, 0)
    condition, values = _within(wanted, scope)
    tallies = ", ".join(f"count(*) filter (where {sql})" for sql in conditions.values())
    with duck.cursor() as connection:
        found = connection.execute(
            f"{source} select {tallies} from wanted where {condition}", values
        ).fetchone()
    return dict(zip(conditions, found or (), strict=True))


@dataclass(frozen=True, slots=True)
class Opened:
    """One case and the person's other stays that are in scope, the newest first."""

    case: Case
    others: list[CaseRow]


def opened(
    case_key: str,
    *,
    scope: CaseScope,
    month: str = "",
    relation: str = "select * from cases",
    flags: Mapping[str, str] | None = None,
) -> Opened | None:
    """One case in scope, None otherwise, in two scans: for the case, for its person.

    month: of the discharge (2025-06), where it is known; the case is looked for there first.
    relation: over all stays of the person. flags: name → SQL condition to be answered for it.
    """
    manifest = Manifest.current()
    if manifest is None or not manifest.case_files:
        return None
    allowed, values = scope.sql()
    asked = flags or {}
    answers = "".join(f", coalesce({sql}, false)" for sql in asked.values())
    with duck.cursor() as connection:
        person = _person(connection, manifest, case_key, month)
        if person is None:
            return None
        connection.execute(
            f"create temp table cases as select * from {duck.file_list(manifest.case_paths())} "
            "where person_key = ?",
            [person],
        )
        row = connection.execute(
            f"with wanted as ({relation}) select {', '.join(_CASE)}{answers} "
            f"from wanted where case_key = ? and {allowed}",
            [case_key, *values],
        ).fetchone()
        others = connection.execute(
            f"select {', '.join(_ROW)} from cases where case_key <> ? and {allowed} "
            "order by discharged_at desc",
            [case_key, *values],
        ).fetchall()
    if row is None:
        return None
    facts: dict[str, Any] = dict(zip(_CASE, row, strict=False))
    answered = dict(zip(asked, map(bool, row[len(_CASE) :]), strict=True))
    return Opened(Case(**facts, flags=answered), [_row(one) for one in others])


def _person(
    connection: duckdb.DuckDBPyConnection, manifest: Manifest, case_key: str, month: str
) -> str | None:
    """The person of a case; None when there is no such case."""
    for paths in (manifest.case_paths(month.__eq__), manifest.case_paths()):
        if not paths:
            continue
        found = connection.execute(
            f"select person_key from {duck.file_list(paths)} where case_key = ? limit 1", [case_key]
        ).fetchone()
        if found:
            return str(found[0])
    return None


def _row(values: tuple[Any, ...]) -> CaseRow:
    return CaseRow(**dict(zip(_ROW, values, strict=True)))


def _source(wanted: CaseFilter) -> str | None:
    """`with cases as (files), wanted as (relation)`: the head of every statement over a filter.

    Only the files of months that can matter are opened. None when there are none.
    """
    manifest = Manifest.current()
    if manifest is None:
        return None
    months = {month.code for month in wanted.period.months()}
    first = min(months)
    paths = manifest.case_paths(
        lambda month: month in months or (wanted.reads_on and month > first)
    )
    if not paths:
        return None
    return f"with cases as (select * from {duck.file_list(paths)}), wanted as ({wanted.relation})"


def _within(wanted: CaseFilter, scope: CaseScope) -> tuple[str, list[object]]:
    condition, values = wanted.sql()
    allowed, more = scope.sql()
    return f"{condition} and {allowed}", [*values, *more]
