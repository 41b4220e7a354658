"""Deeds on units, people and posts: what changes, what is refused, what the trail says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from linghang.foundation.access import Actor
from linghang.foundation.catalog.models import CatalogVersion
from linghang.foundation.trail import actions
from linghang.foundation.trail.models import Entry
from linghang.org import queries, services
from linghang.org.memberships.rules import Line
from linghang.org.models import Account, Appointment, CodeMap, Membership, Person, Placement, Unit
from linghang.org.rights import rights_of
from linghang.org.trees.rules import Span, WrongSpan
from tests.org.factories import APPOINTMENTS, AT, START, SYSTEM, TODAY, UNITS

pytestmark = pytest.mark.usefixtures("organisation")
BY = {"actor": SYSTEM, "at": AT}
MOVED = date(2025, 7, 1)


def last_sentence() -> str:
    return actions.sentence(Entry.objects.latest("pk"), {})


def entries() -> int:
    return Entry.objects.count()


def test_a_new_unit_stands_in_its_tree_from_its_first_day():
    services.add_unit(
        code="T4", name="创伤组", kind="medical_team", parent="D1", active_from=TODAY, **BY
    )

    assert "T4" in queries.structure(TODAY).subtree("D1")
    assert "T4" not in queries.structure(TODAY - timedelta(days=1))
    assert last_sentence() == "系统设立医疗组“创伤组”（T4），自2025-06-30起"


def test_a_unit_that_cannot_be_is_refused_with_every_reason_and_leaves_nothing():
    before = entries()

    with pytest.raises(services.CannotAddUnit) as refused:
        services.add_unit(
            code="D1", name=" ", kind="hospital", parent="O1", active_from=TODAY, **BY
        )

    assert str(refused.value) == (
        "不能设立医院：没有写名称；编码 D1 已有单位使用；医院已经设立，一套系统只管一家医院；"
        "医院“”不能设在“质控科”（职能部门）之下。"
    )
    assert (Unit.objects.count(), entries()) == (len(UNITS), before)


def test_a_unit_of_an_unknown_kind_is_a_programming_error():
    with pytest.raises(ValueError, match="clinic"):
        services.add_unit(code="X", name="诊所", kind="clinic", active_from=TODAY, **BY)


def test_a_moved_ward_belongs_to_the_new_department_from_that_day():
    services.place_unit(code="W1", parent="D2", active_from=MOVED, **BY)

    assert queries.structure(MOVED - timedelta(days=1)).department("W1") == "D1"
    assert queries.structure(MOVED).department("W1") == "D2"
    assert list(Placement.objects.filter(unit__code="W1").values_list("active_to", flat=True)) == [
        MOVED,
        None,
    ]
    assert last_sentence() == "系统把“骨科一病区”（W1）调整到“心内科”之下，自2025-07-01起"


def test_a_unit_is_not_moved_back_in_time():
    with pytest.raises(services.CannotPlace, match="日期重叠"):
        services.place_unit(code="W1", parent="D2", active_from=START, **BY)

    assert Placement.objects.get(unit__code="W1").parent.code == "D1"


def test_a_unit_does_not_come_to_stand_above_itself():
    services.place_unit(code="O1", parent="O2", active_from=MOVED, **BY)

    with pytest.raises(services.CannotPlace, match="单位互为上级：O1→O2"):
        services.place_unit(code="O2", parent="O1", active_from=MOVED, **BY)

    assert queries.structure(MOVED)["O2"].parent == "H"


def test_a_circle_that_would_close_on_a_later_day_is_refused_today():
    services.place_unit(code="O1", parent="O2", active_from=date(2026, 1, 1), **BY)

    with pytest.raises(services.CannotPlace, match="互为上级"):
        services.place_unit(code="O2", parent="O1", active_from=MOVED, **BY)


def test_the_name_of_a_new_person_can_be_shredded_and_is_no_fact():
    services.add_person(code="n1", name="某某", licence=" 99 ", active_from=TODAY, **BY)

    entry = Entry.objects.latest("pk")
    assert Person.objects.get(code="n1").licence == "99"
    assert set(entry.personal) == {"name", "licence"}
    assert "某某" not in str(entry.facts)


def test_two_people_do_not_share_number_or_licence():
    with pytest.raises(services.CannotAddPerson) as refused:
        services.add_person(
            code="head", name="某某", licence="110000000000001", active_from=TODAY, **BY
        )

    assert str(refused.value) == (
        "不能登记人员：工号 head 已有人使用；执业证书编码 110000000000001 已登记在别人名下。"
    )


def test_an_appointment_gives_rights_from_its_first_day_on():
    appointment = services.appoint(
        person="physician", post="team_leader", unit="T2", active_from=MOVED, **BY
    )

    assert not rights_of(appointment.pk, MOVED - timedelta(days=1)).has("cases.read")
    assert rights_of(appointment.pk, MOVED).units("cases.read") == frozenset({"T2"})
    assert last_sentence() == "系统任命人员physician为脊柱组医疗组长，2025年7月1日起"
    kept = CatalogVersion.objects.get(hash=Entry.objects.latest("pk").facts["post_hash"])
    assert "医疗组长" in kept.body


@pytest.mark.parametrize(
    ("post", "unit", "says"),
    [
        ("department_head", "D1", "此人已担任这一职务"),
        ("department_head", "W1", "科主任不能设在“骨科一病区”（病区）"),
        ("president", "P", "院长不能设在"),
        ("pope", "D1", "岗位目录里没有 pope"),
    ],
)
def test_a_post_that_cannot_be_held_is_refused(post: str, unit: str, says: str):
    before = entries()

    with pytest.raises(services.CannotAppoint, match=says):
        services.appoint(person="head", post=post, unit=unit, active_from=TODAY, **BY)

    assert (Appointment.objects.count(), entries()) == (len(APPOINTMENTS), before)


def test_nobody_appoints_themselves():
    with pytest.raises(services.CannotAppoint, match="不能任命自己"):
        services.appoint(
            person="head",
            post="president",
            unit="H",
            active_from=TODAY,
            actor=Actor(person="head", appointment=1),
            at=AT,
        )


def test_an_ended_appointment_gives_no_rights_on_the_day_it_ends():
    appointment = Appointment.objects.get(post="department_head", unit__code="D1")
    services.end_appointment(appointment_id=appointment.pk, active_to=MOVED, **BY)

    assert rights_of(appointment.pk, MOVED - timedelta(days=1)).has("cases.read")
    ended = rights_of(appointment.pk, MOVED)
    assert not ended.in_force
    assert ended.units("cases.read") == frozenset()
    assert last_sentence() == "系统免去人员head的骨科主任职务，自2025-07-01起不再任职"


def test_an_appointment_ends_earlier_but_never_later_or_twice():
    appointment = Appointment.objects.get(post="department_head", unit__code="D1")
    services.end_appointment(appointment_id=appointment.pk, active_to=MOVED, **BY)
    before = entries()

    for day in (MOVED, MOVED + timedelta(days=1)):
        with pytest.raises(services.CannotEnd, match="已经结束（2024年1月1日至2025年6月30日）"):
            services.end_appointment(appointment_id=appointment.pk, active_to=day, **BY)
    with pytest.raises(WrongSpan):
        services.end_appointment(appointment_id=appointment.pk, active_to=START, **BY)
    assert entries() == before

    services.end_appointment(appointment_id=appointment.pk, active_to=TODAY, **BY)
    assert Appointment.objects.get(pk=appointment.pk).active_to == TODAY


def test_who_joins_another_team_leaves_the_former_one_that_day():
    services.join(line=Line.TEAM, person="physician", unit="T2", active_from=MOVED, **BY)

    spans = [row.span for row in Membership.objects.filter(person__code="physician")]
    assert spans == [Span(START, MOVED), Span(MOVED)]
    assert last_sentence() == "系统把人员physician编入“脊柱组”，2025年7月1日起"


def test_a_guest_term_does_not_swallow_the_days_after_it():
    with pytest.raises(services.CannotJoin, match="日期重叠"):
        services.join(
            line=Line.TEAM,
            person="physician",
            unit="T2",
            active_from=TODAY,
            active_to=date(2025, 9, 1),
            **BY,
        )


def test_a_department_is_no_team():
    with pytest.raises(services.CannotJoin, match="“骨科”不是医疗组"):
        services.join(line=Line.TEAM, person="nurse", unit="D1", active_from=TODAY, **BY)


def test_a_member_leaves_a_team_on_a_day():
    membership = Membership.objects.get(person__code="physician")

    services.leave(membership_id=membership.pk, active_to=MOVED, **BY)

    assert Membership.objects.get(pk=membership.pk).active_to == MOVED
    assert last_sentence() == "系统把人员physician调出“关节组”，自2025-07-01起"
    with pytest.raises(services.CannotLeave, match="不能调出“关节组”：已经结束"):
        services.leave(membership_id=membership.pk, active_to=MOVED, **BY)


def test_a_ward_name_stands_for_another_ward_from_a_day_on():
    services.map_code(system="front_sheet.ward", code=" 骨一 ", unit="W2", active_from=MOVED, **BY)

    rows = CodeMap.objects.filter(code="骨一").values_list("unit__code", "active_to")
    assert list(rows) == [("W1", MOVED), ("W2", None)]
    assert last_sentence() == (
        "系统把外部编码“骨一”（front_sheet.ward）对应到“心内科病区”，2025年7月1日起"
    )


def test_a_ward_name_stands_for_no_team_and_for_no_two_wards_at_once():
    with pytest.raises(services.CannotMap) as refused:
        services.map_code(
            system="front_sheet.ward", code="骨一", unit="T1", active_from=START, **BY
        )

    assert "“关节组”不是病区或科室" in str(refused.value)
    assert "日期重叠" in str(refused.value)


def test_an_account_belongs_to_one_person_and_has_no_password():
    account = services.open_account(username="head", person="head", **BY)

    assert not account.has_usable_password()
    assert last_sentence() == "系统为人员head开通登录账号"
    with pytest.raises(services.CannotOpenAccount, match="head 已有人使用；此人已有登录账号"):
        services.open_account(username="head", person="head", **BY)
    assert Account.objects.count() == 1


def test_a_person_acts_under_another_own_post_and_the_trail_tells():
    secretary = Appointment.objects.get(person__code="head", post="branch_secretary")

    tenure = services.act_as(appointment_id=secretary.pk, person="head", today=TODAY, at=AT)

    assert tenure.title == "外科党支部书记"
    assert last_sentence() == "head改以外科党支部书记办理"


def test_nobody_acts_under_the_post_of_somebody_else_or_one_that_ended():
    president = Appointment.objects.get(post="president")
    ended = Appointment.objects.get(person__code="head", post="branch_secretary")
    Appointment.objects.filter(pk=ended.pk).update(active_to=TODAY)

    for appointment in (president, ended):
        with pytest.raises(services.CannotAct, match="这不是您今天在任的职务"):
            services.act_as(appointment_id=appointment.pk, person="head", today=TODAY, at=AT)
