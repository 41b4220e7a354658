"""What can be found here: rule parameters, by name, meaning, ground, and the papers of changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from linghang.foundation.parameters import catalog
from linghang.foundation.parameters.models import ParameterChange
from linghang.foundation.search import providers
from linghang.foundation.search.providers import Found

KIND = "parameters"
READERS = frozenset({"parameters"})


def documents(keys: Collection[str] | None) -> Iterator[Found]:
    """Every declared parameter; no value, which differs from day to day."""
    papers: defaultdict[str, list[str]] = defaultdict(list)
    changes = ParameterChange.objects.approved().exclude(document="").order_by("active_from", "pk")
    for code, paper in changes.values_list("code", "document"):
        papers[code].append(paper)
    for code, loaded in catalog.catalog().items.items():
        if keys is None or code in keys:
            item = loaded.item
            text = " ".join([item.area, item.meaning, code, item.source, *papers[code]])
            yield Found(code, item.name, text, READERS)


providers.register(
    KIND,
    "规则参数",
    documents,
    watches={"parameters.ParameterChange": lambda change: [change.code]},
)
