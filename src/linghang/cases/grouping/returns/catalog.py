"""What columns a return may have, under which headings: the product's and the hospital's own."""

from __future__ import annotations

from linghang.cases.grouping.returns.definitions import ReturnColumn
from linghang.foundation.catalog import registry
from linghang.foundation.catalog.registry import Catalog
from linghang.foundation.errors import WrongCatalog

KIND = "return_columns"


def columns() -> Catalog[ReturnColumn]:
    """All columns by code. Raises WrongCatalog, also for a heading that stands for two of them."""
    catalog = registry.load(KIND, ReturnColumn)
    meant: dict[str, str] = {}
    for code, loaded in catalog.items.items():
        for heading in {loaded.item.name, *loaded.item.aliases}:
            if meant.setdefault(heading.casefold(), code) != code:
                raise WrongCatalog(
                    file=loaded.file,
                    item=code,
                    field="aliases",
                    says=f"列名“{heading}”已经是 {meant[heading.casefold()]} 的写法",
                )
    return catalog
