"""Counts the months that were touched since they were counted, ledger by ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import TruncMonth

from linghang.foundation.period import Period
from linghang.ledgers import catalog
from linghang.ledgers.counting import tallied
from linghang.ledgers.counting.adding import ByMonthAndUnit, Question
from linghang.ledgers.definitions import Ledger, Secrecy
from linghang.ledgers.models import Entry, LedgerEntryQuerySet
from linghang.ledgers.tallies import queries, rules, triggers
from linghang.ledgers.tallies.models import Tally, Touch
from linghang.ledgers.tallies.rules import WHOLE, Sums

FEWEST = 100  # entries of a month; fewer are counted as fast as a tally is read
WIDE = (triggers.EVERY, triggers.PARTY)
PIECE = 12  # months that are counted together, in one transaction


def renew() -> int:
    """Count what was touched; returns how many months. Readers see the old or the new, whole.

    Touches are read first and only those are taken away: what is committed while we count has a
    touch of its own, by which the month stays untallied until the next time.
    """
    _spread()
    count = 0
    ledgers = {one.code: one for one in _ledgers()}
    touched: defaultdict[str, list[date]] = defaultdict(list)
    rows = Touch.objects.exclude(ledger__in=WIDE).order_by("ledger", "since").distinct()
    for code, month in rows.values_list("ledger", "since"):
        touched[code].append(month)
    for code, months in touched.items():
        if code not in ledgers:
            Touch.objects.filter(ledger=code).delete()
            continue
        for at in range(0, len(months), PIECE):
            count += _renew(ledgers[code], months[at : at + PIECE])
    return count


def _ledgers() -> list[Ledger]:
    """Open ones of which something can be counted beforehand; of others nothing is kept."""
    every = [loaded.item for loaded in catalog.catalog().items.values()]
    bases = [one for one in every if not one.part_of and one.secrecy is Secrecy.OPEN]
    return [one for one in bases if any(map(queries.counts, _declared(one)))]


def _declared(ledger: Ledger) -> Sequence[Ledger]:
    return (ledger, *catalog.parts(ledger.code))


@transaction.atomic
def _spread() -> None:
    """Touches of all ledgers, and definitions that have changed, become touches of months."""
    wide = list(Touch.objects.filter(ledger__in=WIDE))
    found = set(_outdated())
    for ledger in _ledgers() if wide else ():
        has_party = any(one.party for each in _declared(ledger) for one in each.figures)
        days = [one.since for one in wide if one.ledger == triggers.EVERY or has_party]
        if days:  # one question for all of them: a merger of branches moves hundreds of members
            rows = _in_force(ledger).filter(day__gte=min(days).replace(day=1))
            found |= {(ledger.code, month) for month, _ in _by_month(rows)}
    Touch.objects.bulk_create(
        Touch(ledger=code, since=month, until=Period.month(month.year, month.month).end)
        for code, month in sorted(found)
    )
    Touch.objects.filter(pk__in=[one.pk for one in wide]).delete()


def _outdated() -> Iterator[tuple[str, date]]:
    """(ledger that holds the entries, month) of tallies by older definitions; others just go."""
    bases = {each.code: one.code for one in _ledgers() for each in _declared(one)}
    for code, stamp in list(Tally.objects.order_by().values_list("ledger", "stamp").distinct()):
        declared = catalog.current(code)
        rows = Tally.objects.filter(ledger=code, stamp=stamp)
        if code not in bases:
            rows.delete()
        elif declared is None or queries.stamp(declared.item) != stamp:
            yield from ((bases[code], month) for month in rows.values_list("month", flat=True))


@transaction.atomic
def _renew(ledger: Ledger, months: Sequence[date]) -> int:
    read = list(
        Touch.objects.filter(ledger=ledger.code, since__in=months).values_list("pk", flat=True)
    )
    rows = _in_force(ledger).happened(
        months[0], Period.month(months[-1].year, months[-1].month).end
    )
    wanted = {month for month, count in _by_month(rows) if count >= FEWEST} & set(months)
    for declared in _declared(ledger):
        Tally.objects.filter(ledger=declared.code, month__in=months).delete()
        for run in _runs(sorted(wanted)) if queries.counts(declared) else ():
            Tally.objects.bulk_create(counted(ledger, declared, run))
    Touch.objects.filter(pk__in=read).delete()
    return len(wanted)


def counted(ledger: Ledger, declared: Ledger, period: Period) -> Iterator[Tally]:
    """The tallies of whole months, not saved. ledger: that holds the entries of `declared`."""
    question = Question(
        ledger=ledger,
        declared=declared,
        figures=tuple(filter(rules.is_kept, declared.figures)),
        period=period,
    )
    found = tallied.parts_of(question, ByMonthAndUnit())
    for month in period.months():
        head = f"{month.code} "
        units = {line.removeprefix(head): one for line, one in found.items() if line[:8] == head}
        whole = Sums()
        for parts in units.values():
            whole.add(WHOLE, parts)
        yield Tally(
            ledger=declared.code,
            month=month.start,
            ends=month.end,
            stamp=queries.stamp(declared),
            whole=rules.dumped(whole.lines.get(WHOLE, {})),
            by_unit=rules.dumped(units),
        )


def _in_force(ledger: Ledger) -> LedgerEntryQuerySet:
    return Entry.objects.filter(ledger=ledger.code).in_force().order_by()


def _by_month(rows: LedgerEntryQuerySet) -> list[tuple[date, int]]:
    counted = rows.annotate(month=TruncMonth("day")).values("month").annotate(count=Count("day"))
    return list(counted.values_list("month", "count"))


def _runs(months: Sequence[date]) -> Iterator[Period]:
    """Months that follow one another, together."""
    run: Period | None = None
    for month in months:
        one = Period.month(month.year, month.month)
        if run and run.end == one.start:
            run = Period(run.start, one.end)
            continue
        if run:
            yield run
        run = one
    if run:
        yield run
