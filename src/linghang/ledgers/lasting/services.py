"""A definition that changed is looked at before anything is entered or counted by it.

What would falsify entries stops the start. Columns are made out of facts: where a definition reads
other columns than those that stand there (a field that is filtered from now on, one that was put
before others), they are written anew, and triggers note the months that are to be counted again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.db.models import OuterRef, Subquery
from pydantic import ValidationError

from linghang.foundation.catalog.models import CatalogVersion
from linghang.foundation.errors import WrongCatalog
from linghang.ledgers import catalog
from linghang.ledgers.definitions import Ledger
from linghang.ledgers.facts import rules as facts
from linghang.ledgers.lasting import rules
from linghang.ledgers.lasting.models import Layout
from linghang.ledgers.lasting.rules import Broken
from linghang.ledgers.models import COLUMNS, Change, Entry, Former, Mention

PIECE = 2_000
DEFAULT = "default"
GONE = "这本台账有记录，不能从目录里删去；不再填报就写 active_to"


def settle() -> dict[str, int]:
    """Look at each ledger whose definition is another than at the last start, and write columns
    that moved; ledger → how many entries were written. Asks one query when nothing changed.

    Raises WrongCatalog.
    """
    written: dict[str, int] = {}
    for code in _changed():
        if _reviewed(code):
            with transaction.atomic():
                if _is_moved(code) and (count := _write(catalog.catalog()[code])):
                    written[code] = count
                loaded = catalog.catalog().items[code]
                Layout.objects.update_or_create(
                    ledger=code,
                    defaults={"hash": loaded.hash, "columns": rules.layout(loaded.item)},
                )
    return written


def check() -> list[str]:
    """The same without writing: ledgers of which columns are to be written. Raises WrongCatalog."""
    return [code for code in _changed() if _reviewed(code) and _is_moved(code)]


def told() -> Iterator[str]:
    """What settle() did, in words, when the system starts."""
    for code, count in settle().items():
        yield f"台账 {code} 的定义有变，已按新的定义重排{count}条记录的统计列。"


def look() -> Iterator[str]:
    """What it would do, for who checks the catalogs."""
    for code in check():
        yield f"台账 {code} 已有记录，下次启动时按新的定义重排统计列。"


def migrated(**more: Any) -> None:
    """settle() after a migration; more: as Django sends it, `using` names the database."""
    if more.get("using", DEFAULT) == DEFAULT:
        settle()


def _changed() -> list[str]:
    """Ledgers with kept versions that no start has looked at as they are now; none where there is
    no database yet, or an older one."""
    seen = Layout.objects.filter(ledger=OuterRef("code")).values("hash")
    kept = CatalogVersion.objects.filter(kind=catalog.KIND).order_by()
    # Inside a transaction a fault must not end it; outside none is begun, as to begin one waits
    # for whoever writes to SQLite.
    inside = connections[DEFAULT].in_atomic_block
    try:
        with transaction.atomic() if inside else nullcontext():
            found = dict(kept.annotate(seen=Subquery(seen)).values_list("code", "seen").distinct())
    except DatabaseError:
        return []
    declared = catalog.catalog().items
    return [
        code
        for code, hash in sorted(found.items())
        if code not in declared or declared[code].hash != hash
    ]


def _reviewed(code: str) -> bool:
    """Whether the ledger is declared still. Raises WrongCatalog for the first fault."""
    loaded = catalog.current(code)
    if loaded is None:
        if Entry.objects.filter(ledger=code).exists():
            file = f"{settings.CATALOG_OVERRIDES or 'catalogs'}/*/{catalog.KIND}.yaml"
            raise WrongCatalog(file=file, item=code, field="—", says=GONE)
        return False
    for hash, was in _versions(code):
        for fault in rules.broken(was, loaded.item):
            if _is_bound(code, hash) and _is_said(code, fault):
                raise WrongCatalog(file=loaded.file, item=code, field=fault.field, says=fault.says)
    return True


def _versions(code: str) -> Iterator[tuple[str, Ledger]]:
    """Kept versions; one that this release can't read any more is no measure of anything."""
    rows = CatalogVersion.objects.filter(kind=catalog.KIND, code=code).order_by("pk")
    for hash in rows.values_list("hash", flat=True):
        try:
            yield hash, catalog.version(code, hash)
        except ValidationError:
            continue


def _is_bound(code: str, hash: str) -> bool:
    """Whether an entry, a former version or a change that was asked for is bound to it."""
    bound = {"definition_hash": hash}
    return (
        Entry.objects.filter(ledger=code, **bound).exists()
        or Former.objects.filter(entry__ledger=code, **bound).exists()
        or Change.objects.filter(entry__ledger=code, **bound).exists()
    )


def _is_said(code: str, fault: Broken) -> bool:
    """Whether some entry holds what would be gone; of anything but options it is taken so."""
    if fault.used is None:
        return True
    one, option = fault.used
    if one.is_mentioned:
        return Mention.objects.filter(ledger=code, field=one.code, code=option).exists()
    return Entry.objects.filter(ledger=code, **{f"facts__{one.code}": option}).exists()


def _is_moved(code: str) -> bool:
    """Whether columns of entries stand by another layout than that of the definition in use.

    Until a start has looked at a ledger, each entry stands by the definition that it pins.
    """
    now = rules.layout(catalog.catalog()[code])
    row = Layout.objects.filter(ledger=code).first()
    stand = [row.columns] if row else [rules.layout(was) for _, was in _versions(code)]
    return any(rules.is_moved(was, now) for was in stand)


def _write(ledger: Ledger) -> int:
    """Columns of every entry out of its facts; how many said something else before."""
    count, last = 0, 0
    rows = Entry.objects.filter(ledger=ledger.code).order_by("pk")
    while piece := list(rows.filter(pk__gt=last)[:PIECE]):
        moved = [one for one in piece if _place(one, ledger)]
        _save(moved)
        count, last = count + len(moved), piece[-1].pk
    return count


def _place(entry: Entry, ledger: Ledger) -> bool:
    placed = facts.placed(ledger, entry.told())
    before = {column: getattr(entry, column) for column in COLUMNS}
    for column in COLUMNS:
        setattr(entry, column, placed.get(column))
    return before != {column: getattr(entry, column) for column in COLUMNS}


def _save(entries: Collection[Entry]) -> None:
    """One statement for all: Django's own writes a CASE for each column of each row."""
    connection = connections[DEFAULT]
    fields = [one for one in Entry._meta.concrete_fields if one.name in COLUMNS]
    quote = connection.ops.quote_name
    told = ", ".join(f"{quote(str(one.column))} = %s" for one in fields)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(Entry._meta.db_table)} SET {told} WHERE id = %s",  # noqa: S608 our names
            [
                [
                    *(one.get_db_prep_save(getattr(each, one.name), connection) for one in fields),
                    each.pk,
                ]
                for each in entries
            ],
        )
