"""Reads of grouped cases: how many have a group, by department, by DRG, one by one. Scoped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from linghang.cases.drg import Status, load_rules
from linghang.cases.grouping import months
from linghang.cases.grouping import standing as terms_of
from linghang.cases.grouping.standing import Terms
from linghang.cases.models import Manifest
from linghang.cases.queries import CaseFilter, CaseRow
from linghang.cases.scope import CaseScope
from linghang.foundation.intake import duck
from linghang.foundation.period import Period

_ROW = tuple(CaseRow.__dataclass_fields__)
MONTHS_OF_MEDIAN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which grouped cases. Empty texts mean any; edition "" the one in force in each month.

    unweighed: only grouped cases whose group has no weight.
    """

    period: Period
    department: str = ""
    edition: str = ""
    status: str = ""
    reason: str = ""
    drg: str = ""
    unweighed: bool = False

    def sql(self) -> tuple[str, list[object]]:
        """(condition over `wanted`, its parameters)."""
        condition, values = CaseFilter(period=self.period, department=self.department).sql()
        clauses = [condition]
        for column, text in (("status", self.status), ("reason", self.reason), ("drg", self.drg)):
            if text:
                clauses.append(f"{column} = ?")
                values.append(text)
        if self.unweighed:
            clauses.append(f"status = '{Status.GROUPED}' and rw is null")
        return " and ".join(clauses), values


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts of cases of one department (None: 未归属) or of all. weight: sum of the weighed."""

    department: str | None
    cases: int
    grouped: int
    ambiguous: int
    ungrouped: int
    unchecked: int
    unweighed: int
    weight: Decimal | None

    @property
    def grouped_share(self) -> float | None:
        """0…1; None without cases."""
        return self.grouped / self.cases if self.cases else None

    @property
    def case_mix_index(self) -> Decimal | None:
        """总权重÷有权重的病例; None when no case has a weight."""
        weighed = self.grouped - self.unweighed
        return self.weight / weighed if self.weight is not None and weighed else None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why cases have no group, and how many."""

    status: str
    reason: str
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """入组情况 of a period. editions, weights: what was used, with a caution where one is due."""

    total: Tally
    departments: list[Tally]
    reasons: list[Reason]
    terms: list[Terms]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """One DRG. stay in days and cost in 分: means of the period, medians of twelve months."""

    drg: str
    name: str
    cases: int
    rw: Decimal | None
    weight: Decimal | None
    mean_stay: float
    median_stay: float | None
    mean_cost: float | None
    median_cost: float | None


@dataclass(frozen=True, slots=True)
class GroupedRow:
    """A discharge with what it was grouped into."""

    case: CaseRow
    status: str
    drg: str
    name: str
    reason: str
    rw: Decimal | None


@dataclass(frozen=True, slots=True)
class GroupedPage:
    """Some rows of a list and how many there are in all."""

    rows: list[GroupedRow]
    total: int


@contextmanager
def _opened(
    manifest: Manifest | None, period: Period, edition: str
) -> Iterator[tuple[duckdb.DuckDBPyConnection, list[Terms]] | None]:
    """A cursor with the relation `wanted`, the terms used; None without cases.

    Raises WrongParameter.
    """
    used = _terms_by_month(manifest, period, edition)
    if manifest is None or not used:
        yield None
        return
    tables = [
        months.grouped(manifest, code, edition=one.edition, weights=one.weights)
        for code, one in used.items()
    ]
    with duck.cursor() as connection:
        connection.register("wanted", pa.concat_tables(tables))
        yield connection, _distinct(used)


def terms_used(wanted: Wanted) -> list[Terms]:
    """By what the months of the period are grouped and weighed, each terms once."""
    return _distinct(_terms_by_month(Manifest.current(), wanted.period, wanted.edition))


def _terms_by_month(manifest: Manifest | None, period: Period, edition: str) -> dict[str, Terms]:
    """Month → terms, of the months of the period that have cases."""
    present = {one["month"] for one in manifest.case_files} if manifest else set()
    days = {month.code: month.start for month in period.months() if month.code in present}
    by_day = terms_of.terms(days.values()) if days else {}
    own = {code: by_day[day] for code, day in days.items()}
    return {code: replace(one, edition=edition) if edition else one for code, one in own.items()}


def _distinct(used: dict[str, Terms]) -> list[Terms]:
    return list({one.key: one for one in used.values()}.values())


_TALLY = (
    "count(*), "
    f"count(*) filter (where status = '{Status.GROUPED}'), "
    f"count(*) filter (where status = '{Status.AMBIGUOUS}'), "
    f"count(*) filter (where status = '{Status.UNGROUPED}'), "
    f"count(*) filter (where status = '{Status.UNCHECKED}'), "
    f"count(*) filter (where status = '{Status.GROUPED}' and rw is null), sum(rw)"
)


def overview(wanted: Wanted, *, scope: CaseScope) -> Overview:
    """Counts for all, by department and by reason, in one grouping of the period."""
    with _opened(Manifest.current(), wanted.period, wanted.edition) as opened:
        if opened is None:
            return Overview(
                total=_tally(None, (0,) * 6 + (None,)), departments=[], reasons=[], terms=[]
            )
        connection, terms = opened
        condition, values = _within(wanted, scope)
        rows = connection.execute(
            f"select department, grouping(department), {_TALLY} from wanted "
            f"where {condition} group by grouping sets ((), (department)) "
            "order by 2 desc, 3 desc, department",
            values,
        ).fetchall()
        reasons = connection.execute(
            f"select status, reason, count(*) from wanted where {condition} "
            f"and status <> '{Status.GROUPED}' group by status, reason "
            "order by 3 desc, status, reason",
            values,
        ).fetchall()
    total = next(_tally(None, row[2:]) for row in rows if row[1])
    departments = [_tally(row[0], row[2:]) for row in rows if not row[1]]
    return Overview(
        total=total,
        departments=departments,
        reasons=[Reason(*one) for one in reasons],
        terms=terms,
    )


def _tally(department: str | None, counts: tuple[Any, ...]) -> Tally:
    cases, grouped, ambiguous, ungrouped, unchecked, unweighed, weight = counts
    return Tally(
        department=department,
        cases=cases,
        grouped=grouped,
        ambiguous=ambiguous,
        ungrouped=ungrouped,
        unchecked=unchecked,
        unweighed=unweighed,
        weight=weight,
    )


def groups(wanted: Wanted, *, scope: CaseScope) -> list[GroupRow]:
    """Every DRG with cases in the period, the one with most cases first.

    The medians are those of the same scope and department over the twelve months that end with
    the period, so that one group is held against what is usual here.
    """
    before = _year_to(wanted.period)
    with _opened(Manifest.current(), before, wanted.edition) as opened:
        if opened is None:
            return []
        connection, terms = opened
        condition, values = _within(replace(wanted, period=before), scope)
        inside = "discharge_day >= ?"
        rows = connection.execute(
            f"select drg, count(*) filter (where {inside}) as n, "
            f"max(rw) filter (where {inside}), sum(rw) filter (where {inside}), "
            f"avg(los) filter (where {inside}), median(los), "
            f"avg(total_cost) filter (where {inside}), median(total_cost) "
            f"from wanted where {condition} and status = '{Status.GROUPED}' "
            "group by drg having n > 0 order by n desc, drg",
            [wanted.period.start] * 5 + values,
        ).fetchall()
    names = names_of(terms)
    fields = ("cases", "rw", "weight", "mean_stay", "median_stay", "mean_cost", "median_cost")
    return [
        GroupRow(drg=drg, name=names.get(drg, ""), **dict(zip(fields, more, strict=True)))
        for drg, *more in rows
    ]


def _year_to(period: Period) -> Period:
    end = period.end
    index = end.year * 12 + end.month - 1 - MONTHS_OF_MEDIAN
    return Period(min(period.start, date(index // 12, index % 12 + 1, 1)), end)


def page(
    wanted: Wanted, *, scope: CaseScope, newest_first: bool = True, offset: int, limit: int
) -> GroupedPage:
    """Some of the cases, by day of discharge."""
    with _opened(Manifest.current(), wanted.period, wanted.edition) as opened:
        if opened is None:
            return GroupedPage([], 0)
        connection, terms = opened
        condition, values = _within(wanted, scope)
        order = "desc" if newest_first else "asc"
        counted = connection.execute(
            f"select count(*) from wanted where {condition}", values
        ).fetchone()
        rows = connection.execute(
            f"select {', '.join(_ROW)}, status, drg, reason, rw from wanted "
            f"where {condition} order by discharged_at {order}, case_key "
            f"limit {int(limit)} offset {int(offset)}",
            values,
        ).fetchall()
    names = names_of(terms)
    return GroupedPage([_row(one, names) for one in rows], int(counted[0]) if counted else 0)


def _row(values: tuple[Any, ...], names: dict[str, str]) -> GroupedRow:
    *facts, status, drg, reason, rw = values
    row = CaseRow(**dict(zip(_ROW, facts, strict=True)))
    return GroupedRow(row, status, drg, names.get(drg, ""), reason, rw)


def names_of(terms: list[Terms]) -> dict[str, str]:
    """Names of groups; where the edition changed in the period, the later one's."""
    names: dict[str, str] = {}
    for one in terms:
        names |= load_rules(one.edition).drg_names
    return names


def _within(wanted: Wanted, scope: CaseScope) -> tuple[str, list[object]]:
    condition, values = wanted.sql()
    allowed, more = scope.sql()
    return f"{condition} and {allowed}", [*values, *more]
