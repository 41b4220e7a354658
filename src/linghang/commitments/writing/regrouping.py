"""What a problem is answered by, and a goal consists of, was approved with it.

Whoever takes an open measure away would else make the problem done by it: it comes to stand
accepted only when that has been approved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q

from linghang.commitments.deeds import What
from linghang.commitments.definitions import Role
from linghang.commitments.keeping import Happening
from linghang.commitments.models import Answer, Commitment, Programme
from linghang.commitments.spells.rules import Standing
from linghang.commitments.writing import tree
from linghang.commitments.writing.rules import WIDTH


def regrouped(
    problems: Iterable[int], *, text: str = "", gone: Collection[Commitment] = ()
) -> list[Happening]:
    """The deeds on problems whose measures have changed, to be kept with what changed them.

    gone: what is voided by it. Writes what they say now.
    """
    rows = Commitment.objects.filter(pk__in=set(problems), begun_on__isnull=False)
    rows = rows.exclude(standing=Standing.VOIDED.value).exclude(pk__in=[one.pk for one in gone])
    found = list(rows.select_related("programme").order_by("path"))
    hashes = tree.content_hashes(found, gone=gone)
    changed = [row for row in found if hashes[row.pk] != row.content_hash]
    for row in changed:
        row.content_hash = hashes[row.pk]
    Commitment.objects.bulk_update(changed, ["content_hash"])
    return [_waits(row, text, row.content_hash != row.approved_hash) for row in changed]


def left(
    programme: Programme, paths: Iterable[str], *, text: str = "", gone: Collection[int] = ()
) -> list[Happening]:
    """The deeds on goals above these places, from where tasks are taken away. gone: voided, too."""
    above = {path[:end] for path in paths for end in range(WIDTH, len(path), WIDTH)}
    goals = Commitment.objects.filter(
        programme=programme, path__in=above, role=Role.GOAL.value, begun_on__isnull=False
    )
    goals = goals.exclude(standing=Standing.VOIDED.value).exclude(pk__in=gone)
    return [_waits(row, text, True) for row in goals.select_related("programme").order_by("path")]


def _waits(row: Commitment, text: str, is_waiting: bool) -> Happening:
    return Happening(
        commitment=row,
        what=What.REGROUPED,
        text=text,
        changes={"waits": is_waiting},
        hash=row.content_hash,
    )


def answered(rows: Iterable[Commitment]) -> set[int]:
    """The problems (pk) that these answer."""
    found = Answer.objects.filter(measure__in=[row.pk for row in rows])
    return set(found.values_list("problem", flat=True))


def holding(pks: Collection[int]) -> list[Commitment]:
    """Write what these say now that something beside them has changed: a measure that begins at
    once was added, or what they name was numbered anew. What was approved of them holds."""
    rows = list(Commitment.objects.filter(pk__in=pks).order_by("path"))
    hashes = tree.content_hashes(rows)
    changed = [row for row in rows if row.content_hash != hashes[row.pk]]
    for row in changed:
        for name in ("approved_hash", "closed_hash"):
            if getattr(row, name) == row.content_hash:
                setattr(row, name, hashes[row.pk])
        row.content_hash = hashes[row.pk]
    Commitment.objects.bulk_update(changed, ["content_hash", "approved_hash", "closed_hash"])
    return changed


def naming(row: Commitment) -> set[int]:
    """What says the number of a commitment: what stands under it, what it answers, what answers
    it (pk); a query each."""
    answers = Answer.objects.filter(Q(measure=row) | Q(problem=row))
    beside = {pk for pair in answers.values_list("measure", "problem") for pk in pair}
    below = Commitment.objects.filter(parent=row).order_by()
    return (beside | set(below.values_list("pk", flat=True))) - {row.pk}
