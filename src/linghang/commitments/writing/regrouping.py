"""What a problem is answered by, and a goal consists of, was approved with it.

Whoever takes an open measure away would else make the problem done by it: it comes to stand
accepted only when that has been approved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

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


def taken_on(problems: Collection[int]) -> None:
    """A measure was added that begins at once: what was approved of its problems holds."""
    rows = list(Commitment.objects.filter(pk__in=problems))
    hashes = tree.content_hashes(rows)
    for row in rows:
        if row.approved_hash == row.content_hash:
            row.approved_hash = hashes[row.pk]
        row.content_hash = hashes[row.pk]
    Commitment.objects.bulk_update(rows, ["content_hash", "approved_hash"])
