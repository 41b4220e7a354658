"""What can be found here: commitments that have begun, with what they say and where they belong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from linghang.commitments import reach, trail_actions
from linghang.commitments.likeness import rules as likeness
from linghang.commitments.models import Commitment, Help
from linghang.foundation.search import providers
from linghang.foundation.search.providers import EVERYTHING, Found
from linghang.ledgers import directory
from linghang.org.rules import Rights
from linghang.procedures.days import Day

KIND = "commitments"
PIECE, MOST_COMPARED = 1_000, 5_000


def documents(keys: Collection[str] | None) -> Iterator[Found]:
    """Every commitment that was approved; of reports and files nothing."""
    found = Commitment.objects.filter(begun_on__isnull=False).exclude(standing="voided")
    if keys is not None:
        found = found.filter(pk__in=keys)
    columns = ("pk", "number", "title", "text", "standard", "unit", "owner", "leader")
    of_programme = ("programme", "programme__kind", "programme__title")
    rows = found.order_by("pk").values_list(*columns, *of_programme)
    piece: list[tuple[Any, ...]] = []
    for row in rows.iterator(chunk_size=PIECE):
        piece.append(row)
        if len(piece) == PIECE:
            yield from _found(piece)
            piece = []
    yield from _found(piece)


def _found(rows: list[tuple[Any, ...]]) -> Iterator[Found]:
    names = directory.names({code for row in rows for code in row[5:8] if code})
    helps: defaultdict[int, list[str]] = defaultdict(list)
    for one in Help.objects.filter(commitment__in=[row[0] for row in rows]):
        helps[one.commitment_id].append(one.unit_id)
    for pk, number, title, text, standard, unit, owner, leader, plan, kind, programme in rows:
        told = [programme, text, standard, *(names.get(one, "") for one in (unit, owner, leader))]
        units = {f"{kind}@{one}" for one in (unit or "", *helps[pk])}
        people = {_of_person(one) for one in (owner, leader) if one}
        scopes = frozenset({kind, _of_programme(plan), *units, *people})
        yield Found(str(pk), f"{number} {title}", "\n".join(filter(None, told)), scopes)


def _of_person(code: str) -> str:
    return f"person:{code}"


def _of_programme(pk: int) -> str:
    return f"programme:{pk}"


def scopes(rights: Rights, day: Day) -> frozenset[str]:
    """What the post may look into: whole kinds, what units of its own do or help with, what it
    answers for in person, and programmes whose leading group it belongs to."""
    if not reach.is_asked(rights):
        return frozenset()
    found = {_of_person(one) for one in reach.people(rights)}
    found |= {_of_programme(one.pk) for one in reach.led_in_person(rights, day.on).only("pk")}
    for part in reach.parts(rights, day):
        if part.units is reach.EVERYWHERE:
            found.add(part.kind)
        else:
            found |= {f"{part.kind}@{unit}" for unit in part.units}
    return frozenset(found)


def similar(row: Commitment, rights: Rights, today: date, most: int = 10) -> list[Commitment]:
    """Commitments of other programmes, begun before, that say what this one says; the most alike
    first.

    So a problem that was found before is recognised (以往发现未改). As far as the post sees them;
    among the latest 5,000. Two queries beside those of what the post sees.
    """
    seen = reach.visible_to(rights, today).filter(role=row.role)
    seen = seen.filter(begun_on__lte=row.begun_on or today)
    others = seen.exclude(programme=row.programme_id).exclude(standing="voided")
    titles = dict(others.order_by("-pk").values_list("pk", "title")[:MOST_COMPARED])
    keys = likeness.alike(row.title, titles, most)
    found = Commitment.objects.select_related("programme", "unit").in_bulk(keys)
    return [found[pk] for pk in keys]


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
