"""Deeds of paying: take dues in, take an extra payment, note a good reason, make a row void."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from linghang.dues import queries, rules, trail_actions
from linghang.dues import rates as tables
from linghang.dues.models import STANDS, Extra, GoodReason, Payment, Takings
from linghang.dues.rules import Method
from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.notices import services as notices
from linghang.org.models import Person, Unit
from linghang.org.rules import missing, refuse

NOTICES = ("dues_behind", "dues_look_into")


class CannotPay(Refused):
    """The dues can't be entered as paid; the message lists every reason."""


class CannotNote(Refused):
    """What is to be noted does not hold; the message lists every reason."""


class CannotVoid(Refused):
    """The row can't be made void."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """A member who paid some months. delegate: who brought it, "" for the member in person."""

    person: str
    months: tuple[date, ...]
    delegate: str = ""
    receipt: str = ""


@transaction.atomic
def take(
    *,
    unit: str,
    paid: Sequence[Paid],
    paid_on: date,
    note: str = "",
    actor: Actor,
    at: datetime,
    today: date,
) -> list[Payment]:
    """Take in the dues of a branch's members, all or none; each month at what is due of it.

    note: why months longer ago than the rules reckon with are paid only now. Raises CannotPay.
    """
    branch = Unit.objects.select_for_update().get(code=unit)
    terms = tables.terms(today)
    rows, reasons = [], [] if paid else ["没有选择党员"]
    for one in paid:
        name = Person.objects.get(code=one.person).name
        owed = queries.dues_of(one.person, one.months)
        done = set(
            Payment.objects.filter(
                STANDS, person__code=one.person, month__in=one.months
            ).values_list("month", flat=True)
        )
        for month in sorted(set(one.months)):
            found = rules.reasons_not_to_pay(
                month, paid_on=paid_on, today=today, back_pay=terms.back_pay, note=note
            )
            if month in done:
                found.append(f"{rules.label([month])}已经交纳")
            elif queries.branch_in(one.person, month, today) != unit:
                found.append(f"{rules.label([month])}的党费不在本支部交")
            elif month not in owed:
                found.append(f"{rules.label([month])}还没有核定基数")
            reasons += [f"{name}：{each}" for each in found]
            rows.append((one, month, owed.get(month, 0)))
    refuse(CannotPay, "不能登记缴纳", reasons)
    made = [
        Payment(
            person_id=one.person,
            unit=branch,
            month=month,
            amount=str(amount),
            paid_on=paid_on,
            method=(Method.DELEGATED if one.delegate.strip() else Method.IN_PERSON).value,
            delegate=one.delegate.strip(),
            receipt=one.receipt.strip(),
            note=note.strip(),
            entered_by=actor.person,
            entered_at=at,
        )
        for one, month, amount in rows
    ]
    Payment.objects.bulk_create(made)
    _count(branch, [(month, amount, 1) for _, month, amount in rows])
    _settle(unit, {one.person for one in paid}, at)
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.PAID,
        subject=(trail_actions.BRANCH, unit),
        facts={
            "unit": branch.name,
            "months": rules.label(sorted({month for _, month, _ in rows})),
            "count": len(rows),
        },
    )
    return made


def _count(branch: Unit, changes: Sequence[tuple[date, int, int]]) -> None:
    """Add (month, 分, people) to what the branch took in."""
    for month in sorted({month for month, _, _ in changes}):
        row, _ = Takings.objects.get_or_create(unit=branch, month=month)
        Takings.objects.filter(pk=row.pk).update(
            paid=F("paid") + sum(amount for each, amount, _ in changes if each == month),
            people=F("people") + sum(count for each, _, count in changes if each == month),
        )


def _settle(unit: str, people: set[str], at: datetime) -> None:
    """Nobody asks any more after who paid."""
    for person in sorted(people):
        subject = (trail_actions.ARREARS, trail_actions.arrears_id(unit, person))
        notices.settle(kinds=NOTICES, subject=subject, at=at)


@transaction.atomic
def void_payment(*, payment_id: int, reason: str, actor: Actor, at: datetime) -> Payment:
    """Make a wrong payment void; the month is unpaid again. Raises CannotVoid."""
    row = Payment.objects.select_for_update(of=("self",)).select_related("unit").get(pk=payment_id)
    _void(row, reason, actor, at)
    _count(row.unit, [(row.month, -int(row.amount.open()), -1)])
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.PAYMENT_VOIDED,
        subject=(trail_actions.BRANCH, row.unit_id),
        facts={
            "unit": row.unit.name,
            "person": row.person_id,
            "month": rules.label([row.month]),
            "reason": row.void_reason,
        },
    )
    return row


def _void(row: Payment | Extra | GoodReason, reason: str, actor: Actor, at: datetime) -> None:
    reasons = missing(原因=reason.strip())
    if row.voided_at:
        reasons.append("已经作废")
    refuse(CannotVoid, "不能作废", reasons)
    row.voided_at, row.voided_by, row.void_reason = at, actor.person, reason.strip()
    row.save(update_fields=["voided_at", "voided_by", "void_reason"])


@transaction.atomic
def take_extra(
    *,
    unit: str,
    person: str,
    amount: int,
    paid_on: date,
    receipt: str = "",
    actor: Actor,
    at: datetime,
    today: date,
) -> Extra:
    """Take in what a member pays more of their own accord, in 分.

    From a certain sum on at once it goes to the central Organisation Department. Raises CannotPay.
    """
    branch = Unit.objects.select_for_update().get(code=unit)
    reasons = [] if amount > 0 else ["金额应大于0"]
    if paid_on > today:
        reasons.append("交纳日期在今天之后")
    if queries.branch_in(person, rules.month_of(paid_on), today) != unit:
        reasons.append("此人当月的组织关系不在本支部")
    refuse(CannotPay, "不能登记", reasons)
    row = Extra.objects.create(
        person_id=person,
        unit=branch,
        paid_on=paid_on,
        amount=amount,
        to_centre=amount >= tables.terms(today).large,
        receipt=receipt.strip(),
        entered_by=actor.person,
        entered_at=at,
    )
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.EXTRA,
        subject=(trail_actions.BRANCH, unit),
        facts={"unit": branch.name, "person": person},
    )
    return row


@transaction.atomic
def note_reason(
    *,
    unit: str,
    person: str,
    month_from: date,
    month_to: date,
    reason: str,
    document: str,
    actor: Actor,
    at: datetime,
) -> GoodReason:
    """Note why a member does not pay for some months, and on what it rests. Raises CannotNote."""
    branch = Unit.objects.select_for_update().get(code=unit)
    start, end = rules.month_of(month_from), rules.month_of(month_to)
    reasons = missing(理由=reason.strip(), 依据=document.strip())
    if end < start:
        reasons.append("结束月份在起始月份之前")
    others = GoodReason.objects.filter(
        STANDS, person__code=person, month_from__lte=end, month_to__gte=start
    )
    if others.exists():
        reasons.append("这些月份已有登记的理由")
    refuse(CannotNote, "不能登记", reasons)
    row = GoodReason.objects.create(
        person_id=person,
        unit=branch,
        month_from=start,
        month_to=end,
        reason=reason.strip(),
        document=document.strip(),
        entered_by=actor.person,
        entered_at=at,
    )
    _settle(unit, {person}, at)
    months = [start]
    while months[-1] < end:
        months.append(rules.after(months[-1], 1))
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.EXCUSED,
        subject=(trail_actions.BRANCH, unit),
        facts={
            "unit": branch.name,
            "person": person,
            "months": rules.label(months),
            "document": row.document,
        },
    )
    return row


@transaction.atomic
def void_row(*, row: Extra | GoodReason, reason: str, actor: Actor, at: datetime) -> None:
    """Make an extra payment or a noted reason void. Raises CannotVoid."""
    locked = type(row)._default_manager.select_for_update(of=("self",)).select_related("unit")
    found: Extra | GoodReason = locked.get(pk=row.pk)
    _void(found, reason, actor, at)
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.ROW_VOIDED,
        subject=(trail_actions.BRANCH, found.unit_id),
        facts={
            "unit": found.unit.name,
            "what": f"{found._meta.verbose_name}（{found.person_id}）",
            "reason": found.void_reason,
        },
    )
