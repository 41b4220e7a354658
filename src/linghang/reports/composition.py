"""A written report as plain data: chapters, sentences, tables; some of their pieces are figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Piece:
    """Text, or the text of the figure with this number."""

    text: str
    figure: int | None = None


Sentence = tuple[Piece, ...]
Paragraph = tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """headings: one per column, the first names the rows. rows: label, then one piece per column.

    The last row is the hospital's. notes: sentences that stand under the table.
    """

    caption: str
    headings: tuple[str, ...]
    rows: tuple[Sentence, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """heading stands without its number (一、 二、 …), which follows from the order."""

    heading: str
    paragraphs: tuple[Paragraph, ...]
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands around the text. Empty texts are left out."""

    title: str
    heading: str
    layout: str
    hospital: str
    office: str
    dated: str
    masthead: str = ""
    issue: str = ""
    addressee: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """The whole report."""

    head: Head
    chapters: tuple[Chapter, ...] = field(default_factory=tuple)

    def sentences(self) -> Iterator[Sentence]:
        """All sentences in reading order, without the tables."""
        for chapter in self.chapters:
            for paragraph in chapter.paragraphs:
                yield from paragraph

    def as_json(self) -> dict[str, Any]:
        """Plain lists and texts; from_json() reads them back."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        """The composition that as_json() wrote."""
        return cls(
            head=Head(**content["head"]),
            chapters=tuple(_chapter(chapter) for chapter in content["chapters"]),
        )


def text_of(sentence: Sentence) -> str:
    """The sentence as it is read."""
    return "".join(piece.text for piece in sentence)


def _sentence(pieces: list[dict[str, Any]]) -> Sentence:
    return tuple(Piece(**piece) for piece in pieces)


def _chapter(chapter: dict[str, Any]) -> Chapter:
    return Chapter(
        heading=chapter["heading"],
        paragraphs=tuple(
            tuple(_sentence(sentence) for sentence in paragraph)
            for paragraph in chapter["paragraphs"]
        ),
        tables=tuple(
            Table(
                caption=table["caption"],
                headings=tuple(table["headings"]),
                rows=tuple(_sentence(row) for row in table["rows"]),
                notes=tuple(table["notes"]),
            )
            for table in chapter["tables"]
        ),
    )
