"""The policy's answers as rows of a list: the deed, yes or no, how far, why, who could allow it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from linghang.org import deeds
from linghang.org.matrix import Cell
from linghang.web.lists import Column, Filter, Mark, Way, Words
from linghang.web.requests import Request

YES, NO = "yes", "no"
SENSITIVE = "涉敏感"
SECTIONS = tuple((name, name) for name in dict.fromkeys(deed.section for deed in deeds.all()))
COLUMNS = (
    Column(
        "name",
        "事项",
        value=lambda cell: Words(cell.deed.name, SENSITIVE if cell.deed.is_sensitive else ""),
    ),
    Column("section", "类别", value="deed.section", tone="nowrap"),
    Column("answer", "可否", value=lambda cell: _answer(cell), tone="nowrap"),
    Column("reach", "范围", tone="nowrap"),
    Column("reason", "依据或原因", value="decision.reason"),
    Column("who_can", "谁可以办", value="decision.who_can"),
    Column("code", "编码", value="deed.code", only="file"),
)


def _answer(cell: Cell) -> Mark:
    return Mark("可以", "done") if cell else Mark("不可以")


def _named(cells: Iterable[Cell], text: str, _request: Request) -> list[Cell]:
    return [cell for cell in cells if text in cell.deed.name or text in cell.decision.reason]


def _of_section(cells: Iterable[Cell], section: str, _request: Request) -> list[Cell]:
    return [cell for cell in cells if cell.deed.section == section]


def _answered(cells: Iterable[Cell], wanted: str, _request: Request) -> list[Cell]:
    return [cell for cell in cells if bool(cell) == (wanted == YES)]


def _touching(cells: Iterable[Cell], wanted: Any, _request: Request) -> list[Cell]:
    return [cell for cell in cells if cell.deed.is_sensitive == wanted]


FILTERS = (
    Filter("q", "事项", apply=_named),
    Filter("section", "类别", Way.CHOICE, options=SECTIONS, apply=_of_section),
    Filter(
        "answer",
        "可否",
        Way.CHOICE,
        options=((YES, "可以"), (NO, "不可以")),
        apply=_answered,
    ),
    Filter("sensitive", SENSITIVE, Way.YES_NO, apply=_touching),
)
