"""What a programme says as a whole: itself, its days, and all that has begun in it."""

from __future__ import annotations

from linghang.commitments.content import rules as content
from linghang.commitments.models import Commitment, Programme
from linghang.commitments.spells.rules import Standing


def hash_of(programme: Programme) -> str:
    """The hash of what would be approved: with all that has begun and is not voided, in the order
    of the tree; one query."""
    told = {
        "title": programme.title,
        "began": str(programme.began_on),
        "feedback": str(programme.feedback_on or ""),
        "leader": programme.leader,
        "facts": programme.facts,
        "days": programme.days,
    }
    rows = Commitment.objects.filter(programme=programme, begun_on__isnull=False)
    rows = rows.exclude(standing=Standing.VOIDED.value).order_by("path")
    return content.of_programme(told, rows.values_list("content_hash", flat=True))


def renew(programme_id: int, *, holds: bool = False) -> None:
    """Write what it says now. holds: what was approved of it is not touched by the change."""
    programme = Programme.objects.get(pk=programme_id)
    is_approved = programme.content_hash in ("", programme.approved_hash)
    programme.content_hash = hash_of(programme)
    if holds and is_approved and programme.approved_on:
        programme.approved_hash = programme.content_hash
    programme.save(update_fields=["content_hash", "approved_hash"])
