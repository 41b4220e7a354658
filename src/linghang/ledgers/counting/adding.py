"""What entries come to in SQL, all figures at once: one query over entries and one over mentions
for each span, whatever the number of figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat, Substr

from linghang.foundation.period import Period
from linghang.ledgers.counting import conditions, formers
from linghang.ledgers.counting.definitions import Figure, Of, Span
from linghang.ledgers.counting.lines import Lines
from linghang.ledgers.counting.rules import Row, counts, keys, within
from linghang.ledgers.definitions import Ledger
from linghang.ledgers.models import Entry, Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is to be counted. ledger: the one that holds the entries of `declared`.

    units: only of these, None for all. as_of: what was known that day, None for now. line: only
    entries that are counted under one line.
    """

    ledger: Ledger
    declared: Ledger
    figures: tuple[Figure, ...]
    period: Period
    units: Collection[str] | None = None
    as_of: date | None = None
    line: tuple[Lines, str] | None = None

    @property
    def spans(self) -> list[tuple[Span, Question]]:
        """The same question for the figures of each span that there is."""
        parted = []
        for span in Span:
            some = tuple(one for one in self.figures if one.span is span)
            if some:
                parted.append((span, replace(self, figures=some)))
        return parted

    def entries(self, span: Span) -> Q:
        """Every entry that can count."""
        asked = Q(ledger=self.ledger.code) & conditions.during(span, self.period)
        if self.units is not None:
            asked &= Q(unit_id__in=list(self.units))
        if self.line is not None:
            asked &= self.line[0].only(self.line[1])
        return asked & conditions.known(self.as_of)


@dataclass(slots=True)
class Total:
    """A number, how much of it is estimated, and how many entries stand behind it."""

    number: Decimal = Decimal(0)
    estimated: Decimal = Decimal(0)
    entries: int = 0


class ByMonth:
    """A line for each month, `2025-06`."""

    def expression(self, of: str = "") -> Combinable:
        """The month of an entry's day, read off its text, as no engine names months alike."""
        return Substr(Cast(f"{of}day", CharField()), 1, 7)

    def of(self, unit: str, day: date) -> str:
        """The month of the day."""
        return f"{day:%Y-%m}"


class ByMonthAndUnit(ByMonth):
    """A line for each month and unit that entries belong to, `2025-06 D01`."""

    def expression(self, of: str = "") -> Combinable:
        """Both, with a blank between."""
        unit = F(f"{of}unit_id")
        return Concat(super().expression(of), Value(" "), unit, output_field=CharField())

    def of(self, unit: str, day: date) -> str:
        """The month of the day, and the unit."""
        return f"{day:%Y-%m} {unit}"


By = Lines | ByMonth | None
Totals = dict[str, dict[str, Total]]
WHOLE = ""


def added(question: Question, by: By = None) -> Totals:
    """Line → figure → total; without `by` the only line is WHOLE. Lines of nothing are absent."""
    found: Totals = defaultdict(lambda: defaultdict(Total))
    for span, part in question.spans:
        _entries(part, span, by, found)
        _mentions(part, span, by, found)
    if question.as_of is not None:
        _formers(question, by, found)
    return found


def is_of_mentions(ledger: Ledger, figure: Figure) -> bool:
    """Whether the figure counts what has rows of its own: persons, units, records, options."""
    return figure.of in (Of.TIMES, Of.DISTINCT) and ledger.by_code[figure.field].is_mentioned


def _entries(question: Question, span: Span, by: By, found: Totals) -> None:
    wanted, ledger = _wanted_of_entries(question), question.ledger
    counted = {n: one for n, one in enumerate(question.figures) if not is_of_mentions(ledger, one)}
    if not counted:
        return
    rows = Entry.objects.filter(question.entries(span))
    for line, row in _grouped(rows, by, "", wanted):
        for number, figure in counted.items():
            total = found[line][figure.code]
            total.entries = row[f"entries_{number}"]
            kept = row.get(f"number_{number}", total.entries)
            total.number = _exact(question, figure, kept)
            total.estimated = _exact(question, figure, row.get(f"estimated_{number}"))


def _wanted_of_entries(question: Question) -> dict[str, Count | Sum]:
    wanted: dict[str, Count | Sum] = {}
    for number, figure in enumerate(question.figures):
        asked = conditions.chosen(question.ledger, question.declared, figure)
        if is_of_mentions(question.ledger, figure):
            continue
        filled = "ledger" if figure.of is Of.ENTRIES else question.ledger.places[figure.field]
        wanted[f"entries_{number}"] = Count(filled, filter=asked or None)
        guessed = conditions.estimated(question.ledger, figure)
        if figure.of is not Of.ENTRIES:
            wanted[f"number_{number}"] = _of_entries(question.ledger, figure, asked)
        if guessed is not None:
            wanted[f"estimated_{number}"] = _of_entries(question.ledger, figure, asked & guessed)
    return wanted


def _of_entries(ledger: Ledger, figure: Figure, asked: Q) -> Count | Sum:
    if figure.of is Of.ENTRIES:
        return Count("ledger", filter=asked or None)
    column = ledger.places[figure.field]
    if figure.of is Of.SUM:
        return Sum(column, filter=asked or None)
    return Count(column, filter=asked or None, distinct=True)


def _exact(question: Question, figure: Figure, kept: int | None) -> Decimal:
    if figure.of is Of.SUM:
        return conditions.exact(question.ledger, figure, kept)
    return Decimal(kept or 0)


def _mentions(question: Question, span: Span, by: By, found: Totals) -> None:
    ledger, wanted = question.ledger, {}
    named = {n: one for n, one in enumerate(question.figures) if is_of_mentions(ledger, one)}
    if not named:
        return
    for number, figure in named.items():
        asked = _naming(question, figure)
        guessed = conditions.estimated(ledger, figure)
        wanted[f"number_{number}"] = _of_mentions(figure, asked)
        wanted[f"entries_{number}"] = Count("entry", filter=asked, distinct=True)
        if guessed is not None:
            both = asked & conditions.of_mentions(guessed)
            wanted[f"estimated_{number}"] = _of_mentions(figure, both)
    fields = {figure.field for figure in named.values()}
    rows = Mention.objects.filter(
        conditions.of_mentions(question.entries(span)), ledger=ledger.code, field__in=fields
    )
    for line, row in _grouped(rows, by, "entry__", wanted):
        for number, figure in named.items():
            total = found[line][figure.code]
            total.entries = row[f"entries_{number}"]
            total.number = Decimal(row[f"number_{number}"] or 0)
            total.estimated = Decimal(row.get(f"estimated_{number}") or 0)


def _naming(question: Question, figure: Figure) -> Q:
    """The mentions that a figure counts, among those of its field's entries."""
    chosen = conditions.chosen(question.ledger, question.declared, figure)
    asked = Q(field=figure.field) & conditions.of_mentions(chosen)
    if figure.party:
        asked &= conditions.party(question.period if figure.span is Span.HAPPENED else None)
    return asked


def _of_mentions(figure: Figure, asked: Q) -> Count:
    if figure.of is Of.DISTINCT:
        return Count(conditions.whom(), filter=asked or None, distinct=True)
    return Count("entry", filter=asked or None)


def _grouped(
    rows: QuerySet[Any], by: By, of: str, wanted: Mapping[str, Any]
) -> list[tuple[str, dict[str, Any]]]:
    if by is None:
        return [(WHOLE, rows.order_by().aggregate(**wanted))]
    lines = rows.order_by().annotate(line=by.expression(of)).values("line").annotate(**wanted)
    return [(row["line"], row) for row in lines]


def _formers(question: Question, by: By, found: Totals) -> None:
    """Add what corrected entries said on that day, entry by entry: they are few."""
    rows, is_member = formers.rows(
        question.ledger, question.declared, question.units, question.as_of
    )
    if question.line is not None:
        by_line, line = question.line
        rows = [row for row in rows if by_line.of(row.unit, row.day) == line]
    start, end = question.period.start, question.period.end
    for figure in question.figures if rows else ():
        chosen = [
            row
            for row in rows
            if within(row, figure, start, end)
            and counts(question.ledger, figure, row)
            and (figure.of is Of.ENTRIES or keys(figure, row, is_member))
        ]
        parted: defaultdict[str, list[Row]] = defaultdict(list)
        for row in chosen:
            parted[by.of(row.unit, row.day) if by else WHOLE].append(row)
        named = known_keys(question, figure, by) if chosen and figure.of is Of.DISTINCT else {}
        for line, some in parted.items():
            total = found[line][figure.code]
            total.entries += len(some)
            guessed = [row for row in some if figure.estimated and row.facts.get(figure.estimated)]
            if figure.of is Of.DISTINCT:
                told = {key for row in some for key in keys(figure, row, is_member)}
                total.number = Decimal(len(named.get(line, set()) | told))
                continue
            total.number += formers.total(figure, some, is_member)
            total.estimated += formers.total(figure, guessed, is_member)


def known_keys(question: Question, figure: Figure, by: By) -> dict[str, set[str]]:
    """Line → whom entries name that were not corrected since."""
    told: defaultdict[str, set[str]] = defaultdict(set)
    of, what = "", None
    rows: QuerySet[Any]
    if is_of_mentions(question.ledger, figure):
        of, what = "entry__", conditions.whom()
        rows = Mention.objects.filter(
            _naming(question, figure),
            conditions.of_mentions(question.entries(figure.span)),
            ledger=question.ledger.code,
        ).annotate(key=what)
    else:
        column = question.ledger.places[figure.field]
        asked = conditions.chosen(question.ledger, question.declared, figure)
        rows = Entry.objects.filter(
            question.entries(figure.span), asked, **{f"{column}__isnull": False}
        ).annotate(key=Cast(column, CharField()))
    if by is None:
        told[WHOLE] = set(rows.order_by().values_list("key", flat=True).distinct())
        return told
    lines = rows.annotate(line=by.expression(of)).order_by().values_list("line", "key")
    for line, key in lines.distinct():
        told[line].add(key)
    return told
