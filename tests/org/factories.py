"""A small organisation, written out: two campuses, two departments, three teams, a Party side."""

from __future__ import annotations

from datetime import UTC, date, datetime

from linghang.foundation.access import Actor, system_actor
from linghang.org.definitions import Capability, Kind, Post, Reach, SecondFactor, Tree
from linghang.org.loading.rules import (
    AppointmentRow,
    CodeMapRow,
    Establishment,
    MembershipRow,
    PersonRow,
    PlacementRow,
    UnitRow,
)
from linghang.org.rules import UnitFacts
from linghang.org.trees.rules import Span

START = date(2024, 1, 1)
TODAY = date(2025, 6, 30)
AT = datetime(2025, 6, 30, 8, 0, tzinfo=UTC)
ALWAYS = Span(START)
SYSTEM: Actor = system_actor()

# code, name, kind, parent, campus
UNITS = [
    ("C1", "东院区", Kind.CAMPUS, None, None),
    ("C2", "西院区", Kind.CAMPUS, None, None),
    ("H", "领航示范医院", Kind.HOSPITAL, None, None),
    ("D1", "骨科", Kind.DEPARTMENT, "H", "C1"),
    ("D2", "心内科", Kind.DEPARTMENT, "H", "C2"),
    ("W1", "骨科一病区", Kind.WARD, "D1", None),
    ("W2", "心内科病区", Kind.WARD, "D2", None),
    ("T1", "关节组", Kind.MEDICAL_TEAM, "D1", None),
    ("T2", "脊柱组", Kind.MEDICAL_TEAM, "D1", None),
    ("T3", "介入组", Kind.MEDICAL_TEAM, "D2", None),
    ("O1", "质控科", Kind.OFFICE, "H", None),
    ("O2", "病案科", Kind.OFFICE, "H", None),
    ("O3", "党委办公室", Kind.OFFICE, "H", None),
    ("O4", "人事科", Kind.OFFICE, "H", None),
    ("O5", "信息科", Kind.OFFICE, "H", None),
    ("O6", "审计科", Kind.OFFICE, "H", None),
    ("P", "领航示范医院党委", Kind.PARTY_COMMITTEE, None, None),
    ("J", "领航示范医院纪委", Kind.DISCIPLINE_COMMITTEE, "P", None),
    ("B1", "外科党支部", Kind.PARTY_BRANCH, "P", None),
    ("B2", "内科党支部", Kind.PARTY_BRANCH, "P", None),
    ("U", "领航示范医院工会", Kind.UNION_COMMITTEE, None, None),
]
# person, post, unit; "head" holds two posts
APPOINTMENTS = [
    ("secretary", "party_secretary", "P"),
    ("president", "president", "H"),
    ("discipline", "discipline_secretary", "J"),
    ("office", "party_office_director", "O3"),
    ("quality", "quality_director", "O1"),
    ("records", "records_director", "O2"),
    ("head", "department_head", "D1"),
    ("head", "branch_secretary", "B1"),
    ("other_head", "department_head", "D2"),
    ("leader", "team_leader", "T1"),
    ("nurse", "head_nurse", "W1"),
    ("physician", "physician", "T1"),
    ("personnel", "hr_director", "O4"),
    ("chair", "union_chair", "U"),
    ("system_admin", "system_administrator", "O5"),
    ("security_admin", "security_administrator", "O5"),
    ("audit_admin", "audit_administrator", "O6"),
]
LICENCES = {"leader": "110000000000001", "physician": "110000000000002"}


def establishment(**changed: tuple) -> Establishment:
    """The whole organisation; a keyword replaces the rows of that name."""
    people = dict.fromkeys(person for person, _, _ in APPOINTMENTS)
    rows = {
        "units": tuple(
            UnitRow(code=code, name=name, kind=kind, span=ALWAYS)
            for code, name, kind, _, _ in UNITS
        ),
        "placements": tuple(
            PlacementRow(unit=code, parent=parent, campus=campus, span=ALWAYS)
            for code, _, _, parent, campus in UNITS
        ),
        "people": tuple(
            PersonRow(code=code, name=f"某{number}", licence=LICENCES.get(code, ""), span=ALWAYS)
            for number, code in enumerate(people)
        ),
        "appointments": tuple(
            AppointmentRow(person=person, post=post, unit=unit, span=ALWAYS)
            for person, post, unit in APPOINTMENTS
        ),
        "memberships": (
            MembershipRow(person="leader", unit="T1", span=ALWAYS),
            MembershipRow(person="physician", unit="T1", span=ALWAYS),
        ),
        "code_maps": (
            CodeMapRow(system="front_sheet.ward", code="骨一", unit="W1", span=ALWAYS),
            CodeMapRow(system="front_sheet.ward", code="心内", unit="W2", span=ALWAYS),
        ),
    }
    return Establishment(**{**rows, **changed})


def unit_facts(kind: Kind, *, name: str = "某单位", span: Span = ALWAYS) -> UnitFacts:
    return UnitFacts(code="U", name=name, kind=kind, span=span)


def post(
    *capabilities: Capability,
    tree: Tree = Tree.ADMINISTRATION,
    kinds: tuple[Kind, ...] = (Kind.DEPARTMENT,),
    reach: Reach = Reach.SUBTREE,
    name: str = "科主任",
) -> Post:
    return Post(
        code="some_post",
        name=name,
        source="为测试而设",
        tree=tree,
        kinds=kinds,
        reach=reach,
        second_factor=SecondFactor.REQUIRED,
        capabilities=capabilities or (Capability.ORG_READ,),
    )
