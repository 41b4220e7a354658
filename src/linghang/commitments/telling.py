"""Tell those whom a deed concerns, inside its transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from linghang.commitments.models import Commitment, Extension, Programme
from linghang.commitments.reminding.addressees import Addressees
from linghang.foundation.access import Actor
from linghang.foundation.period import day_label
from linghang.notices import services as notices

MOST_NUMBERS = 10


def begun(
    programme: Programme, rows: Sequence[Commitment], *, actor: Actor, at: datetime, today: date
) -> None:
    """Whoever now owes something, one notice for all of it."""
    addressees = Addressees(today)
    owed: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        row.programme = programme
        for person in addressees.doing(row):
            owed[person].append(row.number)
    for person, numbers in owed.items():
        more = "等" if len(numbers) > MOST_NUMBERS else ""
        notices.notify(
            kind="commitment_begun",
            to=addressees.known([person]),
            subject=programme,
            facts={
                "programme": programme.title,
                "count": len(numbers),
                "numbers": "、".join(numbers[:MOST_NUMBERS]) + more,
            },
            actor=actor,
            at=at,
        )


def returned(row: Commitment, reason: str, *, actor: Actor, at: datetime, today: date) -> None:
    """Whoever does it hears why closing was sent back or refused."""
    _tell("commitment_returned", row, {"reason": reason or "见办理意见"}, [], actor, at, today)


def reopened(row: Commitment, reason: str, *, actor: Actor, at: datetime, today: date) -> None:
    """Whoever does it, and the leader, hear that it came back."""
    leaders = [row.leader] if row.leader else []
    _tell("commitment_reopened", row, {"reason": reason}, leaders, actor, at, today)


def extension_decided(
    row: Commitment, one: Extension, *, actor: Actor, at: datetime, today: date
) -> None:
    """Whoever asked hears the answer."""
    facts = {
        "due": day_label(one.to_due),
        "result": "同意" if one.is_granted else "不同意",
        "answer": f"意见：{one.answer}" if one.answer else "",
    }
    _tell("commitment_extension_decided", row, facts, [one.asked_by], actor, at, today)


def _tell(
    kind: str,
    row: Commitment,
    facts: dict[str, str],
    more: list[str],
    actor: Actor,
    at: datetime,
    today: date,
) -> None:
    addressees = Addressees(today)
    notices.notify(
        kind=kind,
        to=addressees.known([*addressees.doing(row), *more]),
        subject=row,
        facts={
            "programme": row.programme.title,
            "number": row.number,
            "title": row.title,
            **facts,
        },
        actor=actor,
        at=at,
    )
