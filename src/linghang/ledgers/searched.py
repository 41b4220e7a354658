"""What can be found here: entries that were handed in, of ledgers that are open; never drafts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from linghang.foundation.search import providers
from linghang.foundation.search.providers import EVERYTHING, Found
from linghang.foundation.search.queries import AllBut
from linghang.ledgers import catalog, directory, reach, trail_actions
from linghang.ledgers.definitions import Secrecy
from linghang.ledgers.facts import rules as facts
from linghang.ledgers.filing.rules import Standing
from linghang.ledgers.models import Entry
from linghang.org.rules import Rights
from linghang.procedures.days import Day

KIND = "ledgers"
PIECE = 1_000


def documents(keys: Collection[str] | None) -> Iterator[Found]:
    """Every entry with what it says, but for what is personal, numbers and files."""
    ledgers = {
        code: loaded.item
        for code, loaded in catalog.catalog().items.items()
        if loaded.item.secrecy is Secrecy.OPEN
    }
    found = Entry.objects.filter(ledger__in=ledgers).exclude(standing=Standing.DRAFT.value)
    if keys is not None:
        found = found.filter(pk__in=keys)
    rows = found.order_by("pk").values_list("pk", "ledger", "number", "title", "unit", "facts")
    piece: list[tuple[Any, ...]] = []
    for row in rows.iterator(chunk_size=PIECE):
        piece.append(row)
        if len(piece) == PIECE:
            yield from _found(piece, ledgers)
            piece = []
    yield from _found(piece, ledgers)


def _found(rows: list[tuple[Any, ...]], ledgers: dict[str, Any]) -> Iterator[Found]:
    told = [facts.typed(ledgers[row[1]], row[5]) for row in rows]
    named = {code for one in told for code in facts.named(one.values())}
    names = directory.names({*named, *(row[4] for row in rows)})
    for (pk, code, number, title, unit, _), one in zip(rows, told, strict=True):
        ledger = ledgers[code]
        text = f"{ledger.name} {names.get(unit, '')}\n{facts.words(ledger, one, names)}"
        yield Found(str(pk), f"{number} {title}", text, frozenset({code, scope(code, unit)}))


def scope(ledger: str, unit: str) -> str:
    """What fences in the entries of one unit in a ledger."""
    return f"{ledger}@{unit}"


def scopes(rights: Rights, day: Day) -> frozenset[str] | AllBut:
    """What the post may look into: whole ledgers, and units of others; or all but some ledgers."""
    whole: set[str] = set()
    parts: set[str] = set()
    for ledger in reach.ledgers(rights, day):
        if not ledger.part_of and ledger.secrecy is Secrecy.OPEN:
            units = reach.readable(ledger, rights, day)
            if units is reach.EVERYWHERE:
                whole.add(ledger.code)
            else:
                parts |= {scope(ledger.code, unit) for unit in units or ()}
    closed = catalog.catalog().items.keys() - whole
    if whole and not parts and len(closed) < len(whole):
        return AllBut(frozenset(closed))
    return frozenset(whole | parts)


def _of_filing(row: Any) -> Iterable[str]:
    entries = row.entries.values_list("pk", flat=True)
    changed = row.changes.values_list("entry", flat=True)
    return [str(pk) for pk in (*entries, *changed)]


def _in_bulk(entry: Any) -> Iterable[str] | None:
    return EVERYTHING if entry.action in trail_actions.IN_BULK else ()


providers.register(
    KIND,
    "台账",
    documents,
    watches={
        "ledgers.entry": lambda row: [str(row.pk)],
        "ledgers.filing": _of_filing,
        "trail.entry": _in_bulk,
    },
    by_pinyin=False,
)
