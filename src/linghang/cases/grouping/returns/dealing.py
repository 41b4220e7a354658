"""The deed on differences: what was done about them, by whom, with a note."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from linghang.cases import trail_actions
from linghang.cases.grouping.returns import queries, rules
from linghang.cases.grouping.returns.models import DifferenceNote
from linghang.cases.grouping.returns.queries import Pair
from linghang.cases.grouping.returns.rules import STANDING_NAMES, Reason, Standing
from linghang.cases.scope import CaseScope
from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.period import Period
from linghang.foundation.trail import services as trail

MOST_AT_ONCE = 1_000
MOST_READ = 1_000_000


class CannotDeal(Refused):
    """Nothing was written down; the message says why."""


def deal(
    *,
    keys: Collection[str],
    period: Period,
    standing: Standing,
    note: str,
    scope: CaseScope,
    actor: Actor,
    at: datetime,
) -> int:
    """Write down what was done about the differences of a period (处理差异); how many there were.

    keys: of `queries.Pair`. What is the same, or beyond the scope, cannot be dealt with. Raises
    CannotDeal; earlier notes stay, the newest counts.
    """
    if says := rules.fault_of_note(note):
        raise CannotDeal(f"没有登记处理：{says}。")
    found = _differences(set(keys), period, scope)
    if len(found) != len(set(keys)):
        raise CannotDeal(
            "没有登记处理：所选的行里有已经一致的，或不在本职务的范围内。请刷新后再试。"
        )
    with transaction.atomic():
        DifferenceNote.objects.bulk_create(
            DifferenceNote(
                key=one.key,
                month=one.month,
                reason=one.reason.value,
                content=one.content,
                batch=one.seen_batch,
                standing=standing.value,
                note=note.strip(),
                person=actor.person,
                at=at,
            )
            for one in found
        )
        subject = found[0].key if len(found) == 1 else f"{found[0].key}等{len(found)}条"
        trail.leave(
            at=at,
            actor=actor,
            action=trail_actions.DIFFERENCE_DEALT,
            subject=("cases.difference", subject),
            facts={
                "count": len(found),
                "standing": STANDING_NAMES[standing],
                "note": note.strip(),
                "keys": sorted(one.key for one in found),
            },
        )
    return len(found)


def _differences(keys: set[str], period: Period, scope: CaseScope) -> list[Pair]:
    if not keys or len(keys) > MOST_AT_ONCE:
        raise CannotDeal(f"没有登记处理：一次选 1 至 {MOST_AT_ONCE} 条。")
    rows = queries.named(keys, period=period, scope=scope)
    return [one for one in rows if one.reason is not Reason.SAME]
