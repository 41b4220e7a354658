"""Bases are entered, dues are taken, told and made void; what is private stays sealed."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection

from linghang.dues import merging, queries, reminding
from linghang.dues.bases import services as bases
from linghang.dues.models import Base, Payment, Publication, Takings
from linghang.dues.paying import services as paying
from linghang.dues.rules import Category, State
from linghang.dues.spending import services as spending
from linghang.dues.spending.rules import Use
from linghang.foundation import clock
from linghang.foundation.trail.models import Entry
from linghang.notices.models import Notice
from linghang.org.memberships import services as memberships
from linghang.org.memberships.rules import Line
from linghang.org.models import Membership, Person, Placement, Unit
from tests.dues.factories import BASE, JANUARY, TODAY, by, pay, set_base
from tests.meetings.branch import BRANCH
from tests.small_hospital import FROM

pytestmark = pytest.mark.usefixtures("branch")


def _state(person: str, month: int, today: date = TODAY) -> State:
    lines = queries.sheet(BRANCH, 2025, today, opens=False)
    return next(one for one in lines if one.person == person).states[date(2025, month, 1)]


def test_who_paid_each_month_is_recorded_with_base_day_method_and_receipt() -> None:
    """§1.5.7: member, month, base, rate, due, paid, date, method, receipt."""
    set_base("M01")

    (row,) = paying.take(
        unit=BRANCH,
        paid=[
            paying.Paid(person="M01", months=(date(2025, 12, 1),), delegate="党员M02", receipt="7")
        ],
        paid_on=date(2025, 12, 12),
        today=TODAY,
        **by(),
    )

    assert (row.method, row.delegate, row.receipt) == ("delegated", "党员M02", "7")
    assert row.amount.open() == "9000"
    assert _state("M01", 12) is State.PAID
    assert _state("M01", 11) is State.UNPAID
    assert Takings.objects.get(month=date(2025, 12, 1)).paid == 9000


def test_bases_and_sums_of_members_are_sealed_in_the_database_and_absent_from_the_trail() -> None:
    """§1.5.8: pay data are personal: a dump of the database tells nobody's base or due."""
    set_base("M01", amount=654321)
    pay("M01", 12)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT amount, parts FROM dues_base UNION SELECT amount, '' FROM dues_payment"
        )
        kept = str(cursor.fetchall())
    told = json.dumps([entry.facts for entry in Entry.objects.all()], default=str)

    assert kept.count("v1:dues:") == 2
    for secret in ("654321", "6543.21", "9815", "98.15"):
        assert secret not in kept
        assert secret not in told


def test_a_sheet_that_is_not_opened_tells_no_base_and_no_due() -> None:
    """§1.5.8: only the 组织委员 sees base and due of the own branch."""
    set_base("M01")
    line = next(
        one for one in queries.sheet(BRANCH, 2025, TODAY, opens=False) if one.person == "M01"
    )

    assert line.base is None
    assert {cell.due for cell in line.cells} == {None}


def test_a_month_is_paid_once_and_only_on_a_base() -> None:
    set_base("M01")
    pay("M01", 12)

    with pytest.raises(paying.CannotPay, match="已经交纳"):
        pay("M01", 12)
    with pytest.raises(paying.CannotPay, match="还没有核定基数"):
        pay("M02", 12)
    assert Payment.objects.count() == 1


def test_a_wrong_payment_is_made_void_with_its_reason_and_may_be_paid_again() -> None:
    set_base("M01")
    (row,) = pay("M01", 12)

    with pytest.raises(paying.CannotVoid, match="原因"):
        paying.void_payment(payment_id=row.pk, reason=" ", **by())
    paying.void_payment(payment_id=row.pk, reason="记错了人", **by())

    assert _state("M01", 12) is State.RUNNING
    assert Takings.objects.get(month=date(2025, 12, 1)).paid == 0
    with pytest.raises(paying.CannotVoid, match="已经作废"):
        paying.void_payment(payment_id=row.pk, reason="再作废", **by())
    pay("M01", 12)
    assert Payment.objects.count() == 2


def test_a_new_base_for_months_already_paid_is_refused_until_they_are_made_void() -> None:
    """§1.5.4: from the month of a pay change the new base is used; what was paid stays as it is."""
    set_base("M01")
    pay("M01", 11)

    with pytest.raises(bases.CannotSet, match="2025年11月已按原基数交纳"):
        set_base("M01", month=date(2025, 10, 1), amount=800000)
    assert set_base("M01", month=date(2025, 12, 1), amount=800000) == 1

    (row,) = pay("M01", 12)
    assert row.amount.open() == "12000"
    assert Base.objects.filter(voided_at=None).count() == 2


def test_bases_are_entered_all_or_none_and_unchanged_ones_change_nothing() -> None:
    assert set_base("M01", "M02") == 2
    assert set_base("M01", "M02") == 0

    with pytest.raises(bases.CannotSet, match="党员M03：月基数应大于0"):
        bases.set_bases(
            unit=BRANCH,
            month=JANUARY,
            bases=[
                bases.NewBase(person="M01", category=Category.RETIRED, amount=BASE),
                bases.NewBase(person="M03", category=Category.IN_POST),
            ],
            today=TODAY,
            **by(),
        )
    assert not Base.objects.filter(category="retired").exists()


def test_an_extra_of_a_thousand_yuan_goes_to_the_central_organisation_department() -> None:
    """§1.5.6: voluntary extra is free; a single extra of ≥1000 yuan goes up with a form."""
    told: dict[str, Any] = {"unit": BRANCH, "person": "M01", "paid_on": TODAY, "today": TODAY}

    assert not paying.take_extra(amount=99999, **told, **by()).to_centre
    assert paying.take_extra(amount=100000, **told, **by()).to_centre
    with pytest.raises(paying.CannotPay, match="金额"):
        paying.take_extra(amount=0, **told, **by())


def test_the_secretary_is_told_of_arrears_and_at_six_months_only_asked_to_look_into_it() -> None:
    """§1.5.5: alerts at 1, 3, 5 months; at 6 a prompt, and no verdict."""
    set_base("M01", "M02", "M03")
    pay("M01", *range(1, 11))
    pay("M02", *range(1, 6))
    pay("M03", *range(1, 12))

    for _ in range(2):
        reminding.remind(now=clock.now(), today=TODAY)
    told = {one.title: one for one in Notice.objects.all()}

    assert set(told) == {"党员M01已连续1个月未交党费", "请核实：党员M02已连续6个月未交党费"}
    asked = told["请核实：党员M02已连续6个月未交党费"]
    assert "请核实有无正当理由" in asked.body
    assert "本平台不作认定" in asked.body
    assert "90.00" not in asked.body
    assert {one.person.code for one in told.values()} <= {"P5", "P3"}

    pay("M02", 6, 7, 8, 9, 10, 11)
    asked.refresh_from_db()
    assert asked.settled_at is not None


def test_months_with_a_good_reason_do_not_count_as_unpaid() -> None:
    """§1.5.5: without good reason; the reason needs the document that it rests on."""
    set_base("M01")
    pay("M01", *range(1, 9))
    told: dict[str, Any] = {"unit": BRANCH, "person": "M01", "reason": "重病住院"}
    span = {"month_from": date(2025, 9, 1), "month_to": date(2025, 11, 1)}

    with pytest.raises(paying.CannotNote, match="依据"):
        paying.note_reason(**told, **span, document="", **by())
    paying.note_reason(**told, **span, document="支委会记录〔2025〕9号", **by())

    assert _state("M01", 9) is State.EXCUSED
    assert "M01" not in {one.person for one in queries.behind_of(BRANCH, TODAY)}


def test_the_month_of_a_transfer_within_the_hospital_is_due_to_the_old_branch() -> None:
    """§1.7.3: and never to both, never to none."""
    other = Unit.objects.create(
        code="PB2", name="外科党支部", kind="party_branch", tree="party", active_from=FROM
    )
    Placement.objects.create(unit=other, parent=Unit.objects.get(code="PC"), active_from=FROM)
    set_base("M01")
    memberships.join(
        person="M01", unit="PB2", line=Line.PARTY, active_from=date(2025, 6, 18), **by()
    )

    def here(unit: str) -> list[int]:
        found = queries.sheet(unit, 2025, TODAY, opens=False)
        line = next(one for one in found if one.person == "M01")
        return [m.month for m, state in line.states.items() if state is not State.ELSEWHERE]

    assert here(BRANCH) == [1, 2, 3, 4, 5, 6]
    assert here("PB2") == [7, 8, 9, 10, 11, 12]
    with pytest.raises(paying.CannotPay, match="不在本支部交"):
        pay("M01", 7)


def test_members_of_groups_pay_to_the_branch_above() -> None:
    Membership.objects.filter(person__code="M01").update(unit=Unit.objects.get(code="PB1G1"))
    set_base("M01")

    assert len(pay("M01", 12)) == 1


def test_rates_of_collection_stand_on_months_and_sums_that_add_up() -> None:
    """§1.5.7: 收缴率, 总额; the sums of the office are those of the sheets."""
    set_base("M01", "M02")
    pay("M01", 10, 11, 12)
    row = next(one for one in queries.office(2025, TODAY) if one.unit == BRANCH)

    assert (row.total.owed, row.total.paid) == (24, 3)
    assert (row.total.due_sum, row.total.paid_sum) == (24 * 9000, 27000)
    assert row.months[date(2025, 12, 1)].unset == 29
    sealed = sum(int(one.amount.open()) for one in Payment.objects.all())
    assert row.total.paid_sum == sealed
    assert [one.person for one in row.behind] == ["M02"]


def test_the_yearly_publication_holds_sums_of_branches_and_uses_and_nobodys_own() -> None:
    """§1.5.7: published to the members once a year; uses by purpose."""
    set_base("M01", "M02")
    pay("M01", 12)
    spending.use(
        unit=BRANCH,
        used_on=TODAY,
        purpose=Use.RELIEF,
        matter="慰问生活困难党员",
        amount=50000,
        approval="党委会第12次会议",
        today=TODAY,
        **by(),
    )

    row = spending.publish(year=2025, today=TODAY, **by())
    again = spending.publish(year=2025, today=TODAY, **by())

    assert row.figures == {
        "branches": [
            {"name": "内科第一党支部", "members": 2, "due": 216000, "paid": 9000, "extra": 0}
        ],
        "uses": [{"purpose": "补助生活困难党员", "times": 1, "amount": 50000}],
    }
    assert (row.number, again.number) == (1, 2)
    assert Publication.objects.count() == 2
    with pytest.raises(spending.CannotPublish):
        spending.publish(year=2024, today=TODAY, **by())


def test_a_use_without_what_it_rests_on_is_refused_and_a_wrong_one_is_made_void() -> None:
    told: dict[str, Any] = {
        "unit": BRANCH,
        "used_on": TODAY,
        "purpose": Use.TRAINING,
        "matter": "党员集中培训",
        "amount": 100,
        "today": TODAY,
    }
    with pytest.raises(spending.CannotUse, match="批准依据"):
        spending.use(**told, approval="", **by())
    row = spending.use(**told, approval="支委会记录", **by())
    spending.void_use(use_id=row.pk, reason="重复登记", **by())

    assert spending.figures(2025, TODAY)["uses"] == []


def test_people_registered_twice_keep_one_payment_of_a_month() -> None:
    set_base("M01", "M02")
    pay("M01", 11, 12)
    pay("M02", 12)
    one, other = Person.objects.get(code="M02"), Person.objects.get(code="M01")

    moved = merging._REPOINTS["dues.payment.person"](duplicate=one, survivor=other)

    assert moved == 1
    assert Payment.objects.filter(person=other, voided_at=None).count() == 2
