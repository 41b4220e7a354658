"""Writes small workbooks of the old kind (.xls, BIFF8 in a compound file), record by record."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

FREE, END, FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR = 512
DATE_FORMAT, PLAIN_STYLE, DATE_STYLE = 14, 0, 1
DIV_0 = 0x07
EPOCH = date(1899, 12, 30).toordinal()


class Error:
    """A cell that holds #DIV/0!."""


Cell = str | float | date | Error | None


def write(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[Cell]]],
    *,
    merged: Sequence[tuple[int, int, int, int]] = (),
    hidden: Sequence[str] = (),
    password: bool = False,
) -> Path:
    """merged: (first row, last row, first column, last column) of the first sheet, from 0."""
    bodies = [_sheet(rows, merged if not at else ()) for at, rows in enumerate(sheets.values())]
    bounds = [_bound(name, 0, name in hidden) for name in sheets]
    before = _begin(5) + (_record(0x2F, struct.pack("<HHHH", 1, 1, 1, 1)) if password else b"")
    after = _style(0) + _style(DATE_FORMAT) + _record(0x0A, b"")
    start = len(before) + sum(map(len, bounds)) + len(after)
    placed = []
    for name, body in zip(sheets, bodies, strict=True):
        placed.append(_bound(name, start, name in hidden))
        start += len(body)
    path.write_bytes(compound("Workbook", before + b"".join(placed) + after + b"".join(bodies)))
    return path


def compound(name: str, stream: bytes) -> bytes:
    """A compound file with one stream."""
    stream = stream.ljust(max(len(stream), 4096), b"\0")
    stream += b"\0" * (-len(stream) % SECTOR)
    count = len(stream) // SECTOR
    chain = [FAT_SECTOR, END, *range(3, 2 + count), END]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(SECTOR, b"\xff")
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        b"",
        0,
        1,
        1,
        0,
        4096,
        END,
        0,
        END,
        0,
        0,
    )
    header = header.ljust(SECTOR, b"\xff")
    directory = _entry("Root Entry", 5, 1, END, 0) + _entry(name, 2, FREE, 2, len(stream))
    return header + table + directory.ljust(SECTOR, b"\0") + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16sIQQIQ", text, len(text), kind, 1, FREE, FREE, child, b"", 0, 0, 0, start, size
    )


def _record(number: int, data: bytes) -> bytes:
    return struct.pack("<HH", number, len(data)) + data


def _begin(kind: int) -> bytes:
    """kind: 5 the workbook, 16 a sheet."""
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 0, 0, 6))


def _bound(name: str, start: int, is_hidden: bool) -> bytes:
    text = name.encode("utf-16-le")
    return _record(0x85, struct.pack("<IBBBB", start, int(is_hidden), 0, len(name), 1) + text)


def _style(number_format: int) -> bytes:
    return _record(0xE0, struct.pack("<HHH", 0, number_format, 0) + b"\0" * 14)


def _sheet(rows: Sequence[Sequence[Cell]], merged: Sequence[tuple[int, int, int, int]]) -> bytes:
    width = max((len(row) for row in rows), default=0)
    body = _begin(16) + _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            body += _cell(number, column, cell)
    if merged:
        ranges = b"".join(struct.pack("<HHHH", *one) for one in merged)
        body += _record(0xE5, struct.pack("<H", len(merged)) + ranges)
    return body + _record(0x0A, b"")


def _cell(row: int, column: int, cell: Cell) -> bytes:
    if cell is None or cell == "":
        return b""
    place = struct.pack("<HHH", row, column, DATE_STYLE if isinstance(cell, date) else PLAIN_STYLE)
    if isinstance(cell, str):
        text = cell.encode("utf-16-le")
        return _record(0x0204, place + struct.pack("<HB", len(cell), 1) + text)
    if isinstance(cell, Error):
        return _record(0x0205, place + struct.pack("<BB", DIV_0, 1))
    number = cell.toordinal() - EPOCH if isinstance(cell, date) else cell
    return _record(0x0203, place + struct.pack("<d", number))
