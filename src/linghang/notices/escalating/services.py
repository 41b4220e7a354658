"""Pass unanswered notices on, once each."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from linghang.foundation.access import system_actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.foundation.workdays import queries as workdays
from linghang.notices import catalog, rules, services, trail_actions
from linghang.notices.definitions import SUPERIOR, Channel, NoticeKind
from linghang.notices.escalating.queries import Ladder
from linghang.notices.models import Delivery, Notice
from linghang.notices.rules import State


class NobodyAbove(Refused):
    """Notices that should go up have nobody above them; the others went."""


def escalate(*, now: datetime) -> int:
    """Pass on every notice whose declared workdays are over; returns how many.

    Each in a transaction of its own and never twice, however often it runs. Raises NobodyAbove
    and YearNotLoaded, the first after everything else was passed on.
    """
    today = timezone.localdate(now)
    calendar = workdays.calendar()
    kinds = {
        code: loaded.item
        for code, loaded in catalog.catalog().items.items()
        if loaded.item.escalate_after_workdays
    }
    open_ones = Notice.objects.open().filter(
        kind__in=kinds, escalated_at=None, created_at__lt=now - timedelta(days=1)
    )
    due = [
        notice.pk
        for notice in open_ones.order_by("pk").iterator()
        if rules.is_to_escalate(
            kinds[notice.kind], notice.unanswered(), today=today, calendar=calendar
        )
    ]
    ladder = Ladder(today)
    stuck = [pk for pk in due if not _escalate(pk, kinds, ladder, now)]
    if stuck:
        raise NobodyAbove(
            f"{len(stuck)}条逾期通知找不到上级，没有上报（首先是第{stuck[0]}号）。"
            "请在组织机构中登记这些人员的所在科室和科室负责人。"
        )
    return len(due)


@transaction.atomic
def _escalate(pk: int, kinds: dict[str, NoticeKind], ladder: Ladder, now: datetime) -> bool:
    """False when there is nobody to pass it on to."""
    notice: Notice = (
        Notice.objects.select_for_update(of=("self",)).select_related("person").get(pk=pk)
    )
    if notice.escalated_at is not None or not notice.is_open:
        return True
    kind = kinds[notice.kind]
    to = _whom(kind, notice.person.code, ladder)
    if not to:
        return False
    facts = {
        "person": notice.person.name,
        "kind": kind.name,
        "wish": kind.wish,
        "workdays": kind.escalate_after_workdays,
        "created_on": timezone.localdate(notice.created_at),
    }
    services.notify(
        kind=catalog.ESCALATION,
        to=to,
        subject=notice,
        facts=facts,
        actor=system_actor(),
        at=now,
        due=notice.due,
        escalation_of=notice,
    )
    notice.escalated_at = now
    notice.save(update_fields=["escalated_at"])
    Delivery.objects.filter(notice=notice, channel=Channel.INBOX).update(state=State.ESCALATED)
    trail.leave(
        at=now,
        actor=system_actor(),
        action=trail_actions.ESCALATED,
        subject=notice,
        facts={
            "person": notice.person.code,
            "kind": kind.name,
            "wish": kind.wish,
            "workdays": kind.escalate_after_workdays,
            "to": list(to),
        },
    )
    return True


def _whom(kind: NoticeKind, person: str, ladder: Ladder) -> tuple[str, ...]:
    """Where the declared post has no holder, the superior stands in."""
    if kind.escalate_to != SUPERIOR:
        holders = tuple(each for each in ladder.holders_of(kind.escalate_to) if each != person)
        if holders:
            return holders
    return ladder.above(person)
