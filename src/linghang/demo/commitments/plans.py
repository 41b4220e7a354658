"""The programmes of the demo: kind, who leads, days, leading group; their lines are texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from linghang.demo.office_work import IN_CHARGE

SECRETARY, PRESIDENT, DISCIPLINE, DEPUTY = "LH0001", "LH0002", "LH0003", "LH0638"
PARTY_OFFICES = ("O01", "O04", "P")
SUPERVISION = ("O03", "O13")
GROUP = (
    (SECRETARY, "组长"),
    (PRESIDENT, "组长"),
    (DISCIPLINE, "副组长"),
    (DEPUTY, "副组长"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A programme. text: of its lines. by: post and unit of who set it up; approved: day."""

    kind: str
    text: str
    title: str
    unit: str
    by: tuple[str, str]
    began: date
    approved: date
    feedback: date | None = None
    leader: str = SECRETARY
    fields: Mapping[str, object] = field(default_factory=dict)
    days: Mapping[str, date] = field(default_factory=dict)
    group: bool = False


PARTY = ("party_office_clerk", "O01")
PLANS = (
    Plan(
        kind="inspection",
        text="inspection",
        title="市委第三轮巡察反馈问题整改",
        unit="O01",
        by=PARTY,
        began=date(2025, 4, 7),
        feedback=date(2025, 7, 10),
        approved=date(2025, 8, 8),
        fields={
            "by": "市级",
            "round": "第三轮",
            "team": "市委第二巡察组",
            "until": "2025-06-06",
            "document": "《关于巡察领航示范医院党委的反馈意见》",
        },
        group=True,
    ),
)


def leader_of(unit: str) -> str:
    """Which of the leaders answers for a unit."""
    if unit in IN_CHARGE:
        return DEPUTY
    if unit in SUPERVISION:
        return DISCIPLINE
    is_party = unit in PARTY_OFFICES or unit.startswith(("B", "PZ"))
    return SECRETARY if is_party else PRESIDENT
