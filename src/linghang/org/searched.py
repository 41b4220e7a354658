"""What can be found here: units by all their names, people, the posts that are held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from linghang.foundation.search import providers
from linghang.foundation.search.providers import EVERYTHING, Found
from linghang.org import posts, rules, trail_actions
from linghang.org.definitions import KINDS, Kind
from linghang.org.exchange.trail_actions import IMPORTS
from linghang.org.models import Appointment, Membership, Naming, Person, Unit

UNITS, PEOPLE, HELD = "units", "people", "appointments"
IN_BULK = {trail_actions.LOADED, IMPORTS.action("committed"), IMPORTS.action("undone")}
PIECE = 1_000


def units(keys: Collection[str] | None) -> Iterator[Found]:
    """Units that stand, with what they were called before. A unit is its own scope."""
    found = Unit.objects.filter(active_to__isnull=True)
    namings = Naming.objects.all()
    if keys is not None:
        found = found.filter(code__in=keys)
        namings = namings.filter(unit__code__in=keys)
    called = defaultdict(set)
    for code, name in namings.values_list("unit__code", "name"):
        called[code].add(name)
    for code, name, kind in found.values_list("code", "name", "kind"):
        before = sorted(called[code] - {name})
        words = [KINDS[Kind(kind)].name, code, *(f"曾用名{one}" for one in before)]
        yield Found(code, name, " ".join(words), frozenset({code}))


def people(keys: Collection[str] | None) -> Iterator[Found]:
    """People by name and number, in the scope of all units that they belong to or hold posts on.

    Which of them somebody sees today, the page asks the organisation again. Their posts are things
    of their own: who may look into one unit finds there no post on another.
    """
    found = Person.objects.current()
    if keys is not None:
        found = found.filter(code__in=keys)
    rows = found.order_by("pk").values_list("pk", "code", "name")
    piece: list[tuple[int, str, str]] = []
    for row in rows.iterator(chunk_size=PIECE):
        piece.append(row)
        if len(piece) == PIECE:
            yield from _people(piece)
            piece = []
    yield from _people(piece)


def _people(rows: list[tuple[int, str, str]]) -> Iterator[Found]:
    ids = [pk for pk, _, _ in rows]
    scopes = defaultdict(set)
    for model in (Appointment, Membership):
        units = model._default_manager.filter(person__in=ids)
        for person, code in units.values_list("person", "unit__code"):
            scopes[person].add(code)
    for pk, code, name in rows:
        yield Found(code, name, code, frozenset(scopes[pk]))


def held(keys: Collection[str] | None) -> Iterator[Found]:
    """Posts that are held without a set end, by title and by who holds them.

    The key names the appointment and the person: 17.LH0018.
    """
    found = Appointment.objects.filter(active_to__isnull=True, person__merged_into__isnull=True)
    if keys is not None:
        found = found.filter(pk__in=[key.partition(".")[0] for key in keys])
    rows = found.order_by("pk").values_list(
        "pk", "post", "unit__code", "unit__name", "person__code", "person__name"
    )
    for pk, post, unit, unit_name, code, name in rows.iterator(chunk_size=PIECE):
        title = rules.title(posts.post(post), unit_name)
        yield Found(f"{pk}.{code}", title, name, frozenset({unit}))


def _unit_of(row: Any) -> Iterable[str]:
    return [row.code] if isinstance(row, Unit) else [row.unit.code]


def _person_of(row: Any) -> Iterable[str]:
    return [row.code] if isinstance(row, Person) else [row.person.code]


def _in_bulk(entry: Any) -> Iterable[str] | None:
    return EVERYTHING if entry.action in IN_BULK else ()


def _held(row: Appointment) -> Iterable[str]:
    return [f"{row.pk}.{row.person.code}"]


def _held_by(person: Person) -> Iterable[str]:
    own = Appointment.objects.filter(person=person)
    return [f"{pk}.{person.code}" for pk in own.values_list("pk", flat=True)]


def _held_on(unit: Unit) -> Iterable[str]:
    """A unit's name stands in the titles of the posts that are held on it."""
    own = Appointment.objects.filter(unit=unit, active_to__isnull=True)
    return [f"{pk}.{code}" for pk, code in own.values_list("pk", "person__code")]


providers.register(
    UNITS,
    "单位",
    units,
    watches={"org.unit": _unit_of, "org.naming": _unit_of, "trail.entry": _in_bulk},
)
providers.register(
    PEOPLE,
    "人员",
    people,
    watches={
        "org.person": _person_of,
        "org.appointment": _person_of,
        "org.membership": _person_of,
        "trail.entry": _in_bulk,
    },
)
providers.register(
    HELD,
    "任职",
    held,
    watches={
        "org.appointment": _held,
        "org.person": _held_by,
        "org.unit": _held_on,
        "trail.entry": _in_bulk,
    },
)
