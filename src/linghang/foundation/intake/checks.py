"""Turns text columns into typed ones and lists what is wrong, in one pass for each block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from linghang.foundation.intake.definitions import (
    Column,
    Complaint,
    Group,
    Layout,
    Severity,
    masked,
)
from linghang.foundation.intake.duck import literal
from linghang.foundation.intake.tables import ROW

MOMENTS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%Y-%m-%dT%H:%M:%S",
    "%Y%m%d%H%M%S",
)
EXPECTED = {
    "integer": "应当是整数",
    "cents": "应当是金额，如 1234.56",
    "datetime": "应当是日期时间，如 2025-06-03 10:20:00",
    "text": "无法读取",
}
MISSING, UNREADABLE, NOT_ALLOWED = 1, 2, 3
RAW, FAULT, BROKEN = "raw ", "fault ", "broken "


@dataclass(frozen=True, slots=True)
class Checked:
    """Typed good rows, what there is to complain of, and how many rows were refused."""

    good: pa.Table
    complaints: list[Complaint]
    refused: int


class Checker:
    """The checks of one layout, as one SQL statement for each block."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    def run(self, connection: duckdb.DuckDBPyConnection, block: pa.Table, *, file: str) -> Checked:
        """Check one block of text columns with `row_number`."""
        filled = self._filled(block)
        connection.register("incoming", block)
        connection.execute(f"create or replace temp table judged as {self._judged(filled)}")
        connection.unregister("incoming")
        complaints = list(self._complaints(connection, file))
        names = ", ".join(f'"{code}"' for code in self.output)
        good = connection.sql(
            f'select {ROW}, {names} from judged where not "refused" order by {ROW}'
        ).to_arrow_table()
        return Checked(good, complaints, block.num_rows - good.num_rows)

    @property
    def output(self) -> list[str]:
        """Columns of the good rows, beside `row_number`."""
        columns = [column.code for column in self.layout.columns]
        return columns + [group.code for group in self.layout.groups]

    def _filled(self, block: pa.Table) -> frozenset[str]:
        """The repeated columns that hold anything in this block: of some 120 mostly a dozen."""
        repeated = {code for group in self.layout.groups for code in group.columns + group.beside}
        return frozenset(
            code for code in repeated if (pc.max(pc.binary_length(block.column(code))).as_py() or 0)
        )

    def _typed(self, filled: frozenset[str]) -> str:
        parts = [ROW]
        for column in self.layout.columns:
            cleaned = f'"{RAW}{column.code}"'
            parts.append(f"{_cleaned(column.code)} as {cleaned}")
            parts.append(f'{_typed_value(column, cleaned)} as "{column.code}"')
        for group in self.layout.groups:
            parts.append(f'{_list(group, filled)} as "{group.code}"')
        return f"select {', '.join(parts)} from incoming"

    def _judged(self, filled: frozenset[str]) -> str:
        faults = [f'{_fault(one)} as "{FAULT}{one.code}"' for one in self.layout.columns]
        broken = [f'coalesce({r.broken}, false) as "{BROKEN}{r.code}"' for r in self.layout.rules]
        fatal = [f'"{FAULT}{one.code}" > 0' for one in self.layout.columns if one.required]
        fatal += [f'"{BROKEN}{r.code}"' for r in self.layout.rules if r.severity == "error"]
        judged = f"select *, {', '.join(faults + broken)} from ({self._typed(filled)})"
        return f'select *, ({" or ".join(fatal or ["false"])}) as "refused" from ({judged})'

    def _complaints(self, connection: duckdb.DuckDBPyConnection, file: str) -> Iterator[Complaint]:
        flags = [f'"{FAULT}{one.code}" > 0' for one in self.layout.columns]
        flags += [f'"{BROKEN}{rule.code}"' for rule in self.layout.rules]
        result = connection.execute(
            f"select * from judged where {' or '.join(flags)} order by {ROW}"
        )
        names = [one[0] for one in result.description]
        while rows := result.fetchmany(1000):
            for row in rows:
                yield from self._of_row(dict(zip(names, row, strict=True)), file)

    def _of_row(self, row: dict[str, Any], file: str) -> Iterator[Complaint]:
        by_code = {column.code: column for column in self.layout.columns}
        for column in self.layout.columns:
            if fault := row[f"{FAULT}{column.code}"]:
                severity: Severity = "error" if column.required else "warning"
                says, rule = _words(column, fault)
                yield _complaint(row, column, says, severity, rule, file)
        for rule_ in self.layout.rules:
            if row[f"{BROKEN}{rule_.code}"]:
                column = by_code[rule_.column]
                yield _complaint(row, column, rule_.says, rule_.severity, rule_.code, file)


def _cleaned(code: str) -> str:
    """Trimmed text; empty and the placeholder «-» are nothing."""
    return f"nullif(nullif(trim(\"{code}\"), ''), '-')"


def _list(group: Group, filled: frozenset[str]) -> str:
    """The filled places in order; with `beside`, the values that stand beside filled places."""
    leading = group.beside or group.columns
    kept = [number for number, code in enumerate(leading) if code in filled]
    if not kept:
        return "[]::varchar[]"
    places = ", ".join(_cleaned(group.columns[number]) for number in kept)
    if not group.beside:
        return f"list_filter([{places}], lambda one: one is not null)"
    keys = ", ".join(_cleaned(group.beside[number]) for number in kept)
    pairs = f"list_filter(list_zip([{keys}], [{places}]), lambda pair: pair[1] is not null)"
    return f"list_transform({pairs}, lambda pair: coalesce(pair[2], ''))"


def _typed_value(column: Column, raw: str) -> str:
    if column.kind == "integer":
        whole = f"regexp_full_match({raw}, '-?[0-9]{{1,9}}(\\.0+)?')"
        typed = f"case when {whole} then cast(cast({raw} as double) as integer) end"
    elif column.kind == "cents":
        typed = f"cast(round(try_cast({raw} as decimal(16, 4)) * 100) as bigint)"
    elif column.kind == "datetime":
        formats = ", ".join(literal(one) for one in MOMENTS)
        typed = f"try_strptime({raw}, [{formats}])"
    else:
        typed = raw
    if not column.allowed:
        return typed
    return f"case when {raw} in ({', '.join(map(literal, column.allowed))}) then {typed} end"


def _fault(column: Column) -> str:
    """0 right, 1 missing though required, 2 unreadable, 3 not one of the allowed values."""
    raw = f'"{RAW}{column.code}"'
    missing = f"when {raw} is null then {MISSING if column.required else 0}"
    wrong = NOT_ALLOWED if column.allowed else UNREADABLE
    return f'case {missing} when "{column.code}" is null then {wrong} else 0 end'


def _words(column: Column, fault: int) -> tuple[str, str]:
    if fault == MISSING:
        return f"{column.name}没有填写", "missing"
    if fault == NOT_ALLOWED:
        return f"{column.name}只能是 {'、'.join(column.allowed)}", "not_allowed"
    return f"{column.name}{EXPECTED[column.kind]}", "unreadable"


def _complaint(
    row: dict[str, Any], column: Column, says: str, severity: Severity, rule: str, file: str
) -> Complaint:
    raw = row[f"{RAW}{column.code}"]
    value = "" if raw is None else str(raw)
    return Complaint(
        file=file,
        row=int(row[ROW]),
        column=column.label,
        value=masked(value) if column.identifying and value else value[:60],
        says=says,
        severity=severity,
        rule=rule,
    )
