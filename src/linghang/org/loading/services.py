"""The deed of loading a whole organisation at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.catalog import services as catalog
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.org import posts, trail_actions
from linghang.org.definitions import KINDS, Kind
from linghang.org.loading import rules
from linghang.org.loading.rows import AppointmentRow, Establishment
from linghang.org.models import (
    Account,
    Appointment,
    Beds,
    CodeMap,
    Coverage,
    Membership,
    Naming,
    Person,
    Placement,
    Succession,
    Unit,
)
from linghang.org.people import numbers
from linghang.org.posts_held.rules import Basis
from linghang.org.rules import refuse
from linghang.org.trees.rules import Span

SHOWN = 20


class CannotLoad(Refused):
    """The organisation cannot be loaded; the message lists the complaints."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedCounts:
    """How many rows of each kind a load wrote."""

    units: int
    people: int
    appointments: int
    memberships: int
    code_maps: int
    accounts: int


@transaction.atomic
def load(*, establishment: Establishment, actor: Actor, at: datetime) -> LoadedCounts:
    """Write a whole organisation into an empty one: all of it or nothing, one entry in the trail.

    Keeps the wording of every post that somebody holds. Raises CannotLoad with the first twenty
    complaints and the number of the others.
    """
    if Unit.objects.exists() or Person.objects.exists():
        raise CannotLoad("不能装入组织机构：系统里已有单位或人员，初次装入只能做一次。")
    known = posts.catalog()
    refuse(
        CannotLoad,
        "不能装入组织机构",
        _shortened(
            rules.complaints(
                establishment, {code: loaded.item for code, loaded in known.items.items()}
            )
        ),
    )
    units = _write_units(establishment)
    people = _write_people(establishment)
    accounts = _open_accounts(establishment, people)
    _write_what_hangs_on_units(establishment, units)
    _write_what_joins_them(establishment, units, people)
    for code in sorted({row.post for row in establishment.appointments}):
        post = known.items[code]
        catalog.keep(kind=posts.KIND, code=code, hash=post.hash, body=post.body, at=at)
    counts = LoadedCounts(
        units=len(units),
        people=len(people),
        appointments=len(establishment.appointments),
        memberships=len(establishment.memberships),
        code_maps=len(establishment.code_maps),
        accounts=accounts,
    )
    hospital = next(row for row in establishment.units if row.kind == Kind.HOSPITAL)
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.LOADED,
        subject=("org.unit", str(units[hospital.code].pk)),
        facts={
            "units": counts.units,
            "people": counts.people,
            "appointments": counts.appointments,
            "memberships": counts.memberships,
            "code_maps": counts.code_maps,
            "accounts": counts.accounts,
        },
    )
    return counts


def _shortened(complaints: list[str]) -> list[str]:
    more = len(complaints) - SHOWN
    return complaints if more <= 0 else [*complaints[:SHOWN], f"另有 {more} 处"]


def _write_units(given: Establishment) -> dict[str, Unit]:
    Unit.objects.bulk_create(
        Unit(
            code=row.code,
            name=row.name,
            kind=Kind(row.kind).value,
            tree=KINDS[Kind(row.kind)].tree.value,
            **_days(row.span),
        )
        for row in given.units
    )
    units = {unit.code: unit for unit in Unit.objects.all()}
    Placement.objects.bulk_create(
        Placement(
            unit=units[row.unit],
            parent=units[row.parent] if row.parent else None,
            campus=units[row.campus] if row.campus else None,
            **_days(row.span),
        )
        for row in given.placements
    )
    return units


def _days(span: Span) -> dict[str, date | None]:
    return {"active_from": span.start, "active_to": span.end}


def _write_what_hangs_on_units(given: Establishment, units: dict[str, Unit]) -> None:
    named = {row.unit for row in given.namings}
    Naming.objects.bulk_create(
        [Naming(unit=units[row.unit], name=row.name, **_days(row.span)) for row in given.namings]
        + [
            Naming(unit=units[row.code], name=row.name, **_days(row.span))
            for row in given.units
            if row.code not in named
        ]
    )
    Beds.objects.bulk_create(
        Beds(unit=units[row.unit], beds=row.beds, **_days(row.span)) for row in given.beds
    )
    Coverage.objects.bulk_create(
        Coverage(unit=units[row.unit], covered=units[row.covered], **_days(row.span))
        for row in given.coverages
    )
    Succession.objects.bulk_create(
        Succession(
            predecessor=units[row.predecessor],
            successor=units[row.successor],
            kind=row.kind,
            on=row.on,
            carries_history=row.carries_history,
        )
        for row in given.successions
    )
    CodeMap.objects.bulk_create(
        CodeMap(system=row.system, code=row.code, unit=units[row.unit], **_days(row.span))
        for row in given.code_maps
    )


def _write_people(given: Establishment) -> dict[str, Person]:
    people = []
    for row in given.people:
        person = Person(code=row.code, name=row.name, licence=row.licence, **_days(row.span))
        numbers.seal_into(person, id_card=row.id_card, mobile=row.mobile)
        people.append(person)
    Person.objects.bulk_create(people)
    return {person.code: person for person in Person.objects.all()}


def _open_accounts(given: Establishment, people: dict[str, Person]) -> int:
    accounts = [
        Account(username=row.username, person=people[row.code])
        for row in given.people
        if row.username
    ]
    for account in accounts:
        account.set_unusable_password()
    Account.objects.bulk_create(accounts)
    return len(accounts)


def _write_what_joins_them(
    given: Establishment, units: dict[str, Unit], people: dict[str, Person]
) -> None:
    own = [row for row in given.appointments if row.basis is not Basis.DELEGATED]
    Appointment.objects.bulk_create(_appointment(row, units, people, None) for row in own)
    principals = {
        (row.person.code, row.post, row.unit.code): row
        for row in Appointment.objects.select_related("person", "unit")
    }
    Appointment.objects.bulk_create(
        _appointment(row, units, people, principals[row.principal, row.post, row.unit])
        for row in given.appointments
        if row.basis is Basis.DELEGATED
    )
    Membership.objects.bulk_create(
        Membership(
            person=people[row.person], unit=units[row.unit], line=row.line, **_days(row.span)
        )
        for row in given.memberships
    )


def _appointment(
    row: AppointmentRow,
    units: dict[str, Unit],
    people: dict[str, Person],
    principal: Appointment | None,
) -> Appointment:
    return Appointment(
        person=people[row.person],
        post=row.post,
        unit=units[row.unit],
        basis=row.basis,
        principal=principal,
        limited_to=sorted(row.limited_to),
        **_days(row.span),
    )
