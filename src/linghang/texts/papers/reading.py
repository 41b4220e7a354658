"""Reads the words out of a Word document or a plain text; a scan is refused with what to do."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

from linghang.foundation.errors import Refused
from linghang.foundation.later import later
from linghang.texts.papers.numbering import Numbering
from linghang.texts.structure.rules import tidied

if TYPE_CHECKING:
    import docx
else:
    docx = later("docx")

LARGEST = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
SCAN = (
    "里没有文字，像是扫描件或图片。请用原来的电子稿；"
    "只有纸的，请重新录入或识别成文字、校对以后再导入"
)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class CannotReadPaper(Refused):
    """The file holds no words that we can read; the message says what to do."""


def words_of(name: str, content: bytes) -> str:
    """The words of a .docx or .txt, one paragraph a line, tables row by row.

    name: what the user calls it. Raises CannotReadPaper.
    """
    if len(content) > LARGEST:
        raise CannotReadPaper(f"{name}超过{LARGEST // 1024**2}MB，制度正文不应这样大，请去掉图片。")
    if content.startswith(b"PK"):
        text = _of_word(name, content)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise CannotReadPaper(f"{name}是旧版 Word（.doc）文件，请另存为 .docx 后再导入。")
    elif content.startswith(b"%PDF"):
        raise CannotReadPaper(f"{name}是 PDF 文件，不能可靠地取出条文，请用 .docx 或 .txt。")
    elif content[:4] in (b"\x89PNG", b"II*\x00", b"MM\x00*") or content.startswith(b"\xff\xd8\xff"):
        raise CannotReadPaper(f"{name}{SCAN}。")
    else:
        text = _of_text(name, content)
    found = tidied(text)
    if not found:
        raise CannotReadPaper(f"{name}{SCAN}。")
    return found


def _of_text(name: str, content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise CannotReadPaper(f"{name}不是文本文件，或者文件已损坏。请用 .docx 或 UTF-8 的 .txt。")


def _of_word(name: str, content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if sum(one.file_size for one in archive.infolist()) > MOST_UNPACKED:
                raise CannotReadPaper(f"{name}解开以后过大，没有读取。")
            if "word/document.xml" not in archive.namelist():
                raise CannotReadPaper(f"{name}不是 Word 文档。请用 .docx 或 .txt。")
        document = docx.Document(BytesIO(content))
    except CannotReadPaper:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as fault:
        raise CannotReadPaper(f"{name}已损坏或加了密码，无法读取。") from fault
    numbering = Numbering.of(document)
    lines = []
    for block in document.element.body.iterchildren():
        if block.tag == f"{_W}p":
            lines.append(_paragraph(block, numbering))
        elif block.tag == f"{_W}tbl":
            lines += [_row(row) for row in block.iter(f"{_W}tr")]
    return "\n".join(lines)


def _paragraph(block: Any, numbering: Numbering) -> str:
    text = _letters(block)
    return f"{numbering.before(block)}{text}" if text.strip() else ""


def _letters(block: Any) -> str:
    """Its runs; what was struck out in a tracked change is gone, what was put in is there."""
    told = {f"{_W}tab": " ", f"{_W}br": "\n"}
    nodes = block.iter(f"{_W}t", f"{_W}tab", f"{_W}br")
    return "".join(told.get(node.tag) or node.text or "" for node in nodes)


def _row(row: Any) -> str:
    cells = (" ".join(_letters(cell).split()) for cell in row.iter(f"{_W}tc"))
    return "｜".join(cells)
