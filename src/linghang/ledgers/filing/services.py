"""Deeds on filings: hand in entries, hand them in again, verify what others handed in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.trail import services as trail
from linghang.ledgers import catalog, trail_actions
from linghang.ledgers.definitions import Ledger
from linghang.ledgers.facts.rules import Complaint
from linghang.ledgers.faults import CannotEnter
from linghang.ledgers.filing import lacking
from linghang.ledgers.filing.rules import FILING, Purpose, Standing, code_of
from linghang.ledgers.models import Entry, Filing, Serial
from linghang.org.models import Unit
from linghang.procedures import services as procedures
from linghang.procedures.days import Day
from linghang.procedures.models import Act, Proceeding
from linghang.procedures.progress.rules import Verb
from linghang.procedures.reading import Reading


@transaction.atomic
def hand_in(
    *, ledger: str, entries: Collection[int], actor: Actor, at: datetime, today: date
) -> list[Filing]:
    """Hand in drafts: one filing for each unit; those that were sent back go on in theirs, with
    all that was sent back beside them.

    Raises CannotEnter with the first complaints of each entry that is not complete, CannotAct
    when the post may not, and then hands in nothing.
    """
    declared = catalog.catalog()[ledger]
    found = list(
        Entry.objects.select_for_update(of=("self",))
        .filter(ledger=ledger, pk__in=entries)
        .order_by("day", "pk")
    )
    _check(declared, found, len(set(entries)), actor, today)
    fresh: defaultdict[str, list[Entry]] = defaultdict(list)
    again: set[int] = set()
    for entry in found:
        if entry.filing_id:
            again.add(entry.filing_id)
        else:
            fresh[entry.unit_id].append(entry)
    filings = [
        _file(declared, unit, of_unit, actor, at, today) for unit, of_unit in sorted(fresh.items())
    ]
    for filing in Filing.objects.select_for_update(of=("self",)).filter(pk__in=again):
        step(filing, actor, at, today)
        filings.append(filing)
    return filings


def _check(ledger: Ledger, found: Sequence[Entry], wanted: int, actor: Actor, today: date) -> None:
    complaints = []
    if not found or len(found) < wanted:
        complaints.append(Complaint("", "没有可以报送的记录，请刷新后再选"))
    chosen = frozenset(one.pk for one in found)
    every = lacking.with_their_filings(found)
    complaints += lacking.complaints(ledger, every, today=today, chosen=chosen)
    hold(ledger.code, {one.day.year for one in every})
    complaints += lacking.locked(ledger, every, actor, today)
    if complaints:
        raise CannotEnter("不能报送", complaints)


def _file(
    ledger: Ledger, unit: str, entries: list[Entry], actor: Actor, at: datetime, today: date
) -> Filing:
    filing = opened(ledger, unit, entries)
    Entry.objects.bulk_update(entries, ["filing", "standing", "number"], batch_size=500)
    send(filing, ledger, len(entries), actor=actor, at=at, today=today)
    return filing


def opened(ledger: Ledger, unit: str, entries: Sequence[Entry]) -> Filing:
    """A new filing of one unit with these entries, numbered; who calls saves the entries."""
    number_all(ledger, entries)
    name = Unit.objects.get(code=unit).name
    first = entries[0].number if len(entries) == 1 else f"{entries[0].number}等{len(entries)}条"
    filing = Filing.objects.create(
        ledger=ledger.code,
        unit_id=unit,
        purpose=Purpose.ENTRIES.value,
        title=f"{name}{ledger.name} {first}"[:200],
    )
    for entry in entries:
        entry.filing, entry.standing = filing, Standing.SUBMITTED.value
    return filing


def send(
    filing: Filing, ledger: Ledger, count: int, *, actor: Actor, at: datetime, today: date
) -> None:
    """Hand a new filing in, under the actor's post. count: of its entries."""
    begin(filing, ledger, actor, at, today)
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.HANDED_IN,
        subject=filing,
        facts=trail_actions.told(ledger, count=count, unit=filing.unit.name),
    )


def hold(ledger: str, years: Collection[int]) -> None:
    """Let nobody else give numbers of these years, or lock them, before this deed is done."""
    for year in sorted(years):
        Serial.objects.select_for_update().get_or_create(ledger=ledger, year=year)


def number_all(ledger: Ledger, entries: Sequence[Entry]) -> None:
    """Give numbers to entries that have none: YZ-2026-00001, by the year of their day."""
    by_year: defaultdict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        if not entry.number:
            by_year[entry.day.year].append(entry)
    for year, of_year in sorted(by_year.items()):
        serial, _ = Serial.objects.select_for_update().get_or_create(ledger=ledger.code, year=year)
        for entry in of_year:
            serial.last += 1
            entry.number = f"{ledger.prefix}-{year}-{serial.last:05d}"
        serial.save(update_fields=["last"])


def begin(filing: Filing, ledger: Ledger, actor: Actor, at: datetime, today: date) -> None:
    """Open the proceeding of a filing, and hand it in under the actor's post.

    Raises CannotEnter for entries of a unit for which the actor does not enter, CannotStart.
    """
    if filing.purpose == Purpose.ENTRIES.value and (
        wrong := lacking.not_entering(ledger, filing.unit_id, actor, today)
    ):
        raise CannotEnter("不能报送", wrong)
    proceeding = procedures.start(
        procedure=code_of(ledger, Purpose(filing.purpose)),
        unit=filing.unit_id,
        title=filing.title,
        subject=(FILING, str(filing.pk)),
        level=ledger.level.value,
        actor=actor,
        at=at,
        today=today,
    )
    filing.proceeding = proceeding.pk
    filing.save(update_fields=["proceeding"])
    step(filing, actor, at, today)


def step(filing: Filing, actor: Actor, at: datetime, today: date) -> None:
    """Do the first step of the filing's procedure."""
    assert filing.proceeding is not None
    procedures.act(
        proceeding_id=filing.proceeding,
        step=_reading(filing, today).definition.firsts[0].key,
        verb=Verb.APPROVE,
        seen=Act.objects.filter(proceeding=filing.proceeding).count(),
        actor=actor,
        at=at,
        today=today,
    )


@transaction.atomic
def decide(
    *,
    filings: Collection[int],
    actor: Actor,
    at: datetime,
    today: date,
    returned_because: str = "",
) -> int:
    """Verify filings that wait for it, or send all of them back with a reason; returns how many.

    Raises CannotAct for the first that the post may not decide, and then decides none.
    """
    found = list(
        Filing.objects.select_for_update(of=("self",)).filter(
            pk__in=filings, proceeding__isnull=False, verified_on=None
        )
    )
    for filing in found:
        reading = _reading(filing, today)
        waiting = reading.way.open()
        if not waiting:
            raise CannotEnter("不能审核", [Complaint("", f"“{filing.title}”没有等待审核的步骤")])
        first = reading.definition.firsts[0].key
        procedures.act(
            proceeding_id=reading.proceeding.pk,
            step=waiting[0].key,
            verb=Verb.SEND_BACK if returned_because else Verb.APPROVE,
            to=first if returned_because else "",
            reason=returned_because,
            seen=Act.objects.filter(proceeding=filing.proceeding).count(),
            actor=actor,
            at=at,
            today=today,
        )
    return len(found)


def _reading(filing: Filing, today: date) -> Reading:
    row = Proceeding.objects.select_related("unit").prefetch_related("acts__documents")
    return Reading(row.get(pk=filing.proceeding or 0), Day(today), today)
