"""The shape of `reports.yaml`: chapters of sentences whose numbers are named, never written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from linghang.foundation.catalog.definitions import Item

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NAME = r"^[a-z][a-z0-9_]*$"
# Words that the report knows by itself; all others name a figure of the same sentence.
CONTEXT = frozenset({"hospital", "period"})
CAMPUS = "campus"

Show = Literal["value", "change", "difference", "share", "numerator", "denominator"]
Base = Literal["previous", "year_before"]
Place = Literal["hospital", "each_campus", "without_department"]


class Part(BaseModel):
    """A piece of a report: as strict as an item, without a code of its own."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Figure(Part):
    """One number of a sentence.

    show: `value` as the indicator writes it; `change` against `against` in per cent; `difference`
    against `against` in the indicator's own unit (percentage points for shares, days for days);
    `share` of the place in the hospital; or one of the two parts.
    period: which span's figure is shown; only for figures that compare nothing.
    """

    name: str = Field(pattern=_NAME)
    indicator: str = Field(pattern=_NAME)
    show: Show = "value"
    against: Base | None = None
    period: Literal["this", "previous", "year_before"] = "this"
    scope: Place = "hospital"

    @property
    def compares(self) -> bool:
        return self.show in {"change", "difference"}

    @model_validator(mode="after")
    def _one_meaning(self) -> Self:
        if self.compares and self.against is None:
            raise ValueError(f"{self.name} 写变化，要用 against 写明与哪一期比")
        if not self.compares and self.against is not None:
            raise ValueError(f"{self.name} 不写变化，不能有 against")
        if self.compares and self.period != "this":
            raise ValueError(f"{self.name} 写的是本期的变化，不能另写 period")
        if self.show == "share" and self.scope == "hospital":
            raise ValueError(f"{self.name} 写占全院的比例，scope 不能是 hospital")
        return self


class Sentence(Part):
    """One sentence. `nothing` stands in its place when the first figure has nothing to count."""

    text: str = Field(min_length=1)
    figures: tuple[Figure, ...] = ()
    nothing: str = ""

    @property
    def for_each_campus(self) -> bool:
        """Whether the sentence is written once for every campus."""
        return any(figure.scope == "each_campus" for figure in self.figures)

    @property
    def context(self) -> frozenset[str]:
        """The placeholders that the report fills by itself."""
        return CONTEXT | {CAMPUS} if self.for_each_campus else CONTEXT

    def in_order(self) -> list[Figure]:
        """The figures as the text names them."""
        return sorted(self.figures, key=lambda figure: self.text.index(f"{{{figure.name}}}"))

    @model_validator(mode="after")
    def _all_bound_and_all_used(self) -> Self:
        names = [figure.name for figure in self.figures]
        written = PLACEHOLDER.findall(self.text)
        _refuse("这些名称用了两次", [name for name, count in Counter(names).items() if count > 1])
        _refuse("这些名称留给报告自己用", set(names) & (CONTEXT | {CAMPUS}))
        _refuse("这些占位没有对应的数据", set(written) - set(names) - self.context)
        _refuse("这些数据没有写进句子", set(names) - set(written))
        _refuse("这些数据在句子里写了两次", [n for n in names if written.count(n) > 1])
        if bool(self.figures) != bool(self.nothing):
            raise ValueError("有数据的句子要写 nothing（没有可计数据时的说法），没有数据的不写")
        _refuse(
            "nothing 里只能用报告自己的占位",
            set(PLACEHOLDER.findall(self.nothing)) - self.context,
        )
        return self


class Column(Part):
    """One column of a table; the unit belongs to the heading."""

    heading: str = Field(min_length=1)
    indicator: str = Field(pattern=_NAME)


class Table(Part):
    """An indicator table: one row per campus, department or month, and the hospital's last."""

    caption: str = Field(min_length=1)
    by: Literal["campus", "department", "month"]
    label: str = Field(min_length=1)
    columns: tuple[Column, ...] = Field(min_length=1)


class Paragraph(Part):
    """Sentences that follow each other without a break; written once per campus if they say so."""

    sentences: tuple[Sentence, ...] = Field(min_length=1)

    @property
    def for_each_campus(self) -> bool:
        return self.sentences[0].for_each_campus

    @model_validator(mode="after")
    def _of_one_kind(self) -> Self:
        if len({sentence.for_each_campus for sentence in self.sentences}) > 1:
            raise ValueError("一段里的句子要么都按院区写（each_campus），要么都不按院区写")
        return self


class Chapter(Part):
    """A level-one heading (numbered by the engine) with its paragraphs, then its tables."""

    heading: str = Field(min_length=1)
    paragraphs: tuple[Paragraph, ...] = Field(min_length=1)
    tables: tuple[Table, ...] = ()


class Report(Item):
    """One kind of report.

    title: what lists and file names call it; heading: what stands over the text. Both may name
    {period} and {hospital}. layout: `bulletin` (简报: masthead, issue, issuing office, red rule) or
    `letter` (addressee, text, signature and date). span: the length of period it is written for.
    """

    title: str = Field(min_length=1)
    heading: str = Field(min_length=1)
    layout: Literal["bulletin", "letter"]
    masthead: str = ""
    office: str = Field(min_length=1)
    addressee: str = ""
    span: Literal["month", "quarter", "year"]
    chapters: tuple[Chapter, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _head_fits_layout(self) -> Self:
        for text in (self.title, self.heading):
            _refuse("标题里没有这些占位", set(PLACEHOLDER.findall(text)) - CONTEXT)
        if (self.layout == "bulletin") != bool(self.masthead):
            raise ValueError("简报（bulletin）要有刊头 masthead，公文（letter）没有刊头")
        return self

    def sentences(self) -> list[Sentence]:
        """All sentences in reading order."""
        return [
            sentence
            for chapter in self.chapters
            for paragraph in chapter.paragraphs
            for sentence in paragraph.sentences
        ]

    def tables(self) -> list[Table]:
        """All tables in reading order."""
        return [table for chapter in self.chapters for table in chapter.tables]

    def indicators(self) -> list[str]:
        """Codes of the indicators that the report cites, each once, in reading order."""
        cited = [figure.indicator for text in self.sentences() for figure in text.figures]
        cited += [column.indicator for table in self.tables() for column in table.columns]
        return list(dict.fromkeys(cited))

    def written_numbers(self, allowed: Collection[str]) -> list[str]:
        """Sentences in which a digit stands outside a placeholder and outside the `allowed` names.

        A number typed into a catalog is bound to nothing, so it has no place there. `allowed` are
        the names of indicators, of which some contain digits (31日再住院率).
        """
        texts = [text for one in self.sentences() for text in (one.text, one.nothing)]
        texts += [chapter.heading for chapter in self.chapters]
        return [text for text in texts if _has_digit(text, allowed)]


def misfits(report: Report, *, units: Mapping[str, str], counts: Collection[str]) -> Iterator[str]:
    """Figures whose way of showing makes no sense for their indicator, in Chinese.

    units: unit by indicator. counts: the indicators that only count and therefore add up.
    """
    for figure in (one for sentence in report.sentences() for one in sentence.figures):
        if figure.show == "change" and units[figure.indicator] == "%":
            yield f"{figure.name}：比率的变化写百分点（difference），不写百分比（change）"
        if figure.show == "share" and figure.indicator not in counts:
            yield f"{figure.name}：只有计数指标才有占比（share），比率和均值不能相加"
        if figure.show == "denominator" and figure.indicator in counts:
            yield f"{figure.name}：计数指标没有分母（denominator）"


def _has_digit(text: str, allowed: Collection[str]) -> bool:
    rest = PLACEHOLDER.sub("", text)
    for name in sorted(allowed, key=len, reverse=True):
        rest = rest.replace(name, "")
    return any(character.isdigit() for character in rest)


def _refuse(says: str, names: Collection[str]) -> None:
    if names:
        raise ValueError(f"{says}：{'、'.join(sorted(names))}")
