"""Founding: four people, units and maps by everybody's deeds; all or nothing, and only once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from linghang.foundation.access import system_actor
from linghang.foundation.doctor import Level
from linghang.foundation.trail.models import Entry
from linghang.org import services as org
from linghang.org.definitions import Kind
from linghang.org.founding import doors, health, planning, queries, services
from linghang.org.founding.models import Hospital
from linghang.org.founding.rules import Plan
from linghang.org.founding.services import AlreadyFounded, CannotFound, Login
from linghang.org.models import Account, CodeMap, Person, Placement, Unit
from linghang.org.queries import structure, tenures
from tests.org.founding.test_rules import SAID

AT = datetime(2026, 1, 2, 1, 0, tzinfo=UTC)
TODAY = date(2026, 1, 2)
pytestmark = pytest.mark.django_db


def found(plan: Plan | None = None) -> tuple[Login, ...]:
    return services.found(
        plan=plan or planning.plan_of(SAID), actor=system_actor(), at=AT, today=TODAY
    )


def test_a_hospital_stands_with_its_units_and_four_logins() -> None:
    logins = found()

    stands = structure(TODAY)
    assert stands.path_names("CARD1") == ("某某医院", "心血管内科", "心内一病区")
    assert stands["CARD"].campus == "E"
    assert CodeMap.objects.get().unit.code == "CARD1"
    assert {tenure.title for tenure in tenures(TODAY)} == {
        "系统管理员",
        "安全管理员",
        "审计管理员",
        "人事科科长",
    }
    assert Hospital.objects.get().get_level_display() == "三级甲等"
    assert [one.username for one in logins] == ["1001", "lisi", "1003", "1004"]
    assert len({one.link for one in logins}) == 4
    assert queries.hospital_name() == "某某医院" == queries.hospital_name(stands)


def test_cases_before_the_first_day_of_work_find_their_units() -> None:
    found()

    assert Unit.objects.get(code="CARD").active_from == date(2024, 1, 1)
    assert Person.objects.get(code="1004").active_from == TODAY


def test_every_deed_and_the_founding_itself_leave_an_entry() -> None:
    found()

    left = list(Entry.objects.order_by("pk").values_list("action", flat=True))
    assert left.count("org.unit.added") == 5
    assert left.count("org.appointment.made") == 4
    assert left.count("org.account.opened") == 4
    assert left.count("org.hospital.founded") == 1
    told = Entry.objects.get(action="org.hospital.founded").facts
    assert (told["name"], told["units"], told["people"], told["maps"]) == ("某某医院", 5, 4, 1)


def test_it_is_done_once() -> None:
    found()

    with pytest.raises(AlreadyFounded, match="建院只能做一次"):
        found(planning.plan_of({**SAID, "name": "另一家医院"}))
    assert Unit.objects.get(kind=Kind.HOSPITAL).name == "某某医院"


def test_somebody_who_can_log_in_already_shuts_the_door() -> None:
    Account.objects.create(username="somebody")

    with pytest.raises(AlreadyFounded):
        found()


@pytest.mark.parametrize("step", ["add_unit", "map_code", "add_person", "appoint", "open_account"])
def test_a_founding_that_dies_at_any_step_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def dies(**given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(org, step, dies)
    with pytest.raises(KeyboardInterrupt):
        found()

    assert queries.is_empty()
    assert not Entry.objects.exists()
    assert not Placement.objects.exists()
    monkeypatch.undo()
    assert len(found()) == 4


def test_a_plan_with_faults_writes_nothing() -> None:
    with pytest.raises(CannotFound, match="应当写一人"):
        found(replace(planning.plan_of(SAID), people=()))

    assert queries.is_empty()


def test_units_in_any_order_and_offices_under_offices_are_placed() -> None:
    units = "SUB,干部科,职能部门,TOP\nTOP,党委办公室,职能部门\nW,一病区,病区,D\nD,骨科,科室"
    found(planning.plan_of({**SAID, "units": units, "maps": ""}))

    assert structure(TODAY).path_names("SUB") == ("某某医院", "党委办公室", "干部科")


def test_offices_above_each_other_are_refused() -> None:
    units = "A,甲办,职能部门,B\nB,乙办,职能部门,A"

    with pytest.raises(CannotFound, match="互为上级"):
        found(planning.plan_of({**SAID, "units": units, "maps": ""}))
    assert queries.is_empty()


def test_new_links_replace_the_former_ones_while_nobody_set_a_password() -> None:
    first = {one.username: one.link for one in found()}

    waiting = queries.without_password()
    again = {
        one.username: one.link for one in services.hand_out(waiting, actor=system_actor(), at=AT)
    }

    assert set(again) == set(first)
    assert not set(again.values()) & set(first.values())


def test_the_door_opens_with_its_code_and_only_before_founding() -> None:
    code = doors.code()
    assert doors.code() == code
    assert doors.is_open(code)
    assert not doors.is_open("")
    assert not doors.is_open("错的")
    assert doors.new_code() != code
    assert not doors.is_open(code)

    found()

    assert not doors.is_open(doors.code())
    doors.close()


def test_without_a_hospital_the_setting_names_it(settings: object) -> None:
    settings.HOSPITAL_NAME = "设定的名称"  # type: ignore[attr-defined]

    assert queries.hospital_name() == "设定的名称"


def test_the_check_up_says_how_to_begin_and_then_which_hospital_it_is(settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    (before,) = health.hospital(AT)
    found()
    (after,) = health.hospital(AT)

    assert (before.level, doors.code() in before.mend) == (Level.WARN, True)
    assert (after.level, after.says) == (Level.FINE, "某某医院")
    doors.close()
