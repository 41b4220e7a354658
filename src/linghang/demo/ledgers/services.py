"""The ledgers of the demo hospital: everything that its recipes say, written in bulk."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

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
from linghang.ledgers import catalog
from linghang.ledgers.closing import services as closing
from linghang.ledgers.filing.rules import IN_FORCE, Standing
from linghang.ledgers.models import Closing, Entry
from linghang.org.models import Unit

SEED = 20260101
# In this order: an entry may name one of a ledger that stands before it.
MODULES = (outreach, alliance, research, talent, honours, party_work, culture, integrity)
Clock = Callable[[], datetime]


def recipes() -> Iterable[Recipe]:
    """All recipes, in the order in which they are written."""
    return (one for module in MODULES for one in module.RECIPES)


@transaction.atomic
def do(*, today: date, clock: Clock) -> int:
    """Write two years of every ledger and lock the first; returns how many entries there are.

    Nothing when there are entries already.
    """
    if Entry.objects.exists():
        return 0
    house, known = House(today), scene(today)
    units = Unit.objects.in_bulk(field_name="code")
    count = 0
    for recipe in recipes():
        desk = Desk(recipe, house, units, clock())
        count += _one(desk, recipe, known)
    _lock(today)
    return count


def made(recipe: Recipe, known: Scene) -> list[Made]:
    """What a recipe yields: always the same for the same scene."""
    chance = random.Random(SEED + zlib.crc32(recipe.ledger.encode()))
    return [recipe.write(known, chance, number) for number in range(recipe.count)]


def _one(desk: Desk, recipe: Recipe, known: Scene) -> int:
    chance = random.Random(SEED - zlib.crc32(recipe.ledger.encode()))
    planned = planning.plans(chance, made(recipe, known), known.today)
    entries = desk.write(planned)
    in_force = (one for one in entries if one.standing == Standing.VERIFIED)
    known.numbers[recipe.ledger] = [one.number for one in in_force if one.number]
    changes.write(desk, entries, chance)
    papers.attach(desk, recipe, entries)
    return len(entries)


def _lock(today: date) -> None:
    """Lock the first of the two years in every ledger whose entries all came through."""
    year = today.year - 1
    at = timezone.make_aware(datetime.combine(date(today.year, *planning.CLOSED_ON), time(16)))
    of_year = Entry.objects.happened(date(year, 1, 1), date(today.year, 1, 1))
    waiting = of_year.filter(standing__in=[Standing.SUBMITTED, Standing.RETURNED])
    open_still = set(waiting.order_by().values_list("ledger", flat=True).distinct())
    overseers = House(today)
    for recipe in recipes():
        ledger = catalog.catalog()[recipe.ledger]
        found = of_year.filter(ledger=recipe.ledger)
        if recipe.ledger in open_still or not found.exists():
            continue
        Closing.objects.create(
            ledger=ledger.code,
            year=year,
            closed_by=overseers.holders(ledger.oversee, "LH")[0].person,
            closed_at=at,
            entries=found.filter(standing__in=IN_FORCE).count(),
            digest=closing.digest(found),
        )
        found.in_force().update(standing=Standing.LOCKED.value)


__all__: Sequence[str] = ("do", "made", "recipes")
