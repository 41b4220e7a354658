"""Who hears of a free notice, and who has read it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from linghang.notices import rules
from linghang.notices.models import Notice, NoticeQuerySet
from linghang.org import queries as org
from linghang.org.models import Membership
from linghang.org.models.dated import in_force
from linghang.org.posts_held.rules import Basis

SUBJECT = "notices.announcement"


def recipients(on: date, units: Collection[str], posts: Collection[str]) -> tuple[str, ...]:
    """Codes of the holders of these posts in these units, not by delegation; of all who belong
    there, along whatever line, when no post is named."""
    if posts:
        held = org.tenures(on, held=sorted(posts))
        return rules.distinct(
            each.person for each in held if each.unit in units and each.basis is not Basis.DELEGATED
        )
    rows = Membership.objects.on(on).filter(in_force("person", on), unit__code__in=units)
    return rules.distinct(rows.order_by("person__code").values_list("person__code", flat=True))


def of(number: str) -> NoticeQuerySet:
    """What one free notice became, a row for each who was told."""
    return Notice.objects.filter(subject_type=SUBJECT, subject_id=number)
