"""Writes a report: fills a definition from a source and says where the numbers come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from linghang.foundation.period import Period, day_label
from linghang.indicators.queries import Scope
from linghang.reports import definitions, provenance, rules, tables
from linghang.reports.composition import (
    Chapter,
    Composition,
    Head,
    Paragraph,
    Piece,
    Sentence,
    Table,
)
from linghang.reports.figures import HOSPITAL, WITHOUT_DEPARTMENT, Binder, Bound, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The text and the numbers in it."""

    composition: Composition
    figures: tuple[Bound, ...]


def write(
    report: definitions.Report, *, source: Source, period: Period, hospital: str, today: date
) -> Written:
    """The report for this period, dated today. Reads each figure once; writes nothing."""
    writer = _Writer(Binder(source, period), hospital)
    chapters = [writer.chapter(chapter) for chapter in report.chapters]
    chapters.append(provenance.chapter(report, writer.binder, first_sentence=writer.sentences + 1))
    head = Head(
        title=_fill(report.title, writer.context),
        heading=_fill(report.heading, writer.context),
        layout=report.layout,
        hospital=hospital,
        office=report.office,
        dated=day_label(today),
        masthead=report.masthead,
        issue=rules.issue(period) if report.masthead else "",
        addressee=report.addressee,
    )
    return Written(
        composition=Composition(head=head, chapters=tuple(chapters)),
        figures=tuple(writer.binder.bound),
    )


class _Writer:
    """One pass over the definition; counts sentences and tables as they are written."""

    def __init__(self, binder: Binder, hospital: str) -> None:
        self.binder = binder
        self.context = {"hospital": hospital, "period": binder.period.label}
        self.sentences = self.tables = 0

    def chapter(self, chapter: definitions.Chapter) -> Chapter:
        paragraphs = [
            self._paragraph(paragraph, scope, words)
            for paragraph in chapter.paragraphs
            for scope, words in self._places(paragraph)
        ]
        return Chapter(
            heading=chapter.heading,
            paragraphs=tuple(paragraphs),
            tables=tuple(self._table(table) for table in chapter.tables),
        )

    def _table(self, table: definitions.Table) -> Table:
        self.tables += 1
        return tables.write(table, self.binder, number=self.tables)

    def _places(self, paragraph: definitions.Paragraph) -> Iterator[tuple[Scope, dict[str, str]]]:
        if not paragraph.for_each_campus:
            yield HOSPITAL, self.context
            return
        for code, name in self.binder.source.campuses(self.binder.period):
            yield Scope(campus=code), {**self.context, definitions.CAMPUS: name}

    def _paragraph(
        self, paragraph: definitions.Paragraph, scope: Scope, words: Mapping[str, str]
    ) -> Paragraph:
        return tuple(self._sentence(one, scope, words) for one in paragraph.sentences)

    def _sentence(
        self, sentence: definitions.Sentence, scope: Scope, words: Mapping[str, str]
    ) -> Sentence:
        self.sentences += 1
        figures = sentence.in_order()
        if figures and self._counts_nothing(figures[0], scope):
            return (Piece(_fill(sentence.nothing, words)),)
        bound: dict[str, Piece] = {}
        marked: set[tuple[str, Scope]] = set()
        for figure in figures:
            place = _place(figure, scope)
            key = (figure.indicator, place)
            bound[figure.name] = self.binder.bind(
                figure, place, sentence=self.sentences, is_marked=key in marked
            )
            if self.binder.bound[-1].provisional:
                marked.add(key)
        return tuple(_pieces(sentence.text, words, bound))

    def _counts_nothing(self, figure: definitions.Figure, scope: Scope) -> bool:
        period = self.binder.span(figure.period)
        return self.binder.reading(figure.indicator, period, _place(figure, scope)).is_nothing


def _place(figure: definitions.Figure, scope: Scope) -> Scope:
    """The paragraph's campus for figures of a campus; else the place that the figure names."""
    if figure.scope == "without_department":
        return WITHOUT_DEPARTMENT
    return scope if figure.scope == "each_campus" else HOSPITAL


def _fill(text: str, words: Mapping[str, str]) -> str:
    return definitions.PLACEHOLDER.sub(lambda found: words[found[1]], text)


def _pieces(text: str, words: Mapping[str, str], bound: Mapping[str, Piece]) -> Iterator[Piece]:
    """Text and figures in turn; neighbouring words are one piece."""
    start = 0
    for found in definitions.PLACEHOLDER.finditer(text):
        if found[1] not in bound:
            continue
        if before := text[start : found.start()]:
            yield Piece(_fill(before, words))
        yield bound[found[1]]
        start = found.end()
    if rest := text[start:]:
        yield Piece(_fill(rest, words))
