"""The structure of the demo hospital: as large as promised, loadable, and nobody's real one."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from linghang.demo.hospital import (
    DAY_WARD,
    NEW_NAME,
    OLD_NAME,
    REORGANISED,
    VASCULAR,
    hospital,
)
from linghang.demo.posts import DEMO_POSTS
from linghang.org import posts
from linghang.org.loading import rules

BEFORE = date(2025, 6, 30)


def test_it_has_the_size_of_a_large_city_hospital() -> None:
    units = Counter(str(unit.kind) for unit in hospital().establishment.units)

    assert units["campus"] == 2
    assert units["department"] + units["office"] == 48
    assert units["ward"] == 56
    assert units["medical_team"] == 120
    assert units["party_branch"] == 30
    assert len(hospital().members) == 1800


def test_the_organisation_may_be_loaded_as_it_stands() -> None:
    known = {code: loaded.item for code, loaded in posts.catalog().items.items()}

    assert rules.complaints(hospital().establishment, known) == []


def test_names_and_numbers_of_people_are_all_different() -> None:
    members = hospital().members
    licences = [one.licence for one in members if one.licence]

    assert len({one.code for one in members}) == len(members)
    assert len({one.name for one in members}) == len(members)
    assert len(set(licences)) == len(licences)


def test_no_licence_could_be_real() -> None:
    for one in hospital().members:
        assert not one.licence or (len(one.licence) == 15 and one.licence.startswith("99"))
        assert not one.certificate or one.certificate.startswith("99")


def test_who_can_log_in_holds_the_demo_posts_and_leads_no_more_than_an_own_team() -> None:
    given = hospital().establishment
    logins = {row.code for row in given.people if row.username}
    held = {(row.post, row.unit) for row in given.appointments if row.person in logins}
    offered = {(post.post, post.unit) for post in DEMO_POSTS.values()}

    assert len(logins) == 24
    assert offered <= held
    assert {post for post, _ in held - offered} == {"team_leader"}


def test_every_demo_post_stands_on_the_unit_that_its_label_names() -> None:
    names = {unit.code: unit.name for unit in hospital().establishment.units}

    for post in DEMO_POSTS.values():
        if post.post in ("department_head", "team_leader", "branch_secretary"):
            assert post.label.removeprefix("代理").startswith(names[post.unit])


def test_the_head_of_cardiology_also_leads_its_party_branch() -> None:
    head, secretary = DEMO_POSTS["cardiology_head"], DEMO_POSTS["cardiology_secretary"]
    members, heads = hospital().members, hospital().heads

    assert head.find(members, heads) == secretary.find(members, heads)


def test_one_branch_secretary_holds_no_other_post() -> None:
    given = hospital()
    nurse = DEMO_POSTS["neurology_secretary"].find(given.members, given.heads)
    held = [row for row in given.establishment.appointments if row.person == nurse.code]

    assert nurse.grade == "nurse"
    assert [row.post for row in held] == ["branch_secretary"]


def test_a_ward_changed_its_name_and_the_code_map_knows_both() -> None:
    maps = {row.code: row for row in hospital().establishment.code_maps}

    assert maps[OLD_NAME].unit == maps[NEW_NAME].unit
    assert BEFORE in maps[OLD_NAME].span
    assert REORGANISED not in maps[OLD_NAME].span
    assert REORGANISED in maps[NEW_NAME].span


def test_a_ward_and_its_team_moved_to_another_department_on_the_same_day() -> None:
    units = [one for one in (*hospital().wards, *hospital().teams) if one.service == VASCULAR]

    for unit in units:
        (before, early), (after, late) = unit.spans
        assert before != after
        assert early.end == late.start == REORGANISED


def test_the_day_ward_is_missing_from_the_code_map_on_purpose() -> None:
    assert DAY_WARD in {ward.name for ward in hospital().wards}
    assert DAY_WARD not in {row.code for row in hospital().establishment.code_maps}


def test_some_doctors_changed_teams_and_some_have_none() -> None:
    given = hospital()
    spans = Counter(row.person for row in given.memberships)
    loose = [one for one in given.members if one.grade == "chief" and not one.team]

    assert sum(count == 2 for count in spans.values()) > 10
    assert len(loose) == 4
    assert not set(spans) & {one.code for one in loose}


@pytest.mark.parametrize("day", [BEFORE, REORGANISED])
def test_every_team_has_a_leader_on_every_day(day: date) -> None:
    given = hospital().establishment
    led = Counter(
        row.unit for row in given.appointments if row.post == "team_leader" and day in row.span
    )

    assert led == {team.code: 1 for team in hospital().teams}
