"""Looks into an old workbook (.xls) before it is read: its extent, and cells with error values.

The file is a compound file: sectors in chains, one of which is the stream of the workbook, itself
a row of records (BIFF). The reader believes whatever extent the records tell and ends the process
when memory does not suffice for it; and it gives error values as empty cells.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from linghang.foundation.sheets import container
from linghang.foundation.sheets.definitions import CannotRead, Faults, Limits

HEADER, IN_HEADER, ENTRY = 512, 109, 128
SECTOR_SIZES = (512, 4096)
LAST_SECTOR = 0xFFFFFFFA  # beyond it are marks, no sectors
STREAMS = ("Workbook", "Book")
BEGIN, END, FORMULA, BOUND_SHEET, BOOL_OR_ERROR = 0x0809, 0x0A, 0x06, 0x85, 0x0205
DIMENSIONS, MULTIPLE_NUMBERS = 0x0200, 0xBD
CELLS = frozenset({FORMULA, BOOL_OR_ERROR, MULTIPLE_NUMBERS, 0x0203, 0x0204, 0x027E, 0xFD, 0xD6})
MOST_ROWS, MOST_COLUMNS = 65_536, 256  # what a sheet of this kind can have
BIFF_5 = 0x0500
NAMES = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
Cell = tuple[int, int]


def faults_of(path: Path, *, name: str, limits: Limits) -> dict[str, Faults]:
    """By sheet name: cells with errors.

    Raises CannotRead when the file is not built as it should be or a sheet reaches further than
    the limits.
    """
    content = path.read_bytes()
    try:
        stream = _stream(content)
        return {
            sheet: _faults(stream, start, name=name, sheet=sheet, limits=limits)
            for sheet, start in _sheets(stream)
        }
    except (struct.error, IndexError, ValueError, OverflowError) as fault:
        raise CannotRead(container.damaged(name)) from fault


def _stream(content: bytes) -> bytes:
    """The stream of the workbook. Raises ValueError without one; a real one is never short."""
    size = _sector_size(content)
    directory, smallest = (struct.unpack_from("<I", content, at)[0] for at in (48, 56))
    table = _table(content, size)
    entries = _chain(content, size, table, directory)
    for at in range(0, len(entries) - ENTRY + 1, ENTRY):
        letters = struct.unpack_from("<H", entries, at + 64)[0]
        name = entries[at : at + max(letters - 2, 0)].decode("utf-16-le")
        start, length = struct.unpack_from("<IQ", entries, at + 116)
        if name in STREAMS and length >= smallest:
            return _chain(content, size, table, start)[:length]
    raise ValueError("no workbook in the file")


def _sector_size(content: bytes) -> int:
    """Raises ValueError for a head that tells of more sectors than the file has."""
    size: int = 1 << min(struct.unpack_from("<H", content, 30)[0], 16)
    told = (*struct.unpack_from("<II", content, 40), *struct.unpack_from("<I4xI", content, 64))
    if size not in SECTOR_SIZES or max(told) > len(content) // size:
        raise ValueError("the head does not fit the file")
    return size


def _table(content: bytes, size: int) -> list[int]:
    """Which sector follows which."""
    sectors = list(struct.unpack_from(f"<{IN_HEADER}I", content, 76))
    more, count = struct.unpack_from("<II", content, 68)
    for _ in range(min(count, len(content) // size)):
        row = struct.unpack_from(f"<{size // 4}I", content, HEADER + more * size)
        sectors += row[:-1]
        more = row[-1]
    table: list[int] = []
    for sector in sectors:
        if sector < LAST_SECTOR:
            table += struct.unpack_from(f"<{size // 4}I", content, HEADER + sector * size)
    return table


def _chain(content: bytes, size: int, table: list[int], sector: int) -> bytes:
    pieces: list[bytes] = []
    while sector < LAST_SECTOR and len(pieces) <= len(table):
        start = HEADER + sector * size
        pieces.append(content[start : start + size])
        sector = table[sector]
    return b"".join(pieces)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, at)
        yield number, stream[at + 4 : at + 4 + length]
        if number == END:
            return
        at += 4 + length


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    """(name, where its records begin)."""
    version = 0
    for number, data in _records(stream, 0):
        if number == BEGIN:
            version = struct.unpack_from("<H", data)[0]
        elif number == BOUND_SHEET and version == BIFF_5:
            start, _, _, letters = struct.unpack_from("<IBBB", data)
            yield data[7 : 7 + letters].decode("gb18030"), start
        elif number == BOUND_SHEET:
            start, _, _, letters, wide = struct.unpack_from("<IBBBB", data)
            coding = "utf-16-le" if wide & 1 else "latin-1"
            yield data[8 : 8 + letters * (1 + (wide & 1))].decode(coding), start


def _faults(stream: bytes, start: int, *, name: str, sheet: str, limits: Limits) -> Faults:
    errors: dict[Cell, str] = {}
    last_row = last_column = 0
    for number, data in _records(stream, start):
        if number == DIMENSIONS:
            _refuse_impossible(data)
        elif number in CELLS:
            row, column = struct.unpack_from("<HH", data)
            last_row, last_column = max(last_row, row), max(last_column, column)
            if number == MULTIPLE_NUMBERS:
                last_column = max(last_column, *struct.unpack_from("<H", data, len(data) - 2))
            if error := _error(number, data):
                errors[row, column] = error
    container.refuse_far(name, sheet, last_row, last_column, limits)
    return Faults(errors=errors)


def _refuse_impossible(data: bytes) -> None:
    """Raise ValueError for an extent that no sheet of this kind can have."""
    form = "<IIHH" if len(data) >= 14 else "<HHHH"
    first_row, rows, first_column, columns = struct.unpack_from(form, data)
    if not (first_row <= rows <= MOST_ROWS and first_column <= columns <= MOST_COLUMNS):
        raise ValueError("a sheet larger than any")


def _error(number: int, data: bytes) -> str:
    """The error that the cell holds, "" for none."""
    if number == BOOL_OR_ERROR:
        value, is_error = struct.unpack_from("<BB", data, 6)
    elif number == FORMULA:
        kind, _, value = struct.unpack_from("<BBB", data, 6)
        is_error = kind == 2 and data[12:14] == b"\xff\xff"
    else:
        return ""
    return NAMES.get(value, "#错误") if is_error else ""
