"""Looking for something within one's range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from linghang.foundation.search import index, rules
from linghang.foundation.search.rules import AllBut as AllBut  # for who says what may be seen
from linghang.foundation.search.rules import Piece, Scopes

ALL: None = None  # every scope of a kind
MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something that was found. excerpt: the place of its text where a word stands."""

    kind: str
    key: str
    title: str
    text: str
    words: tuple[str, ...]

    @property
    def pieces(self) -> list[Piece]:
        """The title with what was looked for set apart."""
        return rules.marked(self.title, self.words)

    @property
    def excerpt(self) -> list[Piece]:
        """A line of the text around what was looked for; nothing for a thing without text."""
        if not self.text:
            return []
        return rules.marked(rules.excerpt(self.text, self.words), self.words)


def find(query: str, allowed: Mapping[str, Scopes], limit: int = MOST) -> list[Hit]:
    """Up to `limit` things of each kind, kind by kind, the best first.

    allowed: kind → scopes that may be looked into, ALL for every one, AllBut for all others; a kind
    that is absent is not searched. Nothing for a text without a letter, digit or character.
    """
    wanted = rules.query(query)
    if not wanted:
        return []
    return [
        Hit(kind=kind, key=key, title=title, text=text, words=wanted.words)
        for kind, scopes in allowed.items()
        if scopes is None or scopes
        for key, title, text in index.hits(kind, scopes, wanted, limit)
    ]


def keys(query: str, kind: str, scopes: Scopes, most: int) -> list[str] | None:
    """Keys of the things that hold the words, the newest first, for a list to be narrowed by.

    None for a text without a letter, digit or character. As many as `most`: there may be more.
    """
    wanted = rules.query(query)
    if not wanted:
        return None
    return index.keys(kind, scopes, wanted, most) if scopes is None or scopes else []
