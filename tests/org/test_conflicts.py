"""Which posts one person cannot hold together, and which only for a reason that is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.foundation.catalog import registry
from linghang.foundation.errors import WrongCatalog
from linghang.foundation.trail.models import Entry
from linghang.org import posts, services
from linghang.org.conflicts import catalog, queries, rules, trail_actions
from linghang.org.conflicts.definitions import Answer, Conflict, Side, Where
from linghang.org.conflicts.rules import Holding
from linghang.org.definitions import Capability
from linghang.org.models import Appointment, Person, Unit
from linghang.org.posts_held.services import CannotAppoint, CannotDelegate
from linghang.org.rights import Rights
from linghang.org.trees.rules import Span
from tests.org.factories import ALWAYS, AT, START, SYSTEM, TODAY

Acting = Callable[..., Rights]
CONFLICTS = {conflict.code: conflict for conflict in catalog.every()}
LATER = TODAY + timedelta(days=30)


def holding(post: str, unit: str = "H", span: Span = ALWAYS) -> Holding:
    known = posts.post(post)
    return Holding(
        post=post,
        unit=unit,
        title=known.name,
        span=span,
        capabilities=frozenset(known.capabilities),
    )


def found(*held: Holding) -> set[str]:
    return {clash.conflict.code for clash in rules.conflicts_of(held, catalog.every())}


@pytest.mark.parametrize("conflict", CONFLICTS.values(), ids=CONFLICTS)
def test_every_conflict_we_ship_catches_its_posts_in_either_order(conflict: Conflict):
    every = [loaded.item for loaded in posts.catalog().items.values()]

    def members(side: Side) -> list[str]:
        return [
            post.code
            for post in every
            if post.code in side.posts or set(post.capabilities) & set(side.capabilities)
        ]

    one, other = members(conflict.one), members(conflict.other)
    assert one
    assert other
    for first in one:
        for second in other:
            assert conflict.code in found(holding(first), holding(second))
            assert conflict.code in found(holding(second), holding(first))


def test_a_conflict_on_one_unit_is_none_on_two():
    secretary, member = "branch_secretary", "branch_discipline_member"

    assert found(holding(secretary, "B1"), holding(member, "B1")) == {
        "branch_secretary_and_discipline_member"
    }
    assert found(holding(secretary, "B1"), holding(member, "B2")) == set()


def test_posts_held_one_after_the_other_do_not_conflict():
    first = holding("system_administrator", span=Span(START, TODAY))
    then = holding("audit_administrator", span=Span(TODAY))

    assert found(first, then) == set()


@given(st.integers(0, 40), st.integers(1, 40), st.integers(0, 40), st.integers(1, 40))
def test_a_clash_names_the_days_that_both_share(start: int, length: int, begin: int, long: int):
    one = Span(START + timedelta(start), START + timedelta(start + length))
    other = Span(START + timedelta(begin), START + timedelta(begin + long))

    clashes = rules.conflicts_of(
        [holding("system_administrator", span=one), holding("audit_administrator", span=other)],
        [CONFLICTS["system_and_audit_administrator"]],
    )

    assert [clash.days for clash in clashes] == ([one.meet(other)] if one.meet(other) else [])


def test_a_delegation_conflicts_only_by_what_it_allows():
    reviewer = holding("security_administrator")
    appointing = Holding(
        post="staff",
        unit="O4",
        title="某职",
        span=ALWAYS,
        capabilities=frozenset({Capability.ORG_APPOINT}),
    )
    reading = Holding(
        post="staff",
        unit="O4",
        title="某职",
        span=ALWAYS,
        capabilities=frozenset({Capability.ORG_READ}),
    )

    assert found(reviewer, appointing) == {"granting_and_reviewing_rights"}
    assert found(reviewer, reading) == set()


def test_no_reason_lifts_a_refusal_and_a_flag_asks_for_one():
    refused = rules.conflicts_of(
        [holding("system_administrator"), holding("audit_administrator")], catalog.every()
    )
    flagged = rules.conflicts_of(
        [holding("party_secretary"), holding("president")], catalog.every()
    )

    assert rules.reasons_not_to_hold(refused, "人手不足，上级已经同意")
    assert rules.reasons_not_to_hold(flagged, " 同 意 ")
    assert rules.reasons_not_to_hold(flagged, "") == [
        "党委书记与院长由一人担任（2024年1月1日起），确需兼任的要写明理由（不少于4个字）"
    ]
    assert rules.reasons_not_to_hold(flagged, "上级党委任命") == []


def test_one_post_alone_never_conflicts_in_itself():
    for code, loaded in posts.catalog().items.items():
        assert not rules.within_one_post(code, frozenset(loaded.item.capabilities), catalog.every())


POST = """
- code: own_post
  name: 自设岗位
  tree: administration
  kinds: [office]
  reach: hospital
  capabilities: [org.appoint, rights.review]
  source: 本院规定。
"""
CONFLICT = """
- code: own_conflict
  name: 自设
  one: {one}
  other: {{posts: [president]}}
  answer: flag
  source: 本院规定。
"""


def test_a_post_that_holds_both_sides_by_itself_stops_the_start(settings, tmp_path: Path):
    (tmp_path / "own").mkdir()
    (tmp_path / "own/posts.yaml").write_text(POST, "utf-8")
    settings.CATALOG_OVERRIDES = str(tmp_path)

    with pytest.raises(WrongCatalog, match="一个岗位不得兼有互不相容的权限（任免岗位与核查权限）"):
        catalog.check()


@pytest.mark.parametrize(
    ("one", "says"),
    [
        ("{posts: [presidant]}", "岗位目录里没有 presidant"),
        ("{capabilities: [org.raed]}", "org.raed"),
        ("{}", "要写 posts 或 capabilities"),
    ],
)
def test_a_wrong_conflict_stops_with_its_field(settings, tmp_path: Path, one: str, says: str):
    (tmp_path / "own").mkdir()
    (tmp_path / "own/conflicts.yaml").write_text(CONFLICT.format(one=one), "utf-8")
    settings.CATALOG_OVERRIDES = str(tmp_path)

    with pytest.raises(WrongCatalog, match=says) as refused:
        catalog.check()
    assert "own_conflict" in refused.value.item


def test_a_hospital_may_soften_a_conflict_and_the_catalog_shows_it(settings, tmp_path: Path):
    (tmp_path / "own").mkdir()
    (tmp_path / "own/conflicts.yaml").write_text(
        "- code: purchasing_and_category\n"
        "  name: 采购与归口管理\n"
        "  one: {posts: [procurement_director]}\n"
        "  other: {posts: [logistics_director]}\n"
        "  answer: flag\n"
        "  source: 本院规定。\n",
        "utf-8",
    )
    settings.CATALOG_OVERRIDES = str(tmp_path)

    loaded = registry.load("conflicts", Conflict).items["purchasing_and_category"]

    assert loaded.item.answer is Answer.FLAG
    assert loaded.item.where is Where.ANYWHERE
    assert loaded.replaced


def appoint(post: str, unit: str, *, person: str, override_reason: str = "") -> Appointment:
    return services.appoint(
        person=person,
        post=post,
        unit=unit,
        active_from=TODAY,
        override_reason=override_reason,
        actor=SYSTEM,
        at=AT,
    )


def overridden() -> list[Entry]:
    return list(Entry.objects.filter(action=trail_actions.OVERRIDDEN))


@pytest.mark.usefixtures("organisation")
def test_an_appointment_that_must_not_be_is_refused_whatever_the_reason():
    before = Appointment.objects.count()

    with pytest.raises(CannotAppoint) as refused:
        appoint("audit_administrator", "O6", person="system_admin", override_reason="人手不足")

    assert "系统管理员与审计管理员不得由一人担任" in str(refused.value)
    assert "GB/T 22239-2019" in str(refused.value)
    assert Appointment.objects.count() == before
    assert not overridden()


@pytest.mark.usefixtures("organisation")
def test_a_flagged_appointment_asks_for_a_reason_and_tells_it():
    with pytest.raises(CannotAppoint, match="确需兼任的要写明理由"):
        appoint("party_secretary", "P", person="president")
    assert not overridden()

    made = appoint(
        "party_secretary", "P", person="president", override_reason=" 医院规模小，上级任命 "
    )

    (entry,) = overridden()
    assert entry.subject_id == str(made.pk)
    assert entry.facts["code"] == "secretary_and_president"
    assert entry.facts["reason"] == "医院规模小，上级任命"
    assert entry.facts["other_appointment"] == Appointment.objects.get(post="president").pk


@pytest.mark.usefixtures("organisation")
def test_acting_and_delegating_ask_about_conflicts_too():
    with pytest.raises(CannotAppoint, match="不得由一人担任"):
        services.act_for(
            person="system_admin",
            post="audit_administrator",
            unit="O6",
            active_from=TODAY,
            actor=SYSTEM,
            at=AT,
        )
    held = Appointment.objects.get(post="audit_administrator")
    with pytest.raises(CannotDelegate, match="不得由一人担任"):
        services.delegate(
            appointment_id=held.pk,
            to="system_admin",
            active_from=TODAY,
            active_to=LATER,
            reason="外出学习期间",
            today=TODAY,
            actor=SYSTEM,
            at=AT,
        )


def held(person: str, post: str, unit: str, start: date = START) -> None:
    """Somebody holds a post as an import may bring it, past the deeds."""
    place = Unit.objects.get(code=unit)
    Appointment.objects.create(
        person=Person.objects.get(code=person), post=post, unit=place, active_from=start
    )


@pytest.mark.usefixtures("organisation")
def test_conflicts_that_stand_are_listed_in_two_queries(django_assert_num_queries):
    assert queries.standing(TODAY) == ()
    appoint("party_secretary", "P", person="president", override_reason="上级党委任命")
    held("system_admin", "audit_administrator", "O6")
    held("leader", "audit_administrator", "O6", LATER)

    with django_assert_num_queries(2):
        standing = queries.standing(TODAY)

    assert [(one.person, one.clash.conflict.code) for one in standing] == [
        ("president", "secretary_and_president"),
        ("system_admin", "system_and_audit_administrator"),
    ]
    assert standing[0].person_name
    assert [one.reason for one in standing] == ["上级党委任命", ""]
