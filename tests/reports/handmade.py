"""A small hospital, its figures checked in the head: two campuses, three departments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from linghang.foundation.period import Period
from linghang.indicators.queries import Scope
from linghang.reports.figures import HOSPITAL, WITHOUT_DEPARTMENT, Row
from linghang.reports.rules import Indicator, Reading

AT = datetime(2025, 7, 3, 1, 30, tzinfo=UTC)
COMPUTED_AT = datetime(2025, 7, 3, 9, 30, tzinfo=UTC)
JUNE = Period.month(2025, 6)
TODAY = date(2025, 7, 3)

INDICATORS = {
    "discharges": Indicator(
        code="discharges",
        name="出院人次",
        unit="人次",
        decimals=0,
        meaning="统计期内出院患者的人次数。",
        numerator="出院人次",
        numerator_unit="人次",
        definition_hash="a" * 64,
    ),
    "average_length_of_stay": Indicator(
        code="average_length_of_stay",
        name="平均住院日",
        unit="天",
        decimals=2,
        meaning="出院者占用总床日数与出院人次之比。",
        numerator="出院者占用总床日数",
        numerator_unit="床日",
        denominator="出院人次",
        denominator_unit="人次",
        definition_hash="b" * 64,
    ),
    "readmission_31_days": Indicator(
        code="readmission_31_days",
        name="31日再住院率",
        unit="%",
        decimals=2,
        meaning="出院后31日内非计划再住院人次与出院人次之比。",
        numerator="31日内再住院人次",
        numerator_unit="人次",
        denominator="出院人次",
        denominator_unit="人次",
        definition_hash="c" * 64,
    ),
}
_SCALE = {"discharges": 1, "average_length_of_stay": 1, "readmission_31_days": 100}

DEPARTMENTS = {"D01": "心血管内科", "D02": "普外科", "D03": "儿科"}
CAMPUSES = {"C1": "城东院区", "C2": "城西院区"}

# (discharges, bed days, readmissions) of June by department; the campuses add up to the same.
PARTS: dict[tuple[str, Scope], tuple[int, int, int]] = {
    ("2025-06", HOSPITAL): (1000, 7860, 42),
    ("2025-06", Scope(campus="C1")): (600, 4800, 30),
    ("2025-06", Scope(campus="C2")): (400, 3060, 12),
    ("2025-06", Scope(department="D01")): (500, 4000, 25),
    ("2025-06", Scope(department="D02")): (480, 3760, 16),
    ("2025-06", Scope(department="D03")): (8, 40, 0),
    ("2025-06", WITHOUT_DEPARTMENT): (12, 60, 1),
    ("2024-06", HOSPITAL): (800, 6400, 32),
    ("2024-06", Scope(campus="C1")): (500, 4000, 20),
    ("2024-06", Scope(campus="C2")): (300, 2400, 12),
    ("2025-05", HOSPITAL): (1000, 7900, 42),
}


def reading(
    code: str,
    parts: tuple[int, int, int] | None,
    *,
    provisional: bool = False,
    manifest_id: int = 12,
) -> Reading:
    """The reading of one indicator over (discharges, bed days, readmissions)."""
    discharges, days, readmissions = parts or (0, 0, 0)
    top = {"average_length_of_stay": days, "readmission_31_days": readmissions}
    numerator = Decimal(top.get(code, discharges))
    denominator = Decimal(discharges) if code in top else None
    value: Decimal | None = numerator
    if denominator is not None:
        value = numerator * _SCALE[code] / denominator if denominator else None
    return Reading(
        numerator=numerator,
        denominator=denominator,
        value=value,
        provisional=provisional and code == "readmission_31_days",
        small=denominator is not None and 0 < denominator < 10,
        definition_hash=INDICATORS[code].definition_hash,
        manifest_id=manifest_id,
        computed_at=COMPUTED_AT,
    )


class TableSource:
    """Answers from PARTS, or from other parts that a test lays over them."""

    def __init__(
        self,
        over: dict[tuple[str, Scope], tuple[int, int, int]] | None = None,
        *,
        provisional: bool = False,
        data_through: date | None = date(2025, 6, 30),
    ) -> None:
        self.parts = {**PARTS, **(over or {})}
        self.provisional, self.data_through = provisional, data_through
        self.asked: list[tuple[str, str, Scope]] = []

    def indicator(self, code: str) -> Indicator:
        return INDICATORS[code]

    def reading(self, code: str, period: Period, scope: Scope) -> Reading:
        self.asked.append((code, period.code, scope))
        current = period == JUNE and self.provisional
        return reading(code, self.parts.get((period.code, scope)), provisional=current)

    def breakdown(self, code: str, period: Period, by: str) -> Sequence[Row]:
        names = DEPARTMENTS if by == "department" else CAMPUSES
        places = [(name, Scope(**{by: key})) for key, name in names.items()]
        if by == "department" and (period.code, WITHOUT_DEPARTMENT) in self.parts:
            places.append(("未归属", WITHOUT_DEPARTMENT))
        return [
            Row(
                label=label,
                scope=scope,
                period=period,
                reading=self.reading(code, period, scope),
            )
            for label, scope in places
        ]

    def campuses(self, period: Period) -> Sequence[tuple[str, str]]:
        return list(CAMPUSES.items())
