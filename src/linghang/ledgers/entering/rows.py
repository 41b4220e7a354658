"""An entry as the database keeps it: what it says, where it is found, whom it names."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from linghang.ledgers import catalog
from linghang.ledgers.definitions import Ledger, Secrecy
from linghang.ledgers.facts import rules as facts
from linghang.ledgers.facts.rules import Common
from linghang.ledgers.models import COLUMNS, Entry, Mention, SealedFacts

NEUTRAL = "（内容加密）"


def fill(entry: Entry, ledger: Ledger, common: Common, told: Mapping[str, Any]) -> None:
    """Write what an entry says into its rows and save them; nothing stays of what it said."""
    is_new = entry.pk is None
    place(entry, ledger, common, told)
    entry.save()
    if ledger.secrecy is Secrecy.SEALED:
        SealedFacts.objects.update_or_create(
            entry=entry,
            defaults={"title": common.title, "facts": dumped(ledger, told)},
        )
        return
    if not is_new:
        entry.mentions.all().delete()
    Mention.objects.bulk_create(mentions(entry, ledger, told))


def place(entry: Entry, ledger: Ledger, common: Common, told: Mapping[str, Any]) -> None:
    """Set the columns of an entry; a sealed one has neither title nor facts in them."""
    assert common.day is not None
    sealed = ledger.secrecy is Secrecy.SEALED
    entry.unit_id, entry.day, entry.until = common.unit, common.day, common.until
    entry.title = NEUTRAL if sealed else common.title
    entry.facts = {} if sealed else facts.plain(ledger, told)
    # Columns stand by the definition in use: a correction may have been asked for by a former one.
    loaded = catalog.current(ledger.code)
    columns = {} if sealed else facts.placed(loaded.item if loaded else ledger, told)
    for column in COLUMNS:
        setattr(entry, column, columns.get(column))


def mentions(entry: Entry, ledger: Ledger, told: Mapping[str, Any]) -> Iterator[Mention]:
    """The rows of whom and what it names."""
    if ledger.secrecy is not Secrecy.SEALED:
        for field, code, name in dict.fromkeys(facts.mentioned(ledger, told)):
            yield Mention(entry=entry, ledger=entry.ledger, field=field, code=code, name=name[:120])


def dumped(ledger: Ledger, told: Mapping[str, Any]) -> str:
    """Facts as a text to be sealed."""
    return json.dumps(facts.plain(ledger, told), ensure_ascii=False, sort_keys=True)


def loaded(ledger: Ledger, text: str) -> dict[str, Any]:
    """The other way of dumped()."""
    return facts.typed(ledger, json.loads(text) if text else {})
