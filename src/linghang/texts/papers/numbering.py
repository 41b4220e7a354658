"""Numbers that Word writes by itself (第一条, （一）): they stand in no letter of the file."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%(\d)")
_DIGITS = "零一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
CHINESE = ("chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how it counts, how it is written, and from where."""

    kind: str
    pattern: str
    start: int


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has counted."""

    levels: dict[tuple[str, int], Level] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: defaultdict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def of(cls, document: Any) -> Numbering:
        """The lists that a document declares; none is no fault."""
        found = cls()
        parts = [one.target_part for one in document.part.rels.values() if not one.is_external]
        root = next((one.element for one in parts if "numbering" in one.partname), None)
        if root is not None:
            found._read(root)
        for style in document.styles.element.iter(f"{_W}style"):
            place = _place(style.find(f"{_W}pPr/{_W}numPr"))
            if place:
                found.styles[style.get(f"{_W}styleId")] = place
        return found

    def _read(self, root: Any) -> None:
        lists = {one.get(f"{_W}abstractNumId"): one for one in root.iter(f"{_W}abstractNum")}
        for one in root.iter(f"{_W}num"):
            reference = one.find(f"{_W}abstractNumId")
            declared = lists.get(reference.get(f"{_W}val")) if reference is not None else None
            for level in declared.iter(f"{_W}lvl") if declared is not None else ():
                key = (one.get(f"{_W}numId"), int(level.get(f"{_W}ilvl")))
                self.levels[key] = Level(
                    _value(level, "numFmt"),
                    _value(level, "lvlText"),
                    int(_value(level, "start") or 1),
                )

    def before(self, paragraph: Any) -> str:
        """What Word writes before the paragraph, with a blank; "" for one without a number."""
        place = _place(paragraph.find(f"{_W}pPr/{_W}numPr")) or self._of_style(paragraph)
        if place is None or place not in self.levels:
            return ""
        number, depth = place
        level = self.levels[place]
        if level.kind in ("bullet", "none"):
            return ""
        counted = self.counts[number]
        counted[depth] = counted.get(depth, level.start - 1) + 1
        for deeper in [one for one in counted if one > depth]:
            del counted[deeper]
        told = _PLACE.sub(lambda found: self._said(number, int(found.group(1)) - 1), level.pattern)
        return f"{told} " if told else ""

    def _of_style(self, paragraph: Any) -> tuple[str, int] | None:
        named = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return self.styles.get(named.get(f"{_W}val")) if named is not None else None

    def _said(self, number: str, depth: int) -> str:
        level = self.levels.get((number, depth))
        count = self.counts[number].get(depth, level.start if level else 1)
        return said(count, level.kind if level else "decimal")


def said(count: int, kind: str) -> str:
    """A number as a kind of list writes it: 十二, 12, ③."""
    if kind in CHINESE:
        return _chinese(count)
    if kind == "decimalEnclosedCircle" and 1 <= count <= len(_CIRCLED):
        return _CIRCLED[count - 1]
    if kind in ("lowerLetter", "upperLetter") and 1 <= count <= 26:
        return chr((97 if kind == "lowerLetter" else 65) + count - 1)
    return str(count)


def _chinese(count: int) -> str:
    if not 0 < count < 1000:
        return str(count)
    hundreds, rest = divmod(count, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def _place(node: Any) -> tuple[str, int] | None:
    """(list, level) of a numPr."""
    if node is None:
        return None
    number, level = node.find(f"{_W}numId"), node.find(f"{_W}ilvl")
    if number is None or number.get(f"{_W}val") == "0":
        return None
    return number.get(f"{_W}val"), int(level.get(f"{_W}val")) if level is not None else 0


def _value(level: Any, name: str) -> str:
    node = level.find(f"{_W}{name}")
    return node.get(f"{_W}val") or "" if node is not None else ""
