"""Measures over discharge front sheets.

`RELATION` is what they are taken of: the cases with one derived flag, `readmitted_31`: the same
person was admitted again after this discharge, at most 31 days later by the calendar.
"""

from __future__ import annotations

from linghang.indicators.measures.definitions import Measure

READMISSION_DAYS = 31
INTERFACE = "病案首页数据采集接口（2020年8月版）"
DIED, TRANSFERRED = "5", "2"

RELATION = f"""
select stay.*, exists (
    select 1 from stays later
    where later.person_key = stay.person_key
      and later.admitted_at > stay.discharged_at
      and later.admission_day <= stay.discharge_day + {READMISSION_DAYS}
) as readmitted_31
from {{cases}} stay
"""

OPEN_TO_READMISSION = f"disposition not in ('{TRANSFERRED}', '{DIED}')"

MEASURES = {
    measure.code: measure
    for measure in (
        Measure(
            code="discharges",
            name="出院人次",
            unit="人次",
            source=f"{INTERFACE}：每份首页（A01+A48+A49）为一人次，按出院时间 B15 归期",
        ),
        Measure(
            code="bed_days",
            name="出院者占用总床日数",
            unit="床日",
            amount="los",
            source=f"{INTERFACE}：B20 实际住院天数，入院日与出院日只算一天，当天出院按1天",
        ),
        Measure(
            code="readmission_base",
            name="可能再住院的出院人次",
            unit="人次",
            where=OPEN_TO_READMISSION,
            source=f"{INTERFACE}：B34C 离院方式不是 2（医嘱转院）、5（死亡）",
        ),
        Measure(
            code="readmissions_31",
            name="31日内再住院人次",
            unit="人次",
            where=f"{OPEN_TO_READMISSION} and readmitted_31",
            source=(
                f"{INTERFACE}：同一人（证件号码 A20，没有的按病案号 A48）在本次出院之后、"
                "出院日起31日之内再次入院（B12）；计划与非计划都算"
            ),
        ),
    )
}


def relation(cases: str = "cases") -> str:
    """The relation's SQL over a relation named `cases`; `stays` must name all stays."""
    return RELATION.format(cases=cases)
