"""A Word document that came: its tables, and the same document with cells filled in."""

from __future__ import annotations

import io
from collections.abc import Mapping
from decimal import Decimal

import docx
from docx.table import _Cell

from linghang.reports.forms.rules import Grid, Place


def name_of(number: int) -> str:
    """表1: how a table of a document is called, counted from 1."""
    return f"表{number}"


def grids(content: bytes) -> list[Grid]:
    """Every table as texts."""
    document = docx.Document(io.BytesIO(content))
    return [
        Grid(
            name=name_of(number),
            rows=[[cell.text for cell in row.cells] for row in table.rows],
        )
        for number, table in enumerate(document.tables, 1)
    ]


def filled(content: bytes, values: Mapping[Place, Decimal | str]) -> bytes:
    """The same document with these cells filled in; a list gets further rows where it needs them.

    Raises KeyError for a table that is not there.
    """
    document = docx.Document(io.BytesIO(content))
    tables = {name_of(number): table for number, table in enumerate(document.tables, 1)}
    for place, value in values.items():
        table = tables[place.sheet]
        if place.row >= len(table.rows) or place.column >= len(table.columns):
            raise KeyError(place.cell)
        _write(table.cell(place.row, place.column), value)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _write(cell: _Cell, value: Decimal | str) -> None:
    """Into the first run, which keeps its looks; whatever stood beside it goes."""
    text = f"{value:f}" if isinstance(value, Decimal) else value
    first, *rest = cell.paragraphs
    for paragraph in rest:
        paragraph._element.getparent().remove(paragraph._element)
    runs = first.runs or [first.add_run()]
    for run in runs[1:]:
        run._element.getparent().remove(run._element)
    runs[0].text = text
