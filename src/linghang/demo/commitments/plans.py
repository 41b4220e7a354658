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
OFFICE = ("president_office_clerk", "O02")
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
    Plan(
        kind="five_year_plan",
        text="ideas_2022",
        title="高质量发展工作思路",
        unit="O02",
        by=OFFICE,
        began=date(2022, 7, 1),
        approved=date(2022, 7, 5),
        leader=PRESIDENT,
        fields={"span": "2022年起", "document": "党委会审议通过"},
    ),
    Plan(
        kind="five_year_plan",
        text="plan_2023",
        title="2023—2028年发展规划",
        unit="O02",
        by=OFFICE,
        began=date(2023, 7, 6),
        approved=date(2023, 7, 20),
        leader=PRESIDENT,
        fields={"span": "2023—2028年", "document": "党委会2023年第14次会议"},
        days={"opening": date(2023, 12, 28), "mid_review": date(2026, 1, 20)},
    ),
    Plan(
        kind="five_year_plan",
        text="clean_2023",
        title="妇幼与清廉建设目标",
        unit="O02",
        by=OFFICE,
        began=date(2023, 12, 20),
        approved=date(2023, 12, 28),
        leader=PRESIDENT,
        fields={"span": "2024年起"},
    ),
    Plan(
        kind="yearly_targets",
        text="year_2024",
        title="2024年度目标任务",
        unit="O02",
        by=OFFICE,
        began=date(2024, 2, 20),
        approved=date(2024, 2, 26),
        leader=PRESIDENT,
        fields={"year": 2024, "document": "职工代表大会审议通过"},
    ),
    Plan(
        kind="five_year_plan",
        text="region_2024",
        title="市级综合医院功能定位目标",
        unit="O02",
        by=OFFICE,
        began=date(2024, 4, 8),
        approved=date(2024, 4, 15),
        leader=PRESIDENT,
        fields={"span": "2024年起"},
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
