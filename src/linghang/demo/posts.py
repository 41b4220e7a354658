"""The posts under which a visitor of the demo may work: ten people, one of them with two posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from linghang.demo.staff import Member


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPost:
    """A post of the login page: code of posts.yaml, unit code, what it is called, who holds it.

    The holder is the nth member of a department (or of a team) with the grade.
    """

    post: str
    unit: str
    label: str
    grade: str
    within: str = ""
    nth: int = 0

    def find(self, members: Sequence[Member], heads: Mapping[str, Member]) -> Member:
        """The person who holds the post."""
        if self.grade == "head":
            return heads[self.within]
        found = [
            one
            for one in members
            if one.grade == self.grade and self.within in (one.department, one.team)
        ]
        return found[self.nth]


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
}
