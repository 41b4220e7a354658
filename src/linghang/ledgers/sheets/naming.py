"""Names in sheets: what fields were called before, and which names mean one person or unit."""

from __future__ import annotations

from collections import defaultdict

from linghang.foundation.catalog.models import CatalogVersion
from linghang.foundation.fields.definitions import Kind
from linghang.ledgers import catalog
from linghang.ledgers.definitions import Ledger
from linghang.ledgers.directory import Directory
from linghang.ledgers.facts.rules import Named
from linghang.ledgers.sheets import rules
from linghang.org import posts
from linghang.org.models import Person, Unit


def older(ledger: Ledger) -> dict[str, tuple[str, ...]]:
    """Field → the names that it bore in versions of the ledger that entries are bound to."""
    current = catalog.current(ledger.code)
    rows = CatalogVersion.objects.filter(kind=catalog.KIND, code=ledger.code)
    hashes = rows.exclude(hash=current.hash if current else "").values_list("hash", flat=True)
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    today = {one.name for one in ledger.fields}
    for hash in hashes:
        for one in catalog.version(ledger.code, hash).fields:
            if one.code in ledger.by_code and one.name not in today:
                found[one.code][one.name] = None
    return {code: tuple(names) for code, names in found.items()}


class Names:
    """Everybody, every unit and post by code, where the name alone says who is meant; read once."""

    def __init__(self) -> None:
        people = dict(Person.objects.order_by().values_list("code", "name"))
        units = dict(Unit.objects.order_by().values_list("code", "name"))
        held = {code: one.item.name for code, one in posts.catalog().items.items()}
        self.of_kind = {
            Kind.PERSON: rules.speaking(people),
            Kind.UNIT: rules.speaking(units),
            Kind.POST: rules.speaking(held),
        }
        self._directory = Directory()

    def of(self, kind: Kind) -> dict[str, str]:
        """Code → name for a kind of field."""
        return self.of_kind.get(kind, {})

    def is_taken(self, kind: Kind, word: str) -> bool:
        """Whether the word is read as somebody, or some, of the hospital."""
        found = self._directory.find(kind, word)
        return isinstance(found, Named) or "，请改填" in found
