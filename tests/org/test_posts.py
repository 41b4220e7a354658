"""The posts that we ship, one test per rule over every item; and overrides that must not pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from linghang.foundation.catalog import registry
from linghang.foundation.errors import WrongCatalog
from linghang.org import posts
from linghang.org.definitions import (
    KINDS,
    READING,
    Administrator,
    Capability,
    Kind,
    Post,
    Reach,
    SecondFactor,
    Tree,
)

POSTS = {code: loaded.item for code, loaded in posts.catalog().items.items()}
EVERYBODY = pytest.mark.parametrize("post", POSTS.values(), ids=POSTS)


@EVERYBODY
def test_a_post_says_where_it_is_held_and_on_what_ground(post: Post):
    assert all(post.tree in KINDS[kind].serves for kind in post.kinds)
    assert post.source.endswith("。")


@EVERYBODY
def test_only_posts_of_the_administration_reach_cases(post: Post):
    patients = [each for each in post.capabilities if each.startswith("cases.")]

    assert post.tree is Tree.ADMINISTRATION or not patients


@EVERYBODY
def test_figures_of_the_own_unit_are_for_posts_whose_unit_has_figures(post: Post):
    if Capability.INDICATORS_READ in post.capabilities:
        assert set(post.kinds) <= {Kind.DEPARTMENT, Kind.WARD, Kind.MEDICAL_TEAM, Kind.CAMPUS}


@EVERYBODY
def test_who_builds_reports_reads_them_and_sees_every_figure_in_them(post: Post):
    if Capability.REPORTS_BUILD in post.capabilities:
        assert {Capability.REPORTS_READ, Capability.INDICATORS_READ_ALL} <= set(post.capabilities)


def test_the_posts_of_the_demonstration_are_there():
    assert {
        "party_secretary": "党委书记",
        "president": "院长",
        "discipline_secretary": "纪委书记",
        "party_office_director": "党办主任",
        "quality_director": "质控科科长",
        "records_director": "病案科科长",
        "department_head": "科主任",
        "team_leader": "医疗组长",
        "branch_secretary": "支部书记",
        "head_nurse": "护士长",
    }.items() <= {code: post.name for code, post in POSTS.items()}.items()


def test_cases_of_the_whole_hospital_are_for_who_manages_care_or_records():
    everywhere = {
        code
        for code, post in POSTS.items()
        if Capability.CASES_READ in post.capabilities and post.reach is Reach.HOSPITAL
    }

    assert everywhere == {
        "president",
        "medical_director",
        "quality_director",
        "records_director",
        "records_clerk",
        "insurance_director",  # who answers for the group of every case that is settled
    }


def test_only_the_records_office_brings_cases_in():
    assert posts.holders("cases.import") == ("病案科科长", "病案科编码员")


# What few may hold, and who they are; another holder is a decision that this table must show.
FEW = {
    "org.appoint": {"party_office_director", "hr_director"},
    "org.edit": {
        "party_office_director",
        "party_office_clerk",
        "hr_director",
        "hr_clerk",
        "union_chair",
    },
    "personal.unmask": {"hr_director"},
    "accounts.manage": {"security_administrator"},
    "rights.review": {"security_administrator"},
    "parameters.approve": {"party_secretary", "president"},
    "meetings.record": {
        "party_office_director",
        "party_office_clerk",
        "branch_secretary",
        "branch_deputy_secretary",
        "branch_organisation_member",
        "branch_publicity_member",
        "party_group_leader",
        "union_chair",
        "president_office_director",
        "president_office_clerk",
        "department_head",
    },
    "trail.read": {"discipline_secretary", "discipline_office_director", "audit_administrator"},
    "trail.export": {"audit_administrator"},
    "system.status": {"information_director", "system_administrator"},
}


@pytest.mark.parametrize("capability", FEW)
def test_a_strong_capability_is_held_by_few(capability: str):
    holders = {code for code, post in POSTS.items() if capability in post.capabilities}

    assert holders == FEW[capability]


def test_the_three_administrators_are_three_posts_and_none_reads_content():
    administrators = {post.administrator: post for post in POSTS.values() if post.administrator}
    content = ("cases.", "indicators.", "reports.", "personal.")

    assert set(administrators) == set(Administrator)
    for post in administrators.values():
        assert not [each for each in post.capabilities if each.startswith(content)]
    assert set(administrators[Administrator.AUDIT].capabilities) <= READING


@EVERYBODY
def test_who_looks_after_the_platform_or_sees_numbers_in_full_proves_twice_who_they_are(
    post: Post,
):
    strong = post.administrator or Capability.PERSONAL_UNMASK in post.capabilities

    assert post.second_factor is SecondFactor.REQUIRED or not strong


@pytest.mark.parametrize("tree", [Tree.PARTY, Tree.UNION, Tree.GRID])
def test_supervision_union_and_grid_hold_neither_patients_nor_personal_numbers(tree: Tree):
    held = {each for post in POSTS.values() if post.tree is tree for each in post.capabilities}

    assert not {each for each in held if each.startswith(("cases.", "personal."))}


def test_a_branch_secretary_sees_the_own_branch_and_no_figure():
    assert set(POSTS["branch_secretary"].capabilities) == {
        Capability.ORG_READ,
        Capability.MEETINGS_READ,
        Capability.MEETINGS_RECORD,
        Capability.DUES_READ,
    }
    assert POSTS["branch_secretary"].reach is Reach.SUBTREE


def test_a_post_that_nobody_declares_is_named():
    with pytest.raises(WrongCatalog, match=r"posts\.yaml，条目 gone"):
        posts.post("gone")


OVERRIDE = """
- code: party_secretary
  name: 党委书记
  tree: party
  kinds: [party_committee]
  reach: hospital
  capabilities: {capabilities}
  source: 本院规定。
"""


def written(folder: Path, capabilities: str) -> str:
    (folder / "own").mkdir()
    (folder / "own/posts.yaml").write_text(OVERRIDE.format(capabilities=capabilities), "utf-8")
    return str(folder)


def test_a_hospital_may_narrow_a_post(settings, tmp_path: Path):
    settings.CATALOG_OVERRIDES = written(tmp_path, "[org.read]")

    assert posts.post("party_secretary").capabilities == (Capability.ORG_READ,)
    assert posts.post("president") == POSTS["president"]


@pytest.mark.parametrize(
    ("capabilities", "says"),
    [
        ("[org.read, cases.read]", "党组织岗位不得持有病例权限 cases.read"),
        ("[org.raed]", "org.raed"),
        ("[]", "capabilities"),
        ("[org.read, personal.unmask]", "必须写 second_factor: required"),
    ],
)
def test_a_wrong_override_stops_with_file_item_and_field(
    settings, tmp_path: Path, capabilities: str, says: str
):
    settings.CATALOG_OVERRIDES = written(tmp_path, capabilities)

    with pytest.raises(WrongCatalog) as refused:
        registry.load("posts", Post)

    assert refused.value.file.endswith("own/posts.yaml")
    assert "party_secretary" in refused.value.item
    assert refused.value.field.startswith("capabilities")
    assert says in str(refused.value)


ADMINISTRATORS = """
- code: {code}
  name: 管理员
  tree: administration
  kinds: [office]
  reach: hospital
  administrator: {administrator}
  second_factor: {second_factor}
  capabilities: [org.read, {capability}]
  source: 本院规定。
"""


@pytest.mark.parametrize(
    ("administrator", "capability"),
    [
        ("system", "personal.unmask"),
        ("system", "cases.read"),
        ("system", "trail.export"),
        ("system", "org.appoint"),
        ("security", "trail.read"),
        ("security", "org.appoint"),
        ("security", "cases.read"),
        ("audit", "org.edit"),
        ("audit", "accounts.manage"),
        ("audit", "parameters.approve"),
    ],
)
def test_an_administrator_cannot_be_given_what_belongs_to_another(
    settings, tmp_path: Path, administrator: str, capability: str
):
    (tmp_path / "own").mkdir()
    text = ADMINISTRATORS.format(
        code=f"{administrator}_administrator",
        administrator=administrator,
        second_factor="required",
        capability=capability,
    )
    (tmp_path / "own/posts.yaml").write_text(text, "utf-8")
    settings.CATALOG_OVERRIDES = str(tmp_path)

    with pytest.raises(WrongCatalog, match=f"不得持有 {capability}（三员分立）"):
        registry.load("posts", Post)


def test_an_administrator_without_a_second_factor_is_refused(settings, tmp_path: Path):
    (tmp_path / "own").mkdir()
    text = ADMINISTRATORS.format(
        code="system_administrator",
        administrator="system",
        second_factor="optional",
        capability="system.status",
    )
    (tmp_path / "own/posts.yaml").write_text(text, "utf-8")
    settings.CATALOG_OVERRIDES = str(tmp_path)

    with pytest.raises(WrongCatalog, match="必须写 second_factor: required"):
        registry.load("posts", Post)
