"""Which entries a post may read, enter, verify and oversee: what the ledger's seats say."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from linghang.foundation.access import Decision, allow, deny
from linghang.ledgers import catalog
from linghang.ledgers.definitions import Ledger, Secrecy
from linghang.ledgers.filing.rules import OPEN_TO_CHANGE, Standing
from linghang.ledgers.models import Entry, LedgerEntryQuerySet
from linghang.org.posts_held.rules import Basis
from linghang.org.rules import Rights
from linghang.procedures import reach
from linghang.procedures.days import Day
from linghang.procedures.definitions import Seat
from linghang.procedures.seats.rules import said, sits_in_any

EVERYWHERE = reach.EVERYWHERE


def readable(ledger: Ledger, rights: Rights, day: Day) -> frozenset[str] | None:
    """Units whose entries the post may read, EVERYWHERE for all; empty for none.

    ledger: the one that holds the entries. An administrator of the system holds no seat.
    """
    if not rights.in_force or _is_barred(ledger, rights):
        return frozenset()
    if ledger.everybody_reads and not rights.post.code.endswith("_administrator"):
        return EVERYWHERE
    seats = [seat for seat in ledger.seats if rights.post.code in seat.posts]
    return reach.units(seats, rights, day) if seats else frozenset()


def is_open_to(ledger: Ledger, rights: Rights) -> bool:
    """Whether the post holds a seat in the ledger, on whatever unit; others don't know of it.

    ledger: the one that holds the entries.
    """
    if not rights.in_force or _is_barred(ledger, rights):
        return False
    held = any(rights.post.code in seat.posts for seat in ledger.seats)
    return held or (ledger.everybody_reads and not rights.post.code.endswith("_administrator"))


def _is_barred(ledger: Ledger, rights: Rights) -> bool:
    """Whether the post is held by delegation, and the ledger is not for that.

    What few may know of is not passed on with a post (代理): the seats are those of the persons
    who hold it. A delegation of a few capabilities passes on no seat at all.
    """
    if rights.limited_to and not ledger.everybody_reads:
        return True
    return rights.basis is Basis.DELEGATED and ledger.secrecy is not Secrecy.OPEN


def ledgers(rights: Rights, day: Day) -> list[Ledger]:
    """The ledgers that the post may open, in file order."""
    return [
        loaded.item
        for code, loaded in catalog.catalog().items.items()
        if readable(catalog.whole(code), rights, day) != frozenset()
    ]


def known_to(rights: Rights) -> list[Ledger]:
    """The ledgers in which the post holds a seat, in file order; asks no database."""
    return [
        loaded.item
        for code, loaded in catalog.catalog().items.items()
        if is_open_to(catalog.whole(code), rights)
    ]


def visible_to(code: str, rights: Rights, today: date) -> LedgerEntryQuerySet:
    """The entries of a ledger that the post may read; drafts only those of whom entered them.

    A part of another ledger shows those that carry its tag. Raises KeyError.
    """
    declared, ledger = catalog.catalog()[code], catalog.whole(code)
    units = readable(ledger, rights, Day(today))
    rows = Entry.objects.filter(ledger=ledger.code)
    if units is not EVERYWHERE:
        rows = rows.filter(unit__code__in=units) if units else rows.none()
    drafts = Entry.objects.filter(
        ledger=ledger.code, entered_by=rights.person, standing__in=OPEN_TO_CHANGE
    )
    mine = list(drafts.order_by().values_list("pk", flat=True))
    seen = ~Q(standing=Standing.DRAFT.value)
    return tagged(rows.filter(seen | Q(pk__in=mine) if mine else seen), declared)


def tagged(rows: LedgerEntryQuerySet, declared: Ledger) -> LedgerEntryQuerySet:
    """Those that carry the tag of a ledger that is a part of another one."""
    if not declared.part_of:
        return rows
    base = catalog.whole(declared.code)
    return rows.filter(mentions__field=base.tags, mentions__code=declared.tag)


def may_enter(ledger: Ledger, rights: Rights, unit: str, day: Day) -> Decision:
    """Whether the post may enter for the unit, and who may."""
    return _seated(ledger, ledger.enter, rights, unit, day, "填报")


def may_verify(ledger: Ledger, rights: Rights, unit: str, day: Day) -> Decision:
    """Whether the post may verify what the unit enters."""
    return _seated(ledger, ledger.verify, rights, unit, day, "审核")


def may_oversee(ledger: Ledger, rights: Rights, unit: str, day: Day) -> Decision:
    """Whether the post may void, lock and open again."""
    return _seated(ledger, ledger.oversee, rights, unit, day, "监管")


def _seated(
    ledger: Ledger, seats: Collection[Seat], rights: Rights, unit: str, day: Day, deed: str
) -> Decision:
    holders = said(tuple(seats), day.posts)
    is_barred = bool(rights.limited_to) or _is_barred(ledger, rights)
    if (
        rights.in_force
        and not is_barred
        and sits_in_any(tuple(seats), day.doer(rights), day.place(unit))
    ):
        return allow(f"{rights.title}可以{deed}“{ledger.name}”")
    return deny(f"“{ledger.name}”由{holders}{deed}", who_can=holders)


def enterable(ledger: Ledger, rights: Rights, day: Day) -> frozenset[str] | None:
    """Units for which the post may enter, EVERYWHERE for all."""
    return _held(ledger, ledger.enter, rights, day)


def overseen(ledger: Ledger, rights: Rights, day: Day) -> frozenset[str] | None:
    """Units whose entries the post oversees, EVERYWHERE for all."""
    return _held(ledger, ledger.oversee, rights, day)


def _held(
    ledger: Ledger, among: Collection[Seat], rights: Rights, day: Day
) -> frozenset[str] | None:
    """Units of which the post holds one of the seats, EVERYWHERE for all."""
    seats = [seat for seat in among if rights.post.code in seat.posts]
    if not seats or not rights.in_force or rights.limited_to or _is_barred(ledger, rights):
        return frozenset()
    return reach.units(seats, rights, day)


def is_open_to_change(entry: Entry) -> bool:
    """Whether it may still be written: a draft, or one that was sent back."""
    return entry.standing in OPEN_TO_CHANGE
