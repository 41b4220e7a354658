"""What a filing is to its procedure, and what comes of its entries when somebody decides."""

from __future__ import annotations

from datetime import date

from linghang.foundation.trail import services as trail
from linghang.ledgers import catalog, trail_actions
from linghang.ledgers.changing import applying
from linghang.ledgers.closing.queries import closed_years
from linghang.ledgers.facts.rules import Complaint
from linghang.ledgers.faults import CannotEnter
from linghang.ledgers.filing import lacking
from linghang.ledgers.filing.rules import Purpose, Standing
from linghang.ledgers.models import Filing
from linghang.procedures.definitions import Outcome
from linghang.procedures.progress.rules import Verb
from linghang.procedures.subjects import Happened, Subject


def describe(id: str, on: date) -> Subject | None:
    """A filing as its proceeding knows it."""
    filing = Filing.objects.filter(pk=int(id)).first() if id.isdigit() else None
    return Subject(title=filing.title, unit=filing.unit_id) if filing else None


def is_confidential(id: str) -> bool:
    """Whether only few may know of the ledger that was handed in for; so is what is not known."""
    code = Filing.objects.filter(pk=int(id)).values_list("ledger", flat=True).first()
    return catalog.is_confidential(code or "")


def follow(happened: Happened) -> None:
    """Verified entries are in force; what was sent back may be written again; what was refused or
    voided counts nowhere, and stays to be seen.

    Raises CannotEnter when a change that is in force already is to be voided, and when what was
    sent back is handed in again and is not complete.
    """
    if happened.verb is Verb.START:
        return
    filing = Filing.objects.select_for_update(of=("self",)).get(pk=int(happened.subject[1]))
    if happened.outcome is Outcome.COMPLETED:
        _verified(filing, happened)
    elif happened.outcome in (Outcome.REJECTED, Outcome.VOIDED):
        _dropped(filing, happened)
    elif happened.verb is Verb.SEND_BACK:
        filing.entries.update(standing=Standing.RETURNED.value)
        _leave(trail_actions.RETURNED, filing, happened)
    elif filing.purpose == Purpose.ENTRIES:
        _again(filing, happened)


def _again(filing: Filing, happened: Happened) -> None:
    """What was sent back is handed in once more, also on the page of the proceeding: complete."""
    found = list(filing.entries.filter(standing=Standing.RETURNED.value).order_by("day", "pk"))
    if not found:
        return
    ledger, chosen = catalog.catalog()[filing.ledger], frozenset(one.pk for one in found)
    wrong = lacking.not_entering(ledger, filing.unit_id, happened.actor, happened.day)
    wrong += lacking.complaints(ledger, found, today=happened.day, chosen=chosen)
    wrong += lacking.locked(ledger, found, happened.actor, happened.day)
    if wrong:
        raise CannotEnter("不能报送", wrong)
    filing.entries.filter(pk__in=chosen).update(standing=Standing.SUBMITTED.value)


def _verified(filing: Filing, happened: Happened) -> None:
    filing.verified_on = happened.day
    filing.save(update_fields=["verified_on"])
    if filing.purpose == Purpose.ENTRIES:
        filing.entries.exclude(standing=Standing.VOIDED.value).update(
            standing=Standing.VERIFIED.value, effective_on=happened.day
        )
        if locked := closed_years(filing.ledger):  # brought by who oversees, after it was locked
            late = filing.entries.filter(standing=Standing.VERIFIED.value, day__year__in=locked)
            late.update(standing=Standing.LOCKED.value)
    else:
        applying.apply(filing, happened)
    _leave(trail_actions.VERIFIED, filing, happened)


def _dropped(filing: Filing, happened: Happened) -> None:
    if filing.purpose == Purpose.ENTRIES:
        filing.entries.exclude(standing=Standing.VOIDED.value).update(
            standing=Standing.VOIDED.value, voided_on=happened.day
        )
    elif filing.verified_on:
        says = "更正或作废已经生效；要改，再提出一次更正"
        raise CannotEnter("不能作废", [Complaint("", says)])
    else:
        filing.changes.filter(applied_on=None).update(dropped_on=happened.day)
    _leave(trail_actions.DROPPED, filing, happened)


def _leave(action: str, filing: Filing, happened: Happened) -> None:
    is_entries = filing.purpose == Purpose.ENTRIES
    count = filing.entries.count() if is_entries else filing.changes.count()
    unit = {} if action == trail_actions.DROPPED else {"unit": filing.unit.name}
    found = catalog.current(filing.ledger)
    told = trail_actions.told(found.item if found else None, count=count, **unit)
    trail.leave(at=happened.at, actor=happened.actor, action=action, subject=filing, facts=told)
