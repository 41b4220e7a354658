"""Reads what was pasted from a sheet: one member a line, each complaint with its row and column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from linghang.dues.rules import BY_INCOME, CATEGORY_NAMES, Category

COLUMNS = ("工号", "姓名", "类别", "月基数")
PARTS = ("岗位工资", "薪级工资", "绩效工资", "津贴补贴")
MOST = Decimal(1_000_000)
_MONEY = re.compile(r"[，,\s元¥￥]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What is wrong with one cell. row: counted from 1, the heading included."""

    row: int
    column: str
    value: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """A line that could be read. amount: 分."""

    row: int
    person: str
    category: Category
    amount: int
    parts: Mapping[str, int] = field(default_factory=dict)


def read(text: str, members: Mapping[str, str]) -> tuple[tuple[Pasted, ...], tuple[Complaint, ...]]:
    """The lines of a pasted sheet, tab or comma between cells, a heading in the first line.

    members: code → name of who pays to the branch. With columns of 构成 (岗位工资 and so on) the
    base is their sum, and 月基数 may be left out.
    """
    rows = [_cells(line) for line in text.splitlines()]
    head, body = (rows[0], rows[1:]) if rows else ([], [])
    missing = [name for name in ("工号", "类别") if name not in head]
    if "月基数" not in head and not set(PARTS) & set(head):
        missing.append("月基数")
    if missing:
        says = (
            "第一行要有列名：工号、姓名、类别、月基数（或岗位工资、薪级工资、绩效工资、津贴补贴）"
        )
        return (), tuple(Complaint(row=1, column=name, value="", says=says) for name in missing)
    found, complaints = [], []
    seen: dict[str, int] = {}
    for number, cells in enumerate(body, 2):
        if not any(cells):
            continue
        said = dict(zip(head, cells, strict=False))
        wrong = _wrong_person(number, said, members, seen)
        category = _category(said.get("类别", ""))
        if category is None:
            names = "、".join(CATEGORY_NAMES.values())
            wrong.append(_complaint(number, "类别", said, f"类别只能是：{names}"))
        amount, parts, bad = _amount(number, said, category)
        wrong += bad
        complaints += wrong
        if not wrong and category is not None:
            found.append(
                Pasted(
                    row=number, person=said["工号"], category=category, amount=amount, parts=parts
                )
            )
    return tuple(found), tuple(complaints)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"\t" if "\t" in line else r"[,，]", line)]


def _complaint(row: int, column: str, said: Mapping[str, str], says: str) -> Complaint:
    return Complaint(row=row, column=column, value=said.get(column, ""), says=says)


def _wrong_person(
    row: int, said: Mapping[str, str], members: Mapping[str, str], seen: dict[str, int]
) -> list[Complaint]:
    code, name = said.get("工号", ""), said.get("姓名", "")
    if code not in members:
        return [_complaint(row, "工号", said, "本支部当月没有这名交纳党费的党员")]
    if code in seen:
        return [_complaint(row, "工号", said, f"与第{seen[code]}行重复")]
    seen[code] = row
    if name and name != members[code]:
        return [_complaint(row, "姓名", said, f"工号{code}登记的姓名是{members[code]}")]
    return []


def _category(text: str) -> Category | None:
    return next((one for one, name in CATEGORY_NAMES.items() if name == text), None)


def _amount(
    row: int, said: Mapping[str, str], category: Category | None
) -> tuple[int, dict[str, int], list[Complaint]]:
    """Base in 分, its parts, complaints."""
    wrong: list[Complaint] = []
    parts = {}
    for name in PARTS:
        if said.get(name):
            value = money(said[name])
            if value is None:
                wrong.append(_complaint(row, name, said, "应当是金额，最多两位小数"))
            else:
                parts[name] = value
    total = said.get("月基数", "")
    value = money(total) if total else sum(parts.values())
    if value is None:
        wrong.append(_complaint(row, "月基数", said, "应当是金额，最多两位小数"))
    elif category in BY_INCOME and value == 0 and not wrong:
        wrong.append(_complaint(row, "月基数", said, "在职、离退休党员要有月基数"))
    elif parts and total and value != sum(parts.values()) and not wrong:
        wrong.append(_complaint(row, "月基数", said, "与构成各项之和不一致"))
    return value or 0, parts, wrong


def money(text: str) -> int | None:
    """`1,234.5`, `1234.50元` in 分; None for anything else."""
    try:
        value = Decimal(_MONEY.sub("", text))
    except InvalidOperation:
        return None
    if not value.is_finite() or value < 0 or value > MOST or value != round(value, 2):
        return None
    return int(value * 100)


def as_text(rows: Iterable[tuple[str, str, str, str]]) -> str:
    """The sheet to start from: heading and one line a member, tabs between."""
    return "\n".join("\t".join(row) for row in (COLUMNS, *rows))
