"""The dates of every Party member: application, admission, from when seniority counts."""

from __future__ import annotations

import random
from datetime import date, timedelta

from linghang.meetings.bodies.rules import NoVoteGround
from linghang.meetings.models import NoVote
from linghang.org.memberships.rules import Line
from linghang.org.models import Membership, PartyRecord
from linghang.procedures.terms.rules import add_months

SEED = 20210701
YEAR = 365
DOCUMENT = "党员名册和入党志愿书"


def do(*, today: date) -> None:
    """One record for each member of today; nothing when records are there already."""
    if PartyRecord.objects.exists():
        return
    chance = random.Random(SEED)
    late = NoVote.objects.filter(ground=NoVoteGround.PROBATION)
    probation = {row.person_id: row for row in late}
    rows = (
        Membership.objects.on(today)
        .filter(line=Line.PARTY)
        .order_by("person__code")
        .values_list("person__code", "person__active_from")
    )
    records = []
    for person, joined in rows:
        came = probation.get(person)
        admitted = came.active_from if came else _drawn(chance, joined, today)
        records.append(
            PartyRecord(
                person_id=person,
                applied_on=admitted - timedelta(days=chance.randint(2 * YEAR, 4 * YEAR)),
                admitted_on=admitted,
                full_since=None if came and came.active_to is None else add_months(admitted, 12),
                document=DOCUMENT,
            )
        )
    PartyRecord.objects.bulk_create(records)


def _drawn(chance: random.Random, joined: date, today: date) -> date:
    """Some came as members, some were admitted here; the last of them two years ago."""
    drawn = joined + timedelta(days=chance.randint(-6 * YEAR, 8 * YEAR))
    drawn = min(drawn, today - timedelta(days=chance.randint(2 * YEAR, 6 * YEAR)))
    return drawn.replace(day=min(drawn.day, 28))
