"""Figures and rates of ledgers as sources and ratios: ledgers.<ledger>.<figure or rate>."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from datetime import date

from linghang.foundation.catalog.registry import Catalog
from linghang.foundation.period import Period
from linghang.indicators.records.sources import By, Parts, Ratio, Records, Source
from linghang.ledgers import catalog
from linghang.ledgers.counting import parts
from linghang.ledgers.counting.definitions import Figure
from linghang.ledgers.definitions import Ledger

PREFIX = "ledgers"


def sources() -> Iterable[Source]:
    """Each figure of each ledger."""
    return _made(catalog.catalog())


def ratios() -> Iterable[Ratio]:
    """Each rate of each ledger, of two figures that are sources."""
    for loaded in catalog.catalog().items.values():
        thing = f"{PREFIX}.{loaded.item.code}"
        for one in loaded.item.rates:
            yield Ratio(
                code=f"{thing}.{one.code}",
                unit=one.unit,
                scale=one.scale,
                numerator=f"{thing}.{one.numerator}",
                denominator=f"{thing}.{one.denominator}",
            )


@functools.lru_cache(maxsize=4)
def _made(ledgers: Catalog[Ledger]) -> tuple[Source, ...]:
    return tuple(
        _source(loaded.item, loaded.hash, figure)
        for loaded in ledgers.items.values()
        for figure in loaded.item.figures
    )


def _source(ledger: Ledger, hash: str, figure: Figure) -> Source:
    def counts(period: Period, *, by: By, department: str, as_of: date | None) -> Parts:
        if by == "leader":  # entries name none
            return {}
        return parts.parts(
            ledger.code, figure.code, period=period, by=by, department=department, as_of=as_of
        )

    def opens(period: Period, department: str) -> Records:
        query = [("period", period.code)]
        if department:
            query += [("unit", department), ("level", "department")]
        return Records(address="ledger-figure", args=(ledger.code, figure.code), query=tuple(query))

    return Source(
        code=f"{PREFIX}.{ledger.code}.{figure.code}",
        name=figure.name,
        unit=figure.unit,
        source=ledger.source,
        definition=hash,
        counts=counts,
        opens=opens,
    )
