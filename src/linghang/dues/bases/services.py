"""The deed of entering bases: of one member or of a whole branch, from a month on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from linghang.dues import queries, rules, trail_actions
from linghang.dues import rates as tables
from linghang.dues.models import STANDS, Base, Payment
from linghang.dues.rules import BY_INCOME, Category
from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.period import Period
from linghang.foundation.trail import services as trail
from linghang.org.models import Person, Unit
from linghang.org.rules import refuse

REPLACED = "同月重新核定"


class CannotSet(Refused):
    """The bases can't be entered as they are; the message lists every reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBase:
    """A member's base. amount: 分 a month; parts: 构成 → 分, where it was entered by parts."""

    person: str
    category: Category
    amount: int = 0
    parts: Mapping[str, int] = field(default_factory=dict)


@transaction.atomic
def set_bases(
    *,
    unit: str,
    month: date,
    bases: Sequence[NewBase],
    actor: Actor,
    at: datetime,
    today: date,
) -> int:
    """Enter bases of the branch's members from a month on, all or none; returns how many changed.

    A base that says what is in force already changes nothing. Raises CannotSet; months that were
    paid on another base must be made void first.
    """
    branch = Unit.objects.select_for_update().get(code=unit)
    month = rules.month_of(month)
    changed, reasons = [], _twice(bases)
    for new in bases:
        known = queries.bases_of(new.person)
        before = rules.base_of(known, month)
        if before and (before.category, before.amount) == (new.category, new.amount):
            continue
        found = _reasons(unit, month, new, today)
        reasons += [f"{_name(new.person)}：{one}" for one in found]
        changed.append(new)
    refuse(CannotSet, "不能核定基数", reasons)
    for new in changed:
        _write(new, month, actor, at)
    if changed:
        trail.leave(
            at=at,
            actor=actor,
            action=trail_actions.BASED,
            subject=(trail_actions.BRANCH, unit),
            facts={
                "unit": branch.name,
                "people": len(changed),
                "month": Period.month(month.year, month.month).label,
            },
        )
    return len(changed)


def _write(new: NewBase, month: date, actor: Actor, at: datetime) -> None:
    Base.objects.filter(STANDS, person__code=new.person, month=month).update(
        voided_at=at, voided_by=actor.person, void_reason=REPLACED
    )
    Base.objects.create(
        person_id=new.person,
        month=month,
        category=new.category.value,
        amount=str(new.amount) if new.category in BY_INCOME else "0",
        parts=json.dumps(dict(new.parts), ensure_ascii=False) if new.parts else "",
        entered_by=actor.person,
        entered_at=at,
    )


def _twice(bases: Sequence[NewBase]) -> list[str]:
    codes = [one.person for one in bases]
    return [f"{_name(code)}写了两次" for code in dict.fromkeys(codes) if codes.count(code) > 1]


def _reasons(unit: str, month: date, new: NewBase, today: date) -> list[str]:
    reasons = []
    if queries.branch_in(new.person, month, today) != unit:
        reasons.append(f"{Period.month(month.year, month.month).label}的党费不在本支部交")
    if new.category in BY_INCOME and new.amount <= 0:
        reasons.append("月基数应大于0")
    if new.parts and sum(new.parts.values()) != new.amount:
        reasons.append("构成各项之和与月基数不一致")
    return reasons + _paid_otherwise(month, new)


def _paid_otherwise(month: date, new: NewBase) -> list[str]:
    """Months from that one on, before the next base, that were paid on another base."""
    later = [one.month for one in queries.bases_of(new.person) if one.month > month]
    rows = Payment.objects.filter(STANDS, person__code=new.person, month__gte=month)
    if later:
        rows = rows.filter(month__lt=min(later))
    paid = {row.month: int(row.amount.open()) for row in rows}
    rated = tables.by_month(sorted(paid))
    wrong = [
        one
        for one, amount in paid.items()
        if rules.due(new.category, new.amount, rated[one]) != amount
    ]
    if not wrong:
        return []
    return [f"{rules.label(wrong)}已按原基数交纳，请先作废这些缴纳，或把起始月份改到其后"]


def _name(person: str) -> str:
    return Person.objects.filter(code=person).values_list("name", flat=True).first() or person
