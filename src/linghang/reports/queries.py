"""A built report for reading: its text cut into pieces, each number with the row behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from linghang.reports import composition
from linghang.reports.composition import Composition, Head
from linghang.reports.models import BoundFigure, Report
from linghang.reports.rules import chapter_number


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """Text, and the number that it is, if it is one (to link to indicator, period and scope)."""

    text: str
    figure: BoundFigure | None


ShownSentence = tuple[ShownPiece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTable:
    """`rows`: the label, then one piece per column; the last row is the hospital's."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[ShownSentence, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChapter:
    """`heading` with its number, as it stands in the document."""

    heading: str
    paragraphs: tuple[tuple[ShownSentence, ...], ...]
    tables: tuple[ShownTable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReport:
    """The whole text of a report."""

    report: Report
    head: Head
    chapters: tuple[ShownChapter, ...]


def shown(report: Report) -> ShownReport:
    """The report with each number bound to its row, in one query; nothing is computed again."""
    written = Composition.from_json(report.content)
    figures = {one.number: one for one in report.figures.all()}
    first_table = 1
    chapters = []
    for number, chapter in enumerate(written.chapters, start=1):
        chapters.append(_chapter(chapter, figures, number=number, first_table=first_table))
        first_table += len(chapter.tables)
    return ShownReport(report=report, head=written.head, chapters=tuple(chapters))


def sentences(report: Report) -> list[str]:
    """The sentences as they are read, without the tables."""
    return [composition.text_of(one) for one in Composition.from_json(report.content).sentences()]


def _chapter(
    chapter: composition.Chapter,
    figures: Mapping[int, BoundFigure],
    *,
    number: int,
    first_table: int,
) -> ShownChapter:
    return ShownChapter(
        heading=f"{chapter_number(number)}、{chapter.heading}",
        paragraphs=tuple(
            tuple(_sentence(sentence, figures) for sentence in paragraph)
            for paragraph in chapter.paragraphs
        ),
        tables=tuple(
            ShownTable(
                caption=f"表{place}　{table.caption}",
                headings=table.headings,
                rows=tuple(_sentence(row, figures) for row in table.rows),
                notes=table.notes,
            )
            for place, table in enumerate(chapter.tables, start=first_table)
        ),
    )


def _sentence(sentence: composition.Sentence, figures: Mapping[int, BoundFigure]) -> ShownSentence:
    return tuple(
        ShownPiece(piece.text, figures[piece.figure] if piece.figure else None)
        for piece in sentence
    )
