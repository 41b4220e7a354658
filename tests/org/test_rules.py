"""Units, posts, appointments, and the rights that follow: without a database."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from linghang.foundation.errors import Refused
from linghang.org import rules
from linghang.org.definitions import CAPABILITY_NAMES, KINDS, Capability, Kind, Reach, Tree
from linghang.org.rules import Extent, Rights
from linghang.org.trees.rules import Place, Span, Structure, structure_of
from tests.org.factories import ALWAYS, UNITS, post, unit_facts

STRUCTURE: Structure = structure_of(
    Place(code=code, name=name, kind=kind, parent=parent, campus=campus)
    for code, name, kind, parent, campus in UNITS
)
PARTY = {kind for kind, facts in KINDS.items() if facts.serves == (Tree.PARTY,)}
FIGURES_AND_CASES = (Capability.INDICATORS_READ, Capability.CASES_READ)


def rights(
    unit: str,
    *capabilities: Capability,
    reach: Reach = Reach.SUBTREE,
    in_force: bool = True,
) -> Rights:
    place = STRUCTURE[unit]
    return Rights(
        appointment=1,
        person="someone",
        post=post(
            *capabilities,
            tree=KINDS[place.kind].serves[0],
            kinds=(place.kind,),
            reach=reach,
        ),
        unit=place,
        in_force=in_force,
        reading=lambda: STRUCTURE,
    )


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        (Kind.HOSPITAL, None),
        (Kind.DEPARTMENT, Kind.HOSPITAL),
        (Kind.WARD, Kind.DEPARTMENT),
        (Kind.MEDICAL_TEAM, Kind.DEPARTMENT),
        (Kind.OFFICE, Kind.OFFICE),
        (Kind.PARTY_BRANCH, Kind.PARTY_COMMITTEE),
        (Kind.DISCIPLINE_COMMITTEE, None),
        (Kind.CAMPUS, None),
    ],
)
def test_a_unit_stands_under_what_its_kind_allows(kind: Kind, parent: Kind | None):
    above = unit_facts(parent) if parent else None

    assert (
        rules.reasons_not_to_place(unit_facts(kind), parent=above, campus=None, span=ALWAYS) == []
    )


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        (Kind.WARD, None),
        (Kind.WARD, Kind.HOSPITAL),
        (Kind.DEPARTMENT, Kind.DEPARTMENT),
        (Kind.PARTY_BRANCH, Kind.DEPARTMENT),
        (Kind.MEDICAL_TEAM, Kind.PARTY_BRANCH),
        (Kind.HOSPITAL, Kind.OFFICE),
    ],
)
def test_trees_do_not_mix_and_levels_are_not_skipped(kind: Kind, parent: Kind | None):
    above = unit_facts(parent) if parent else None

    reasons = rules.reasons_not_to_place(unit_facts(kind), parent=above, campus=None, span=ALWAYS)

    assert len(reasons) == 1
    assert "不能设在" in reasons[0]


def test_every_reason_against_a_place_is_told_at_once():
    branch = unit_facts(Kind.PARTY_BRANCH, name="外科党支部")
    ended = unit_facts(Kind.DEPARTMENT, name="骨科", span=Span(date(2024, 1, 1), date(2025, 1, 1)))
    office = unit_facts(Kind.OFFICE, name="病案科")

    reasons = rules.reasons_not_to_place(branch, parent=ended, campus=office, span=ALWAYS)

    assert reasons == [
        "党支部“外科党支部”不能设在“骨科”（科室）之下",
        "党支部“外科党支部”不分院区",
        "“病案科”不是院区",
        "“骨科”在2024年1月1日起并非始终存在",
    ]


def test_a_post_is_held_only_on_the_kinds_that_it_names():
    reasons = rules.reasons_not_to_appoint(
        post(), unit=unit_facts(Kind.WARD, name="一病区"), person=ALWAYS, span=ALWAYS, held=()
    )

    assert reasons == ["科主任不能设在“一病区”（病区）"]


def test_nobody_holds_the_same_post_twice_on_a_day():
    held = [Span(date(2024, 1, 1), date(2025, 1, 1))]
    unit = unit_facts(Kind.DEPARTMENT)

    def reasons(start: date) -> list[str]:
        return rules.reasons_not_to_appoint(
            post(), unit=unit, person=ALWAYS, span=Span(start), held=held
        )

    assert reasons(date(2024, 12, 31)) == ["此人已担任这一职务（2024年1月1日至2024年12月31日）"]
    assert reasons(date(2025, 1, 1)) == []


def test_nobody_holds_a_post_before_coming_or_after_leaving():
    person = Span(date(2024, 3, 1), date(2025, 3, 1))

    reasons = rules.reasons_not_to_appoint(
        post(), unit=unit_facts(Kind.DEPARTMENT), person=person, span=ALWAYS, held=()
    )

    assert reasons == ["此人在2024年1月1日起并非始终在院"]


def test_a_party_post_with_a_right_to_cases_cannot_be_written():
    with pytest.raises(ValidationError, match=r"党组织岗位不得持有病例权限 cases\.read"):
        post(Capability.CASES_READ, tree=Tree.PARTY, kinds=(Kind.PARTY_BRANCH,))


@given(st.sets(st.sampled_from(list(Capability)), min_size=1), st.sampled_from(list(Kind)))
def test_whatever_a_post_says_patients_and_party_do_not_come_together(
    capabilities: set[Capability], kind: Kind
):
    party = kind in PARTY
    try:
        written = post(
            *sorted(capabilities), tree=Tree.PARTY if party else Tree.ADMINISTRATION, kinds=(kind,)
        )
    except ValidationError:
        return

    assert not (party and any(each.startswith("cases.") for each in written.capabilities))


def test_a_post_cannot_be_declared_on_units_of_another_tree():
    with pytest.raises(ValidationError, match="party_branch 上不设行政岗位"):
        post(kinds=(Kind.PARTY_BRANCH,))


def test_a_capability_written_twice_is_refused():
    with pytest.raises(ValidationError, match="同一权限写了两次"):
        post(Capability.ORG_READ, Capability.ORG_READ)


@given(st.sampled_from([code for code, *_ in UNITS]), st.sampled_from(list(Capability)))
def test_a_right_reaches_the_unit_and_what_lies_below(unit: str, capability: Capability):
    treats = Tree.ADMINISTRATION in KINDS[STRUCTURE[unit].kind].serves
    assume(treats or not capability.startswith("cases."))

    held = rights(unit, capability)

    expected = (
        frozenset(STRUCTURE.units) if held.everywhere(capability) else STRUCTURE.subtree(unit)
    )
    assert held.units(capability) == expected


@given(st.sampled_from(list(Capability)), st.sampled_from(list(Capability)))
def test_no_right_follows_that_the_post_does_not_name(named: Capability, asked: Capability):
    held = rights("D1", named, reach=Reach.HOSPITAL)

    assert held.has(asked) == (named == asked)
    assert bool(held.units(asked)) == (named == asked)


@given(st.sampled_from(list(Capability)))
def test_nothing_follows_from_an_appointment_that_is_not_in_force(capability: Capability):
    held = rights("H", capability, reach=Reach.HOSPITAL, in_force=False)

    assert not held.has(capability)
    assert not held.everywhere(capability)
    assert held.units(capability) == frozenset()
    assert held.extent(capability) == Extent(False)


def test_a_misspelt_capability_is_an_error_and_not_a_no():
    with pytest.raises(ValueError, match=r"cases\.raed"):
        rights("D1", *FIGURES_AND_CASES).has("cases.raed")


def test_a_department_head_sees_rows_of_the_department_whoever_treated_them():
    extent = rights("D1", *FIGURES_AND_CASES).extent("cases.read")

    assert extent == Extent(False, frozenset({"D1"}), frozenset())
    assert extent.holds("D1", "T3")
    assert not extent.holds("D2", "T1")


def test_a_team_leader_sees_rows_of_the_own_team_only():
    extent = rights("T1", *FIGURES_AND_CASES).extent("cases.read")

    assert extent == Extent(False, frozenset(), frozenset({"T1"}))
    assert extent.holds("D1", "T1")
    assert not extent.holds("D1", "T2")
    assert not extent.holds("D1")


def test_rows_without_a_department_are_seen_only_by_those_who_reach_everywhere():
    assert not rights("T1", *FIGURES_AND_CASES).extent("cases.read").holds(None, "T1")
    assert rights("H", *FIGURES_AND_CASES).extent("cases.read").holds(None, None)


@pytest.mark.parametrize(
    ("unit", "name", "says"),
    [
        ("骨科", "科主任", "骨科主任"),
        ("外科党支部", "支部书记", "外科党支部书记"),
        ("关节组", "医疗组长", "关节组医疗组长"),
        ("病案科", "病案科科长", "病案科科长"),
        ("骨科一病区", "护士长", "骨科一病区护士长"),
    ],
)
def test_a_title_does_not_say_the_same_word_twice(unit: str, name: str, says: str):
    assert rules.title(post(name=name), unit) == says


def test_a_post_that_reaches_the_hospital_is_known_by_its_own_name():
    assert rules.title(post(name="院长", reach=Reach.HOSPITAL), "领航示范医院") == "院长"


def test_a_refusal_tells_everything_there_is_to_mend():
    with pytest.raises(Refused, match="^不能任命：甲；乙。$"):
        rules.refuse(Refused, "不能任命", ["甲", "乙"])

    assert rules.refuse(Refused, "不能任命", []) is None


def test_the_vocabulary_is_whole():
    assert set(KINDS) == set(Kind)
    assert set(CAPABILITY_NAMES) == set(Capability)
    assert {facts.tree for facts in KINDS.values()} == set(Tree)
