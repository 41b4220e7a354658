"""What an intake expects of a file: columns, groups of columns, rules; and what it complains of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

Kind = Literal["text", "integer", "cents", "datetime"]
Severity = Literal["error", "warning"]
SEVERITY_NAMES: dict[Severity, str] = {"error": "拒收", "warning": "提示"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrived: the name the user gave it and where it lies."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One expected column.

    required: a row without a readable value is refused (error); else a bad value is dropped
    with a warning and the row stays. in_header: a file without the column is refused.
    allowed: the only values taken; empty = any. identifying: values are masked in complaints.
    """

    code: str
    name: str
    kind: Kind = "text"
    required: bool = False
    in_header: bool = False
    allowed: tuple[str, ...] = ()
    identifying: bool = False

    @property
    def label(self) -> str:
        return f"{self.name}（{self.code}）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Repeated columns that become one list, empty places left out.

    beside: with it the list holds the values that stand beside the filled columns named here
    ("" where nothing stands), so that both lists run in step.
    """

    code: str
    columns: tuple[str, ...]
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A check across columns. `broken` is plain SQL over the typed columns, true for a fault."""

    code: str
    column: str
    broken: str
    says: str
    severity: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Everything that one kind of file is read by. `name` is told to the user."""

    name: str
    columns: tuple[Column, ...]
    groups: tuple[Group, ...] = ()
    rules: tuple[Rule, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """Every column read from the file."""
        repeated = tuple(code for group in self.groups for code in group.columns)
        return tuple(column.code for column in self.columns) + repeated


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One thing to mend in a file.

    row counts as a spreadsheet shows it (the header is row 1); 0 stands for the whole file.
    """

    file: str
    row: int
    column: str
    value: str
    says: str
    severity: Severity
    rule: str


class What(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    ASKED = "asked"
    REFUSED = "refused"


WHAT_NAMES: dict[What, str] = {
    What.NEW: "新增",
    What.CHANGED: "改动",
    What.UNCHANGED: "不变",
    What.ASKED: "待确认",
    What.REFUSED: "有错",
}
SHOWN = (What.CHANGED, What.NEW, What.ASKED)
"""What a preview lists row by row, in this order; the others are only counted."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact before and after, personal ones masked."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a row comes to, for the preview. sheet: as the user knows it; row as in Complaint.

    title: how the row is called on the page (科室名、人名、任职).
    """

    sheet: str
    row: int
    what: What
    title: str
    differences: Sequence[Difference] = ()


def masked(value: str) -> str:
    """An identifying value in a complaint: enough to find it in the source, not to read it."""
    return f"***{value[-2:]}" if len(value) > 4 else "***"
