"""The indicators that exist, with their measures and the hash of what they really compute."""

from __future__ import annotations

import functools
import hashlib

from linghang.foundation.catalog import registry
from linghang.foundation.catalog.registry import Catalog, Loaded
from linghang.foundation.errors import WrongCatalog
from linghang.indicators.definitions import Indicator
from linghang.indicators.measures import front_sheet
from linghang.indicators.measures.definitions import Measure

KIND = "indicators"


def indicators() -> Catalog[Indicator]:
    """All indicators. Raises WrongCatalog for one that names a measure that is not there."""
    return _checked(registry.load(KIND, Indicator))


@functools.lru_cache(maxsize=4)
def _checked(catalog: Catalog[Indicator]) -> Catalog[Indicator]:
    for loaded in catalog.items.values():
        for field in ("numerator", "denominator"):
            code = getattr(loaded.item, field)
            if code is not None and code not in front_sheet.MEASURES:
                raise WrongCatalog(
                    file=loaded.file,
                    item=loaded.item.code,
                    field=field,
                    says=f"没有名为 {code} 的计数口径；可用：{'、'.join(front_sheet.MEASURES)}",
                )
    return catalog


def indicator(code: str) -> Indicator | None:
    """One indicator, None when there is none of this code."""
    loaded = indicators().items.get(code)
    return loaded.item if loaded else None


def numerator(item: Indicator) -> Measure:
    """The measure above the line."""
    return front_sheet.MEASURES[item.numerator]


def denominator(item: Indicator) -> Measure | None:
    """The measure below the line, None for an indicator that only counts."""
    return front_sheet.MEASURES[item.denominator] if item.denominator else None


def generated(item: Indicator) -> str:
    """The SQL that the figures are made by, for reviewers and for the hash."""
    below = denominator(item)
    lines = [f"numerator: {numerator(item).sql}"]
    if below:
        lines.append(f"denominator: {below.sql}")
    return "\n".join([*lines, f"of: {' '.join(front_sheet.relation().split())}"])


def definition_hash(loaded: Loaded[Indicator]) -> str:
    """SHA-256 (hex) over the item's text and its SQL: changes when either does."""
    return hashlib.sha256(f"{loaded.body}\n{generated(loaded.item)}".encode()).hexdigest()


def cell_version() -> str:
    """SHA-256 (hex) of everything that cells are made by."""
    parts = [f"{one.code}={one.sql}" for one in front_sheet.MEASURES.values()]
    return hashlib.sha256("\n".join([*parts, front_sheet.RELATION]).encode()).hexdigest()
