"""What can be found here: meetings by kind, day, theme, and what they dealt with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from linghang.foundation.search import providers
from linghang.foundation.search.providers import Found
from linghang.meetings import catalog
from linghang.meetings.models import AgendaItem, Meeting

KIND = "meetings"
PIECE = 1_000


def documents(keys: Collection[str] | None) -> Iterator[Found]:
    """Every meeting with the titles of its items; of records neither text nor opinions."""
    found = Meeting.objects.order_by("pk")
    if keys is not None:
        found = found.filter(pk__in=keys)
    rows = found.values_list("pk", "kind", "day", "theme", "unit__code", "unit__name")
    piece: list[tuple[Any, ...]] = []
    for row in rows.iterator(chunk_size=PIECE):
        piece.append(row)
        if len(piece) == PIECE:
            yield from _found(piece)
            piece = []
    yield from _found(piece)


def _found(rows: list[tuple[Any, ...]]) -> Iterator[Found]:
    titles = defaultdict(list)
    items = AgendaItem.objects.open_to_readers().filter(form__meeting__in=[row[0] for row in rows])
    known = catalog.meetings().items
    for pk, title in items.order_by("number").values_list("form__meeting", "title"):
        titles[pk].append(title)
    for pk, kind, day, theme, code, unit in rows:
        name = known[kind].item.name if kind in known else kind
        words = [theme, *titles[pk]]
        title = f"{unit}{name} {day.isoformat()}"
        yield Found(str(pk), title, " ".join(filter(None, words)), frozenset({code}))


# A record is kept with its items before the meeting itself is saved: that row tells of all.
providers.register(
    KIND,
    "会议",
    documents,
    watches={"meetings.meeting": lambda row: [str(row.pk)]},
)
