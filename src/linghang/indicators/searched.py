"""What can be found here: indicators, by name and by the words of their definition."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from linghang.foundation.search import providers
from linghang.foundation.search.providers import Found
from linghang.indicators import catalog

KIND = "indicators"
EVERYBODY = frozenset({"indicators"})


def documents(keys: Collection[str] | None) -> Iterator[Found]:
    """Every indicator of the catalog."""
    for code, loaded in catalog.indicators().items.items():
        if keys is None or code in keys:
            item = loaded.item
            yield Found(code, item.name, f"{item.meaning} {code} {item.source}", EVERYBODY)


providers.register(KIND, "指标", documents)
