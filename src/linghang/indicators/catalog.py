"""The indicators that exist, with their measures and the hash of what they really compute."""

from __future__ import annotations

import difflib
import functools
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from linghang.foundation.catalog import registry
from linghang.foundation.catalog.registry import Catalog, Loaded
from linghang.foundation.errors import WrongCatalog
from linghang.indicators.definitions import Indicator
from linghang.indicators.measures import front_sheet
from linghang.indicators.measures.definitions import Measure
from linghang.indicators.records import sources
from linghang.indicators.records.sources import Source

KIND = "indicators"
MOST_NAMED = 5


def indicators() -> Catalog[Indicator]:
    """All indicators, each with its two measures, or one; those of a rate with the rate's.

    Raises WrongCatalog for one that names a measure or a rate that is not there.
    """
    return _checked(registry.load(KIND, Indicator))


@functools.lru_cache(maxsize=4)
def _checked(catalog: Catalog[Indicator]) -> Catalog[Indicator]:
    found = {code: _with_parts(loaded) for code, loaded in catalog.items.items()}
    for loaded in found.values():
        for field in ("numerator", "denominator"):
            code = getattr(loaded.item, field)
            if code is not None and measure(code) is None:
                known = [*front_sheet.MEASURES, *sources.codes()]
                told = "、".join(_near(code, known) or front_sheet.MEASURES)
                raise _wrong(loaded, field, f"没有名为 {code} 的计数口径；可用：{told}")
    return Catalog(catalog.kind, MappingProxyType(found))


def _with_parts(loaded: Loaded[Indicator]) -> Loaded[Indicator]:
    """Of an indicator that stands on a rate: what the rate is made of."""
    item = loaded.item
    if not item.rate:
        return loaded
    ratio = sources.ratio(item.rate)
    if ratio is None:
        known = sources.ratio_codes()
        told = "、".join(_near(item.rate, known) or known[:MOST_NAMED])
        raise _wrong(loaded, "rate", f"没有台账声明 {item.rate} 这个率；可用：{told}")
    if (item.unit, item.scale) != (ratio.unit, ratio.scale):
        told = f"unit: {ratio.unit}、scale: {ratio.scale}"
        raise _wrong(loaded, "unit", f"单位和倍数要和台账里的率相同：{told}")
    parts = {"numerator": ratio.numerator, "denominator": ratio.denominator}
    return replace(loaded, item=item.model_copy(update=parts))


def _near(code: str, known: Sequence[str]) -> list[str]:
    return difflib.get_close_matches(code, known, n=MOST_NAMED, cutoff=0.3)


def _wrong(loaded: Loaded[Indicator], field: str, says: str) -> WrongCatalog:
    return WrongCatalog(file=loaded.file, item=loaded.item.code, field=field, says=says)


def indicator(code: str) -> Indicator | None:
    """One indicator, None when there is none of this code."""
    loaded = indicators().items.get(code)
    return loaded.item if loaded else None


def measure(code: str) -> Measure | Source | None:
    """What counts cases or records under the code, None when nothing does."""
    return front_sheet.MEASURES.get(code) or sources.source(code)


def numerator(item: Indicator) -> Measure | Source:
    """The measure above the line."""
    found = measure(item.numerator)
    assert found is not None, "checked at the start"
    return found


def denominator(item: Indicator) -> Measure | Source | None:
    """The measure below the line, None for an indicator that only counts."""
    return measure(item.denominator) if item.denominator else None


def is_of_cases(item: Indicator) -> bool:
    """Whether all its measures count cases, so that it opens to cases."""
    codes = {item.numerator, item.denominator} - {None}
    return all(code in front_sheet.MEASURES for code in codes)


def uses_cases(item: Indicator) -> bool:
    """Whether one of its measures counts cases, so that it stands on a manifest."""
    return item.numerator in front_sheet.MEASURES or item.denominator in front_sheet.MEASURES


def generated(item: Indicator) -> str:
    """The SQL that the figures are made by, for reviewers and for the hash."""
    below = denominator(item)
    lines = [f"numerator: {numerator(item).sql}"]
    if below:
        lines.append(f"denominator: {below.sql}")
    if uses_cases(item):
        lines.append(f"of: {' '.join(front_sheet.relation().split())}")
    return "\n".join(lines)


def definition_hash(loaded: Loaded[Indicator]) -> str:
    """SHA-256 (hex) over the item's text and its SQL: changes when either does."""
    return hashlib.sha256(f"{loaded.body}\n{generated(loaded.item)}".encode()).hexdigest()


def cell_version() -> str:
    """SHA-256 (hex) of everything that cells are made by."""
    parts = [f"{one.code}={one.sql}" for one in front_sheet.MEASURES.values()]
    return hashlib.sha256("\n".join([*parts, front_sheet.RELATION]).encode()).hexdigest()
