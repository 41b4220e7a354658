"""Purchases by deeds: what other proceedings, persons and the trail have to say (§4.5, §4.6)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import ProtectedError

from linghang.foundation.evidence.models import Evidence
from linghang.foundation.trail.models import AppendOnly, Entry
from linghang.notices.models import Notice
from linghang.org.models import Appointment, Person
from linghang.procedures import requirements, services
from linghang.procedures.days import Day
from linghang.procedures.models import Act, Proceeding, Told
from linghang.procedures.progress.rules import Verb
from linghang.procedures.rules import Met
from linghang.procedures.services import CannotAct
from tests.procedures import purchases
from tests.procedures.purchases import AT, TODAY, actor, do, start, until_method

Hospital = dict[str, Appointment]


@pytest.fixture
def hospital(db: None, monkeypatch: pytest.MonkeyPatch) -> Hospital:
    """Offices of a purchase; the departments' meetings and the committee have decided."""
    met = Met(is_met=True, says="", who_can="")
    for code in ("meetings.resolution", "meetings.branch_opinion"):
        known = requirements._providers[code]
        decided = type(known)(known.name, lambda _: met, known.wrong, known.params, known.tell)
        monkeypatch.setitem(requirements._providers, code, decided)
    return purchases.build()


def small(monkeypatch: pytest.MonkeyPatch, amount: int) -> None:
    """The province's open-tender amount, in 分, instead of the default."""
    asked = Day.values
    monkeypatch.setattr(
        Day, "values", lambda day, on: {**asked(day, on), "proc.open_tender": amount}
    )


def choose(row: Proceeding, hospital: Hospital, **told: Any) -> Any:
    given = {"method": "inquiry", **told}
    return do(row, "purchase", hospital["procurement_director"], **given)


def test_three_purchases_of_one_class_that_pass_the_open_tender_amount_ask_at_the_third(
    hospital: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B16 (§4.6.8, §2.2.3): 40+40+30 万, open tender 100 万: the splitting alert at the third."""
    small(monkeypatch, 100_000_000)
    first, second, third = (until_method(hospital, one) for one in ("400000", "400000", "300000"))
    choose(first, hospital)
    choose(second, hospital)

    with pytest.raises(CannotAct) as refused:
        choose(third, hospital)
    says = str(refused.value)
    assert "同类3件合计110万元，超过100万元" in says
    assert f"（第{first.pk}号、第{second.pk}号）" in says
    assert "本人写明说明后即可办理" in says

    done = choose(third, hospital, explanation="年中追加预算，已报财政部门批准。")
    (prompt,) = done.prompts
    assert prompt["opens"] == [first.pk, second.pk], "the alert opens to what it sums"
    told = Entry.objects.get(action="procedures.step.explained")
    assert told.personal["explanation"]["value"] == "年中追加预算，已报财政部门批准。"
    notice = Notice.objects.get(kind="procedure_explained")
    assert notice.person == hospital["audit_director"].person


def test_what_is_tendered_openly_or_in_another_year_or_of_another_class_splits_nothing(
    hospital: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    """§4.6.8: non-tender methods, one fiscal year, one class however its project is worded."""
    small(monkeypatch, 50_000_000)
    earlier = until_method(hospital, "400000")
    choose(earlier, hospital)
    Told.objects.filter(proceeding=earlier).update(day=date(2024, 12, 31))
    other = until_method(hospital, "400000", item_class="furniture")
    assert choose(other, hospital), "another class"
    third = until_method(hospital, "300000")
    assert choose(third, hospital), "the first was told last year"
    fourth = until_method(hospital, "300000", project="添置监护设备")
    with pytest.raises(CannotAct, match="同类2件合计60万元"):
        choose(fourth, hospital)
    assert choose(fourth, hospital, method="open"), "an open tender evades nothing"


def test_the_year_of_a_purchase_is_that_of_its_method_for_all_of_them(
    hospital: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    """§4.6.8: asked for in December and bought in January is no way to split."""
    small(monkeypatch, 50_000_000)
    asked, bought = date(2025, 12, 29), date(2026, 1, 5)
    rows = [until_method(hospital, "300000", today=asked) for _ in range(3)]

    assert choose(rows[0], hospital, today=asked), "the last of the old year"
    assert choose(rows[1], hospital, today=bought), "the first of the new one"
    with pytest.raises(CannotAct, match=f"同类2件合计60万元，超过50万元.*（第{rows[1].pk}号）"):
        choose(rows[2], hospital, today=bought)


def test_a_returned_or_rejected_purchase_is_not_summed(
    hospital: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    """§4.6.8: what ended as rejected or void never counts."""
    small(monkeypatch, 50_000_000)
    first = until_method(hospital, "400000")
    choose(first, hospital)
    services.void(
        proceeding_id=first.pk,
        reason="登记错误",
        seen=first.acts.count(),
        actor=actor(hospital["audit_director"]),
        at=AT,
        today=TODAY,
    )

    assert choose(until_method(hospital, "300000"), hospital)


@pytest.mark.parametrize(("addition", "is_met"), [("900000", True), ("950000", False)])
def test_an_addition_to_a_contract_above_a_tenth_is_no_ground_for_single_source(
    hospital: Hospital, addition: str, is_met: bool
) -> None:
    """B17 (§4.6.4, ground 3): 95 万 addition to 900 万 = 10.56 % → refused; a tenth is allowed."""
    row = until_method(hospital, addition)
    do(row, "collective_decision", hospital["president"])
    told = {
        "method": "single",
        "single_ground": "consistency",
        "original_contract": "H-2024-7",
        "original_amount": "9000000",
    }

    if is_met:
        assert choose(row, hospital, **told)
    else:
        with pytest.raises(CannotAct, match="为10.56%，超过10%"):
            choose(row, hospital, **told)


def until_award(hospital: Hospital, amount: str, **told: Any) -> Proceeding:
    """A purchase that needs no notice, evaluated; the award is to come."""
    row = until_method(hospital, amount)
    choose(row, hospital, **told)
    for key in ("medical_director", "nursing_director"):
        do(row, "evaluation", hospital[key])
    return row


def test_the_price_of_an_addition_is_held_against_the_contract_again_and_explained_by_nobody(
    hospital: Hospital,
) -> None:
    """B17 (§4.6.4): a tenth at the request, more at the award and in the contract: refused."""
    told = {
        "method": "single",
        "single_ground": "consistency",
        "original_contract": "H-2024-8",
        "original_amount": "4900000",
    }
    row = until_award(hospital, "490000", **told)
    buyer, why = hospital["procurement_director"], "资金来源为自有资金"

    with pytest.raises(CannotAct, match="为10.2%，超过10%"):
        do(row, "award", buyer, price="499800", explanation=why)
    do(row, "award", buyer, price="490000")
    for key in ("finance_director", "audit_director"):
        do(row, "contract_review", hospital[key])
    with pytest.raises(CannotAct, match="为10.2%，超过10%"):
        do(row, "contract", buyer, contract_amount="499800", explanation=why)
    assert do(row, "contract", buyer, contract_amount="490000")


def test_a_price_that_carries_the_sum_of_the_year_over_the_limit_asks_at_the_award(
    hospital: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    """§4.6.8: the sum is of what is paid; what was explained before is not asked for again."""
    small(monkeypatch, 70_000_000)
    buyer, why = hospital["procurement_director"], "资金来源为自有资金"
    first, second = (until_award(hospital, "340000", method="framework") for _ in range(2))
    do(first, "award", buyer, price="340000")

    with pytest.raises(CannotAct, match=f"合计71万元，超过70万元.*（第{first.pk}号）") as refused:
        do(second, "award", buyer, price="370000")
    assert "“中标（成交）金额”（370,000.00元）大于" in str(refused.value)
    done = do(second, "award", buyer, price="370000", explanation=why)
    assert len(done.prompts) == 2
    for key in ("finance_director", "audit_director"):
        do(second, "contract_review", hospital[key])
    assert not do(second, "contract", buyer, contract_amount="370000").prompts


def test_a_supplier_on_the_bad_record_list_is_not_chosen_for_two_years_however_it_is_written(
    hospital: Hospital,
) -> None:
    """§4.6.14: no purchase for 2 years from the listing: blocked at supplier selection."""
    buyer, auditor = hospital["procurement_director"], hospital["audit_director"]
    listed = start(
        hospital, "不良记录", procedure="supplier_exclusion", unit="PUR", actor=actor(buyer)
    )
    told = {"supplier": "示范医疗器械有限公司", "listed_on": "2023-06-05", "ground": "省级公布"}
    do(listed, "record", buyer, **told)
    do(listed, "contracts", buyer, ended="没有在履行的合同")
    do(listed, "confirm", auditor)
    row = until_award(hospital, "300000", method="framework")

    def award(name: str, **more: Any) -> Any:
        return do(row, "award", buyer, supplier=name, quotes=f"{name}；290000；是", **more)

    for name in ("示范医疗器械有限公司", "示范 医疗器械有限责任公司", "示范医疗器械（有限公司"):
        with pytest.raises(CannotAct, match=f"列在第{listed.pk}号“不良记录”，2025-06-05以前"):
            award(name)
    with pytest.raises(CannotAct, match="2025-06-05以前"):
        award("示范医疗器械有限公司", today=date(2025, 6, 5))
    assert award("示范医疗器械有限公司", today=date(2025, 6, 6))


def test_supplements_to_one_contract_are_a_tenth_of_it_in_total(hospital: Hospital) -> None:
    """§4.6.9: supplement contracts ≤10 % of the original in total."""
    asker = hospital["equipment_director"]

    def ask(amount: str) -> Any:
        row = start(
            hospital, procedure="contract_supplement", unit="EQU", actor=actor(asker), title="追加"
        )
        told = {"contract_number": "H-9", "original_amount": "1000000", "ground": "扩建"}
        return do(row, "request", asker, addition=amount, **told)

    assert ask("60000")
    with pytest.raises(CannotAct, match="合计）为11%，超过10%"):
        ask("50000")
    assert ask("40000")


def test_the_buyer_and_his_deputy_accept_nothing_of_their_own_purchase_and_the_trail_keeps_it(
    hospital: Hospital,
) -> None:
    """B15 (§4.5.1 ●): refused and logged; the deputy of the same purchasing centre, too."""
    row = until_award(hospital, "300000", method="framework")
    buyer = hospital["procurement_director"]
    do(row, "award", buyer)
    for key in ("finance_director", "audit_director"):
        do(row, "contract_review", hospital[key])
    do(row, "contract", buyer)
    deputy = Person.objects.create(code="DEP", name="副主任", active_from=date(2020, 1, 1))
    Appointment.objects.create(
        person=deputy, post="staff", unit=buyer.unit, active_from=date(2020, 1, 1)
    )
    equipment = hospital["equipment_director"].unit
    for person in (buyer.person, deputy):
        given = Appointment.objects.create(
            person=person, post="equipment_director", unit=equipment, active_from=TODAY
        )
        with pytest.raises(CannotAct, match="必须由不同的部门办理") as refused:
            do(row, "acceptance_equipment", given)
        refused.value.remember()
        told = Entry.objects.filter(action="procedures.step.denied").latest("pk")
        assert told.person == person.code
        assert told.facts["codes"] == ["separation"]
        assert "验收（设备和耗材）" in told.facts["step"]

    assert do(row, "acceptance_equipment", hospital["equipment_director"])
    assert row.acts.filter(step="acceptance_equipment").count() == 1


def test_who_holds_a_post_of_discipline_buys_nothing_under_another_one(hospital: Hospital) -> None:
    """§4.5.2: discipline staff supervise, they do not sign as participants, whatever their post."""
    secretary = hospital["discipline_secretary"].person
    second = Appointment.objects.create(
        person=secretary,
        post="procurement_director",
        unit=hospital["procurement_director"].unit,
        active_from=TODAY - timedelta(days=1),
    )
    row = until_method(hospital, "300000")

    with pytest.raises(CannotAct, match="纪委书记只监督，不在“采购”中办理任何一步"):
        choose(row, {**hospital, "procurement_director": second})


def test_nothing_of_the_file_can_be_deleted(hospital: Hospital) -> None:
    """§4.6.11: the file is kept: neither its acts nor its papers go, whatever code runs."""
    row = start(hospital)
    do(row, "request", hospital["cardiology_head"])
    paper = Act.objects.get(proceeding=row, step="request").documents.get().evidence

    with pytest.raises(ProtectedError):
        Evidence.objects.filter(pk=paper.pk).delete()
    with pytest.raises((ProtectedError, AppendOnly)):
        row.delete()
    with pytest.raises(AppendOnly):
        Act.objects.filter(proceeding=row).delete()


def test_a_refused_form_with_a_slip_leaves_nothing_in_the_trail(hospital: Hospital) -> None:
    row = start(hospital)
    before = Entry.objects.count()

    with pytest.raises(CannotAct) as refused:
        services.act(
            proceeding_id=row.pk,
            step="request",
            verb=Verb.APPROVE,
            seen=1,
            actor=actor(hospital["cardiology_head"]),
            at=AT,
            today=TODAY,
        )
    refused.value.remember()

    assert Entry.objects.count() == before
