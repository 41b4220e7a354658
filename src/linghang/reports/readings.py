"""Reads the figures of a report from the indicators engine."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from linghang.cases.models import Manifest
from linghang.foundation.errors import Refused
from linghang.foundation.period import Period
from linghang.indicators import catalog, queries
from linghang.indicators.queries import Scope, Value
from linghang.org import queries as org
from linghang.org.definitions import Kind
from linghang.reports.figures import HOSPITAL, Row
from linghang.reports.rules import Indicator, Reading


class DataMoved(Refused):
    """The data changed while a report was being written."""


class IndicatorSource:
    """A Source over one manifest; refuses (DataMoved) a figure that was made from another."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest

    @property
    def data_through(self) -> date | None:
        return self.manifest.data_through

    def indicator(self, code: str) -> Indicator:
        loaded = catalog.indicators().items[code]
        above, below = catalog.numerator(loaded.item), catalog.denominator(loaded.item)
        return Indicator(
            code=code,
            name=loaded.item.name,
            unit=loaded.item.unit,
            decimals=loaded.item.decimals,
            meaning=loaded.item.meaning,
            numerator=above.name,
            numerator_unit=above.unit,
            denominator=below.name if below else "",
            denominator_unit=below.unit if below else "",
            definition_hash=catalog.definition_hash(loaded),
        )

    def reading(self, code: str, period: Period, scope: Scope) -> Reading:
        return self._reading(queries.value(code, period=period, scope=scope))

    def breakdown(self, code: str, period: Period, by: queries.By) -> list[Row]:
        parts = queries.breakdown(code, period=period, by=by, scope=HOSPITAL)
        return [
            Row(
                label=part.label,
                scope=part.value.scope,
                period=period,
                reading=self._reading(part.value),
            )
            for part in parts
        ]

    def campuses(self, period: Period) -> list[tuple[str, str]]:
        structure = org.structure(period.last_day)
        return [(place.code, place.name) for place in structure.of_kind(Kind.CAMPUS)]

    def _reading(self, value: Value) -> Reading:
        if value.manifest_id != self.manifest.pk or value.computed_at is None:
            raise DataMoved("病案数据刚刚有更新，报告没有生成，请再生成一次。")
        return Reading(
            numerator=value.numerator,
            denominator=value.denominator,
            value=value.value,
            definition_hash=value.definition_hash,
            manifest_id=value.manifest_id,
            computed_at=timezone.localtime(value.computed_at),
            provisional=value.provisional,
            small=value.small,
        )
