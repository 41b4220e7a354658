"""Keeps what commitments say, whenever a deed has changed it."""

from __future__ import annotations

from collections.abc import Iterable

from linghang.commitments.models import Commitment, Step, Version
from linghang.commitments.writing import tree

BATCH = 500


def keep(pairs: Iterable[tuple[Commitment, Step]]) -> list[Version]:
    """A version more of each commitment that says something else than the last one that is kept.

    pairs: with the deed by which it came to say so; of several on one commitment the first. Takes
    a query where nothing was changed, and the same number for one and for many.
    """
    known: dict[int, tuple[Commitment, Step]] = {}
    for row, step in pairs:
        known.setdefault(row.pk, (row, step))
    kept = Version.objects.filter(commitment__in=known).order_by("number")
    last = {
        pk: (number, hash) for pk, number, hash in kept.values_list("commitment", "number", "hash")
    }
    changed = [
        row for pk, (row, _) in known.items() if last.get(pk, (0, ""))[1] != row.content_hash
    ]
    if not changed:
        return []
    says = tree.contents(changed)
    return Version.objects.bulk_create(
        [
            Version(
                commitment=row,
                number=last.get(row.pk, (0, ""))[0] + 1,
                step=known[row.pk][1],
                says=says[row.pk],
                hash=row.content_hash,
            )
            for row in changed
        ],
        batch_size=BATCH,
    )
