"""People over time: registered with sealed numbers, corrected, gone at once, back again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from linghang.foundation.access import Actor
from linghang.foundation.fields.identities import check_digit
from linghang.foundation.trail import actions
from linghang.foundation.trail.models import Entry
from linghang.org import leaving, queries, services
from linghang.org.memberships.rules import Line
from linghang.org.models import Account, Appointment, Membership, PastEmployment, Person
from linghang.org.people import numbers
from linghang.org.rights import rights_of
from tests.org.factories import AT, START, SYSTEM, TODAY

pytestmark = pytest.mark.usefixtures("organisation")
BY = {"actor": SYSTEM, "at": AT}
NEXT = date(2025, 7, 1)
DAY = timedelta(days=1)
ID_CARD = "99000119900101001" + check_digit("99000119900101001")
WRONG = ID_CARD[:16] + str((int(ID_CARD[16]) + 1) % 10) + ID_CARD[17]
MOBILE = "19900000001"


def told() -> str:
    return actions.sentence(Entry.objects.latest("pk"), {})


def add(code: str = "n1", name: str = "某某", **more: object) -> Person:
    return services.add_person(
        code=code, name=name, **{"active_from": TODAY, "id_card": ID_CARD, **more}, **BY
    )


def release(code: str, day: date = TODAY, **more: object) -> Person:
    given = {"reason": "调出", "today": TODAY, **BY, **more}
    return services.release(code=code, active_to=day, **given)


@pytest.fixture
def called() -> Iterator[list[str]]:
    """Codes of who was shut out."""
    codes: list[str] = []

    def hook(*, person: str, actor: Actor, at: datetime) -> None:
        codes.append(person)

    leaving.register("tests.leaving", hook)
    yield codes
    leaving._hooks.pop("tests.leaving")


def test_numbers_are_kept_sealed_and_found_by_their_print():
    add(mobile=" +86 199-0000-0001 ")

    with connection.cursor() as cursor:
        cursor.execute("select * from org_person where code = 'n1'")
        row = repr(cursor.fetchone())
    person = Person.objects.get(code="n1")
    assert ID_CARD not in row
    assert MOBILE not in row
    assert (person.id_card.open(), person.mobile.open()) == (ID_CARD, MOBILE)
    assert numbers.holder_of(ID_CARD[:6] + " " + ID_CARD[6:]) == person
    entry = Entry.objects.latest("pk")
    assert ID_CARD not in f"{entry.facts}{entry.personal}"


def test_one_identity_card_is_one_person():
    add()

    with pytest.raises(services.CannotAddPerson, match="证件号码已登记在工号 n1 名下"):
        add("n2")
    twin = Person(code="n3", name="某", active_from=TODAY)
    numbers.seal_into(twin, id_card=ID_CARD)
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_a_wrong_number_is_refused_with_the_way_to_mend_it():
    with pytest.raises(services.CannotAddPerson) as refused:
        add(id_card=WRONG, mobile="123")

    assert "校验" in str(refused.value)
    assert "手机号应为11位数字" in str(refused.value)
    assert ID_CARD[:17] not in str(refused.value)


def test_a_newcomer_goes_where_the_home_belongs():
    grid()
    services.cover(unit="G4", covered="D1", active_from=START, **BY)

    add(home="W1")

    places = {row.line: row.unit.code for row in Membership.objects.filter(person__code="n1")}
    assert places == {"home": "W1", "grid": "G4"}


def grid() -> None:
    for code, kind, parent in (
        ("G1", "grid_level_one", None),
        ("G2", "grid_level_two", "G1"),
        ("G3", "grid_level_three", "G2"),
        ("G4", "grid_level_four", "G3"),
        ("G5", "grid_level_four", "G3"),
    ):
        services.add_unit(code=code, name=code, kind=kind, parent=parent, active_from=START, **BY)


def test_a_correction_keeps_what_was_before_but_no_number():
    add()
    services.correct_person(code="n1", name="某甲", id_card="", mobile=MOBILE, **BY)

    person, entry = Person.objects.get(code="n1"), Entry.objects.latest("pk")
    assert (person.name, person.id_card, person.mobile.open()) == ("某甲", None, MOBILE)
    assert told() == "系统更正人员n1的姓名、证件号码、手机号"
    assert set(entry.personal) == {"former_name"}
    assert MOBILE not in f"{entry.facts}{entry.personal}"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "没有改动"),
        ({"name": "某某", "id_card": ID_CARD}, "没有改动"),
        ({"name": " "}, "没有写姓名"),
        ({"licence": "110000000000001"}, "已登记在别人名下"),
        ({"mobile": "1"}, "手机号应为11位"),
    ],
)
def test_a_correction_that_is_none_or_wrong_is_refused(given: dict, says: str):
    add()
    before = Entry.objects.count()

    with pytest.raises(services.CannotCorrect, match=says):
        services.correct_person(code="n1", **given, **BY)

    assert Entry.objects.count() == before


def test_a_leaver_is_cut_off_at_once_with_everything(called: list[str]):
    services.open_account(username="head", person="head", **BY)
    services.join(person="head", unit="D1", line=Line.HOME, active_from=START, **BY)
    post = Appointment.objects.get(person__code="head", post="department_head")
    mine = Actor(person="head", appointment=post.pk)
    given = services.delegate(
        appointment_id=post.pk,
        to="nurse",
        active_from=TODAY,
        active_to=NEXT,
        reason="出差",
        today=TODAY,
        actor=mine,
        at=AT,
    )
    services.appoint(person="head", post="physician", unit="T2", active_from=NEXT, **BY)

    release("head")

    assert called == ["head"]
    assert not Account.objects.get(person__code="head").is_active
    assert queries.tenures(TODAY, person="head") == ()
    assert queries.tenures(TODAY, person="nurse") == queries.tenures(START, person="nurse")
    assert not rights_of(post.pk, TODAY).in_force
    assert not Appointment.objects.filter(pk=given.pk).exists()
    assert not Appointment.objects.reaching(TODAY).filter(person__code="head").exists()
    assert not Membership.objects.reaching(TODAY).filter(person__code="head").exists()
    assert not Person.objects.on(TODAY).filter(code="head").exists()
    released = Entry.objects.get(action="org.person.released")
    assert actions.sentence(released, {}) == (
        "系统为人员head办理离院（调出），自2025-06-30起不再在院；随之终止任职和授权代办4项、归属1条"
    )


def test_who_leaves_later_is_shut_out_on_that_day_only(called: list[str]):
    services.open_account(username="head", person="head", **BY)
    release("head", NEXT)

    assert called == []
    assert queries.tenures(NEXT - DAY, person="head") != ()
    assert queries.tenures(NEXT, person="head") == ()
    assert services.cut_off_leavers(today=NEXT - DAY, **BY) == 0
    assert services.cut_off_leavers(today=NEXT, **BY) == 1
    assert services.cut_off_leavers(today=NEXT, **BY) == 0
    assert called == ["head"]
    assert told() == "系统因离院之日已到，停用人员head的登录账号和会话"


def test_nobody_is_released_twice_by_themselves_or_before_they_came():
    release("nurse")
    before = Entry.objects.count()

    for code, day, actor, says in (
        ("nurse", NEXT, SYSTEM, "已经离院"),
        ("head", NEXT, Actor(person="head"), "不能为自己办理离院"),
        ("head", START, SYSTEM, "离院日期必须晚于到院日期"),
    ):
        with pytest.raises(services.CannotRelease, match=says):
            release(code, day, actor=actor)

    assert Entry.objects.count() == before


def test_a_leaver_comes_back_under_the_same_code_and_the_gap_stays_a_gap():
    release("nurse", TODAY)
    back = NEXT + 30 * DAY

    services.come_back(code="nurse", active_from=back, home="W1", **BY)

    here = [
        Person.objects.on(day).filter(code="nurse").exists()
        for day in (TODAY - DAY, TODAY, back - DAY, back)
    ]
    assert here == [True, False, False, True]
    assert PastEmployment.objects.get().active_to == TODAY
    assert Membership.objects.on(back).get(person__code="nurse").unit.code == "W1"
    assert queries.tenures(back, person="nurse") == ()
    with pytest.raises(services.CannotComeBack, match="没有办理离院"):
        services.come_back(code="nurse", active_from=back, **BY)


def test_a_release_taken_back_on_its_day_leaves_no_gap():
    release("nurse", TODAY)

    services.come_back(code="nurse", active_from=TODAY, **BY)

    assert not PastEmployment.objects.exists()
    assert Person.objects.get(code="nurse").active_from == START


def test_people_who_may_be_registered_twice_are_named():
    add("n1", "某甲", id_card="", mobile=MOBILE, home="W1")
    add("n2", "某甲", id_card="", home="W1")
    add("n3", "某乙", id_card="", mobile=MOBILE)
    add("n4", "某甲", id_card="", home="W2")

    found = [(alike.codes, alike.why) for alike in queries.possible_duplicates(TODAY)]

    assert found == [(("n1", "n2"), "姓名和所在科室相同"), (("n1", "n3"), "手机号相同")]


def test_people_are_read_in_the_scope_of_the_reader(acting):
    services.join(person="nurse", unit="W1", line=Line.HOME, active_from=START, **BY)
    services.join(person="other_head", unit="B1", line=Line.PARTY, active_from=START, **BY)

    def seen(post: str, unit: str) -> list[str]:
        return [one.code for one in queries.people(TODAY, acting(post, unit))]

    assert seen("department_head", "D1") == ["head", "leader", "nurse", "physician"]
    assert seen("branch_secretary", "B1") == ["head", "other_head"]
    assert len(seen("president", "H")) == Person.objects.count()


def test_a_file_tells_everything_dated_and_does_not_ask_once_per_row(django_assert_num_queries):
    for number in range(5):
        services.appoint(
            person="head",
            post="physician",
            unit="T1",
            active_from=TODAY + number * DAY,
            active_to=TODAY + (number + 1) * DAY,
            **BY,
        )

    with django_assert_num_queries(6):
        found = queries.file_of("head")

    assert [held.title for held in found.held][-2:] == ["骨科主任", "外科党支部书记"]
    assert len(found.held) == 7
