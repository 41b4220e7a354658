"""The demo's ledgers: every recipe keeps its ledger's rules, and bulk writes what deeds write."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.test import TestCase

from linghang.demo.hospital import hospital
from linghang.demo.ledgers import planning
from linghang.demo.ledgers import services as ledgers
from linghang.demo.ledgers.planning import Fate, Plan
from linghang.demo.ledgers.recipes import Made, Recipe
from linghang.demo.ledgers.scene import House, scene
from linghang.demo.ledgers.writing import Desk, facts
from linghang.demo.proceeding import instant
from linghang.foundation.access import Actor, system_actor
from linghang.ledgers import catalog
from linghang.ledgers.entering import services as entering
from linghang.ledgers.entering.services import Written
from linghang.ledgers.facts import rules
from linghang.ledgers.facts.rules import Common, Named
from linghang.ledgers.filing import services as filings
from linghang.ledgers.models import Entry, Filing, Mention
from linghang.org.loading import services as loading
from linghang.org.models import Unit
from linghang.procedures.models import Act, Proceeding, Turn

TODAY = date(2025, 12, 31)
FIRST = 12  # of each recipe; recipes draw the same way for all of theirs
HANDED, DECIDED = date(2025, 4, 3), date(2025, 4, 8)
MADE = Made(
    title="世界卫生日义诊",
    day=date(2025, 4, 2),
    unit="B01",
    facts={
        "kind": "clinic",
        "setting": "community",
        "place": "东湖社区",
        "volunteers": ("LH0004", "LH0040", "=张某"),
        "served": 86,
        "serves": ("party_day",),
    },
)
# Keys differ, and so do the moments at which rows are written.
APART = {"id", "entered_at", "recorded_at", "started_at", "filing", "proceeding", "entry"}


class LedgersOfTheDemoTests(TestCase):
    """Read the organisation once."""

    @classmethod
    def setUpTestData(cls) -> None:
        at = datetime(2026, 1, 1, tzinfo=UTC)
        loading.load(establishment=hospital().establishment, actor=system_actor(), at=at)

    def test_every_recipe_yields_what_its_ledger_accepts(self) -> None:
        known = scene(TODAY)
        codes = {*known.names, *(one for people in known.people.values() for one in people)}
        for recipe in ledgers.recipes():
            ledger = catalog.catalog()[recipe.ledger]
            short = Recipe(ledger=recipe.ledger, count=min(FIRST, recipe.count), write=recipe.write)
            for number, made in enumerate(ledgers.made(short, known)):
                told = rules.read(
                    ledger,
                    Common(title=made.title, day=made.day, unit=made.unit, until=made.until),
                    _typed(ledger, made),
                    find=lambda _, word: Named(word) if word in codes else "没有",
                    files=dict.fromkeys(ledger.by_code, 1),
                )
                wrong = [one for one in told.complaints if not _is_file(ledger, one.field)]
                assert not wrong, (recipe.ledger, number, made, wrong)
                assert made.day <= TODAY, (recipe.ledger, number)
            prefix, year = ledger.prefix, TODAY.year - 1
            known.numbers[recipe.ledger] = [f"{prefix}-{year}-{n:05d}" for n in range(1, 9)]

    def test_what_is_written_in_bulk_is_what_the_deeds_write(self) -> None:
        for fate in (Fate.WAITING, Fate.VERIFIED, Fate.RETURNED):
            bulk = _read(partial(self._in_bulk, fate))
            assert bulk == _read(partial(self._by_deeds, fate)), fate
            assert bulk["Entry"], fate

    def _in_bulk(self, fate: Fate) -> None:
        recipe = Recipe(ledger="outreach", count=1, write=lambda *_: MADE)
        units = Unit.objects.in_bulk(field_name="code")
        desk = Desk(recipe, House(TODAY), units, instant(HANDED))
        plan = Plan(unit="B01", entries=(MADE,), fate=fate, handed_on=HANDED, decided_on=DECIDED)
        desk.save(*desk.compose([plan]))

    def _by_deeds(self, fate: Fate) -> None:
        house, ledger = House(TODAY), catalog.catalog()["outreach"]
        enters = house.holder(ledger.enter, "B01")
        verifies = house.holder(ledger.verify, "B01", {enters.person})
        written = Written(
            title=MADE.title, unit=MADE.unit, day=MADE.day, fields=_typed(ledger, MADE)
        )
        first: dict[str, Any] = {
            "actor": Actor(person=enters.person, appointment=enters.appointment),
            "at": instant(HANDED),
            "today": HANDED,
        }
        entry = entering.write(ledger="outreach", written=written, **first)
        (filing,) = filings.hand_in(ledger="outreach", entries=[entry.pk], **first)
        if fate is not Fate.WAITING:
            filings.decide(
                filings=[filing.pk],
                returned_because="佐证材料不全，请补充后再报。" if fate is Fate.RETURNED else "",
                actor=Actor(person=verifies.person, appointment=verifies.appointment),
                at=instant(DECIDED),
                today=DECIDED,
            )


def test_no_year_is_locked_before_its_entries_came_through() -> None:
    made = [
        Made(title="甲", day=date(2024, 12, 31 - n % 28), unit=f"B{n:02d}", facts={})
        for n in range(1, 30)
    ]
    for plan in planning.plans(random.Random(7), made, TODAY):
        assert plan.fate in (Fate.VERIFIED, Fate.MENDED, Fate.DROPPED)
        assert plan.entries[-1].day <= plan.handed_on <= plan.decided_on <= date(2025, 3, 31)


def _typed(ledger: Any, made: Made) -> dict[str, Any]:
    """As somebody would type it: what facts show."""
    return {
        code: rules.shown(ledger.by_code[code], value, {})
        for code, value in facts(ledger, made.facts).items()
    }


def _is_file(ledger: Any, field: str) -> bool:
    return bool(field) and field in ledger.by_code and ledger.by_code[field].kind == "file"


def _read(write: Callable[[], None]) -> dict[str, list[dict[str, Any]]]:
    """The rows that something writes; they are gone again afterwards."""
    before = transaction.savepoint()
    write()
    found = {
        model.__name__: [
            {name: value for name, value in row.items() if not _apart(name)}
            for row in model._default_manager.order_by("pk").values()
        ]
        for model in (Entry, Mention, Filing, Proceeding, Act, Turn)
    }
    transaction.savepoint_rollback(before)
    return found


def _apart(name: str) -> bool:
    return name.removesuffix("_id") in APART or name == "subject_id"
