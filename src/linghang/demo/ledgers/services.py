"""The ledgers of the demo hospital: everything that its recipes say, written in bulk."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from linghang.demo.landmarks import HOSPITAL
from linghang.demo.ledgers import (
    alliance,
    changes,
    culture,
    honours,
    integrity,
    outreach,
    papers,
    party_work,
    planning,
    research,
    talent,
)
from linghang.demo.ledgers.recipes import Made, Recipe, Scene
from linghang.demo.ledgers.scene import House, scene
from linghang.demo.ledgers.writing import Desk
from linghang.demo.proceeding import instant
from linghang.ledgers import catalog
from linghang.ledgers.closing import services as closing
from linghang.ledgers.filing.rules import IN_FORCE
from linghang.ledgers.models import Closing, Entry
from linghang.ledgers.tallies import triggers
from linghang.org.models import Unit

SEED = 20260101
# In this order: an entry may name one of a ledger that stands before it.
MODULES = (outreach, alliance, research, talent, honours, party_work, culture, integrity)
FEWEST = 20  # of a ledger in a small demo, if it has so many
Clock = Callable[[], datetime]


def recipes() -> Iterable[Recipe]:
    """All recipes, in the order in which they are written."""
    return (one for module in MODULES for one in module.RECIPES)


@transaction.atomic
def do(*, today: date, clock: Clock, share: float = 1.0) -> int:
    """Write two years of every ledger and lock the first; returns how many entries there are.

    share: of the entries of every ledger, for a small demo. Nothing when there are entries
    already.
    """
    if Entry.objects.exists():
        return 0
    house, known = House(today), scene(today)
    units = Unit.objects.in_bulk(field_name="code")
    count = 0
    with triggers.silent():
        for whole in recipes():
            least = min(FEWEST, whole.count)
            recipe = replace(whole, count=max(least, round(whole.count * share)))
            desk = Desk(recipe, house, units, clock())
            count += _one(desk, recipe, known)
    _lock(house)
    return count


def made(recipe: Recipe, known: Scene) -> list[Made]:
    """What a recipe yields: always the same for the same scene."""
    chance = random.Random(SEED + zlib.crc32(recipe.ledger.encode()))
    return [recipe.write(known, chance, number) for number in range(recipe.count)]


def _one(desk: Desk, recipe: Recipe, known: Scene) -> int:
    chance = random.Random(SEED - zlib.crc32(recipe.ledger.encode()))
    planned = planning.plans(chance, made(recipe, known), known.today)
    filed, told = desk.compose(planned)
    asked = changes.draw(desk, told, chance)
    desk.save(filed, told)
    changes.save(desk, asked)
    in_force = (one.entry for one in told if one.entry.standing in IN_FORCE)
    known.numbers[recipe.ledger] = [one.number for one in in_force if one.number]
    papers.attach(desk, recipe, told)
    return len(told)


def _lock(house: House) -> None:
    """Leave the record that the first of the two years is locked: its entries say so already."""
    year = house.today.year - 1
    closed = date(house.today.year, *planning.CLOSED_ON)
    for recipe in recipes():
        found = Entry.objects.filter(ledger=recipe.ledger).happened(
            date(year, 1, 1), date(year + 1, 1, 1)
        )
        if not found.exists():
            continue
        ledger = catalog.catalog()[recipe.ledger]
        Closing.objects.create(
            ledger=ledger.code,
            year=year,
            closed_by=house.holders(ledger.oversee, HOSPITAL)[0].person,
            closed_at=instant(closed),
            entries=found.in_force().count(),
            digest=closing.digest(found),
        )
