"""The figures of ledgers as sources: ledgers.<ledger>.<figure>."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from datetime import date

from linghang.foundation.catalog.registry import Catalog
from linghang.foundation.period import Period
from linghang.indicators.records.sources import By, Parts, Records, Source
from linghang.ledgers import catalog
from linghang.ledgers.counting import parts
from linghang.ledgers.counting.definitions import Figure
from linghang.ledgers.definitions import Ledger

PREFIX = "ledgers"


def sources() -> Iterable[Source]:
    """Each figure of each ledger."""
    return _made(catalog.catalog())


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
