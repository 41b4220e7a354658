"""Reads plain text as a Chinese rule is built: 编、章、节、条, or 一、（一） where it has no 条.

The words are never changed: a paragraph is a line of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_NUMBER = r"[零〇一二两三四五六七八九十百千0-9]{1,7}"
_BLANK = r"[\s\u3000]"
_HEADINGS = (
    ("part", re.compile(rf"^第{_NUMBER}编(?={_BLANK}|$)")),
    ("chapter", re.compile(rf"^第{_NUMBER}章(?={_BLANK}|[^，。；：、]{{0,30}}$)")),
    ("section", re.compile(rf"^第{_NUMBER}节(?={_BLANK}|[^，。；：、]{{0,30}}$)")),
    ("article", re.compile(rf"^第{_NUMBER}条(?:之{_NUMBER})?(?![、和至到第（(款项规])")),
)
_LISTED = re.compile(r"^[一二三四五六七八九十]{1,3}、")
_APPENDIX = re.compile(rf"^附(?:件|录|则){_NUMBER}?(?:[:：]|{_BLANK}|$)")
LONGEST_ENTRY = 24


class Kind(StrEnum):
    """What a paragraph is."""

    PART = "part"
    CHAPTER = "chapter"
    SECTION = "section"
    ARTICLE = "article"
    LISTED = "listed"
    PLAIN = "plain"


LEVELS = {Kind.PART: 1, Kind.CHAPTER: 1, Kind.SECTION: 2, Kind.ARTICLE: 3, Kind.LISTED: 2}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of a text. number: 第三条, "" without one. anchor: on a page, "" without one."""

    kind: Kind
    text: str
    number: str = ""
    anchor: str = ""

    @property
    def words(self) -> str:
        """The line without its number."""
        return self.text[len(self.number) :].strip(" \u3000\t")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table of contents. level: 1 for chapters, 2 for sections, 3 for articles."""

    level: int
    number: str
    words: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Block:
    """An article with what belongs to it, or a heading, or what stands before all of them."""

    number: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Its lines as one text."""
        return "\n".join(self.lines)


def tidied(text: str) -> str:
    """The text as it is kept: one paragraph a line, no blanks at the ends, no blank lines."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    lines = (line.strip(" \t\u3000\f\v\ufeff") for line in plain.split("\n"))
    return "\n".join(line for line in lines if line)


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """The lines of a tidied text, headings and articles recognised; nothing for no text."""
    lines = text.split("\n") if text else []
    has_articles = any(_HEADINGS[3][1].match(line) for line in lines)
    return tuple(_paragraphs(lines, has_articles))


def _paragraphs(lines: list[str], has_articles: bool) -> Iterator[Paragraph]:
    for place, line in enumerate(lines, start=1):
        kind, number = _kind(line, has_articles)
        anchor = f"p{place}" if kind is not Kind.PLAIN else ""
        yield Paragraph(kind, line, number, anchor)


def _kind(line: str, has_articles: bool) -> tuple[Kind, str]:
    for name, pattern in _HEADINGS:
        if found := pattern.match(line):
            return Kind(name), found.group()
    if not has_articles and (found := _LISTED.match(line)):
        return Kind.LISTED, found.group()
    if found := _APPENDIX.match(line):
        return Kind.CHAPTER, found.group().rstrip(":： \u3000")
    return Kind.PLAIN, ""


def contents(told: tuple[Paragraph, ...]) -> tuple[Entry, ...]:
    """The table of contents: headings whole, articles by number and their first words."""
    return tuple(
        Entry(LEVELS[one.kind], one.number, _shortened(one.words), one.anchor)
        for one in told
        if one.kind is not Kind.PLAIN
    )


def _shortened(words: str) -> str:
    first = re.split(r"[，。；：]", words, maxsplit=1)[0]
    return first if len(first) <= LONGEST_ENTRY else f"{first[: LONGEST_ENTRY - 1]}…"


def blocks(text: str) -> tuple[Block, ...]:
    """The pieces by which two versions are compared: what follows an article belongs to it."""
    found: list[tuple[str, list[str]]] = []
    for one in paragraphs(text):
        if one.kind is not Kind.PLAIN or not found:
            found.append((one.number, [one.text]))
        elif found[-1][0] and not _is_heading(found[-1][0]):
            found[-1][1].append(one.text)
        else:
            found.append(("", [one.text]))
    return tuple(Block(number, tuple(lines)) for number, lines in found)


def _is_heading(number: str) -> bool:
    return number.endswith(("编", "章", "节"))


def article_count(text: str) -> int:
    """How many articles (条) the text has."""
    return sum(one.kind is Kind.ARTICLE for one in paragraphs(text))
