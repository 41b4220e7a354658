"""What the forms do: each deed once, refused in place, and nothing for who may not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.urls import reverse

from linghang.foundation import clock
from linghang.foundation.trail.models import Entry
from linghang.notices.models import Notice
from linghang.org import queries
from linghang.org.memberships.rules import Line
from linghang.org.models import (
    Account,
    Appointment,
    Beds,
    Coverage,
    Membership,
    Person,
    Succession,
    Unit,
)
from linghang.org.posts_held.rules import Basis
from tests.web_hospital import Hospital

TODAY = clock.today()
DAY = timedelta(days=1)
NOW = TODAY.isoformat()
NEXT = (TODAY + 30 * DAY).isoformat()


def send(
    hospital: Hospital, page: str, /, *args: object, who: str = "hr_director", **data: object
) -> HttpResponse:
    answer: HttpResponse = hospital.client(who).post(reverse(page, args=args), data)
    return answer


def deeds() -> int:
    """How many deeds on the organisation the trail knows; logins aside."""
    wanted = ("org.unit.", "org.person.", "org.appointment.", "org.membership.")
    return sum(one.startswith(wanted) for one in Entry.objects.values_list("action", flat=True))


def done(answer: HttpResponse) -> None:
    assert answer.status_code == 302, answer.content.decode()[:3000]


def test_a_ward_is_set_up_given_beds_renamed_moved_and_closed(empty_hospital: Hospital):
    given = {"kind": "ward", "code": "CARD9", "name": "心血管内科九病区", "active_from": NOW}
    done(send(empty_hospital, "unit-add", "CARD", campus="东院区（EAST）", **given))
    done(send(empty_hospital, "unit-beds", "CARD9", beds="40", active_from=NOW))
    done(send(empty_hospital, "unit-rename", "CARD9", name="监护病区", active_from=NEXT))
    done(send(empty_hospital, "unit-move", "CARD9", parent="骨科（ORTH）", active_from=NEXT))
    done(
        send(
            empty_hospital, "unit-close", "CARD9", active_to=f"{TODAY.year + 1}-12-31", reason="改"
        )
    )

    unit = Unit.objects.get(code="CARD9")
    later = queries.structure(TODAY + 30 * DAY)["CARD9"]
    assert queries.structure(TODAY)["CARD9"].name == unit.name == "心血管内科九病区"
    assert (later.name, later.parent) == ("监护病区", "ORTH")
    assert queries.structure(TODAY)["CARD9"].campus == "EAST"
    assert Beds.objects.get(unit=unit).beds == 40
    assert unit.active_to is not None


def test_a_refusal_stands_in_the_form_and_nothing_is_done(empty_hospital: Hospital):
    before = deeds()

    answer = send(empty_hospital, "unit-close", "CARD", active_to=NOW, reason="不办了")

    assert answer.status_code == 422
    assert "下面还有" in answer.content.decode()
    assert deeds() == before
    assert Unit.objects.get(code="CARD").active_to is None


def test_two_departments_are_merged_and_one_is_split(empty_hospital: Hospital):
    done(send(empty_hospital, "unit-merge", "ORTH", into="心血管内科（CARD）", on=NEXT))
    given = {"kind": "department", "code": "NEW", "name": "心外科", "active_from": NOW}
    done(send(empty_hospital, "unit-add", "H", **given))
    done(
        send(empty_hospital, "unit-split", "CARD", into="心外科（NEW）", on=NEXT, below=["CARD-B"])
    )

    later = queries.structure(TODAY + 30 * DAY)
    assert later.department("ORTH1") == "CARD"
    assert later.department("CARD-B") == "NEW"
    assert Succession.objects.count() == 2


def test_a_campus_is_set_up_at_the_top(empty_hospital: Hospital):
    done(
        send(
            empty_hospital,
            "unit-add-root",
            "campus",
            kind="campus",
            code="NORTH",
            name="北院区",
            active_from=NOW,
        )
    )

    assert "NORTH" in queries.structure(TODAY)


def test_a_person_is_registered_corrected_moved_released_and_comes_back(
    empty_hospital: Hospital,
):
    given = {"code": "N1", "name": "某甲", "home": "心血管内科一病区（CARD1）", "active_from": NOW}
    done(send(empty_hospital, "person-add", mobile="19900001234", **given))
    done(
        send(empty_hospital, "person-correct", "N1", name="某乙", licence="", id_card="", mobile="")
    )
    done(
        send(
            empty_hospital,
            "person-belong",
            "N1",
            line="home",
            unit="骨科（ORTH）",
            active_from=NEXT,
        )
    )
    done(
        send(
            empty_hospital,
            "person-release",
            "N1",
            last_day=(TODAY + 60 * DAY).isoformat(),
            reason="退休",
        )
    )

    person = Person.objects.get(code="N1")
    homes = Membership.objects.filter(person=person, line=Line.HOME).order_by("active_from")
    assert (person.name, person.mobile.open()) == ("某乙", "19900001234")
    assert [row.unit.code for row in homes] == ["CARD1", "ORTH"]
    assert person.active_to == homes[1].active_to == TODAY + 61 * DAY
    back = (TODAY + 90 * DAY).isoformat()
    done(send(empty_hospital, "person-return", "N1", active_from=back, home="骨科（ORTH）"))
    assert not Person.objects.on(TODAY + 70 * DAY).filter(code="N1").exists()
    assert Person.objects.on(TODAY + 90 * DAY).filter(code="N1").exists()


def test_a_leaver_is_out_at_the_next_click(empty_hospital: Hospital):
    leaver = empty_hospital.client("records")
    assert leaver.get(reverse("people")).status_code == 200

    done(send(empty_hospital, "person-release", "P2", last_day=NOW, reason="调出", is_at_once="on"))

    assert leaver.get(reverse("people")).status_code != 200
    assert not Account.objects.filter(person__code="P2", is_active=True).exists()


def test_two_registrations_are_merged(empty_hospital: Hospital):
    given = {"code": "N1", "name": "医师甲", "home": "骨科（ORTH）", "active_from": NOW}
    done(send(empty_hospital, "person-add", **given))

    done(send(empty_hospital, "person-merge", "N1", into="医师甲（D1）", reason="核对为同一人"))

    assert Person.objects.get(code="N1").merged_into.code == "D1"
    assert Membership.objects.get(person__code="D1", line=Line.HOME).unit.code == "ORTH"


def test_a_post_is_given_for_a_term_that_includes_its_last_day_and_ended(
    empty_hospital: Hospital,
):
    done(
        send(
            empty_hospital,
            "appoint",
            "ORTH",
            post="deputy_department_head",
            person="医师丙（D3）",
            basis="acting",
            active_from=NOW,
            last_day=NEXT,
        )
    )

    made = Appointment.objects.get(post="deputy_department_head")
    assert (made.basis, made.active_to) == (Basis.ACTING, TODAY + 31 * DAY)
    done(send(empty_hospital, "appointment-end", made.pk, last_day=NOW, reason="另有任用"))
    made.refresh_from_db()
    assert (made.active_to, made.ended_reason) == (TODAY + DAY, "另有任用")


def test_a_post_of_another_tree_is_not_on_offer(empty_hospital: Hospital):
    answer = send(
        empty_hospital,
        "appoint",
        "MRO",
        post="party_office_director",
        person="医师丙（D3）",
        basis="regular",
        active_from=NOW,
    )

    assert answer.status_code == 422
    assert not Appointment.objects.filter(post="party_office_director").exists()


def test_one_delegates_the_own_post_and_takes_it_back(empty_hospital: Hospital):
    own = empty_hospital.appointments["cardiology_head"]
    given = {
        "to": "医师甲（D1）",
        "active_from": NOW,
        "last_day": NEXT,
        "limited_to": ["indicators.read"],
        "reason": "外出进修",
    }
    done(send(empty_hospital, "delegate", own.pk, who="cardiology_head", **given))

    made = Appointment.objects.get(basis=Basis.DELEGATED)
    page = empty_hospital.client("cardiology_head").get(reverse("delegations")).content.decode()
    assert (made.person.code, made.active_to) == ("D1", TODAY + 31 * DAY)
    assert "收回" in page
    assert "查看本单位指标" in page
    other = send(empty_hospital, "delegation-withdraw", made.pk, who="orthopaedics_head")
    assert other.status_code == 404
    done(send(empty_hospital, "delegation-withdraw", made.pk, who="cardiology_head"))
    assert not Appointment.objects.filter(basis=Basis.DELEGATED).exists()


def test_a_delegation_that_ends_before_it_begins_is_refused_in_place(empty_hospital: Hospital):
    own = empty_hospital.appointments["cardiology_head"]
    yesterday = (TODAY - 2 * DAY).isoformat()
    answer = send(
        empty_hospital,
        "delegate",
        own.pk,
        who="cardiology_head",
        to="医师甲（D1）",
        active_from=NOW,
        last_day=yesterday,
        reason="外出",
    )

    assert answer.status_code == 422
    assert "结束日期必须晚于开始日期" in answer.content.decode()


@pytest.fixture
def party_office(empty_hospital: Hospital) -> Appointment:
    """The Party office's director, who logs in as the post `party_office`."""
    person = Person.objects.create(code="PO", name="党办主任", active_from=TODAY - 999 * DAY)
    Account.objects.create(username="PO", person=person)
    held: Appointment = Appointment.objects.create(
        person=person,
        post="party_office_director",
        unit=Unit.objects.get(code="PC"),
        active_from=TODAY - 999 * DAY,
    )
    empty_hospital.appointments["party_office"] = held
    return held


def test_coverage_is_ended_or_handed_over(empty_hospital: Hospital, party_office: Appointment):
    given = {"kind": "party_branch", "code": "PB2", "name": "内科第二党支部", "active_from": NOW}
    done(send(empty_hospital, "unit-add", "PC", who="party_office", **given))
    for code in ("CARD", "ORTH"):
        done(
            send(
                empty_hospital,
                "unit-cover",
                "PB1",
                who="party_office",
                covered=code,
                active_from=NOW,
            )
        )
    cardiology, orthopaedics = Coverage.objects.order_by("covered__code")
    page = empty_hospital.client("party_office").get("/org/units/PB1/").content.decode()
    assert f"/org/coverage/{cardiology.pk}/end/" in page

    branch = {"who": "party_office", "on": NEXT}
    done(send(empty_hospital, "coverage-end", cardiology.pk, **branch, to="内科第二党支部（PB2）"))
    done(send(empty_hospital, "coverage-end", orthopaedics.pk, **branch, to=""))
    again = send(empty_hospital, "coverage-end", orthopaedics.pk, **branch, to="")

    assert again.status_code == 422
    then = Coverage.objects.on(TODAY + 30 * DAY).values_list("unit__code", "covered__code")
    assert list(then) == [("PB2", "CARD")]


def test_a_party_member_leaves_the_line_of_the_party(
    empty_hospital: Hospital, party_office: Appointment
):
    one = Membership.objects.create(
        person=Person.objects.get(code="D1"),
        unit=Unit.objects.get(code="PB1"),
        line=Line.PARTY,
        active_from=TODAY - 999 * DAY,
    )
    page = empty_hospital.client("party_office").get("/org/people/D1/").content.decode()
    assert f"/org/memberships/{one.pk}/leave/" in page

    done(send(empty_hospital, "membership-leave", one.pk, who="party_office", active_to=NEXT))

    one.refresh_from_db()
    assert one.active_to == TODAY + 30 * DAY
    assert Entry.objects.latest("pk").action == "org.membership.left"


def test_a_unit_gets_the_codes_of_its_superiors(empty_hospital: Hospital):
    given = {"system": "superior.health", "code": "A03.01", "active_from": NOW}
    done(send(empty_hospital, "unit-code-add", "HRO", **given))
    wards = {**given, "system": "front_sheet.ward"}

    assert send(empty_hospital, "unit-code-add", "HRO", **wards).status_code == 422
    page = empty_hospital.client("hr_director").get("/org/units/HRO/").content.decode()
    assert "<dt>卫生健康主管部门</dt><dd>A03.01</dd>" in page


def test_a_checked_grid_tells_those_concerned(empty_hospital: Hospital, party_office: Appointment):
    Membership.objects.create(
        person=Person.objects.get(code="D1"),
        unit=Unit.objects.get(code="CARD"),
        line=Line.HOME,
        active_from=TODAY - 999 * DAY,
    )
    client = empty_hospital.client("party_office")
    assert "完成核对并通知" in client.get(reverse("grid-coverage")).content.decode()

    done(client.post(reverse("grid-check")))

    everybody = Person.objects.on(TODAY).count()
    told = Notice.objects.get(kind="grid_checked")
    assert told.person.code == "P3"
    assert f"{everybody}人" in told.title
    own = empty_hospital.client("cardiology_head").get(reverse("grid-coverage")).content.decode()
    assert "医师甲" in own
    assert "医师丙" not in own
    assert send(empty_hospital, "grid-check", who="cardiology_head").status_code == 403


def leader(hospital: Hospital) -> Appointment:
    """A vice president."""
    person = Person.objects.create(code="V1", name="副院长甲", active_from=TODAY - 999 * DAY)
    held: Appointment = Appointment.objects.create(
        person=person,
        post="vice_president",
        unit=Unit.objects.get(code="H"),
        active_from=TODAY - 999 * DAY,
    )
    return held


def test_a_leader_is_put_in_charge_and_shown_wherever_it_matters(empty_hospital: Hospital):
    held = leader(empty_hospital)
    given = {"units": ["CARD", "MRO"], "active_from": NOW, "document": "示院党〔2025〕3号"}
    assert send(empty_hospital, "charge", held.pk, **{**given, "document": ""}).status_code == 422
    done(send(empty_hospital, "charge", held.pk, **given))

    client = empty_hospital.client("hr_director")
    unit = client.get("/org/units/CARD/").content.decode()
    person = client.get("/org/people/V1/").content.decode()
    listed = client.get("/org/charges/?charged=1").content.decode()
    before = client.get(f"/org/charges/?charged=1&on={TODAY - DAY}").content.decode()
    assert '分管领导：<a href="/org/people/V1/">副院长甲</a>（副院长）' in unit
    assert "示院党〔2025〕3号" in person
    assert listed.count("<tr data-row>") == 2
    assert before.count("<tr data-row>") == 0
    assert "/org/units/ORTH/" in client.get("/org/charges/?charged=0").content.decode()

    one = held.charges.get(unit__code="CARD")
    assert f"/org/charges/{one.pk}/end/" in person
    done(send(empty_hospital, "charge-end", one.pk, active_to=NEXT, document="会议"))
    assert set(queries.in_charge(TODAY + 30 * DAY)) == {queries.in_charge(TODAY)[1]}


def test_a_unit_is_shown_as_of_another_day(empty_hospital: Hospital):
    done(send(empty_hospital, "unit-rename", "CARD", name="心脏中心", active_from=NEXT))
    client = empty_hospital.client("hr_director")

    today = client.get("/org/units/CARD/").content.decode()
    later = client.get(f"/org/units/CARD/?on={NEXT}").content.decode()
    before = client.get("/org/units/CARD/?on=2019-12-31").content.decode()
    wrong = client.get("/org/units/CARD/?on=x").content.decode()

    assert "<h1>心血管内科</h1>" in today
    assert "<h1>心脏中心</h1>" in later
    assert f'href="/org/units/CARD1/?on={NEXT}"' in later
    assert "职工P3" in later
    assert "/rename/" in today
    assert "/rename/" not in later
    assert "当日不存在" in before
    assert "当日没有登记任职" in before
    assert "日期请写成" in wrong


@pytest.mark.parametrize(
    ("name", "args", "post"),
    [
        ("unit-close", ("CARD",), "cardiology_head"),
        ("person-release", ("D1",), "cardiology_head"),
        ("appoint", ("CARD",), "president"),
        ("person-merge", ("D1",), "security_administrator"),
    ],
)
def test_who_may_not_changes_nothing_by_sending_a_form(
    empty_hospital: Hospital, name: str, args: tuple[str, ...], post: str
):
    before = deeds()

    answer = send(empty_hospital, name, *args, who=post, active_to=NOW, reason="试试", last_day=NOW)

    assert answer.status_code == 403
    assert deeds() == before
