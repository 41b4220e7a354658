"""A hospital's table of weights from a spreadsheet or CSV: every bad cell with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from linghang.cases.drg import load_rules
from linghang.cases.grouping import rules
from linghang.foundation.fields.definitions import Field, Kind
from linghang.foundation.intake.definitions import Complaint
from linghang.foundation.sheets import reading
from linghang.foundation.sheets import rows as sheets
from linghang.foundation.sheets.columns import Matched, match
from linghang.foundation.sheets.definitions import CannotMatch, Column, Layout
from linghang.foundation.sheets.rows import Row

MOST_ROWS = 5_000
LAYOUT = Layout(
    code="drg_weights",
    name="DRG权重",
    columns=(
        Column(
            field=Field(code="drg", name="DRG组", kind=Kind.TEXT, required=True, longest=10),
            aliases=("DRG编码", "DRG组编码", "DRG代码", "病组编码", "组编码", "DRG"),
            needed=True,
        ),
        Column(
            field=Field(code="weight", name="权重", kind=Kind.TEXT, required=True, longest=20),
            aliases=("RW", "相对权重", "权重RW", "基准权重", "病组权重"),
            needed=True,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a file holds: DRG → weight, and what is wrong; any complaint keeps all of it out."""

    weights: dict[str, Decimal]
    complaints: list[Complaint]


def read(path: Path, *, name: str, edition: str) -> Found:
    """Read and check a file of two columns, DRG组 and 权重; other columns are not read.

    edition: the rule set whose groups the codes must be; "" for a local scheme, then any code of
    the right form is taken. Raises CannotRead, CannotMatch for a file that can't be read at all.
    """
    workbook = reading.read(path, name=name)
    found, _ = match(workbook, [LAYOUT])
    if len(found) != 1:
        raise CannotMatch(f"{name} 里有几张权重表，请只留一张。")
    known = frozenset(one.drg for one in load_rules(edition).drgs) if edition else None
    return _checked(found[0], known)


def _checked(matched: Matched, known: frozenset[str] | None) -> Found:
    weights: dict[str, Decimal] = {}
    seen: dict[str, int] = {}
    complaints: list[Complaint] = []
    for row in sheets.typed(matched):
        complaints += row.complaints
        complaints += _faults(matched, row, known, seen)
        drg, weight = row.values.get("drg"), rules.decimal(row.values.get("weight"))
        if drg and weight is not None:
            seen.setdefault(drg, row.number)
            weights[drg] = weight
    if not weights and not complaints:
        raise CannotMatch("表里没有一行权重。")
    if len(weights) > MOST_ROWS:
        raise CannotMatch(f"权重表超过{MOST_ROWS}行，不像是DRG权重表。")
    return Found(weights, complaints)


def _faults(
    matched: Matched, row: Row, known: frozenset[str] | None, seen: dict[str, int]
) -> Iterator[Complaint]:
    """What is wrong beyond cells that can't be read at all."""
    unreadable = {one.column for one in row.complaints}
    drg, weight = row.values.get("drg"), row.values.get("weight")
    says = {
        "drg": _fault_of_group(drg, known, seen) if drg else "没有填写DRG组",
        "weight": rules.fault_of_weight(rules.decimal(weight)) if weight else "没有填写权重",
    }
    for code, fault in says.items():
        value = row.values.get(code)
        if fault and not (value is None and unreadable):
            yield sheets.complaint(matched, row.number, code, value, fault, rule=code)


def _fault_of_group(drg: str, known: frozenset[str] | None, seen: dict[str, int]) -> str:
    if says := rules.fault_of_code(drg):
        return says
    if known is not None and drg not in known:
        return "所选分组方案中没有这个组"
    return f"第{seen[drg]}行已有这个组" if drg in seen else ""
