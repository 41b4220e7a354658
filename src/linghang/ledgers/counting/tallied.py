"""Figures added up from months that are counted already, the others from their entries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal

from linghang.foundation.period import Period
from linghang.ledgers.counting import adding
from linghang.ledgers.counting.adding import WHOLE, By, Question, Total, Totals
from linghang.ledgers.counting.definitions import Of, Span
from linghang.ledgers.counting.lines import Lines
from linghang.ledgers.tallies import queries as tallies
from linghang.ledgers.tallies import rules
from linghang.ledgers.tallies.rules import Part, Parts, Sums


def added(question: Question, by: By = None) -> Totals:
    """What adding.added() says, from fewer rows: as of a past day all is counted anew."""
    if question.as_of is not None:
        return adding.added(question, by)
    found: Totals = defaultdict(lambda: defaultdict(Total))
    for span, part in question.spans:
        told = _happened(part, by) if span is Span.HAPPENED else None
        for line, totals in (adding.added(part, by) if told is None else told).items():
            found[line].update(totals)
    return found


def _happened(question: Question, by: By) -> Totals | None:
    """None where no month is kept: then all is counted in one go."""
    if not all(map(rules.is_kept, question.figures)):
        return None
    months = [day for day in rules.months(question.period) if _is_steady(question, by, day)]
    is_whole = question.units is None and question.line is None and not isinstance(by, Lines)
    kept = tallies.good(question.ledger, question.declared, months, whole=is_whole)
    if not kept:
        return None
    rest = rules.rest(question.period, kept)
    sums = Sums()
    for month, text in kept.items():
        if not any(part.start <= month < part.end for part in rest):
            _take(sums, question, by, month, text, is_whole=is_whole)
    for part in rest:
        asked = replace(question, period=part)
        for line, parts in parts_of(asked, by).items():
            sums.add(line, parts)
    if by is None:
        sums.lines.setdefault(WHOLE, {})
    return {line: _totals(parts) for line, parts in sums.lines.items()}


def _is_steady(question: Question, by: By, month: date) -> bool:
    """Whether every unit stands under one line for the whole month."""
    over = Period.month(month.year, month.month)
    some = [by] if isinstance(by, Lines) else []
    some += [question.line[0]] if question.line else []
    return not any(one.turns_within(over) for one in some)


def _take(
    sums: Sums, question: Question, by: By, month: date, text: str, *, is_whole: bool
) -> None:
    figures = [one.code for one in question.figures]
    if is_whole:
        sums.add(f"{month:%Y-%m}" if by else WHOLE, rules.of_whole(text, figures))
        return
    units = None if question.units is None else frozenset(question.units)
    for unit, parts in rules.of_units(text, figures, units):
        if question.line is None or question.line[0].of(unit, month) == question.line[1]:
            sums.add(by.of(unit, month) if by else WHOLE, parts)


def parts_of(question: Question, by: By) -> dict[str, Parts]:
    """Line → figure → what its entries come to, with whom they name where each counts once."""
    found = {
        line: {
            code: Part(total.number, total.estimated, total.entries)
            for code, total in totals.items()
        }
        for line, totals in adding.added(question, by).items()
    }
    for one in question.figures:
        if one.of is Of.DISTINCT:
            for line, keys in adding.known_keys(question, one, by).items():
                found.setdefault(line, {}).setdefault(one.code, Part()).keys = keys
    return found


def _totals(parts: Parts) -> dict[str, Total]:
    return defaultdict(Total, {code: _total(part) for code, part in parts.items()})


def _total(part: Part) -> Total:
    number = part.number if part.keys is None else Decimal(len(part.keys))
    return Total(number, part.estimated, part.entries)
