"""What the engine above must do before a commit: it registers itself here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A commit that is being prepared.

    case_files: all case files of the new manifest. cell_files, cell_version: those of the base.
    discharge_days, admission_days: of every row that came, went or moved.
    """

    folder: Path
    case_files: list[dict[str, Any]]
    cell_files: list[dict[str, Any]]
    cell_version: str
    discharge_days: frozenset[date]
    admission_days: frozenset[date]
    at: datetime


@dataclass(frozen=True, slots=True)
class Cells:
    """The cell files of the new manifest and the version of the definitions that made them."""

    files: list[dict[str, Any]]
    version: str


_writers: list[str] = []


def register_cell_writer(path: str) -> None:
    """Called once at start-up by the engine that counts cases, before models can be imported.

    path: dotted name of a function `(Change) -> Cells`.
    """
    if path not in _writers:
        _writers.append(path)


def write_cells(change: Change) -> Cells:
    """Ask the engine above for the cells of the new state; none without such an engine."""
    for path in _writers:
        cells: Cells = import_string(path)(change)
        return cells
    return Cells([], "")
