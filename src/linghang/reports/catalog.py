"""The reports that exist, checked against the indicators that they cite."""

from __future__ import annotations

from linghang.foundation.catalog import registry
from linghang.foundation.catalog.registry import Catalog, Loaded
from linghang.foundation.errors import WrongCatalog
from linghang.indicators import catalog as indicators
from linghang.reports import definitions
from linghang.reports.definitions import Report

KIND = "reports"


def reports() -> Catalog[Report]:
    """All reports. Raises WrongCatalog when one cites what is not there or types a number."""
    catalog = registry.load(KIND, Report)
    for loaded in catalog.items.values():
        _check(loaded)
    return catalog


def _check(loaded: Loaded[Report]) -> None:
    known = indicators.indicators()
    for code in loaded.item.indicators():
        if code not in known:
            says = f"没有名为 {code} 的指标；可用：{'、'.join(known.items)}"
            raise _wrong(loaded, field="indicator", says=says)
    units = {code: known[code].unit for code in known.items}
    counts = {code for code in known.items if known[code].denominator is None}
    for says in definitions.misfits(loaded.item, units=units, counts=counts):
        raise _wrong(loaded, field="show", says=says)
    names = [one.item.name for one in known.items.values()]
    for text in loaded.item.written_numbers(names):
        says = f"句子里不写数字，数字由指标给出：{text}"
        raise _wrong(loaded, field="chapters", says=says)


def _wrong(loaded: Loaded[Report], *, field: str, says: str) -> WrongCatalog:
    return WrongCatalog(file=loaded.file, item=loaded.item.code, field=field, says=says)
