"""Finds out how a text file is encoded, or where it is damaged."""

from __future__ import annotations

import codecs
import gzip
from pathlib import Path
from typing import BinaryIO

from linghang.foundation.errors import Refused

CHUNK = 8 * 1024 * 1024
# Chinese text in GB18030 passes for UTF-8 at most for a few characters by chance.
ENOUGH_UTF8 = 20
SAMPLE = 100_000


class CannotDecode(Refused):
    """The bytes are no text that we read; the message names row and column."""


def encoding_of(path: Path, *, name: str) -> str:
    """`utf8` or `gb18030`; of a `.gz` what is packed in it.

    Raises CannotDecode with row and column of the first bad byte; what gzip raises when it is none.
    """
    with _opened(path) as stream:
        head = stream.read(4096)
    if not head:
        raise CannotDecode(f"{name} 是空文件，没有表头也没有数据。")
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in head:
        raise CannotDecode(
            f"{name} 不是 UTF-8 或 GB18030 文本（可能是 UTF-16 或二进制文件）。"
            "请另存为“CSV UTF-8（逗号分隔）”后再导入。"
        )
    utf8_stops, chinese = _first_fault(path, "utf-8")
    if utf8_stops is None:
        return "utf8"
    if chinese >= ENOUGH_UTF8:
        raise CannotDecode(f"{name} 是 UTF-8 文件，但{_place(path, utf8_stops)}有损坏的字符。")
    gb_stops, _ = _first_fault(path, "gb18030")
    if gb_stops is None:
        return "gb18030"
    raise CannotDecode(
        f"{name} 既不是 UTF-8 也不是 GB18030：{_place(path, gb_stops)}的字符无法识别。"
        "请另存为“CSV UTF-8（逗号分隔）”后再导入。"
    )


def _opened(path: Path) -> BinaryIO:
    if path.name.lower().endswith(".gz"):
        return gzip.GzipFile(path, "rb")  # type: ignore[return-value]
    return path.open("rb")


def _first_fault(path: Path, encoding: str) -> tuple[int | None, int]:
    """(offset of the first byte that does not decode or None, non-ASCII characters before it)."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    done = chinese = 0
    with _opened(path) as stream:
        while True:
            chunk = stream.read(CHUNK)
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as fault:
                good = fault.object[: fault.start].decode(encoding, "ignore")
                return done - pending + fault.start, chinese + _non_ascii(good[-SAMPLE:])
            if chinese < ENOUGH_UTF8:
                chinese += _non_ascii(text[:SAMPLE])
            if not chunk:
                return None, chinese
            done += len(chunk)


def _non_ascii(text: str) -> int:
    return 0 if text.isascii() else sum(1 for letter in text if ord(letter) > 127)


def _place(path: Path, offset: int) -> str:
    """`第 3 行第 12 列` of a byte: the row as a spreadsheet counts, the column by commas."""
    rows, line_start = 1, 0
    with _opened(path) as stream:
        left, base = offset, 0
        while left > 0 and (chunk := stream.read(min(CHUNK, left))):
            rows += chunk.count(b"\n")
            last = chunk.rfind(b"\n")
            if last >= 0:
                line_start = base + last + 1
            base += len(chunk)
            left -= len(chunk)
        stream.seek(line_start)
        before = stream.read(offset - line_start)
    return f"第 {rows} 行第 {before.count(b',') + 1} 列"
