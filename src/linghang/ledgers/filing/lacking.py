"""What entries lack before they may be handed in, by whatever way that is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from linghang.foundation.access import Actor
from linghang.ledgers import reach
from linghang.ledgers.closing.queries import Place, reasons_not_to_change
from linghang.ledgers.definitions import Ledger, Secrecy
from linghang.ledgers.directory import Directory
from linghang.ledgers.entering import rows
from linghang.ledgers.entering import services as entering
from linghang.ledgers.facts.rules import Complaint
from linghang.ledgers.filing.rules import OPEN_TO_CHANGE, Standing
from linghang.ledgers.models import Entry
from linghang.procedures.days import Day

TOGETHER = "（同一次报送里退回的，要一起改好再报送）"


def complaints(
    ledger: Ledger, entries: Sequence[Entry], *, today: date, chosen: frozenset[int]
) -> Iterator[Complaint]:
    """Every complaint about every entry. chosen: those that somebody wants to hand in; others go
    along because they were sent back in the same filing.
    """
    directory, files = Directory(), entering.files_of_all(entries)
    for entry in entries:
        if entry.standing not in OPEN_TO_CHANGE:
            yield Complaint("", f"“{entry.title}”{entry.get_standing_display()}，不用再报送")
            continue
        told = entering.judged(
            ledger,
            entering.again(entry, _opened(ledger, entry)),
            today=today,
            files=files.get(entry.pk, {}),
            directory=directory,
        )
        is_chosen = entry.pk in chosen
        for one in told.complaints:
            says = f"“{entry.title}”：{one.says}"
            yield Complaint(one.field if is_chosen else "", says + ("" if is_chosen else TOGETHER))


def not_entering(ledger: Ledger, unit: str, actor: Actor, today: date) -> list[Complaint]:
    """Why the actor may not hand in what a unit has entered: who oversees only corrects it."""
    decision = reach.may_enter(ledger, entering.rights_of_actor(actor, today), unit, Day(today))
    return [] if decision else [Complaint("", decision.reason)]


def locked(ledger: Ledger, entries: Sequence[Entry], actor: Actor, today: date) -> list[Complaint]:
    """Which of them would change a locked year; drafts may be older than its locking."""
    places = {Place(one.unit_id, one.day) for one in entries}
    return reasons_not_to_change(ledger, places, actor=actor, today=today)


def with_their_filings(found: Sequence[Entry]) -> list[Entry]:
    """The entries, and those that were sent back in one filing with some of them."""
    filings = {one.filing_id for one in found if one.filing_id}
    rest = Entry.objects.select_for_update(of=("self",)).filter(
        filing__in=filings, standing=Standing.RETURNED.value
    )
    known = {one.pk for one in found}
    return [*found, *(one for one in rest.order_by("day", "pk") if one.pk not in known)]


def _opened(ledger: Ledger, entry: Entry) -> tuple[str, dict[str, object]] | None:
    """Title and facts of a sealed entry; for checking alone, nothing of it is shown."""
    if ledger.secrecy is not Secrecy.SEALED:
        return None
    return entry.sealed.title.open(), rows.loaded(ledger, entry.sealed.facts.open())
