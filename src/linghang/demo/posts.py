"""The posts under which a visitor of the demo may work, and who else leads an office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from linghang.demo.staff import Member
from linghang.org.posts_held.rules import Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPost:
    """A post of the login page: code of posts.yaml, unit code, what it is called, who holds it.

    The holder is the nth member of a department (or of a team or ward) with the grade.
    basis: an acting holder has the post of nobody else; a delegate has that of the head of the
    department `within`, as far as `limited_to` goes. since, until: the days, if not always.
    """

    post: str
    unit: str
    label: str
    grade: str
    within: str = ""
    nth: int = 0
    basis: Basis = Basis.REGULAR
    since: date | None = None
    until: date | None = None
    limited_to: tuple[str, ...] = ()

    def find(self, members: Sequence[Member], heads: Mapping[str, Member]) -> Member:
        """The person who holds the post."""
        if self.grade == "head":
            return heads[self.within]
        found = [
            one
            for one in members
            if one.grade == self.grade and self.within in (one.department, one.team, one.ward)
        ]
        return found[self.nth]


# The head of this department left the post; since then the leader of its first team acts.
VACANT, VACANT_SINCE = "D28", date(2025, 11, 1)
# The head of cardiology also leads the Party branch there; the secretary of the neurology branch
# is a nurse without another post.
DEMO_POSTS: dict[str, DemoPost] = {
    "party_secretary": DemoPost(
        post="party_secretary", unit="P", label="党委书记", grade="leader", nth=0
    ),
    "president": DemoPost(post="president", unit="LH", label="院长", grade="leader", nth=1),
    "discipline_secretary": DemoPost(
        post="discipline_secretary", unit="PJ", label="纪委书记", grade="leader", nth=2
    ),
    "party_office_director": DemoPost(
        post="party_office_director", unit="O01", label="党办主任", grade="clerk", within="O01"
    ),
    "quality_director": DemoPost(
        post="quality_director", unit="O09", label="质控科科长", grade="clerk", within="O09"
    ),
    "records_director": DemoPost(
        post="records_director", unit="O10", label="病案科科长", grade="clerk", within="O10"
    ),
    "cardiology_head": DemoPost(
        post="department_head",
        unit="D01",
        label="心血管内科主任",
        grade="head",
        within="D01",
    ),
    "cardiology_secretary": DemoPost(
        post="branch_secretary",
        unit="B01",
        label="心血管内科党支部书记（兼）",
        grade="head",
        within="D01",
    ),
    "orthopaedics_head": DemoPost(
        post="department_head", unit="D15", label="骨科主任", grade="head", within="D15"
    ),
    "cardiology_team_leader": DemoPost(
        post="team_leader",
        unit="T002",
        label="心血管内科第二医疗组组长",
        grade="chief",
        within="T002",
    ),
    "neurology_secretary": DemoPost(
        post="branch_secretary",
        unit="B04",
        label="神经内科党支部书记",
        grade="nurse",
        within="D04",
        nth=5,
    ),
    "neurology_keeper": DemoPost(
        post="branch_organisation_member",
        unit="B04",
        label="神经内科党支部组织委员",
        grade="nurse",
        within="D04",
        nth=6,
    ),
    "vice_president": DemoPost(
        post="vice_president", unit="LH", label="副院长", grade="chief", within="D15", nth=-1
    ),
    "medical_director": DemoPost(
        post="medical_director", unit="O07", label="医务部主任", grade="clerk", within="O07"
    ),
    "hr_director": DemoPost(
        post="hr_director", unit="O04", label="人事科科长", grade="clerk", within="O04"
    ),
    "procurement_director": DemoPost(
        post="procurement_director",
        unit="O14",
        label="采购中心主任",
        grade="clerk",
        within="O14",
    ),
    "equipment_director": DemoPost(
        post="equipment_director", unit="O15", label="设备科科长", grade="clerk", within="O15"
    ),
    "information_director": DemoPost(
        post="information_director", unit="O12", label="信息科科长", grade="clerk", within="O12"
    ),
    "system_administrator": DemoPost(
        post="system_administrator",
        unit="O12",
        label="系统管理员",
        grade="clerk",
        within="O12",
        nth=1,
    ),
    "security_administrator": DemoPost(
        post="security_administrator",
        unit="O02",
        label="安全管理员",
        grade="clerk",
        within="O02",
        nth=1,
    ),
    "audit_administrator": DemoPost(
        post="audit_administrator",
        unit="O03",
        label="审计管理员",
        grade="clerk",
        within="O03",
        nth=1,
    ),
    "union_chair": DemoPost(
        post="union_chair", unit="U", label="工会主席", grade="clerk", within="O02", nth=2
    ),
    "discipline_secretary_grid": DemoPost(
        post="grid_keeper", unit="G", label="一级网格员（纪委书记兼）", grade="leader", nth=2
    ),
    "ward_grid_keeper": DemoPost(
        post="grid_keeper",
        unit="GW01",
        label="心血管内科一病区网格员",
        grade="nurse",
        within="W01",
        nth=11,
    ),
    "acting_head": DemoPost(
        post="department_head",
        unit=VACANT,
        label="代理中医科主任",
        grade="chief",
        within=VACANT,
        basis=Basis.ACTING,
        since=VACANT_SINCE,
    ),
    "delegate": DemoPost(
        post="department_head",
        unit="D02",
        label="呼吸与危重症医学科主任（授权代办）",
        grade="chief",
        within="D02",
        basis=Basis.DELEGATED,
        since=date(2025, 12, 22),
        until=date(2026, 1, 12),
        limited_to=("indicators.read", "org.read"),
    ),
}
# Offices that somebody leads without a login in the demo: the first of their clerks.
OFFICE_POSTS = {
    "O02": "president_office_director",
    "O03": "discipline_office_director",
    "O05": "finance_director",
    "O06": "research_director",
    "O08": "nursing_director",
    "O11": "insurance_director",
    "O13": "audit_director",
}
# Clerks of offices who enter what the head of the office verifies: the fourth of them.
OFFICE_CLERKS = {
    "O01": "party_office_clerk",
    "O02": "president_office_clerk",
    "O03": "discipline_officer",
    "O04": "hr_clerk",
    "O06": "research_clerk",
    "O07": "medical_clerk",
}
CLERK = 3
