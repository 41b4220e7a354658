"""The deed of checking the whole trail, with a record of who asked and what was found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.locks import Busy, exclusive
from linghang.foundation.trail import rules, services
from linghang.foundation.trail.models import Outcome, Seal, Verification
from linghang.foundation.trail.rules import Break
from linghang.foundation.trail.services import Report
from linghang.foundation.trail.trail_actions import VERIFIED

LOCK = "trail.verify"
ASKED_LONG_AGO = timedelta(minutes=10)  # a worker that lives has begun by then


def ask(*, actor: Actor, at: datetime) -> tuple[Verification, bool]:
    """Ask for a check of the whole trail; gives it, and whether it still has to be started.

    While one waits or runs no second one is made, however often somebody clicks. One whose
    worker died is marked as interrupted. Must be called outside transactions.
    """
    try:
        with exclusive(LOCK, wait=False), transaction.atomic():
            return _asked(actor, at)
    except Busy:
        underway = Verification.objects.filter(outcome=Outcome.UNDERWAY).order_by("-pk").first()
        if underway is None:
            raise
        return underway, False


def _asked(actor: Actor, at: datetime) -> tuple[Verification, bool]:
    """We hold the lock, so whatever has begun and not ended belongs to a process that died."""
    for former in Verification.objects.filter(outcome=Outcome.UNDERWAY):
        if former.began_at is None and at - former.asked_at < ASKED_LONG_AGO:
            return former, False
        former.outcome, former.ended_at = Outcome.INTERRUPTED.value, at
        former.save(update_fields=["outcome", "ended_at"])
    return Verification.objects.create(asked_at=at, person=actor.person), True


def run(*, verification_id: int, actor: Actor, clock: Callable[[], datetime]) -> Verification:
    """Do the check that was asked for; its record tells the progress while it goes on.

    Only one runs at a time: Busy. One that has ended is not done again. Must be called outside
    transactions. Leaves an entry in the trail, whatever was found.
    """
    with exclusive(LOCK, wait=False):
        one = Verification.objects.get(pk=verification_id)
        if not one.is_underway:
            return one
        total = Seal.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
        Verification.objects.filter(pk=one.pk).update(began_at=clock(), total=total, checked=0)
        report = services.verify(
            heads_folder=Path(settings.TRAIL_HEADS_FOLDER),
            now=clock(),
            progress=_noting(one),
        )
        return _record(one.pk, report, actor, clock())


def _noting(one: Verification) -> Callable[[int], None]:
    def note(checked: int) -> None:
        Verification.objects.filter(pk=one.pk).update(checked=checked)

    return note


@transaction.atomic
def _record(verification_id: int, report: Report, actor: Actor, at: datetime) -> Verification:
    one = Verification.objects.select_for_update().get(pk=verification_id)
    waited = report.oldest_unsealed
    one.checked = report.checked
    one.unsealed = report.unsealed
    one.waited_seconds = int(waited.total_seconds()) if waited is not None else None
    one.heads = report.heads
    one.broken = report.broken
    one.breaks = [_kept(found) for found in report.breaks]
    one.outcome = (Outcome.HOLDS if report.holds else Outcome.BROKEN).value
    one.ended_at = at
    one.save()
    services.leave(
        at=at,
        actor=actor,
        action=VERIFIED,
        subject=one,
        facts={
            "checked": report.checked,
            "unsealed": report.unsealed,
            "broken": report.broken,
            "heads": report.heads,
        },
    )
    return one


def _kept(found: Break) -> dict[str, object]:
    return {
        "fault": found.fault.value,
        "says": found.says,
        "sequence": found.sequence,
        "entry": found.entry_id,
        "at": rules.instant(found.at) if found.at else None,
        "action": found.action,
    }


def weekly(*, actor: Actor, clock: Callable[[], datetime]) -> Verification | None:
    """The check that nobody asked for; None when one is running anyway."""
    asked, _ = ask(actor=actor, at=clock())
    try:
        return run(verification_id=asked.pk, actor=actor, clock=clock)
    except Busy:
        return None
