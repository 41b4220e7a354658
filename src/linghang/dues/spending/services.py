"""Deeds of spending: enter what dues were used for, publish the sums of a year to the members."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.db import transaction

from linghang.dues import models, queries, rules, trail_actions
from linghang.dues.models import STANDS, Publication
from linghang.dues.spending.rules import USE_NAMES, Use
from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.org.models import Unit
from linghang.org.rules import missing, refuse


class CannotUse(Refused):
    """The use can't be entered or made void; the message lists every reason."""


class CannotPublish(Refused):
    """There is nothing to publish."""


@transaction.atomic
def use(
    *,
    unit: str,
    used_on: date,
    purpose: Use,
    matter: str,
    amount: int,
    approval: str,
    voucher: str = "",
    actor: Actor,
    at: datetime,
    today: date,
) -> models.Use:
    """Enter what dues were used for, in 分. Raises CannotUse."""
    place = Unit.objects.get(code=unit)
    reasons = missing(事项=matter.strip(), 批准依据=approval.strip())
    reasons += [] if amount > 0 else ["金额应大于0"]
    reasons += ["日期在今天之后"] if used_on > today else []
    refuse(CannotUse, "不能登记使用", reasons)
    row = models.Use.objects.create(
        unit=place,
        used_on=used_on,
        purpose=purpose.value,
        matter=matter.strip(),
        amount=amount,
        approval=approval.strip(),
        voucher=voucher.strip(),
        entered_by=actor.person,
        entered_at=at,
    )
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.USED,
        subject=row,
        facts={
            "unit": place.name,
            "purpose": USE_NAMES[purpose],
            "matter": row.matter,
            "amount": rules.yuan(amount),
        },
    )
    return row


@transaction.atomic
def void_use(*, use_id: int, reason: str, actor: Actor, at: datetime) -> models.Use:
    """Make a wrong use void. Raises CannotUse."""
    rows = models.Use.objects.select_for_update(of=("self",)).select_related("unit")
    row = rows.get(pk=use_id)
    reasons = missing(原因=reason.strip()) + (["已经作废"] if row.voided_at else [])
    refuse(CannotUse, "不能作废", reasons)
    row.voided_at, row.voided_by, row.void_reason = at, actor.person, reason.strip()
    row.save(update_fields=["voided_at", "voided_by", "void_reason"])
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.ROW_VOIDED,
        subject=row,
        facts={"unit": row.unit.name, "what": "党费使用", "reason": row.void_reason},
    )
    return row


def figures(year: int, today: date) -> dict[str, Any]:
    """The sums of a year as they would be published: of branches and of purposes, in 分."""
    branches = []
    for one in queries.office(year, today):
        total = one.total
        if total.owed or one.extra:
            branches.append(
                {
                    "name": one.name,
                    "members": max(month.owed for month in one.months.values()),
                    "due": total.due_sum,
                    "paid": total.paid_sum,
                    "extra": one.extra,
                }
            )
    times: defaultdict[str, int] = defaultdict(int)
    sums: defaultdict[str, int] = defaultdict(int)
    for purpose, amount in models.Use.objects.filter(STANDS, used_on__year=year).values_list(
        "purpose", "amount"
    ):
        times[purpose] += 1
        sums[purpose] += amount
    uses = [
        {"purpose": name, "times": times[one], "amount": sums[one]}
        for one, name in USE_NAMES.items()
        if times[one]
    ]
    return {"branches": branches, "uses": uses}


@transaction.atomic
def publish(*, year: int, actor: Actor, at: datetime, today: date) -> Publication:
    """Keep the sums of the year as told to the members; again after a correction.

    Raises CannotPublish.
    """
    found = figures(year, today)
    if not found["branches"]:
        raise CannotPublish(f"不能公示：{year}年没有收缴记录。")
    last = Publication.objects.filter(year=year).order_by("-number").first()
    row = Publication.objects.create(
        year=year,
        number=last.number + 1 if last else 1,
        figures=found,
        published_on=today,
        published_by=actor.person,
    )
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.PUBLISHED,
        subject=row,
        facts={"year": year, "number": row.number},
    )
    return row
