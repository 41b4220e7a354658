"""What may have been meant by a code that grouping can't use: codes nearby, or a mapping first."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import takewhile

from linghang.cases.drg import phrases
from linghang.cases.drg.codes import Codes

MOST = 3
"""So many codes are proposed."""

CATEGORY = 3
"""Codes that share less than a category («I21») or a chapter («51.») aren't near."""


def nearest(code: str, codes: Codes, fits: Callable[[int], bool]) -> tuple[str, ...]:
    """Codes that may have been meant, best first: another way of writing it, else its nearest kin.

    fits: whether a number is worth proposing. Kin are codes with the longest beginning in common.
    """
    if rewritten := [one for one in _rewritten(code, codes) if fits(codes.number(one))]:
        return tuple(rewritten[:1])
    bare = "".join(code.split()).upper().replace("X", "x")
    found: dict[str, None] = {}
    for length in range(len(bare), CATEGORY - 1, -1):
        for one in _beginning(bare[:length], codes):
            if one != code and fits(codes.number(one)):
                found[one] = None
                if len(found) == MOST:
                    return tuple(found)
    return tuple(found)


def mapped(number: int, codes: Codes) -> str:
    """The insurance code of a clinical one; empty when they are the same, or there is none."""
    to = int(codes.mapped[number])
    return codes.all[to] if to > 0 and to != number else ""


def _rewritten(code: str, codes: Codes) -> Iterator[str]:
    return (one for one in phrases.similar(code) if one != code and one in codes.numbers)


def _beginning(start: str, codes: Codes) -> Iterator[str]:
    at = bisect_left(codes.ordered, start)
    following = (codes.ordered[place] for place in range(at, len(codes.ordered)))
    return takewhile(lambda one: one.startswith(start), following)
