"""Tells the owning department of a text whose regular review is due; once for each day due."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from linghang.foundation import clock
from linghang.foundation.access import system_actor
from linghang.foundation.period import day_label
from linghang.notices import services as notices
from linghang.texts import queries, rules
from linghang.texts.models import Policy, Version

NOTICE = "policy_review_due"


def remind(now: datetime) -> None:
    """Every morning."""
    tell(now=now, today=clock.today())


@transaction.atomic
def tell(*, now: datetime, today: date) -> int:
    """Tell the heads of the owning departments; returns how many were told."""
    until = today + timedelta(days=rules.SOON_DAYS)
    in_making = Version.objects.making().values("policy")
    due = Policy.objects.in_force(today).filter(review_due__lte=until).exclude(pk__in=in_making)
    rows = list(due.select_related("owner"))
    heads = queries.heads({one.owner.code for one in rows}, today) if rows else {}
    told = 0
    for one in rows:
        people = heads.get(one.owner.code, [])
        if one.review_due is None or not people:
            continue
        made = notices.notify(
            kind=NOTICE,
            to=people,
            subject=one,
            facts={"title": one.title, "due": day_label(one.review_due)},
            actor=system_actor(),
            at=now,
            due=one.review_due,
            once=f"{one.pk}.{one.review_due}",
        )
        told += len(made)
    return told
