"""Rows of the insurer's return from a workbook or a CSV: every bad cell with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from linghang.cases.grouping import rules as weighing
from linghang.cases.grouping.returns import catalog, rules
from linghang.cases.grouping.returns.definitions import LIMITS, WORDS
from linghang.cases.grouping.returns.rules import Placed
from linghang.foundation.fields.definitions import Field, Kind, Option
from linghang.foundation.intake.definitions import Complaint
from linghang.foundation.sheets import reading
from linghang.foundation.sheets import rows as sheets
from linghang.foundation.sheets.columns import Matched, match
from linghang.foundation.sheets.definitions import Column, Layout
from linghang.foundation.sheets.rows import Row

MOST_YUAN = 100_000_000
CENT = Decimal("0.01")
NEEDED = frozenset({"record", "discharge_day", "drg"})
"""A file without these columns is refused; a row needs record and day."""
SECONDARY = frozenset({"settled_month", "drg_name", "reason", "special", "insurance"})
"""Columns whose bad cell is left out while the row stays."""
MONEY = ("total_cost", "fund_paid", "standard", "surplus")
SHAPES: dict[str, dict[str, Any]] = {
    "settled_month": {"kind": Kind.MONTH},
    "institution": {"kind": Kind.TEXT, "longest": 40},
    "record": {"kind": Kind.TEXT, "longest": 40, "required": True, "sensitive": True},
    "admission_number": {"kind": Kind.INTEGER, "least": 1, "most": 9_999},
    "discharge_day": {"kind": Kind.DATE, "required": True},
    "drg": {"kind": Kind.TEXT, "longest": 10},
    "drg_name": {"kind": Kind.TEXT, "longest": 200},
    "reason": {"kind": Kind.TEXT, "longest": 200},
    "rw": {"kind": Kind.DECIMAL},
    "total_cost": {"kind": Kind.DECIMAL, "least": 0, "most": MOST_YUAN},
    "fund_paid": {"kind": Kind.DECIMAL, "least": -MOST_YUAN, "most": MOST_YUAN},
    "standard": {"kind": Kind.DECIMAL, "least": 0, "most": MOST_YUAN},
    "surplus": {"kind": Kind.DECIMAL, "least": -MOST_YUAN, "most": MOST_YUAN},
}
NOT_SURE = "入组状态写的是入组，却没有写DRG组编码"
IN_FUTURE = "出院日期晚于今天"


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """One good row, not yet linked to a case; money in 分. record: a direct identifier."""

    row: int
    record: str
    institution: str
    admission_number: str
    discharge_day: date
    settled_month: str
    drg: str
    drg_name: str
    placed: Placed
    reason: str
    rw: Decimal | None
    total_cost: int | None
    fund_paid: int | None
    standard: int | None
    surplus: int | None
    special: str
    insurance: str


def layout() -> Layout:
    """The columns as the catalog names them, with the kinds that the product gives them."""
    found = catalog.columns().items
    return Layout(
        code="insurer_return",
        name="医保返回",
        columns=tuple(
            Column(
                field=_field(code, loaded.item.name, loaded.item.words),
                aliases=loaded.item.aliases,
                needed=code in NEEDED,
            )
            for code, loaded in found.items()
            if code in SHAPES or code in WORDS
        ),
    )


def _field(code: str, name: str, words: dict[str, tuple[str, ...]]) -> Field:
    if code not in WORDS:
        return Field(code=code, name=name, **SHAPES[code])
    options = tuple(
        Option(code=value, name=called, also=words.get(value, ()))
        for value, called in WORDS[code].items()
    )
    return Field(code=code, name=name, kind=Kind.CHOICE, options=options)


def opened(path: Path, *, name: str) -> list[Matched]:
    """The sheets of a file that are returns. Raises CannotRead, CannotMatch with all reasons."""
    kind, workbook = layout(), reading.read(path, name=name, limits=LIMITS)
    if len(workbook.sheets) == 1:
        return match(workbook, [kind])[0]
    # Insurers send one sheet for each kind of insurance: each is a return of its own.
    found: list[Matched] = []
    for sheet in workbook.sheets:
        found += match(replace(workbook, sheets=(sheet,)), [kind])[0]
    return found


def rows(matched: Matched, *, today: date) -> Iterator[tuple[Returned | None, list[Complaint]]]:
    """Each row with what is wrong with it; None for a row that is refused."""
    for row in sheets.typed(matched):
        complaints = [_milder(matched, one) for one in row.complaints]
        spoilt = {one.column for one in complaints}
        complaints += [
            one for one in _faults(matched, row, today=today) if one.column not in spoilt
        ]
        refused = any(one.severity == "error" for one in complaints)
        yield (None if refused else _returned(row)), complaints


def _milder(matched: Matched, complaint: Complaint) -> Complaint:
    """A column that only describes is left out; the row with its money stays."""
    labels = {
        sheets.label(column, place)
        for place, column in matched.columns.items()
        if column.code in SECONDARY
    }
    return replace(complaint, severity="warning") if complaint.column in labels else complaint


def _faults(matched: Matched, row: Row, *, today: date) -> Iterator[Complaint]:
    """What is wrong beyond cells that can't be read."""
    day, drg, rw = (row.values.get(code) for code in ("discharge_day", "drg", "rw"))
    says: dict[str, str] = {}
    if day is not None and day > today:
        says["discharge_day"] = IN_FUTURE
    code = _code(drg)
    if rules.placed(row.values.get("placed"), code) is Placed.GROUPED:
        says["drg"] = weighing.fault_of_code(code) if code else NOT_SURE
        says["rw"] = weighing.fault_of_weight(_rounded(rw)) if rw is not None else ""
    for column, fault in says.items():
        if fault:
            yield sheets.complaint(
                matched, row.number, column, row.values.get(column), fault, rule=column
            )


def _code(text: str | None) -> str:
    return "" if text is None else text.strip().upper()


def _rounded(rw: Decimal) -> Decimal:
    """A weight as a spreadsheet worked it out has more places than schemes publish."""
    return rw.quantize(Decimal(1).scaleb(-weighing.PLACES), ROUND_HALF_UP)


def _cents(yuan: Decimal | None) -> int | None:
    return None if yuan is None else int(yuan.quantize(CENT, ROUND_HALF_UP) * 100)


def _returned(row: Row) -> Returned:
    value: Callable[[str], Any] = row.values.get
    code, rw = _code(value("drg")), value("rw")
    where = rules.placed(value("placed"), code)
    grouped = where is Placed.GROUPED
    money = {name: _cents(value(name)) for name in MONEY}
    if money["surplus"] is None and None not in (money["standard"], money["total_cost"]):
        money["surplus"] = (money["standard"] or 0) - (money["total_cost"] or 0)
    month, number = value("settled_month"), value("admission_number")
    return Returned(
        row=row.number,
        record=value("record"),
        institution=value("institution") or "",
        admission_number="" if number is None else str(number),
        discharge_day=value("discharge_day"),
        settled_month=f"{month:%Y-%m}" if month else "",
        drg=code if grouped else "",
        drg_name=(value("drg_name") or "") if grouped else "",
        placed=where,
        reason=value("reason") or "",
        rw=_rounded(rw) if grouped and rw is not None else None,
        special=value("special") or "",
        insurance=value("insurance") or "",
        **money,
    )
