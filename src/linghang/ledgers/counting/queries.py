"""The figures of ledgers, exact: by unit, by month, as of any day; and what each opens to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q

from linghang.foundation import clock
from linghang.foundation.period import Period
from linghang.ledgers import catalog
from linghang.ledgers.counting import adding, conditions, formers, lines, rules, tallied
from linghang.ledgers.counting.adding import WHOLE, ByMonth, Question, Total
from linghang.ledgers.counting.counted import Counted, Line, rated
from linghang.ledgers.counting.definitions import Figure, Of, Span
from linghang.ledgers.counting.lines import Basis, Level, Lines
from linghang.ledgers.definitions import Secrecy
from linghang.ledgers.models import Entry, LedgerEntryQuerySet, Mention
from linghang.org.models import Unit

# Of ledgers that only some may know of, others are told no figure that fewer entries stand behind.
MINIMUM = 5


def figures(
    code: str,
    *,
    period: Period,
    units: Collection[str] | None = None,
    as_of: date | None = None,
    line: tuple[Lines, str] | None = None,
    known: bool = False,
) -> list[Counted]:
    """All figures of a ledger or of a part of one, in file order: in one query where its months
    are counted already, from the entries in four where none is.

    units: entries of these alone, None for all. as_of: what was known on that day; None for
    now. line: only those of one line (see lines_of). known: the reader may read the ledger's
    entries, so that nothing stays untold. Raises KeyError.
    """
    question = replace(_question(code, period, units, as_of), line=line)
    totals = tallied.added(question).get(WHOLE, {})
    told = known or tells_others(question, totals)
    return [_counted(question, one, totals.get(one.code), told) for one in question.figures]


def tells_others(question: Question, totals: Mapping[str, Total]) -> bool:
    """Whether who does not read the ledger is told these totals: those of all its figures."""
    if question.ledger.secrecy is Secrecy.OPEN:
        return True
    if (question.units, question.line, question.as_of) != (None, None, None):
        return False
    if catalog.parts(question.ledger.code):  # what a part leaves of the whole would be told, too
        return False
    counts = [total.entries for total in totals.values()]
    return rules.told_to_others(question.period, counts, today=clock.today(), minimum=MINIMUM)


def by_unit(
    code: str,
    *,
    period: Period,
    today: date,
    level: Level = Level.UNIT,
    basis: Basis = Basis.THEN,
    units: Collection[str] | None = None,
    as_of: date | None = None,
    known: bool = False,
) -> list[Line]:
    """The figures of every unit with an entry, in the order of their codes.

    level: as entered, or added up to the unit below the top. basis: by the organisation of each
    entry's day, or of today, through successors. Empty for a ledger that only some may know of
    unless they ask (known). Raises KeyError.
    """
    question = _question(code, period, units, as_of)
    if not (known or question.ledger.secrecy is Secrecy.OPEN):
        return []
    by = _lines(question, level, basis, today)
    totals = tallied.added(question, by)
    names = dict(Unit.objects.filter(code__in=list(totals)).values_list("code", "name"))
    return [
        _line(question, line, names.get(line, line), totals[line])
        for line in sorted(totals)
        if any(each.entries for each in totals[line].values())
    ]


def by_month(
    code: str,
    *,
    period: Period,
    units: Collection[str] | None = None,
    as_of: date | None = None,
    known: bool = False,
) -> list[Line]:
    """The figures of every month of the period, those without an entry, too.

    What is in force is counted at each month's end, by two queries a month. Empty for a ledger
    that only some may know of unless they ask (known). Raises KeyError.
    """
    question = _question(code, period, units, as_of)
    if not (known or question.ledger.secrecy is Secrecy.OPEN):
        return []
    happened: dict[str, dict[str, Total]] = {}
    standing: dict[str, dict[str, Total]] = {}
    for span, part in question.spans:
        if span is Span.HAPPENED:
            happened = tallied.added(part, ByMonth())
            continue
        for month in period.months():
            asked = replace(part, period=month)
            standing[month.code] = tallied.added(asked).get(WHOLE, {})
    return [
        _line(
            question,
            month.code,
            month.label,
            {**happened.get(month.code, {}), **standing.get(month.code, {})},
        )
        for month in period.months()
    ]


def _question(
    code: str, period: Period, units: Collection[str] | None, as_of: date | None
) -> Question:
    ledger, declared = conditions.holder(code)
    return Question(
        ledger=ledger,
        declared=declared,
        figures=declared.figures,
        period=period,
        units=units,
        as_of=as_of,
    )


def lines_of(
    code: str,
    *,
    period: Period,
    today: date,
    level: Level,
    basis: Basis,
    units: Collection[str] | None = None,
    as_of: date | None = None,
) -> Lines:
    """Under which line of by_unit() each entry stands. Raises KeyError."""
    return _lines(_question(code, period, units, as_of), level, basis, today)


def _lines(question: Question, level: Level, basis: Basis, today: date) -> Lines:
    found = units_of(question)
    return lines.read(found, level=level, basis=basis, period=question.period, today=today)


def units_of(question: Question) -> set[str]:
    """The units with an entry that can count."""
    found: set[str] = set()
    for span, part in question.spans:
        rows = Entry.objects.filter(part.entries(span)).order_by()
        found |= {str(unit) for unit in rows.values_list("unit_id", flat=True).distinct()}
    rows_before, _ = formers.rows(
        question.ledger, question.declared, question.units, question.as_of
    )
    return found | {row.unit for row in rows_before}


def _line(question: Question, code: str, label: str, totals: dict[str, Total]) -> Line:
    told = [_counted(question, one, totals.get(one.code), True) for one in question.figures]
    rates = rated(question.declared.rates, told)
    return Line(code=code, label=label, figures=told, rates=rates)


def _counted(question: Question, figure: Figure, total: Total | None, told: bool) -> Counted:
    total, ledger, untold = total or Total(), question.ledger, not told
    return Counted(
        ledger=question.declared.code,
        figure=figure,
        number=None if untold else rules.in_unit(ledger, figure, total.number),
        estimated=Decimal(0) if untold else rules.in_unit(ledger, figure, total.estimated),
        entries=0 if untold else total.entries,
        decimals=rules.decimals(ledger, figure),
    )


def entries_of(
    code: str,
    figure: str,
    *,
    period: Period,
    units: Collection[str] | None = None,
    as_of: date | None = None,
    line: tuple[Lines, str] | None = None,
) -> LedgerEntryQuerySet:
    """The entries that a figure stands on: as many, adding up to as much, naming as many.

    line: only those of one line of a table by unit (see lines_of). Of a past day also those that
    said otherwise then, under what they say now. Raises KeyError.
    """
    question = replace(_question(code, period, units, as_of), line=line)
    one = question.declared.figures_by_code[figure]
    asked = question.entries(one.span) & conditions.chosen(question.ledger, question.declared, one)
    if adding.is_of_mentions(question.ledger, one):
        naming = Mention.objects.filter(entry=OuterRef("pk"), field=one.field)
        if one.party:
            naming = naming.filter(conditions.party())
        asked &= Q(Exists(naming.order_by()))
    elif one.of is not Of.ENTRIES:
        asked &= Q(**{f"{question.ledger.places[one.field]}__isnull": False})
    if as_of is not None and (before := _before(question, one, as_of)):
        asked |= Q(pk__in=before)
    return Entry.objects.filter(asked)


def _before(question: Question, figure: Figure, as_of: date) -> list[int]:
    ledger, period, line = question.ledger, question.period, question.line
    rows, is_member = formers.rows(ledger, question.declared, question.units, as_of)
    return [
        row.key
        for row in rows
        if rules.within(row, figure, period.start, period.end)
        and rules.counts(ledger, figure, row)
        and (figure.of is Of.ENTRIES or rules.keys(figure, row, is_member))
        and (line is None or line[0].of(row.unit, row.day) == line[1])
    ]
