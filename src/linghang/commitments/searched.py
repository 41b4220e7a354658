"""What can be found here: commitments that have begun, with what they say and where they belong."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from linghang.commitments import reach, trail_actions
from linghang.commitments.models import Commitment
from linghang.foundation.search import providers, queries
from linghang.foundation.search.providers import EVERYTHING, Found
from linghang.ledgers import directory
from linghang.org.rules import Rights
from linghang.procedures.days import Day

KIND = "commitments"
PIECE = 1_000


def documents(keys: Collection[str] | None) -> Iterator[Found]:
    """Every commitment that was approved; of reports and files nothing."""
    found = Commitment.objects.filter(begun_on__isnull=False).exclude(standing="voided")
    if keys is not None:
        found = found.filter(pk__in=keys)
    columns = ("pk", "number", "title", "text", "standard", "unit", "owner", "leader")
    rows = found.order_by("pk").values_list(*columns, "programme__kind", "programme__title")
    piece: list[tuple[Any, ...]] = []
    for row in rows.iterator(chunk_size=PIECE):
        piece.append(row)
        if len(piece) == PIECE:
            yield from _found(piece)
            piece = []
    yield from _found(piece)


def _found(rows: list[tuple[Any, ...]]) -> Iterator[Found]:
    names = directory.names({code for row in rows for code in row[5:8] if code})
    for pk, number, title, text, standard, unit, owner, leader, kind, programme in rows:
        told = [programme, text, standard, *(names.get(one, "") for one in (unit, owner, leader))]
        scopes = frozenset({kind, f"{kind}@{unit or ''}"})
        yield Found(str(pk), f"{number} {title}", "\n".join(filter(None, told)), scopes)


def scopes(rights: Rights, day: Day) -> frozenset[str]:
    """What the post may look into: whole kinds, and units of others.

    What it answers for in person, or helps with, it finds on its own board.
    """
    found: set[str] = set()
    for part in reach.parts(rights, day):
        if part.units is reach.EVERYWHERE:
            found.add(part.kind)
        else:
            found |= {f"{part.kind}@{unit}" for unit in part.units}
    return frozenset(found)


def similar(row: Commitment, rights: Rights, today: date) -> list[Commitment]:
    """Earlier commitments of other programmes that say what this one says, the best first.

    So a problem that was found before is recognised (以往发现未改). As far as the post sees them.
    """
    words = row.title[:60]
    hits = queries.find(words, {KIND: scopes(rights, Day(today))}, 30)
    keys = [int(hit.key) for hit in hits if int(hit.key) != row.pk]
    seen = reach.visible_to(rights, today).filter(pk__in=keys, role=row.role)
    found = {
        one.pk: one
        for one in seen.exclude(programme=row.programme_id).select_related("programme", "unit")
    }
    return [found[pk] for pk in keys if pk in found]


def _in_bulk(entry: Any) -> Iterable[str] | None:
    return EVERYTHING if entry.action in trail_actions.IN_BULK else ()


providers.register(
    KIND,
    "任务与整改",
    documents,
    watches={
        "commitments.commitment": lambda row: [str(row.pk)],
        "trail.entry": _in_bulk,
    },
    by_pinyin=False,
)
