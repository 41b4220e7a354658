"""What nobody did, but somebody must hear of: a broken trail, a missing year, mail that fails."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from linghang.foundation.access import system_actor
from linghang.foundation.period import day_label
from linghang.foundation.trail import services as trail
from linghang.foundation.workdays.health import missing_years
from linghang.notices import catalog, following, queries, services
from linghang.notices.models import Notice
from linghang.org.rotation import queries as rotation
from linghang.org.rotation.rules import State

DAY = timedelta(days=1)
STUCK = timedelta(hours=2)


def watch_trail(now: datetime) -> None:
    """Check the whole trail; once for each new state of what is broken."""
    report = trail.verify(heads_folder=Path(settings.TRAIL_HEADS_FOLDER), now=now)
    if report.first is None:
        return
    facts = {"broken": report.broken, "first": report.first.says}
    _tell(
        catalog.TRAIL_BROKEN,
        ("trail.entry", str(report.first.entry_id or "")),
        facts,
        f"{report.first.entry_id}.{report.broken}",
        now,
    )


def watch_years(now: datetime) -> None:
    """From mid-October on the next year's holidays are wanted; once a year and person."""
    for year in missing_years(timezone.localdate(now)):
        _tell(catalog.YEAR_MISSING, ("workdays.year", str(year)), {"year": year}, str(year), now)


def watch_deliveries(now: datetime) -> None:
    """What failed since yesterday, and what has been stuck for hours; once a day."""
    found = queries.backlog(now, since=DAY)
    is_stuck = found.oldest is not None and found.oldest < now - STUCK
    if not found.failed and not is_stuck:
        return
    today = timezone.localdate(now)
    facts = {"failed": found.failed, "waiting": found.waiting}
    subject = ("notices.ledger", today.isoformat())
    _tell(catalog.DELIVERIES_FAILED, subject, facts, today.isoformat(), now)


@transaction.atomic
def watch_rotation(now: datetime) -> None:
    """Holders of key posts and the personnel office hear once that it is time, and once that it
    is over (§4.5.3)."""
    today = timezone.localdate(now)
    for one in rotation.stays(today):
        if one.state is State.STAYS:
            continue
        code = catalog.ROTATION_OVER if one.state is State.OVER else catalog.ROTATION_SOON
        services.notify(
            kind=code,
            to=list(
                dict.fromkeys([one.tenure.person, *following.named(catalog.kind(code), today)])
            ),
            subject=("org.appointment", str(one.tenure.appointment)),
            facts={
                "holder": one.tenure.person_name,
                "title": one.tenure.title,
                "since": day_label(one.since),
                "due": day_label(one.due),
            },
            actor=system_actor(),
            at=now,
            due=one.due,
            once=f"{one.tenure.person}:{one.tenure.post.code}:{one.since}",
        )


@transaction.atomic
def _tell(
    code: str, subject: tuple[str, str], facts: Mapping[str, object], once: str, now: datetime
) -> list[Notice]:
    """Everybody whom the kind names by post or capability."""
    today = timezone.localdate(now)
    return services.notify(
        kind=code,
        to=following.named(catalog.kind(code), today),
        subject=subject,
        facts=facts,
        actor=system_actor(),
        at=now,
        once=once,
    )
