"""Whether two titles say the same: how many pairs of neighbouring characters they share. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from linghang.foundation.search.rules import tokens

ENOUGH = 0.5


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """0…1: twice what both have over what each has (Dice); 0 where one is empty."""
    both = one.total() + other.total()
    return 2 * (one & other).total() / both if both else 0.0


def alike(title: str, titles: Mapping[int, str], most: int) -> list[int]:
    """Keys of up to `most` titles that say what the title says, the most alike first.

    Wording differs from inspection to inspection (采购程序执行不严, 采购程序执行不够严格), so half
    of the pairs are enough; of equals the later key stands first.
    """
    wanted = Counter(tokens(title))
    found = [(likeness(wanted, Counter(tokens(text))), key) for key, text in titles.items()]
    close = sorted((one for one in found if one[0] >= ENOUGH), reverse=True)
    return [key for _, key in close[:most]]
