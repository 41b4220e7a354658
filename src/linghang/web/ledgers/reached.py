"""Which ledger, and which entry of it, a page is about; what is not one's own is not there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import NoReverseMatch, reverse

from linghang.foundation import clock
from linghang.ledgers import catalog, reach
from linghang.ledgers.definitions import Ledger, Secrecy
from linghang.ledgers.filing.rules import Standing
from linghang.ledgers.models import Entry, LedgerEntryQuerySet
from linghang.procedures.days import Day
from linghang.web.requests import Request


@dataclass(frozen=True, kw_only=True)
class Book:
    """A ledger as a post opens it. shown: maybe a part of another one; ledger: the one that holds
    the entries. day: the organisation as it stands, read once.
    """

    shown: Ledger
    ledger: Ledger
    day: Day
    request: Request

    @property
    def code(self) -> str:
        """Of what is shown; stands in the addresses."""
        return self.shown.code

    @property
    def is_part(self) -> bool:
        """Whether the entries belong to another ledger."""
        return bool(self.shown.part_of)

    @property
    def is_sealed(self) -> bool:
        """Whether what it says is kept encrypted."""
        return self.ledger.secrecy is Secrecy.SEALED

    @property
    def is_confidential(self) -> bool:
        """Whether only few may know of it."""
        return self.ledger.secrecy is not Secrecy.OPEN

    @property
    def labels(self) -> Any:
        """How the ledger calls what every entry has."""
        return self.ledger.labels

    def rows(self) -> LedgerEntryQuerySet:
        """The entries that the post may read."""
        return reach.visible_to(self.code, self.request.rights, self.request.today)

    def enterable(self) -> frozenset[str] | None:
        """Units for which the post may enter; EVERYWHERE for all."""
        return reach.enterable(self.ledger, self.request.rights, self.day)

    def overseen(self) -> frozenset[str] | None:
        """Units whose entries the post oversees; EVERYWHERE for all."""
        return reach.overseen(self.ledger, self.request.rights, self.day)

    def may_enter(self) -> bool:
        """Whether the post may enter for some unit, and entries are still taken in."""
        ended = self.ledger.active_to and self.request.today >= self.ledger.active_to
        return self.enterable() != frozenset() and not ended

    def oversees(self, unit: str = "") -> bool:
        """Whether the post may lock years, and what overseers may besides, of the unit."""
        rights = self.request.rights
        of = unit or rights.unit.code
        return bool(reach.may_oversee(self.ledger, rights, of, self.day))

    def enters_for(self, unit: str) -> bool:
        """Whether the post may enter for the unit."""
        return bool(reach.may_enter(self.ledger, self.request.rights, unit, self.day))

    def changes(self, row: Entry) -> bool:
        """Whether the post may correct, void, bring files: of a locked year who oversees it."""
        if self.oversees(row.unit_id):
            return True
        return row.standing != Standing.LOCKED and self.enters_for(row.unit_id)

    def verifies(self, unit: str) -> bool:
        """Whether the post may verify what the unit enters."""
        return bool(reach.may_verify(self.ledger, self.request.rights, unit, self.day))

    def url(self, name: str = "ledger", *args: int) -> str:
        """An address of it."""
        return reverse(name, args=[self.code, *args])

    def url_if_there(self, name: str) -> str:
        """An address of it; "" where no face answers to the name."""
        try:
            return self.url(name)
        except NoReverseMatch:
            return ""


def book(request: Request, code: str) -> Book:
    """The ledger, if the post holds a seat in it; else 404."""
    if code not in catalog.catalog():
        raise Http404
    shown, ledger = catalog.catalog()[code], catalog.whole(code)
    if not reach.is_open_to(ledger, request.rights):
        raise Http404
    return Book(shown=shown, ledger=ledger, day=Day(request.today), request=request)


def writable(request: Request, code: str) -> Book:
    """The ledger that holds the entries, if the post may enter something; else 404."""
    found = book(request, catalog.whole(code).code if code in catalog.catalog() else code)
    if not found.may_enter():
        raise Http404
    return found


def entry(request: Request, code: str, pk: int) -> tuple[Book, Entry]:
    """An entry that the post may read, with its ledger; else 404."""
    found = book(request, code)
    row = found.rows().select_related("unit", "filing", "replaces").filter(pk=pk).first()
    if row is None:
        raise Http404
    return found, row


def by(request: Request) -> dict[str, Any]:
    """Who does it, and when, as services ask for it."""
    return {"actor": request.actor, "at": clock.now(), "today": request.today}
