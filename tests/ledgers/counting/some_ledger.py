"""A ledger with every sort of figure, and entries of it written straight into the tables."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from linghang.foundation import clock
from linghang.foundation.catalog import services as versions
from linghang.ledgers import catalog
from linghang.ledgers.counting.definitions import Figure, Of, Rate, Span
from linghang.ledgers.counting.rules import Row
from linghang.ledgers.definitions import Labels, Ledger, LedgerField
from linghang.ledgers.entering import rows
from linghang.ledgers.facts.rules import Common, Named
from linghang.ledgers.filing.rules import Purpose, Standing
from linghang.ledgers.models import Change, Entry, Filing, Former, Mention
from linghang.procedures.definitions import Seat

SEAT = {"posts": ("party_office_director",), "at": "anywhere"}
PEOPLE = ("D1", "D2", "D3", "P1", "P2", "P3")
UNITS = ("CARD", "CARD1", "ORTH1", "PB1", "HRO")
LEFT = date(2025, 6, 1)  # D2 was a Party member until then, P1 is one since
KIND_IS_CLINIC = {"all": ({"field": "kind", "equals": "clinic"},)}


def _field(code: str, kind: str, **more: Any) -> LedgerField:
    return LedgerField.model_validate(
        {"code": code, "name": code, "kind": kind, "filter": True, **more}, strict=False
    )


def _options(*codes: str) -> list[dict[str, str]]:
    return [{"code": code, "name": code} for code in codes]


def _figure(code: str, of: str = "entries", **more: Any) -> Figure:
    return Figure.model_validate(
        {"code": code, "name": code, "unit": "次", "of": of, **more}, strict=False
    )


def _rate(code: str, numerator: str, denominator: str, **more: Any) -> Rate:
    parts = {"numerator": numerator, "denominator": denominator}
    return Rate.model_validate({"code": code, "name": code, **parts, **more}, strict=False)


LEDGER = Ledger(
    code="something",
    name="各种计数",
    source="测试",
    purpose="每种计数各有一个",
    prefix="JS",
    labels=Labels(until="结束日期"),
    enter=(Seat.model_validate(SEAT, strict=False),),
    verify=(Seat.model_validate(SEAT, strict=False),),
    oversee=(Seat.model_validate(SEAT, strict=False),),
    fields=(
        _field("kind", "choice", options=_options("clinic", "lecture")),
        _field("place", "text"),
        _field("guessed", "boolean"),
        _field("served", "integer"),
        _field("hours", "decimal", decimals=1),
        _field("spent", "money", unit="万元"),
        _field("people", "person", many=True, outside=True),
        _field("host", "unit", outside=True),
        _field("serves", "choices", options=_options("law", "village")),
    ),
    tags="serves",
    same=("day", "place", "unit"),
    figures=(
        _figure("all"),
        _figure("clinics", where=KIND_IS_CLINIC),
        _figure("of_law", tag="law"),
        _figure(
            "large_or_short",
            where={"any": ({"field": "served", "at_least": 50}, {"field": "hours", "below": 2})},
        ),
        _figure("guesses", where={"all": ({"field": "guessed", "equals": False},)}),
        _figure("served", "sum", field="served", estimated="guessed"),
        _figure("hours", "sum", field="hours", where=KIND_IS_CLINIC),
        _figure("spent", "sum", field="spent", tag="village"),
        _figure("times", "times", field="people", where=KIND_IS_CLINIC, estimated="guessed"),
        _figure("party", "times", field="people", party=True),
        _figure("people", "distinct", field="people", tag="law"),
        _figure("party_people", "distinct", field="people", party=True),
        _figure("places", "distinct", field="place"),
        _figure("hosts", "distinct", field="host", where=KIND_IS_CLINIC),
        _figure("lasting", span="in_force"),
        _figure("lasting_people", "distinct", field="people", span="in_force"),
    ),
    rates=(
        _rate("clinic_share", "clinics", "all"),
        _rate("party_share", "party_people", "people", decimals=2),
        _rate("served_each", "served", "clinics", unit="人/场", decimals=2),
    ),
)
assert {one.of for one in LEDGER.figures} == set(Of)
assert {one.span for one in LEDGER.figures} == set(Span)


def keep(ledger: Ledger = LEDGER) -> str:
    """Make the ledger's version known to entries that are bound to it; returns its hash."""
    versions.keep(
        kind=catalog.KIND,
        code=ledger.code,
        hash=ledger.code,
        body=ledger.model_dump_json(by_alias=True),
        at=clock.now(),
    )
    return ledger.code


def told(chance: random.Random, people: Sequence[str]) -> dict[str, Any]:
    """Facts of an entry, any of them missing at times."""
    named = [Named(code) for code in chance.sample(people, chance.randint(0, 3))]
    named += [Named("", name) for name in chance.sample(["外甲", "外乙"], chance.randint(0, 2))]
    every = {
        "kind": chance.choice(["clinic", "lecture"]),
        "place": chance.choice(["东湖社区", "青山村", "实验小学"]),
        "guessed": chance.choice([True, False]),
        "served": chance.randint(0, 100),
        "hours": Decimal(chance.randint(5, 40)) / 10,
        "spent": chance.randint(0, 10_000_000),
        "people": tuple(named) or None,
        "host": chance.choice([Named("CARD"), Named("ORTH"), Named("", "某中学")]),
        "serves": tuple(chance.sample(["law", "village"], chance.randint(1, 2))),
    }
    return {code: value if chance.random() < 0.8 else None for code, value in every.items()}


def row(number: int, chance: random.Random, *, units: Sequence[str], people: Sequence[str]) -> Row:
    """An entry of 2024 to 2026, as pure counting sees it."""
    day = date(2024, 1, 1) + timedelta(days=chance.randint(0, 1000))
    until = chance.choice([None, day + timedelta(days=chance.randint(0, 500))])
    unit = chance.choice(units)
    return Row(key=number, day=day, until=until, unit=unit, facts=told(chance, people))


def entry(ledger: Ledger, said: Row, hash: str, **more: Any) -> Entry:
    """The same as it stands in the tables, not saved."""
    made = Entry(
        ledger=ledger.code,
        number=f"{ledger.prefix}-{said.key}",
        definition_hash=hash,
        entered_by="P5",
        entered_at=clock.now(),
        **{"standing": Standing.VERIFIED.value, "effective_on": said.day, **more},
    )
    common = Common(title=f"第{said.key}条", day=said.day, unit=said.unit, until=said.until)
    rows.place(made, ledger, common, said.facts)
    return made


def save(ledger: Ledger, entries: Sequence[Entry], said: Sequence[Row]) -> None:
    """Write entries and whom they name."""
    Entry.objects.bulk_create(entries)
    Mention.objects.bulk_create(
        mention
        for one, row in zip(entries, said, strict=True)
        for mention in rows.mentions(one, ledger, row.facts)
    )


def correct(ledger: Ledger, entry: Entry, said: Row, since: date, hash: str) -> None:
    """Let an entry say something else from a day on, what it said before being kept."""
    before = {name: getattr(entry, name) for name in ("unit_id", "day", "until", "title", "facts")}
    asked = {"entry": entry, "definition_hash": hash}
    filing = Filing.objects.create(
        ledger=ledger.code, unit_id=entry.unit_id, purpose=Purpose.CORRECTION.value, title="更正"
    )
    change = Change.objects.create(
        **asked,
        **before,
        filing=filing,
        reason="更正测试",
        asked_by="P5",
        asked_at=clock.now(),
        applied_on=since,
    )
    Former.objects.create(
        **asked,
        **before,
        version=entry.version,
        effective_on=entry.effective_on,
        replaced_on=since,
        change=change,
    )
    common = Common(title=entry.title, day=said.day, unit=said.unit, until=said.until)
    rows.place(entry, ledger, common, said.facts)
    entry.version, entry.effective_on = entry.version + 1, since
    entry.save()
    entry.mentions.all().delete()
    Mention.objects.bulk_create(rows.mentions(entry, ledger, said.facts))
