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
DISCIPLINE_OFFICE = ("discipline_officer", "O03")
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
            "phone": "0000-5550101（工作日8:00—17:30）",
            "mail": "zgb@linghang.test",
            "post": "领航示范医院党委办公室，邮编000000",
            "open_until": "公开之日起15个工作日",
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
    Plan(
        kind="yearly_targets",
        text="year_2025",
        title="2025年度目标任务",
        unit="O02",
        by=OFFICE,
        began=date(2025, 2, 10),
        approved=date(2025, 2, 18),
        leader=PRESIDENT,
        fields={"year": 2025, "document": "职工代表大会审议通过"},
        days={"half_year": date(2025, 7, 10), "year_end": date(2026, 1, 10)},
    ),
    Plan(
        kind="supervision",
        text="supervision_2025",
        title="2025年度督办事项",
        unit="O02",
        by=OFFICE,
        began=date(2025, 1, 6),
        approved=date(2025, 1, 6),
        leader=PRESIDENT,
        fields={"scope": "党委会、院长办公会决定事项和上级批示"},
    ),
    Plan(
        kind="special_plan",
        text="plan_group",
        title="改善就医感受专项行动方案",
        unit="O01",
        by=PARTY,
        began=date(2025, 4, 14),
        approved=date(2025, 4, 21),
        fields={"document": "领示院党〔2025〕9号", "mandate": "统筹部署，按月调度，督促落实。"},
        group=True,
    ),
    Plan(
        kind="integrity_plan",
        text="integrity_2025",
        title="2025年清廉医院建设任务",
        unit="O03",
        by=DISCIPLINE_OFFICE,
        began=date(2025, 3, 3),
        approved=date(2025, 3, 12),
        leader=SECRETARY,
        fields={"document": "领示院党〔2025〕5号"},
        days={"half_year": date(2025, 7, 15), "year_end": date(2026, 1, 12)},
        group=True,
    ),
    Plan(
        kind="campaign",
        text="campaign_2025",
        title="医药购销领域突出问题专项整治",
        unit="O03",
        by=DISCIPLINE_OFFICE,
        began=date(2025, 5, 12),
        approved=date(2025, 5, 19),
        leader=SECRETARY,
        fields={"document": "市卫生健康委专项整治工作方案", "phase": "近三年购销和收费"},
        group=True,
    ),
    Plan(
        kind="audit_rectification",
        text="audit_2025",
        title="年度经济责任审计整改",
        unit="O13",
        by=("audit_director", "O13"),
        began=date(2025, 4, 1),
        feedback=date(2025, 6, 10),
        approved=date(2025, 6, 24),
        leader=PRESIDENT,
        fields={"by": "经济责任审计", "document": "审计报告〔2025〕17号", "span": "2022—2024年"},
    ),
    Plan(
        kind="flight_check",
        text="flight_2025",
        title="省医保飞行检查整改",
        unit="O11",
        by=("insurance_director", "O11"),
        began=date(2025, 9, 15),
        feedback=date(2025, 10, 20),
        approved=date(2025, 10, 27),
        leader=PRESIDENT,
        fields={"by": "省级", "team": "省飞检第四组", "until": "2025-09-26"},
        days={"refund_due": date(2025, 11, 30), "report_due": date(2026, 1, 20)},
    ),
    Plan(
        kind="accreditation",
        text="review_2025",
        title="三级医院评审自评问题整改",
        unit="O09",
        by=("quality_director", "O09"),
        began=date(2025, 8, 4),
        approved=date(2025, 8, 18),
        leader=PRESIDENT,
        fields={"stage": "自评", "edition": "三级医院评审标准（2022年版）"},
        days={"visit": date(2026, 5, 18)},
    ),
    Plan(
        kind="front_sheet_quality",
        text="sheets_2025",
        title="三季度病案首页质量问题整改",
        unit="O10",
        by=("records_director", "O10"),
        began=date(2025, 10, 9),
        approved=date(2025, 10, 13),
        leader=DEPUTY,
        fields={"span": "2025年7月至9月"},
    ),
    Plan(
        kind="disputes",
        text="disputes_2025",
        title="2025年上半年医疗纠纷分析与整改",
        unit="O07",
        by=("medical_clerk", "O07"),
        began=date(2025, 7, 1),
        approved=date(2025, 7, 10),
        leader=DEPUTY,
        fields={"span": "2025年1月至6月"},
    ),
    Plan(
        kind="benchmarking",
        text="benchmark_2025",
        title="绩效考核短板对标改进",
        unit="O09",
        by=("quality_director", "O09"),
        began=date(2025, 4, 7),
        approved=date(2025, 4, 16),
        leader=PRESIDENT,
        fields={"year": 2025},
    ),
    Plan(
        kind="major_project",
        text="project_centre",
        title="区域医疗中心建设项目",
        unit="O02",
        by=OFFICE,
        began=date(2025, 1, 8),
        approved=date(2025, 1, 15),
        leader=PRESIDENT,
        fields={"batch": "第三批", "approval": "项目批复〔2024〕88号", "money": "68000"},
        days={"approved": date(2024, 12, 20), "acceptance": date(2027, 12, 31)},
    ),
    Plan(
        kind="practical_deeds",
        text="deeds_2025",
        title="2025年为群众办实事清单",
        unit="O01",
        by=PARTY,
        began=date(2025, 3, 17),
        approved=date(2025, 3, 26),
        fields={"year": 2025},
    ),
    Plan(
        kind="community_service",
        text="community_2025",
        title="2025年双报到服务计划",
        unit="O01",
        by=PARTY,
        began=date(2025, 3, 5),
        approved=date(2025, 3, 14),
        fields={"year": 2025},
    ),
    Plan(
        kind="theme_education",
        text="education_2025",
        title="2025年作风建设主题教育",
        unit="O01",
        by=PARTY,
        began=date(2025, 3, 20),
        approved=date(2025, 3, 27),
        leader=SECRETARY,
        fields={"document": "领示院党〔2025〕6号", "theme": "改进作风，服务患者"},
        group=True,
    ),
    Plan(
        kind="research_topics",
        text="topics_2025",
        title="2025年班子领题调研课题",
        unit="O01",
        by=PARTY,
        began=date(2025, 4, 2),
        approved=date(2025, 4, 10),
        fields={"year": 2025, "theme": "大兴调查研究"},
    ),
    Plan(
        kind="certification",
        text="centre_2025",
        title="卒中防治中心复核迎评",
        unit="O07",
        by=("medical_clerk", "O07"),
        began=date(2025, 8, 20),
        approved=date(2025, 8, 27),
        leader=DEPUTY,
        fields={"scope": "高级卒中中心", "grade": "高级", "certificate": "卒中中心示范证书"},
        days={"rehearsal": date(2026, 1, 22), "expires": date(2026, 6, 30)},
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
