"""The tables of weights that come with the product or with the hospital's own catalog folder."""

from __future__ import annotations

from linghang.cases.drg import SETS
from linghang.cases.grouping.definitions import WeightTable
from linghang.foundation.catalog import registry
from linghang.foundation.catalog.registry import Catalog
from linghang.foundation.errors import WrongCatalog

KIND = "drg_weights"


def tables() -> Catalog[WeightTable]:
    """All tables by code. Raises WrongCatalog, also for one of an edition that is not there."""
    catalog = registry.load(KIND, WeightTable)
    for loaded in catalog.items.values():
        if loaded.item.edition not in ("", *SETS):
            raise WrongCatalog(
                file=loaded.file,
                item=loaded.item.code,
                field="edition",
                says=f"没有规则集 {loaded.item.edition}；可用：{'、'.join(SETS)}，或留空",
            )
    return catalog
