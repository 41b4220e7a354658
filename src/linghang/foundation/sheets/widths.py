"""How wide the columns of a table of texts are, by what stands in them. Pure.

What is short (numbers, days, names) stands in one line, no day or number is broken, and what is
long shares the rest so that the usual row is as low as it can be. Widths are in Chinese characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

LATIN = 0.62  # of a Chinese character: digits of whatever face stands in for the usual one
PADDING = 1.4  # beside the text of a cell
_BETWEEN = 0.25  # where digits follow a Chinese character, or it follows them
_SHORT = 6.5  # what is no longer stands in one line: 2026-11-30, 党委办公室
_NARROW = 6.0  # the least of what may break into lines
# Days, names in a row and what is written without a blank stay together; longer ones may break.
_WHOLE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日|[!-~]+|(?:^|(?<=、))[^!-~、，；。]{1,4}、")
_MEETS = re.compile(r"(?<=[0-9A-Za-z%])(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=[0-9A-Za-z])")
_LONGEST_WHOLE = 10.0
_HALVES = 30  # of an interval, until less than any printer shows


def wide(text: str) -> float:
    """The longest line of a text, in Chinese characters."""
    return max(map(_wide, text.split("\n"))) if "\n" in text else _wide(text)


def _wide(line: str) -> float:
    if not (latin := sum(sign <= "\xff" for sign in line)):
        return len(line)
    return len(line) - (1 - LATIN) * latin + _BETWEEN * len(_MEETS.findall(line))


def lines(text: str, width: float) -> int:
    """Into how many lines a text breaks in a column of this width."""
    room = max(width - PADDING, 1.0)
    return sum(max(1, ceil(_wide(one) / room)) for one in text.split("\n"))


def halved(heading: str, width: float) -> str:
    """The heading, in two lines as even as can be where one is too long for the column; what
    stands in brackets begins the second."""
    if _wide(heading) + PADDING <= width + 0.01 or len(heading) < 4:
        return heading
    at = heading.find("（")
    at = at if at > 0 else (len(heading) + 1) // 2
    return f"{heading[:at]}\n{heading[at:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a column asks for. least: else something breaks that should not; most: all texts stand
    in one line; usual: of its texts, where long ones tell more than short ones. is_short: its
    usual text stands in one line."""

    least: float
    most: float
    usual: float
    is_short: bool


def need(heading: str, texts: Sequence[str]) -> Need:
    """What a column with these texts asks for, with the room beside them."""
    found = sorted(wide(one) for one in texts)
    told = [one for one in found if one]
    longest, usual = max(found, default=0.0), _usual(found)
    head = wide(halved(heading, 0.0))
    if longest <= _SHORT:
        whole = max(head, longest) + PADDING
        return Need(least=whole, most=whole, usual=whole, is_short=True)
    floor = _NARROW if usual > _SHORT else max(usual, min(_NARROW, longest / 2))
    least = max(head, floor, _unbroken(texts)) + PADDING
    return Need(
        least=least,
        most=max(least, longest + PADDING),
        usual=sqrt(sum(one * one for one in found) / len(found)) + PADDING,
        is_short=_usual(told) <= _SHORT,
    )


def _usual(found: Sequence[float]) -> float:
    """What three of four texts are not longer than."""
    return found[len(found) * 3 // 4] if found else 0.0


def _unbroken(texts: Sequence[str]) -> float:
    parts = {part for one in texts for part in _WHOLE.findall(one)}
    return max((w for one in parts if (w := _wide(one)) <= _LONGEST_WHOLE), default=0.0)


def widths(needs: Sequence[Need], across: float) -> list[float]:
    """A width for each column, all together `across`."""
    least = sum(one.least for one in needs)
    if least >= across:
        return [one.least * across / least for one in needs]
    left = across - sum(one.most for one in needs)
    if left >= 0:
        return _stretched(needs, left)
    low, high = 0.0, across
    for _ in range(_HALVES):
        middle = (low + high) / 2
        if sum(_share(one, middle) for one in needs) > across:
            high = middle
        else:
            low = middle
    found = [_share(one, low) for one in needs]
    return [one * across / sum(found) for one in found]


def _share(one: Need, part: float) -> float:
    return min(max(one.usual * part, one.least), one.most)


def _stretched(needs: Sequence[Need], left: float) -> list[float]:
    """What is left over goes to the long ones; without any, to all."""
    taken = [0.0 if one.least >= one.most else one.most for one in needs]
    taken = taken if any(taken) else [one.most for one in needs]
    return [one.most + left * part / sum(taken) for one, part in zip(needs, taken, strict=True)]
