"""Finding codes of diagnoses and procedures: by code, by Chinese words, by pinyin initials."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from linghang.cases.drg import code_table
from linghang.foundation.later import later

if TYPE_CHECKING:
    import pypinyin
else:
    pypinyin = later("pypinyin")

Of = Literal["dx", "px"]
MOST = 30


@dataclass(frozen=True, slots=True)
class CodeName:
    """One code of the table."""

    code: str
    name: str


def find(of: Of, text: str, *, most: int = MOST) -> list[CodeName]:
    """Codes that fit, the best first; nothing for a text of less than two characters.

    Several words, parted by blanks, must all fit: each the beginning of the code, a part of the
    name, or a part of the name's pinyin initials (gzdm finds 冠状动脉…). What
    begins so stands first, then shorter names.
    """
    words = text.casefold().split()
    if len("".join(words)) < 2:
        return []
    found = [
        (not any(one.startswith(words[0]) for one in (code, name, initials)), len(name), shown)
        for code, name, initials, shown in _entries(of)
        if all(code.startswith(one) or one in name or one in initials for one in words)
    ]
    found.sort(key=lambda one: (*one[:2], one[2].code))
    return [one[2] for one in found[:most]]


@cache
def _entries(of: Of) -> tuple[tuple[str, str, str, CodeName], ...]:
    """(code, name, initials of the name, as it stands) of every named code, folded."""
    table = code_table()
    codes = table.dx if of == "dx" else table.px
    return tuple(
        (code.casefold(), name.casefold(), _initials(name), CodeName(code, name))
        for code, name in codes.listed()
    )


def _initials(name: str) -> str:
    return "".join(_initial(one) for one in name)


@cache
def _initial(character: str) -> str:
    """The first letter of a character's commonest reading; other signs as they are."""
    return pypinyin.lazy_pinyin(character, style=pypinyin.Style.FIRST_LETTER)[0][:1].casefold()
