"""What an entry says, as cells of a list, facts of a page, or words on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from linghang.foundation.fields import masks
from linghang.foundation.fields.definitions import MONEY_UNITS, Kind
from linghang.ledgers import directory
from linghang.ledgers.definitions import NUMBERS, Ledger, LedgerField
from linghang.ledgers.facts import outsiders as who
from linghang.ledgers.facts import rules as facts
from linghang.ledgers.facts.rules import Named
from linghang.ledgers.filing.rules import STANDING_NAMES, Standing
from linghang.ledgers.models import Entry
from linghang.web.lists import Mark
from linghang.web.lists.cells import Value

TONES: dict[str, str] = {
    Standing.DRAFT: "",
    Standing.SUBMITTED: "going",
    Standing.RETURNED: "warning",
    Standing.VERIFIED: "done",
    Standing.LOCKED: "done",
    Standing.VOIDED: "failed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An entry with what it says. names: code → name of the people and units of all lines."""

    entry: Entry
    told: Mapping[str, Any]
    names: Mapping[str, str]

    @property
    def pk(self) -> int:
        """Of the entry."""
        return self.entry.pk

    @property
    def standing(self) -> Mark:
        """How it stands, as a mark."""
        return standing(self.entry.standing)

    @property
    def days(self) -> str:
        """Its day, or from which day to which."""
        day, until = self.entry.day, self.entry.until
        return f"{day} 至 {until}" if until and until != day else str(day)

    def text(self, one: LedgerField) -> str:
        """A field in words; "" where it is empty."""
        return facts.shown(one, self.told.get(one.code), self.names)

    def cell(self, one: LedgerField) -> Value:
        """A field as a cell: numbers and days stay what they are."""
        value = self.told.get(one.code)
        if value is None:
            return None
        if one.kind is Kind.MONEY:
            return Decimal(value) / MONEY_UNITS[one.unit]
        if one.kind is Kind.SHARE:
            return Decimal(value) * 100
        if one.kind in (Kind.INTEGER, Kind.DECIMAL, Kind.DATE, Kind.BOOLEAN):
            return value  # type: ignore[no-any-return]
        return self.text(one)

    def fact(self, one: LedgerField, *, is_masked: bool) -> str:
        """A field as a page tells it, with its unit; masked if it is personal."""
        text = self.text(one)
        if not text:
            return ""
        if one.sensitive and is_masked:
            return masks.apply(masks.of(one), text)
        return f"{text}{one.unit}" if one.kind in NUMBERS else text


def standing(code: str) -> Mark:
    """How an entry stands, as a mark."""
    return Mark(STANDING_NAMES[Standing(code)], TONES[code])


def lines(
    rows: Sequence[Entry], opened: Mapping[int, Mapping[str, Any]] | None = None
) -> list[Line]:
    """Entries with what they say, and the names of all whom they name, in two queries.

    opened: what sealed entries say, where it was opened.
    """
    told = [(opened or {}).get(row.pk) or row.told() for row in rows]
    names = directory.names(code for one in told for code in facts.named(one.values()))
    return [Line(entry=row, told=one, names=names) for row, one in zip(rows, told, strict=True)]


def label(one: LedgerField) -> str:
    """A field's name with its unit, as columns are headed."""
    unit = "%" if one.kind is Kind.SHARE else one.unit
    return f"{one.name}（{unit}）" if unit else one.name


def links(
    one: LedgerField, line: Line, known: Mapping[str, Entry] | None = None
) -> list[tuple[str, str]]:
    """(text, address) of each person, unit or entry that a field names; "" where none leads on.

    known: number → entry, of those that the field refers to and that the reader may open.
    """
    value = line.told.get(one.code)
    if value is None or one.kind not in (Kind.PERSON, Kind.UNIT, Kind.RECORD):
        return []
    if one.kind is Kind.RECORD:
        return [_record(number, known or {}) for number in numbers(value)]
    name = "person" if one.kind is Kind.PERSON else "unit"
    several = [value] if isinstance(value, Named) else value
    return [
        (line.names.get(each.code, each.code), reverse(name, args=[each.code]))
        if each.code
        else (each.name, "")
        for each in several
    ]


def numbers(value: Any) -> tuple[str, ...]:
    """The numbers of the records that a field of kind record names."""
    return (value,) if isinstance(value, str) else tuple(value or ())


def _record(number: str, known: Mapping[str, Entry]) -> tuple[str, str]:
    entry = known.get(number)
    if entry is None:
        return number, ""
    return f"{number} {entry.title}", reverse("ledger-entry", args=[entry.ledger, entry.pk])


def outsiders(rows: Sequence[Entry]) -> str:
    """Who was entered as a person from outside, field by field, for who has just entered them; ""
    where nobody was. Sealed entries say nothing."""
    found: dict[str, tuple[LedgerField, dict[str, None]]] = {}
    for row in rows:
        for code, names in who.named_in(row.definition, row.told()).items():
            _, known = found.setdefault(code, (row.definition.by_code[code], {}))
            known |= dict.fromkeys(names)
    return "".join(f"{who.says(one, list(names))}。" for one, names in found.values())


def listed(ledger: Ledger, on: Any) -> tuple[LedgerField, ...]:
    """The fields that are columns of the list."""
    return tuple(one for one in ledger.asked(on) if one.listed and one.kind is not Kind.FILE)


Read = Callable[[Line], Value]
