"""Looks into a file before it is read: what it really is, how large, which cells are faulty.

The reader below holds a sheet as one block of rows × columns: a single cell in the last corner
would take all memory, so that the extent is found out first, in a stream.
"""

from __future__ import annotations

import errno
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal
from xml.etree import ElementTree

from linghang.foundation.sheets.definitions import (
    CannotRead,
    Faults,
    Limits,
    cell_name,
    column_number,
)

Kind = Literal["xlsx", "xls", "csv"]
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    ElementTree.ParseError,
    KeyError,
    EOFError,
    ValueError,
    OverflowError,
)
CHUNK = 4 * 1024 * 1024
LONGEST_ROW = 64 * 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
SAVE_AS = "请用 Excel 或 WPS 打开后“另存为 Excel 工作簿（*.xlsx）”再上传。"
FOREIGN = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"{\\rtf", "文字文档"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
)
MARKUP = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<(!doctype|html|\?xml|table|meta|head)", re.I)
CELL_ENDS = re.compile(rb"</(?:\w+:)?c>")
CELL_BEGINS = re.compile(rb'<(?:\w+:)?c\s(?:[^>/]*?\s)?r="([A-Z]{1,3})(\d{1,7})"([^>/]*)>')
KIND = re.compile(rb'\st="(\w+)"')
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
RESULT = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)<")
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def kind_of(path: Path, *, name: str, limits: Limits) -> Kind:
    """What the file really is, whatever its name ends in. Raises CannotRead for all else."""
    size = path.stat().st_size
    if size == 0:
        raise CannotRead(f"{name} 是空文件。")
    if size > limits.bytes:
        raise CannotRead(
            f"{name} 有 {size // 1024**2} MB，超过单个表格文件的上限 "
            f"{limits.bytes // 1024**2} MB。请删去无关的工作表和图片后再上传。"
        )
    with path.open("rb") as stream:
        head = stream.read(4096)
    if head.startswith(OLE):
        return _ole(path, name)
    if head.startswith(b"PK"):
        return _package(path, name, limits)
    foreign = next((what for mark, what in FOREIGN if head.startswith(mark)), "")
    if foreign:
        raise CannotRead(f"{name} 是{foreign}，不是表格。{SAVE_AS}")
    if MARKUP.match(head):
        raise CannotRead(
            f"{name} 是网页格式（有些系统导出的“Excel”其实是网页），不是真正的工作簿。{SAVE_AS}"
        )
    return "csv"


def _ole(path: Path, name: str) -> Kind:
    """An old workbook; a new one with a password lies in the same container."""
    if ENCRYPTED in path.read_bytes():
        raise CannotRead(encrypted(name))
    return "xls"


def encrypted(name: str) -> str:
    """The sentence for a workbook that asks for a password."""
    return (
        f"{name} 设了打开密码，无法读取。"
        "请在 Excel 或 WPS 中打开，取消密码（文件→信息→保护工作簿）后另存再上传。"
    )


def _package(path: Path, name: str, limits: Limits) -> Kind:
    with _opening(name), zipfile.ZipFile(path) as archive:
        members = set(archive.namelist())
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if "xl/workbook.bin" in members:
        raise CannotRead(f"{name} 是二进制工作簿（.xlsb）。{SAVE_AS}")
    if "xl/workbook.xml" not in members:
        what = "文字文档" if "word/document.xml" in members else "压缩包或别的文件"
        raise CannotRead(f"{name} 是{what}，不是 Excel 工作簿。{SAVE_AS}")
    if unpacked > limits.unpacked:
        raise CannotRead(
            f"{name} 展开后有 {unpacked // 1024**2} MB，超过上限 {limits.unpacked // 1024**2} MB，"
            "疑似压缩炸弹或带有大量图片，没有读取。请把数据复制到新建的工作簿中再上传。"
        )
    return "xlsx"


def damaged(name: str) -> str:
    """The sentence for a workbook that cannot be opened."""
    return f"{name} 已损坏或没有传完，无法作为工作簿打开。{SAVE_AS}"


def faults_of(path: Path, *, name: str, limits: Limits) -> dict[str, Faults]:
    """By sheet name: cells with errors and formulas without results, of an xlsx.

    Reads every part once, so that a part longer than it says is found. Raises CannotRead when the
    parts are damaged or a sheet reaches further than the limits.
    """
    with _opening(name), zipfile.ZipFile(path) as archive:
        sheets = _sheets(archive)
        found = {}
        for member in archive.namelist():
            with archive.open(member) as stream:
                if member in sheets:
                    found[sheets[member]] = _scan(stream, name, sheets[member], limits)
                else:
                    _exhaust(stream)
        return found


@contextmanager
def _opening(name: str) -> Iterator[None]:
    """Say in words what a broken archive is refused for; faults of the disk rise as they are."""
    try:
        yield
    except (*BROKEN, NotImplementedError) as fault:
        raise CannotRead(damaged(name)) from fault
    except RuntimeError as fault:
        # What zipfile raises for parts with a password.
        raise CannotRead(encrypted(name)) from fault
    except OSError as fault:
        if fault.errno != errno.EINVAL:
            raise
        # The archive tells of a place before its beginning.
        raise CannotRead(damaged(name)) from fault


def _sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Part of the archive → name of the sheet."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    return {
        _part(targets.get(sheet.get(RELATION), "")): sheet.get("name", "")
        for sheet in workbook.iter()
        if sheet.tag.endswith("}sheet")
    }


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _exhaust(stream: IO[bytes]) -> None:
    while stream.read(CHUNK):
        pass


def _scan(stream: IO[bytes], name: str, sheet: str, limits: Limits) -> Faults:
    errors: dict[tuple[int, int], str] = {}
    unsaved: set[tuple[int, int]] = set()
    last_row = last_column = 0
    for block in _rows(stream, name):
        suspicious = b'"e"' in block or FORMULA.search(block) is not None
        for piece in CELL_ENDS.split(block):
            if not (begin := CELL_BEGINS.search(piece)):
                continue
            row, column = int(begin[2]) - 1, column_number(begin[1].decode())
            last_row, last_column = max(last_row, row), max(last_column, column)
            if suspicious:
                _judge((row, column), begin[3], piece[begin.end() :], errors, unsaved)
        refuse_far(name, sheet, last_row, last_column, limits)
    return Faults(errors=errors, unsaved=frozenset(unsaved))


def _judge(
    cell: tuple[int, int],
    attributes: bytes,
    content: bytes,
    errors: dict[tuple[int, int], str],
    unsaved: set[tuple[int, int]],
) -> None:
    kind = KIND.search(attributes)
    result = RESULT.search(content)
    text = result.group(1) if result else b""
    if kind and kind.group(1) == b"e":
        errors[cell] = text.decode("utf-8", "replace")
    elif not text and FORMULA.search(content) and not (kind and kind.group(1) == b"str"):
        unsaved.add(cell)


def _rows(stream: IO[bytes], name: str) -> Iterator[bytes]:
    """The sheet in pieces that end with a row."""
    waiting = b""
    while chunk := stream.read(CHUNK):
        waiting += chunk
        end = waiting.rfind(b"row>") + 4
        if end > 4:
            yield waiting[:end]
            waiting = waiting[end:]
        if len(waiting) > LONGEST_ROW:
            raise CannotRead(damaged(name))
    yield waiting


def refuse_far(name: str, sheet: str, row: int, column: int, limits: Limits) -> None:
    """Before memory is taken for it."""
    where = f"{name} 的工作表“{sheet}”一直用到 {cell_name(row, column)}"
    if row >= limits.rows:
        raise CannotRead(
            f"{where}，至少有 {row + 1} 行，超过一次导入的上限 {limits.rows} 行。"
            "请删去数据下方的空行或多余内容，或分成几个文件导入。"
        )
    if column >= limits.columns:
        raise CannotRead(f"{where}，超过上限 {limits.columns} 列。请删去数据右侧的空列或多余内容。")
    if (row + 1) * (column + 1) > limits.cells:
        raise CannotRead(
            f"{where}，共 {(row + 1) * (column + 1)} 格，超过上限 {limits.cells} 格。"
            "请删去多余的列，或分成几个文件导入。"
        )
