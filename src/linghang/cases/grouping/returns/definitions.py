"""The shape of a column of the insurer's return in the catalog file `return_columns.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import model_validator

from linghang.cases.grouping.returns.rules import INSURANCE, PLACE_NAMES, SPECIAL
from linghang.foundation.catalog.definitions import Item
from linghang.foundation.sheets.definitions import Limits

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "placed": PLACE_NAMES,
        "special": SPECIAL,
        "insurance": INSURANCE,
    }
)
"""Columns that hold one of few words: code → what the product calls it."""
LIMITS = Limits(rows=400_001, cells=16_000_000, bytes=256 * 1024**2, unpacked=1024**3)


class ReturnColumn(Item):
    """One column as it may stand in a return: its headings, and the words in it.

    aliases: other headings under which insurers send it; case, width and blanks do not matter.
    words: for the columns of WORDS, code → other spellings of that value.
    """

    aliases: tuple[str, ...] = ()
    words: dict[str, tuple[str, ...]] = {}

    @model_validator(mode="after")
    def _words_are_known(self) -> ReturnColumn:
        """Raises ValueError for words where none belong, under an unknown value or under two."""
        known = WORDS.get(self.code, {})
        if unknown := sorted(set(self.words) - set(known)):
            allowed = "、".join(known) or "这一列没有固定的词"
            raise ValueError(f"words：没有 {'、'.join(unknown)}；可用：{allowed}")
        seen: set[str] = set()
        for code, name in known.items():
            own = {code, name, *self.words.get(code, ())}
            if twice := sorted(own & seen):
                raise ValueError(f"words：{'、'.join(twice)} 写在两个值下面")
            seen |= own
        return self
