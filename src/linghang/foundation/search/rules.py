"""How a text becomes tokens and a query becomes conditions: pairs of characters, whole words.

Chinese has no blanks. Every two neighbouring characters are a token, so that any word of two
characters is found, and a longer one as the pairs it consists of, one after the other. Letters and
digits are words, found by their beginning. The pinyin of a title is indexed beside it.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING

from linghang.foundation.later import later

if TYPE_CHECKING:
    import pypinyin
else:
    pypinyin = later("pypinyin")


LONGEST_QUERY = 60
LONGEST_TEXT = 12_000  # characters of a document that are indexed
LONGEST_WORD = 40
MOST_RUNS = 8
MOST_READINGS = 16
LONGEST_READ = 30  # characters of a title that get pinyin
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_RUN = re.compile(f"[{_HAN}]+|[a-z0-9]+")
_IS_HAN = re.compile(f"[{_HAN}]")


def normal(text: str) -> str:
    """Full-width forms become plain ones, letters small."""
    return unicodedata.normalize("NFKC", text).lower()


def tokens(text: str) -> list[str]:
    """The tokens of a text in their order: 心血管内科 → 心血 血管 管内 内科 科."""
    found: list[str] = []
    for run in _RUN.findall(normal(text)[:LONGEST_TEXT]):
        if _IS_HAN.match(run):
            found += [run[at : at + 2] for at in range(len(run))]
        else:
            found.append(run[:LONGEST_WORD])
    return found


def readings(title: str) -> list[str]:
    """Initials and full pinyin of a title, with every reading of its characters: 单 → d, s, c."""
    runs = _RUN.findall(normal(title)[:LONGEST_READ])
    text = "".join(runs)
    if not _IS_HAN.search(text):
        return []
    syllables = [_syllables(run) for run in runs]
    found = {
        "".join(one[0] if is_han else one for each, is_han in syllables for one in each): None,
        "".join(one for each, _ in syllables for one in each): None,
    }
    found = dict.fromkeys(one[:LONGEST_WORD] for one in found)
    for style in (pypinyin.Style.FIRST_LETTER, pypinyin.Style.NORMAL):
        columns = [_letters(character, style) for character in text]
        for reading in islice(product(*columns), MOST_READINGS):
            found["".join(reading)[:LONGEST_WORD]] = None
    return [one for one in found if one]


def _syllables(run: str) -> tuple[list[str], bool]:
    """How a run of Chinese characters reads, as one word; letters and digits as they are."""
    if not _IS_HAN.match(run):
        return [run], False
    return pypinyin.lazy_pinyin(run, style=pypinyin.Style.NORMAL), True


@functools.lru_cache(maxsize=20_000)  # titles are made of a few thousand characters
def _letters(character: str, style: pypinyin.Style) -> tuple[str, ...]:
    """Every reading of one character; what is no Chinese character reads as it is."""
    if not _IS_HAN.match(character):
        return (character,)
    return tuple(dict.fromkeys(pypinyin.pinyin(character, style=style, heteronym=True)[0]))


@dataclass(frozen=True, slots=True)
class Run:
    """One condition: these tokens one after the other; the last may be only a beginning."""

    tokens: tuple[str, ...]
    is_beginning: bool


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for. words: as typed, for marking. Empty when nothing can be found."""

    runs: tuple[Run, ...]
    words: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.runs)


def query(text: str) -> Query:
    """The conditions of a typed text; all must hold. Signs are left out."""
    words = _RUN.findall(normal(text)[:LONGEST_QUERY])[:MOST_RUNS]
    return Query(tuple(_run(word) for word in words), tuple(words))


def _run(word: str) -> Run:
    if not _IS_HAN.match(word):
        return Run((word[:LONGEST_WORD],), is_beginning=True)
    if len(word) == 1:
        return Run((word,), is_beginning=True)
    return Run(tuple(word[at : at + 2] for at in range(len(word) - 1)), is_beginning=False)


def fence(prefix: str, name: str) -> str:
    """A kind or scope as a token of its own, whatever characters it has."""
    return prefix + name.encode().hex()


def fences(kind: str, scopes: Collection[str]) -> list[str]:
    """The tokens that say of which kind a document is and to which scopes it belongs."""
    return [fence("k", kind), *(fence("s", scope) for scope in sorted(scopes))]


@dataclass(frozen=True, slots=True)
class AllBut:
    """Every document of a kind but those of some scopes: for who may see nearly everything. A
    database takes four such scopes out of a million documents faster than it puts forty together.
    """

    scopes: frozenset[str]


Scopes = Collection[str] | AllBut | None  # None: every document


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a shown text; whether it is what was looked for."""

    text: str
    is_hit: bool


def marked(text: str, words: Collection[str]) -> list[Piece]:
    """The text in pieces, with what was looked for set apart."""
    wanted = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    if not wanted or len(normal(text)) != len(text):
        return [Piece(text, False)]
    pieces, last = [], 0
    for hit in re.finditer(wanted, normal(text)):
        if hit.start() > last:
            pieces.append(Piece(text[last : hit.start()], False))
        pieces.append(Piece(text[hit.start() : hit.end()], True))
        last = hit.end()
    return pieces + ([Piece(text[last:], False)] if last < len(text) else [])


def excerpt(text: str, words: Collection[str], around: int = 36) -> str:
    """The place of the text where a word stands first, cut at both ends; its beginning without."""
    folded = normal(text)
    places = [at for word in words if (at := folded.find(word)) >= 0]
    start = max(0, min(places, default=0) - around // 3)
    end = start + around * 2
    cut = text[start:end].replace("\n", " ").strip()
    return ("…" if start else "") + cut + ("…" if end < len(text) else "")
