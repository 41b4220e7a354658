"""What a kind of sheet looks like: its columns, its limits, and what is noticed while reading."""

from __future__ import annotations

from dataclasses import dataclass, field

from linghang.foundation.errors import Refused
from linghang.foundation.fields.definitions import Field

# Sheets that say something about a file; they are never read as data.
ABOUT, HOW_TO_FILL, CHOICES = "说明", "填写说明", "选项"
NOT_DATA = frozenset({ABOUT, HOW_TO_FILL, CHOICES})
# The column that we add to a file that goes back to be mended; ignored when it comes again.
COMPLAINTS = "导入问题"

Value = object


class CannotRead(Refused):
    """The file is no workbook that we can read, or larger than we read; the message says why."""


class CannotMatch(Refused):
    """The sheets have not the columns they must have; the message lists all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that is read of one file. bytes: as sent; unpacked: all parts of the workbook.

    rows, columns: of one sheet. cells: rows × columns of one sheet, since they are held at once.
    """

    bytes: int = 64 * 1024 * 1024
    unpacked: int = 512 * 1024 * 1024
    rows: int = 200_000
    columns: int = 200
    cells: int = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a sheet. needed: the sheet is refused without it.

    aliases: other headings under which offices keep it. width: in characters, for writing.
    offers: texts to choose from in a spreadsheet where the field itself has no options.
    """

    field: Field
    aliases: tuple[str, ...] = ()
    needed: bool = False
    width: int = 0
    offers: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        return self.field.code

    @property
    def name(self) -> str:
        return self.field.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One kind of sheet. optional: a file may come without it. aliases: other names of it."""

    code: str
    name: str
    columns: tuple[Column, ...]
    aliases: tuple[str, ...] = ()
    optional: bool = True

    def column(self, code: str) -> Column:
        """The column of that code; KeyError without it."""
        for column in self.columns:
            if column.code == code:
                return column
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class Merge:
    """A range of cells that was one: rows and columns count from 0, the last ones included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def name(self) -> str:
        """B3:B7, as a spreadsheet calls it."""
        return (
            f"{cell_name(self.first_row, self.first_column)}:"
            f"{cell_name(self.last_row, self.last_column)}"
        )


@dataclass(frozen=True, slots=True)
class Expanded:
    """A merged range whose value was put into each of its cells, for the preview."""

    range: str
    value: str
    cells: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """Cells, by (row, column) from 0, that hold an error or a formula without a saved result."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    unsaved: frozenset[tuple[int, int]] = frozenset()


def letter(column: int) -> str:
    """A, B, … Z, AA: the column as a spreadsheet calls it, counted from 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def cell_name(row: int, column: int) -> str:
    """C17 for (16, 2)."""
    return f"{letter(column)}{row + 1}"


def column_number(letters: str) -> int:
    """The number from 0 of a column's letters, capital ones."""
    number = 0
    for one in letters:
        number = number * 26 + ord(one) - ord("A") + 1
    return number - 1
