"""Files that an import must refuse as a whole, to try it out: one for each kind of damage."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from linghang.demo import cases, writing
from linghang.demo.sheet import LINE_END, header

ROWS, DRAWN = 40, 500
BROKEN_ROW, BROKEN_COLUMN = 12, 21
BOMB_BYTES = 48 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class BadFile:
    """A file and what is wrong with it, in Chinese."""

    path: Path
    fault: str


def write(folder: Path) -> dict[str, BadFile]:
    """Write the files into the folder; keys: quotes, utf16, damaged, no_key, empty, header_only,
    other_table, bomb. The same bytes every time."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = writing.sheet_of(cases.draw(DRAWN).take(np.arange(ROWS))).lines()
    text = LINE_END.join([header(), *rows, ""])
    made = {
        "quotes": ("引号没有配对.csv", _open_quote(rows).encode("utf-8-sig")),
        "utf16": ("另存成了Unicode文本.csv", text.encode("utf-16")),
        "damaged": ("中间有损坏的字符.csv", _damaged(text.encode())),
        "no_key": ("缺少病案号列.csv", _without("A48", rows).encode("utf-8-sig")),
        "empty": ("空文件.csv", b""),
        "header_only": ("只有表头.csv", (header() + LINE_END).encode("utf-8-sig")),
        "other_table": ("门诊量统计表.csv", OTHER_TABLE.encode("utf-8-sig")),
    }
    found = {}
    for key, (name, content) in made.items():
        path = folder / name
        path.write_bytes(content)
        found[key] = BadFile(path=path, fault=FAULTS[key])
    found["bomb"] = BadFile(path=_bomb(folder / "压缩炸弹.zip"), fault=FAULTS["bomb"])
    return found


FAULTS = {
    "quotes": f"第 {BROKEN_ROW} 行第 {BROKEN_COLUMN} 列有一个没有配对的英文双引号",
    "utf16": "文件是 UTF-16 编码",
    "damaged": "中间有几个字节损坏，既不是 UTF-8 也不是 GB18030",
    "no_key": "没有病案号（A48）这一列",
    "empty": "文件是空的",
    "header_only": "只有表头，没有数据行",
    "other_table": "是另一种表格",
    "bomb": "压缩包很小，解压后极大",
}
OTHER_TABLE = LINE_END.join(["序号,科室,门诊人次", "1,心血管内科,5120", "2,骨科,3466", ""])


def _open_quote(rows: list[str]) -> str:
    """One cell starts with a quote that nothing closes."""
    cells = rows[BROKEN_ROW - 2].split(",")
    cells[BROKEN_COLUMN - 1] = '"' + cells[BROKEN_COLUMN - 1]
    broken = [*rows]
    broken[BROKEN_ROW - 2] = ",".join(cells)
    return LINE_END.join([header(), *broken, ""])


def _damaged(content: bytes) -> bytes:
    """Bytes that no Chinese encoding has, in the middle of the file."""
    middle = content.index("示范省".encode(), len(content) // 2)
    return content[:middle] + b"\xff\xff\xfe" + content[middle + 3 :]


def _without(code: str, rows: list[str]) -> str:
    """The table without one of its first columns; no cell before it holds a comma."""
    place = header().split(",").index(code)

    def shorter(line: str) -> str:
        cells = line.split(",", place + 1)
        return ",".join(cells[:place] + cells[place + 1 :])

    return LINE_END.join([shorter(header()), *map(shorter, rows), ""])


def _bomb(path: Path) -> Path:
    entry = zipfile.ZipInfo("hqms-2025-12.csv", date_time=(2025, 12, 31, 0, 0, 0))
    with zipfile.ZipFile(path, "w") as archive:
        content = header() + LINE_END + "0" * BOMB_BYTES
        archive.writestr(entry, content, compress_type=zipfile.ZIP_DEFLATED)
    return path
