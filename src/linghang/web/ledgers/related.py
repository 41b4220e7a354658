"""台账 on the page of a person or a unit: the entries of open ledgers that name them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from linghang.foundation.fields.definitions import Kind
from linghang.ledgers import catalog, reach
from linghang.ledgers.definitions import Ledger, Secrecy
from linghang.ledgers.models import Entry, Mention
from linghang.procedures.days import Day
from linghang.web.details import Related
from linghang.web.ledgers import values
from linghang.web.lists import Column, Link, Listing
from linghang.web.requests import Request

MOST, MOST_NAMED = 20, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry. url: of its page."""

    entry: Entry
    ledger: str
    url: str

    @property
    def day(self) -> date:
        """When it happened."""
        return self.entry.day


NAMING = Listing(
    code="ledgers.of",
    title="台账",
    columns=(
        Column("title", "记录", value=lambda one: Link(one.entry.title, one.url)),
        Column("ledger", "台账"),
        Column("day", "日期", tone="nowrap"),
        Column("standing", "状态", value=lambda one: values.standing(one.entry.standing)),
    ),
)


def of_person(request: Request, code: str) -> list[Related]:
    """Entries that name the person, in force, of open ledgers that the post may read."""
    return _related(request, code, Kind.PERSON)


def of_unit(request: Request, code: str) -> list[Related]:
    """Entries of the unit, and those that name it."""
    return _related(request, code, Kind.UNIT)


def _related(request: Request, code: str, kind: Kind) -> list[Related]:
    day, seen, naming = Day(request.today), Q(pk__in=()), Q(pk__in=())
    for ledger in reach.known_to(request.rights):
        units = reach.readable(ledger, request.rights, day) if _is_told(ledger) else frozenset()
        if units != frozenset():
            scope = Q() if units is None else Q(unit__code__in=units)
            seen |= scope & Q(ledger=ledger.code)
            fields = [one.code for one in ledger.fields if one.kind is kind and not one.sensitive]
            naming |= Q(ledger=ledger.code, field__in=fields)
    mentions = Mention.objects.filter(naming, code=code).order_by("-entry")
    ids = set(mentions.values_list("entry", flat=True)[:MOST_NAMED])
    named = Q(pk__in=ids) | Q(unit__code=code) if kind is Kind.UNIT else Q(pk__in=ids)
    rows = (
        Entry.objects.filter(named, seen).in_force().select_related("unit").order_by("-day", "-pk")
    )
    found = list(rows[:MOST])
    names = {one: loaded.item.name for one, loaded in catalog.catalog().items.items()}
    shown = [
        Line(
            entry=one,
            ledger=names[one.ledger],
            url=reverse("ledger-entry", args=[one.ledger, one.pk]),
        )
        for one in found
    ]
    return [Related(listing=NAMING, rows=shown)] if shown else []


def _is_told(ledger: Ledger) -> bool:
    """Only what every reader of the ledger may know; a part's entries stand in the whole."""
    return not ledger.part_of and ledger.secrecy is Secrecy.OPEN
