"""The deed of founding: everything in one transaction, by the deeds that everybody uses later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from linghang.foundation import locks
from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.org import posts, services
from linghang.org.accounts import services as accounts
from linghang.org.definitions import Kind
from linghang.org.founding import queries, rules
from linghang.org.founding.models import Hospital
from linghang.org.founding.rules import HOSPITAL, LEVELS, FirstUnit, Plan
from linghang.org.founding.trail_actions import FOUNDED
from linghang.org.models import Account, Unit
from linghang.org.queries import FRONT_SHEET_WARD
from linghang.org.rules import refuse

LOCK = "org.founding"
# A unit may be named before the one it stands under; these come in this order.
ORDER = (Kind.CAMPUS, Kind.DEPARTMENT, Kind.OFFICE, Kind.WARD)


class CannotFound(Refused):
    """The hospital can't be founded; the message lists every reason."""


class AlreadyFounded(Refused):
    """There is a hospital, or somebody can log in already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Somebody's first login: the link sets the password, once, and is shown only here."""

    title: str
    name: str
    username: str
    link: str
    ends_at: datetime


def found(*, plan: Plan, actor: Actor, at: datetime, today: date) -> tuple[Login, ...]:
    """Found the hospital of an empty system; returns the first four logins with their links.

    All or nothing. Units stand since `plan.since`, people and posts from today. Must be called
    outside transactions. Raises AlreadyFounded, CannotFound, and the refusals of the org's deeds.
    """
    with locks.exclusive(LOCK), transaction.atomic():
        if not queries.is_empty():
            raise AlreadyFounded("不能建院：系统里已有医院或登录账号，建院只能做一次。")
        known = {code: loaded.item for code, loaded in posts.catalog().items.items()}
        refuse(
            CannotFound,
            "不能建院",
            rules.reasons_not_to_found(plan, posts=known, today=today),
        )
        hospital = _units(plan, actor, at)
        for row in plan.maps:
            services.map_code(
                system=FRONT_SHEET_WARD,
                code=row.value,
                unit=row.unit,
                active_from=plan.since,
                actor=actor,
                at=at,
            )
        opened = [_person(one, actor, at, today) for one in plan.people]
        Hospital.objects.create(
            unit=hospital,
            level=plan.level,
            institution_code=plan.institution_code,
            founded_at=at,
        )
        _leave(plan, hospital, actor, at)
        return hand_out(opened, actor=actor, at=at)


def _units(plan: Plan, actor: Actor, at: datetime) -> Unit:
    def add(unit: FirstUnit, parent: str | None) -> Unit:
        return services.add_unit(
            code=unit.code,
            name=unit.name,
            kind=unit.kind.value,
            parent=parent,
            campus=unit.campus or None,
            active_from=plan.since,
            actor=actor,
            at=at,
        )

    hospital = add(FirstUnit(code=HOSPITAL, name=plan.name, kind=Kind.HOSPITAL), None)
    for unit in _above_first(plan.units):
        add(unit, None if unit.kind is Kind.CAMPUS else unit.parent or HOSPITAL)
    return hospital


def _above_first(units: Iterable[FirstUnit]) -> list[FirstUnit]:
    """Every unit after the one it stands under (offices may stand under offices)."""
    waiting = sorted(units, key=lambda unit: ORDER.index(unit.kind))
    listed: list[FirstUnit] = []
    codes = {"", HOSPITAL}
    while waiting:
        ready = [unit for unit in waiting if unit.parent in codes]
        if not ready:
            names = "、".join(f"“{unit.name}”" for unit in waiting)
            raise CannotFound(f"不能建院：{names}互为上级。")
        listed += ready
        codes |= {unit.code for unit in ready}
        waiting = [unit for unit in waiting if unit not in ready]
    return listed


def _person(one: rules.FirstPerson, actor: Actor, at: datetime, today: date) -> Account:
    services.add_person(
        code=one.code, name=one.name, home=one.unit, active_from=today, actor=actor, at=at
    )
    services.appoint(
        person=one.code,
        post=one.post,
        unit=one.unit or HOSPITAL,
        active_from=today,
        actor=actor,
        at=at,
    )
    return services.open_account(username=one.username, person=one.code, actor=actor, at=at)


def _leave(plan: Plan, hospital: Unit, actor: Actor, at: datetime) -> None:
    trail.leave(
        at=at,
        actor=actor,
        action=FOUNDED,
        subject=hospital,
        facts={
            "name": plan.name,
            "level": LEVELS[plan.level],
            "institution_code": plan.institution_code,
            "units": len(plan.units) + 1,
            "people": len(plan.people),
            "maps": len(plan.maps),
        },
    )


@transaction.atomic
def hand_out(opened: Iterable[Account], *, actor: Actor, at: datetime) -> tuple[Login, ...]:
    """New links for these accounts; former ones stop working."""
    found = []
    for account in opened:
        handed = accounts.hand_out_password_link(account_id=account.pk, actor=actor, at=at)
        person = account.person
        held = person.appointments.order_by("pk").first() if person else None
        found.append(
            Login(
                title=posts.post(held.post).name if held else "",
                name=person.name if person else "",
                username=account.username,
                link=handed.raw,
                ends_at=handed.ends_at,
            )
        )
    return tuple(found)
