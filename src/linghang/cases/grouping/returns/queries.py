"""Reads of compared returns: sums by department, DRG and month, rows one by one. Scoped."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from linghang.cases.drg import Status
from linghang.cases.grouping import standing as terms_of
from linghang.cases.grouping.returns import comparing, rules
from linghang.cases.grouping.returns.models import DifferenceNote, ReturnManifest
from linghang.cases.grouping.returns.rules import OPEN, Reason, Seen, Standing
from linghang.cases.grouping.standing import Terms
from linghang.cases.models import Manifest
from linghang.cases.queries import NOWHERE
from linghang.cases.scope import CaseScope
from linghang.foundation.intake import duck
from linghang.foundation.period import Period

EVERY, RETURNED, NO_DRG = "all", "returned", "none"
MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which returned rows, by discharge. Empty texts mean any.

    difference: a Reason; "" every difference; RETURNED all that came back, the same or not; EVERY
    no condition. standing: a Standing,
    or OPEN for differences that nothing answers for. drg: the insurer's group, else ours; NO_DRG
    rows where neither has one.
    """

    period: Period
    department: str = ""
    difference: str = ""
    standing: str = ""
    drg: str = ""
    special: str = ""
    settled_month: str = ""

    def sql(self) -> tuple[str, list[object]]:
        """(condition over `compared`, its parameters)."""
        clauses, values = ["discharge_day >= ?", "discharge_day < ?"], list[object]()
        values += [self.period.start, self.period.end]
        if self.department == NOWHERE:
            clauses.append("department is null")
        if self.drg == NO_DRG:
            clauses.append(f"{_DRG} = ''")
        for column, text in (
            ("department", "" if self.department == NOWHERE else self.department),
            ("standing", self.standing),
            (_DRG, "" if self.drg == NO_DRG else self.drg),
            ("special", self.special),
            ("settled_month", self.settled_month),
        ):
            if text:
                clauses.append(f"{column} = ?")
                values.append(text)
        if not self.difference:
            clauses.append(_DIFFERS)
        elif self.difference == RETURNED:
            clauses.append("is_returned")
        elif self.difference != EVERY:
            clauses.append("difference = ?")
            values.append(self.difference)
        return " and ".join(clauses), values


_GROUPED = f"our_status = '{Status.GROUPED}'"
_DRG = f"coalesce(nullif(their_drg, ''), case when {_GROUPED} then our_drg end, '')"
_DIFFERS = f"difference <> '{Reason.SAME}'"
_MATCHED = "has_case and is_returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Counts and sums of one department, group or month, or of all; money in 分.

    of: code, None for all (a department's: 未归属). our_rw, their_rw: over the matched rows;
    unweighed: matched rows that have a group and no weight of ours.
    """

    of: str | None
    returned: int
    matched: int
    same: int
    differing: int
    open: int
    unweighed: int
    our_rw: Decimal | None
    their_rw: Decimal | None
    cost: int | None
    fund_paid: int | None
    standard: int | None
    surplus: int | None


_SUMS = (
    "count(*) filter (is_returned), "
    f"count(*) filter ({_MATCHED}), "
    f"count(*) filter (is_returned and not {_DIFFERS}), "
    f"count(*) filter ({_DIFFERS}), "
    f"count(*) filter ({_DIFFERS} and standing = '{OPEN}'), "
    f"count(*) filter ({_MATCHED} and {_GROUPED} and our_rw is null), "
    f"sum(our_rw) filter ({_MATCHED}), sum(their_rw) filter ({_MATCHED}), "
    "sum(their_cost)::bigint, sum(fund_paid)::bigint, sum(standard)::bigint, sum(surplus)::bigint"
)


@dataclass(frozen=True, slots=True)
class Tally:
    """A reason, how many rows have it, and how many of them nothing answers for."""

    reason: Reason
    rows: int
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """医保返回 of a period. months: up to twelve with returns, the last one of the period's end."""

    total: Sums
    departments: list[Sums]
    groups: list[Sums]
    reasons: list[Tally]
    months: list[Sums]
    terms: list[Terms]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One row of the comparison; the columns of `comparing.PAIRS`. standing: OPEN or a Standing."""

    key: str
    has_case: bool
    is_returned: bool
    discharge_day: date
    department: str | None
    principal_diagnosis: str | None
    principal_diagnosis_name: str | None
    our_status: str | None
    our_drg: str | None
    our_rw: Decimal | None
    our_cost: int | None
    placed: str | None
    their_drg: str | None
    drg_name: str | None
    their_rw: Decimal | None
    their_cost: int | None
    fund_paid: int | None
    standard: int | None
    surplus: int | None
    special: str | None
    insurance: str | None
    settled_month: str | None
    their_reason: str | None
    unlinked: str | None
    content: str
    seen_batch: int
    difference: str
    standing: str

    @property
    def reason(self) -> Reason:
        return Reason(self.difference)

    @property
    def month(self) -> str:
        """Of the discharge, 2025-06."""
        return f"{self.discharge_day:%Y-%m}"

    def seen(self) -> Seen:
        """The difference as the rules ask for it."""
        return Seen(reason=self.reason, content=self.content, batch=self.seen_batch)


_PAIR = ", ".join(Pair.__dataclass_fields__)
_NOTED = ("key", "standing", "reason", "content", "batch")
ORDERS = {
    "day": "discharge_day, key",
    "-day": "discharge_day desc, key",
    "surplus": "surplus nulls last, key",
    "-surplus": "surplus desc nulls last, key",
}


@contextmanager
def _opened(period: Period) -> Iterator[tuple[duckdb.DuckDBPyConnection, dict[str, Terms]] | None]:
    """A cursor with `compared`, and by what each month was grouped; None without returns.

    Raises WrongParameter.
    """
    manifest, returns = Manifest.current(), ReturnManifest.current()
    present = {one["month"] for one in returns.files} if returns else set()
    days = {month.code: month.start for month in period.months() if month.code in present}
    by_day = terms_of.terms(days.values()) if days else {}
    used = {month: by_day[day] for month, day in days.items()}
    tables = [
        table
        for month, terms in used.items()
        if (table := comparing.compared(manifest, returns, month, terms)) is not None
    ]
    if not tables:
        yield None
        return
    with duck.cursor() as connection:
        connection.register("rows", pa.concat_tables(tables, promote_options="permissive"))
        connection.register("dealt", _dealt(connection, used))
        connection.execute(
            "create temp view compared as select rows.*, "
            f"coalesce(dealt.standing, '{OPEN}') as standing from rows left join dealt using (key)"
        )
        yield connection, used


def _dealt(connection: duckdb.DuckDBPyConnection, months: Iterable[str]) -> pa.Table:
    """key, standing of the differences that something still answers for."""
    written = DifferenceNote.objects.filter(month__in=months).order_by("pk")
    notes = {
        key: (Standing(standing), Seen(reason=Reason(reason), content=content, batch=batch))
        for key, standing, reason, content, batch in written.values_list(*_NOTED)
    }
    connection.register("noted", pa.table({"key": pa.array(list(notes), pa.string())}))
    rows = connection.execute(
        "select key, difference, content, seen_batch from rows join noted using (key)"
    ).fetchall()
    found = {
        key: notes[key][0].value
        for key, difference, content, batch in rows
        if rules.stands(*notes[key], Seen(reason=Reason(difference), content=content, batch=batch))
    }
    return pa.table(
        {
            "key": pa.array(list(found), pa.string()),
            "standing": pa.array(list(found.values()), pa.string()),
        }
    )


def last_month() -> Period | None:
    """The last month of discharges of which anything came back."""
    returns = ReturnManifest.current()
    months = [one["month"] for one in returns.files] if returns else []
    return Period.parse(max(months)) if months else None


def overview(wanted: Wanted, *, scope: CaseScope) -> Overview:
    """Sums of the period for all, by department, by group and by reason; and of its months."""
    end = wanted.period.end
    index = end.year * 12 + end.month - 1 - MONTHS_SHOWN
    first = date(index // 12, index % 12 + 1, 1)
    around = Period(min(first, wanted.period.start), end)
    with _opened(around) as opened:
        if opened is None:
            nothing = _sums(None, (0,) * 6 + (None,) * 6)
            return Overview(
                total=nothing, departments=[], groups=[], reasons=[], months=[], terms=[]
            )
        connection, used = opened
        within = replace(wanted, difference=EVERY)
        condition, values = _within(within, scope)
        whole, more = _within(replace(within, period=around), scope)
        month = "strftime(discharge_day, '%Y-%m')"
        total = _grouped(connection, "null", condition, values)
        return Overview(
            total=total[0] if total else _sums(None, (0,) * 6 + (None,) * 6),
            departments=_grouped(connection, "department", condition, values),
            groups=_grouped(connection, _DRG, condition, values),
            reasons=_reasons(connection, condition, values),
            months=_grouped(connection, month, whole, more, order="1 desc")[:MONTHS_SHOWN],
            terms=_used(used, wanted.period),
        )


def _used(used: dict[str, Terms], period: Period) -> list[Terms]:
    inside = {month.code for month in period.months()}
    return list({one.key: one for month, one in used.items() if month in inside}.values())


def _grouped(
    connection: duckdb.DuckDBPyConnection,
    by: str,
    condition: str,
    values: list[object],
    *,
    order: str = "2 desc, 1",
) -> list[Sums]:
    rows = connection.execute(
        f"select {by} as by, {_SUMS} from compared where {condition} group by 1 order by {order}",
        values,
    ).fetchall()
    return [_sums(row[0], row[1:]) for row in rows]


_FIGURES = tuple(name for name in Sums.__dataclass_fields__ if name != "of")


def _sums(of: str | None, figures: tuple[Any, ...]) -> Sums:
    return Sums(of=of, **dict(zip(_FIGURES, figures, strict=True)))


def _reasons(
    connection: duckdb.DuckDBPyConnection, condition: str, values: list[object]
) -> list[Tally]:
    """In the order in which the rules try them."""
    rows = connection.execute(
        f"select difference, count(*), count(*) filter (standing = '{OPEN}') from compared "
        f"where {condition} and {_DIFFERS} group by difference",
        values,
    ).fetchall()
    found = {Reason(code): Tally(Reason(code), count, waiting) for code, count, waiting in rows}
    return [found[reason] for reason in rules.DIFFERENCES if reason in found]


def page(
    wanted: Wanted, *, scope: CaseScope, order: str = "-day", offset: int = 0, limit: int = 50
) -> tuple[list[Pair], int]:
    """(some of the rows, how many there are)."""
    with _opened(wanted.period) as opened:
        if opened is None:
            return [], 0
        connection, _ = opened
        condition, values = _within(wanted, scope)
        total = connection.execute(
            f"select count(*) from compared where {condition}", values
        ).fetchone()
        rows = connection.execute(
            f"select {_PAIR} from compared where {condition} "
            f"order by {ORDERS.get(order, ORDERS['-day'])} limit {int(limit)} offset {int(offset)}",
            values,
        ).fetchall()
    return [_pair(row) for row in rows], int(total[0]) if total else 0


def named(keys: Collection[str], *, period: Period, scope: CaseScope) -> list[Pair]:
    """The rows with these keys, of any kind."""
    with _opened(period) as opened:
        if opened is None:
            return []
        connection, _ = opened
        connection.register("named", pa.table({"key": pa.array(sorted(keys), pa.string())}))
        condition, values = _within(Wanted(period=period, difference=EVERY), scope)
        rows = connection.execute(
            f"select {_PAIR} from compared semi join named using (key) where {condition} "
            f"order by {ORDERS['day']}",
            values,
        ).fetchall()
    return [_pair(row) for row in rows]


def of_case(key: str, *, month: str, scope: CaseScope) -> Pair | None:
    """What came back of a case of that month; None without a return or beyond the scope."""
    found = named([key], period=Period.parse(month), scope=scope)
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Version:
    """A return of a case that a later one replaced."""

    batch: int
    settled_month: str
    drg: str
    rw: Decimal | None
    surplus: int | None


def earlier(key: str, *, month: str) -> list[Version]:
    """Earlier returns of a case, the newest first. The caller has asked for the case itself."""
    returns = ReturnManifest.current()
    paths = returns.paths([month]) if returns else []
    if not paths:
        return []
    with duck.cursor() as connection:
        rows = connection.execute(
            f"select batch, settled_month, drg, rw, surplus from {duck.file_list(paths)} "
            "where case_key = ? and not is_current order by batch desc",
            [key],
        ).fetchall()
    return [Version(*row) for row in rows]


def _pair(row: tuple[Any, ...]) -> Pair:
    return Pair(**dict(zip(Pair.__dataclass_fields__, row, strict=True)))


def _within(wanted: Wanted, scope: CaseScope) -> tuple[str, list[object]]:
    condition, values = wanted.sql()
    allowed, more = scope.sql()
    return f"{condition} and {allowed}", [*values, *more]
