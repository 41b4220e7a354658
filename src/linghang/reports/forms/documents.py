"""A Word document that came: its tables and lines, and the same document with some filled in.

Tables are read as Word lays them out: merged cells, rows that begin later or end earlier, cells
inside content controls.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from linghang.reports.forms import rules
from linghang.reports.forms.rules import Block, Grid, Place, Value

LINES = "正文"
TABLES = ".//w:tbl[not(ancestor::w:tbl)]"
PARAGRAPHS = ".//w:p[not(ancestor::w:tbl)][not(ancestor::w:txbxContent)]"
Element = Any


@dataclass(slots=True)
class _Table:
    """Where each cell of a table lies. cells: its first place → the element."""

    height: int = 0
    cells: dict[tuple[int, int], Element] = field(default_factory=dict)
    blocks: dict[tuple[int, int], Block] = field(default_factory=dict)


def name_of(number: int) -> str:
    """表1: how a table of a document is called, counted from 1."""
    return f"表{number}"


def grids(content: bytes) -> list[Grid]:
    """Every table as texts, and the lines outside of tables as a table of one column."""
    body = docx.Document(io.BytesIO(content)).element.body
    found = [_grid(name_of(at), _read(one)) for at, one in enumerate(body.xpath(TABLES), 1)]
    lines = [[_text(one)] for one in _lines(body)]
    return [*found, Grid(name=LINES, rows=lines, is_fixed=True)] if lines else found


def filled(content: bytes, values: Mapping[Place, Value]) -> bytes:
    """The same document with these cells and lines filled in.

    Raises KeyError for a table or a cell that is not there.
    """
    document = docx.Document(io.BytesIO(content))
    body = document.element.body
    tables = {name_of(at): _read(one).cells for at, one in enumerate(body.xpath(TABLES), 1)}
    tables[LINES] = {(at, 0): one for at, one in enumerate(_lines(body))}
    for place, value in values.items():
        _write(tables[place.sheet][place.row, place.column], rules.told(value))
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _lines(body: Element) -> list[Element]:
    return [one for one in body.xpath(PARAGRAPHS) if _text(one).strip()]


def _grid(name: str, table: _Table) -> Grid:
    rows: list[list[str | None]] = [[] for _ in range(table.height)]
    for (row, column), corner in table.blocks.items():
        rows[row] += [None] * (column + 1 - len(rows[row]))
        rows[row][column] = _text(table.cells[corner[0], corner[1]])
    merged = {at: one for at, one in table.blocks.items() if one[:2] != one[2:]}
    return Grid(name=name, rows=rows, blocks=merged, is_fixed=True)


def _read(element: Element) -> _Table:
    table = _Table()
    open_above: dict[int, tuple[int, int]] = {}  # column → the merged cell that goes on downwards
    for row, line in enumerate(_inner(element, "w:tr")):
        table.height = row + 1
        column = _number(line, "w:trPr/w:gridBefore")
        goes_on: dict[int, tuple[int, int]] = {}
        for cell in _inner(line, "w:tc"):
            width = _number(cell, "w:tcPr/w:gridSpan") or 1
            merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            is_more = merge is not None and merge.get(qn("w:val")) != "restart"
            corner = open_above.get(column, (row, column)) if is_more else (row, column)
            table.cells.setdefault(corner, cell)
            _reach(table, corner, row, column + width - 1)
            if merge is not None:
                goes_on[column] = corner
            column += width
        open_above = goes_on
    return table


def _reach(table: _Table, corner: tuple[int, int], bottom: int, right: int) -> None:
    top, left = corner
    block = (top, left, bottom, right)
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            table.blocks[row, column] = block


def _inner(element: Element, tag: str) -> Iterator[Element]:
    """Children of a kind, those wrapped in content controls, too."""
    for one in element:
        if one.tag == qn(tag):
            yield one
        elif one.tag == qn("w:sdt"):
            for content in one.findall(qn("w:sdtContent")):
                yield from _inner(content, tag)


def _number(element: Element, path: str) -> int:
    found = element.find("/".join(qn(one) for one in path.split("/")))
    return int(found.get(qn("w:val"), "0")) if found is not None else 0


def _paragraphs(element: Element) -> list[Element]:
    return [element] if element.tag == qn("w:p") else list(_inner(element, "w:p"))


def _text(element: Element) -> str:
    return "\n".join(
        "".join(one.text or "" for one in each.iter(qn("w:t"))) for each in _paragraphs(element)
    )


def _write(element: Element, text: str) -> None:
    """Line by line where there are as many; else into the first one, and the others go."""
    first, *rest = _paragraphs(element)
    parts = text.split("\n")
    if len(parts) == len(rest) + 1:
        for paragraph, part in zip([first, *rest], parts, strict=True):
            _put(paragraph, part)
        return
    for paragraph in rest:
        paragraph.getparent().remove(paragraph)
    _put(first, text)


def _put(paragraph: Element, text: str) -> None:
    """Change what differs and nothing else, so that every part keeps its looks."""
    pieces = list(paragraph.iter(qn("w:t"))) or [_new_piece(paragraph)]
    before = "".join(one.text or "" for one in pieces)
    start = _alike(before, text)
    tail = _alike(before[start:][::-1], text[start:][::-1])
    end, new = len(before) - tail, text[start : len(text) - tail]
    ends = list(accumulate(len(one.text or "") for one in pieces))
    into = next((at for at, end_of in enumerate(ends) if end_of >= max(start, min(end, start + 1))))
    for at, one in enumerate(pieces):
        own = one.text or ""
        here = ends[at] - len(own)
        left, right = own[: max(0, start - here)], own[max(0, end - here) :]
        one.text = left + (new if at == into else "") + right
        one.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _alike(one: str, other: str) -> int:
    """How many signs both begin with."""
    for at, (mine, theirs) in enumerate(zip(one, other, strict=False)):
        if mine != theirs:
            return at
    return min(len(one), len(other))


def _new_piece(paragraph: Element) -> Element:
    runs = list(paragraph.iter(qn("w:r")))
    run = runs[0] if runs else OxmlElement("w:r")
    if not runs:
        paragraph.append(run)
    piece = OxmlElement("w:t")
    run.append(piece)
    return piece
