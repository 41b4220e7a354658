"""Two registrations of one person made one, in the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from linghang.foundation.access import Actor
from linghang.foundation.fields.identities import check_digit
from linghang.foundation.trail import actions
from linghang.foundation.trail.models import Entry
from linghang.org import queries, services
from linghang.org.memberships.rules import Line
from linghang.org.merging import pointing
from linghang.org.models import Account, Appointment, Membership, PastEmployment, Person
from linghang.org.rights import rights_of
from tests.org.factories import AT, START, SYSTEM, TODAY

pytestmark = pytest.mark.usefixtures("organisation")
BY = {"actor": SYSTEM, "at": AT}
NEXT = date(2025, 7, 1)
DAY = timedelta(days=1)
ID_CARD = "99000119900101001" + check_digit("99000119900101001")


@pytest.fixture(autouse=True)
def twin(organisation: None) -> None:
    """A second registration of the nurse, with the number of the card."""
    services.add_person(code="twin", name="某护士", id_card=ID_CARD, active_from=TODAY, **BY)


def merge(duplicate: str = "twin", into: str = "nurse", **more: object) -> Person:
    given = {"reason": "身份证核对为同一人", "today": TODAY, **BY, **more}
    return services.merge_people(duplicate=duplicate, into=into, **given)


def join(person: str, unit: str, day: date = START, line: Line = Line.HOME) -> None:
    services.join(person=person, unit=unit, line=line, active_from=day, **BY)


def test_everything_of_the_duplicate_comes_to_the_one_that_stays():
    join("twin", "D1", TODAY)
    services.appoint(person="twin", post="physician", unit="T2", active_from=TODAY, **BY)
    services.open_account(username="twin", person="twin", **BY)

    stays = merge()

    assert (stays.code, stays.id_card.open()) == ("nurse", ID_CARD)
    assert Membership.objects.get(person=stays, line="home").unit.code == "D1"
    assert {row.post for row in stays.appointments.all()} == {"head_nurse", "physician"}
    assert Account.objects.get(username="twin").person == stays
    assert actions.sentence(Entry.objects.latest("pk"), {}).startswith(
        "系统确认工号twin与nurse是同一人，并入nurse：归属1条、任职1项、其他记录"
    )


def test_the_former_code_leads_to_the_one_that_stays_through_every_merge():
    merge()
    services.add_person(code="third", name="某护士", active_from=TODAY, **BY)
    merge("nurse", "third")

    assert queries.person("twin").code == queries.person("nurse").code == "third"
    assert queries.file_of("twin").codes == ("nurse", "twin")
    assert not Person.objects.on(TODAY).filter(code__in=["twin", "nurse"]).exists()


def test_the_same_place_twice_becomes_one_row():
    join("nurse", "D1", START)
    join("twin", "D1", TODAY)

    merge()

    (row,) = Membership.objects.filter(person__code="nurse", line="home")
    assert row.span.label == "2024年1月1日起"


def test_two_places_at_once_stop_the_merge_and_nothing_changes():
    join("nurse", "D1", START)
    join("twin", "D2", TODAY)
    before = Entry.objects.count()

    with pytest.raises(services.CannotMerge, match="人事关系“心内科”.*与人事关系“骨科”.*同期"):
        merge()

    assert Person.objects.get(code="twin").merged_into is None
    assert Entry.objects.count() == before


def test_the_same_post_twice_is_held_once_and_the_other_row_holds_nothing():
    services.appoint(person="twin", post="head_nurse", unit="W1", active_from=TODAY, **BY)
    second = Appointment.objects.get(person__code="twin")

    merge()

    assert [row.post for row in Appointment.objects.filter(person__code="nurse")] == ["head_nurse"]
    assert not Appointment.objects.filter(pk=second.pk).exists()


def test_posts_that_one_person_must_not_hold_stop_the_merge():
    with pytest.raises(services.CannotMerge, match="不得由一人担任"):
        merge("audit_admin", "system_admin")


def test_who_delegated_to_the_other_is_not_merged_before_that_ends():
    own = Appointment.objects.get(person__code="head", post="department_head")
    services.delegate(
        appointment_id=own.pk,
        to="twin",
        active_from=TODAY,
        active_to=NEXT,
        reason="出差",
        today=TODAY,
        actor=Actor(person="head"),
        at=AT,
    )

    with pytest.raises(services.CannotMerge, match="两人之间有授权代办，先收回"):
        merge("twin", "head")


def test_two_logins_in_use_stop_the_merge_an_unused_one_is_closed():
    for code in ("nurse", "twin"):
        services.open_account(username=code, person=code, **BY)
    Account.objects.filter(username="nurse").update(last_login=AT)
    Account.objects.filter(username="twin").update(last_login=AT)
    with pytest.raises(services.CannotMerge, match="两个登录账号都在使用"):
        merge()
    Account.objects.filter(username="twin").update(last_login=None)

    merge()

    assert not Account.objects.get(username="twin").is_active
    assert Account.objects.get(username="nurse").is_active


def test_the_login_that_was_used_stays_open():
    for code in ("nurse", "twin"):
        services.open_account(username=code, person=code, **BY)
    Account.objects.filter(username="twin").update(last_login=AT)

    merge()

    assert Account.objects.get(person__code="nurse").username == "twin"
    assert not Account.objects.get(username="nurse").is_active


def test_times_here_are_joined_and_a_real_gap_stays():
    services.release(code="nurse", active_to=date(2024, 6, 1), reason="调出", today=TODAY, **BY)

    stays = merge()

    assert stays.span.label == "2025年6月30日起"
    assert PastEmployment.objects.get().person == stays
    assert not Person.objects.on(date(2024, 7, 1)).filter(code="nurse").exists()
    assert Person.objects.on(date(2024, 5, 31)).filter(code="nurse").exists()


def test_an_appointment_that_stayed_with_the_duplicate_gives_nothing():
    merge()
    twin = Person.objects.get(code="twin")
    left = Appointment.objects.create(
        person=twin,
        post="president",
        unit=Appointment.objects.get(post="president").unit,
        active_from=START,
    )

    assert twin.active_to is not None
    assert not rights_of(left.pk, twin.active_to).in_force
    assert queries.tenures(twin.active_to, person="twin") == ()


@pytest.fixture
def undeclared() -> Iterator[None]:
    own, declared = pointing.OWN, dict(pointing._declared)
    pointing.OWN = own - {"org.membership.person"}
    pointing._declared.pop("org.membership.person", None)
    yield
    pointing.OWN = own
    pointing._declared.clear()
    pointing._declared.update(declared)


@pytest.mark.usefixtures("undeclared")
def test_rows_that_nobody_declared_stop_the_merge():
    join("twin", "D1", TODAY)

    with pytest.raises(services.CannotMerge, match="还有没有说明如何合并的记录：人员归属"):
        merge()


def test_every_column_that_points_to_a_person_is_declared():
    columns = {
        f"{relation.related_model._meta.label_lower}.{relation.field.name}"
        for relation in Person._meta.related_objects
    }

    assert columns == pointing.OWN | {column for column in pointing._declared if column in columns}


def test_a_person_who_is_merged_is_closed_whatever_code_writes_it():
    nurse = Person.objects.get(code="nurse")

    for changed in ({"merged_into": nurse}, {"merged_into": nurse, "active_to": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.filter(code="twin").update(**changed)
