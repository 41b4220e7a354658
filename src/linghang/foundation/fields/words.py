"""Texts as people type and paste them, brought into one form."""

from __future__ import annotations

import re
import unicodedata

# What looks like nothing at the ends of a pasted cell: blanks of all widths, marks of direction.
_EDGES = " \t\r\n\u3000\u00a0\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_BREAKS = re.compile(r"[ \t\u3000\u00a0]*[\r\n\x85\u2028\u2029]+[ \t\u3000\u00a0]*")
DASHES = frozenset({"-", "--", "---", "—", "——", "–", "/", "\\"})
NONE = frozenset({"无", "没有", "n/a", "na", "null", "none", "空", "暂无", "不详"})


class Unreadable(ValueError):
    """The text is not what the field asks for; the message is Chinese and says what would be."""


def text(raw: object) -> str:
    """What was typed or stored in a cell, without blanks around it; "" for nothing.

    Composed (NFC), so that equal texts are equal; rare characters stay as they are. A number
    out of a spreadsheet loses the point that it only has there.
    """
    if raw is None:
        return ""
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        raw = int(raw)
    return unicodedata.normalize("NFC", str(raw)).strip(_EDGES)


def narrow(raw: object) -> str:
    """The same with full-width digits, letters and marks made plain: for numbers and codes."""
    return unicodedata.normalize("NFKC", text(raw)).strip(_EDGES)


def line(raw: object) -> str:
    """A text of one line. Raises Unreadable for characters that can't be seen."""
    return _visible(_BREAKS.sub(" ", text(raw))).strip(_EDGES)


def lines(raw: object) -> str:
    """A text of any number of lines, which end as they do everywhere."""
    return _visible(text(raw).replace("\r\n", "\n").replace("\r", "\n")).strip(_EDGES)


def _visible(found: str) -> str:
    if _CONTROL.search(found):
        raise Unreadable("含有看不见的控制字符，请重新录入这一项")
    return found


def is_dash(found: str) -> bool:
    """Whether the text stands for an empty cell: —, -, /."""
    return found in DASHES


def is_none(found: str) -> bool:
    """Whether the text says that there is none: 无, N/A."""
    return found.lower() in NONE


TRUE = frozenset({"是", "对", "有", "真", "√", "✓", "✔", "☑", "y", "yes", "t", "true", "1"})
FALSE = frozenset({"否", "不是", "非", "无", "没有", "假", "×", "✗", "✘", "☒", "☐", "□"}) | {
    *("x", "n", "no", "f", "false", "0"),
}


def truth(raw: object) -> bool:
    """是 or 否 in any of the ways in which people write it. Raises Unreadable."""
    found = narrow(raw).lower()
    if found in TRUE:
        return True
    if found in FALSE:
        return False
    raise Unreadable("应填“是”或“否”")
