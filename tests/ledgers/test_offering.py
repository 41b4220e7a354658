"""Lists that are computed: from Party dates, posts held, contracts, the staff; and for whom."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from linghang.ledgers import catalog
from linghang.ledgers.changing import services as changing
from linghang.ledgers.offering import queries
from linghang.ledgers.offering.queries import Offered
from linghang.org.models import Appointment, Coverage, Membership, PartyRecord, Person, Unit
from linghang.org.rights import rights_of
from linghang.procedures.models import Proceeding, Told
from tests.ledgers.hospital import AT, FROM, TODAY, by, hand_in, put_in_force, wrote

Held = dict[str, Appointment]


def offered(held: Appointment, ledger: str, today: date = TODAY) -> Offered:
    (found,) = queries.offered(catalog.catalog()[ledger], rights_of(held.pk, today), today)
    return found


def titles(held: Appointment, ledger: str) -> list[str]:
    return [one.title for one in offered(held, ledger).found.offers]


def member(code: str, full_since: date, **more: Any) -> None:
    record = {"admitted_on": date(1970, 1, 1), "document": "入党志愿书", **more}
    PartyRecord.objects.create(person_id=code, full_since=full_since, **record)


def test_who_reaches_fifty_years_is_computed_from_the_end_of_probation(held: Held) -> None:
    """§1.11.2: admitted long ago is not enough; who left or died is absent; nobody twice."""
    member("M1", date(1975, 7, 1))
    member("M2", date(1975, 7, 2))
    member("M3", date(1974, 5, 4), ended_on=date(2024, 1, 1), ending="died")
    member("M4", date(1974, 1, 1))
    clerk = held["party_clerk"]
    assert titles(clerk, "fifty_years") == ["职工M4", "职工M1"]
    _, first = offered(clerk, "fifty_years").found.offers
    assert (first.unit, first.day) == ("PB1", date(2025, 7, 1))
    assert first.why == "党龄自1975年7月1日起算，2025年7月1日满50年"
    wrote(clerk, "fifty_years", "PB1", date(2024, 7, 1), member="M4", full_since="1974-01-01")
    assert titles(clerk, "fifty_years") == ["职工M1"]


def test_what_is_offered_is_offered_to_whom_enters(held: Held) -> None:
    member("M1", date(1975, 7, 1))
    for key in ("nurse", "system_administrator", "discipline", "branch_secretary"):
        rights = rights_of(held[key].pk, TODAY)
        assert queries.offered(catalog.catalog()["fifty_years"], rights, TODAY) == []


def test_a_secretary_who_heads_a_department_of_the_branch_is_a_dual_leader(held: Held) -> None:
    """§1.9.1: the share counts secretaries of branches that cover departments."""
    clerk = held["party_clerk"]
    says = "临床医技支部书记0人，双带头人0人，占—"
    assert offered(clerk, "dual_leaders").found.says == says
    branch, department = Unit.objects.get(code="PB1"), Unit.objects.get(code="CARD")
    Coverage.objects.create(unit=branch, covered=department, active_from=FROM)
    found = offered(clerk, "dual_leaders").found
    assert [(one.title, one.fields["ground"]) for one in found.offers] == [("职工P3", "科室主任")]
    assert found.says == "临床医技支部书记2人，双带头人1人，占50.0%"
    facts = {**found.offers[0].fields, "title_level": "正高"}
    wrote(clerk, "dual_leaders", "PB1", TODAY, **facts)
    assert titles(clerk, "dual_leaders") == []
    Appointment.objects.filter(pk=held["cardiology_head"].pk).update(active_to=TODAY)
    (lost,) = offered(clerk, "dual_leaders").found.offers
    assert "请核对" in lost.why


def test_a_branch_without_a_brand_is_listed_until_it_has_one(held: Held) -> None:
    secretary = held["branch_secretary"]
    assert titles(secretary, "brands") == ["内科第一党支部"]
    wrote(secretary, "brands", "PB1", date(2025, 1, 1), until=date(2025, 5, 31), theme="旧")
    assert titles(secretary, "brands") == ["内科第一党支部"]
    wrote(secretary, "brands", "PB1", date(2025, 6, 1), theme="新")
    assert offered(secretary, "brands").found.says == "支部1个，有品牌的1个，占100.0%"


def test_talks_are_due_for_the_new_in_post_and_for_late_follow_ups(held: Held) -> None:
    """§4.3: for the discipline office alone; who was talked with is not listed again."""
    Appointment.objects.create(
        person=Person.objects.get(code="N1"),
        post="deputy_department_head",
        unit=Unit.objects.get(code="CARD"),
        active_from=date(2025, 5, 1),
    )
    office = held["discipline"]
    assert titles(office, "integrity_talks") == ["职工N1"]
    facts = {"kind": "任前", "ground": "新任职", "talkers": "Q6", "persons": "N1"}
    day = date(2025, 5, 20)
    wrote(office, "integrity_talks", "CARD", day, **facts, follow_up_by="2025-06-01")
    (late,) = offered(office, "integrity_talks").found.offers
    assert "2025年6月1日前回访" in late.why
    rights = rights_of(held["party_office"].pk, TODAY)
    assert queries.offered(catalog.catalog()["integrity_talks"], rights, TODAY) == []


def test_a_contract_without_an_agreement_is_listed_by_whatever_spelling(held: Held) -> None:
    """§4.6.14: an agreement with every contract of the procurement procedure."""
    officer = Appointment.objects.create(
        person=Person.objects.get(code="N2"),
        post="discipline_officer",
        unit=Unit.objects.get(code="DC"),
        active_from=FROM,
    )
    for number in ("ht2025001", "ht2025002"):
        row = Proceeding.objects.create(
            procedure="procurement",
            definition_hash="x",
            subject_type="matter",
            title=f"采购{number}",
            unit=Unit.objects.get(code="CARD"),
            started_by="P3",
            started_at=AT,
        )
        Told.objects.create(
            proceeding=row, field="contract_number", spelling=number, day=date(2025, 5, 6)
        )
    wrote(officer, "integrity_agreements", "HRO", date(2025, 5, 6), contract="ＨＴ 2025-001")
    found = offered(officer, "integrity_agreements").found
    assert [one.fields["contract"] for one in found.offers] == ["HT2025002"]
    assert found.says == "采购办理中的合同2份，有协议的1份，占50.0%"


def test_who_has_not_signed_is_told_apart_from_the_staff_of_the_day(held: Held) -> None:
    """§4.11.1: signed ÷ on the staff list that day; a pledge of last year is none."""
    unit = Unit.objects.get(code="CARD")
    for code in ("N1", "N2", "N3"):
        person = Person.objects.get(code=code)
        Membership.objects.create(person=person, unit=unit, line="home", active_from=FROM)
    head = held["cardiology_head"]
    facts = {"kind": "廉洁承诺书", "text_version": "2025版", "signers": "N1"}
    wrote(head, "integrity_pledges", "CARD", date(2025, 1, 9), **facts, year="2025")
    wrote(
        head,
        "integrity_pledges",
        "CARD",
        date(2024, 1, 9),
        **{**facts, "signers": "N2"},
        year="2024",
    )
    found = offered(head, "integrity_pledges").found
    (row,) = found.offers
    assert row.fields["signers"] == "N2、N3"
    assert row.why == "在册3人，还有2人没有签：职工N2、职工N3"
    assert found.says == "在册3人，签订2025年廉洁承诺书1人，签订率33.3%"


def test_months_without_a_lecture_are_listed_for_whom_enters_for_all(held: Held) -> None:
    facts = {"kind": "清廉讲堂", "audience": "中层和支部书记", "expected": "10", "attended": "9"}
    wrote(held["discipline"], "integrity_lessons", "DC", date(2025, 2, 28), **facts)
    found = offered(held["discipline"], "integrity_lessons").found
    assert [one.title[:7] for one in found.offers] == [
        "2025年1月",
        "2025年3月",
        "2025年4月",
        "2025年5月",
    ]
    assert titles(held["branch_secretary"], "integrity_lessons") == []


def test_nominations_take_the_declared_way_and_corrections_the_short_one(held: Held) -> None:
    """§1.11.1: the opinion of the discipline office comes before the committee."""
    deeds = {"award": "优秀共产党员", "year": "2025", "member": "M1", "deeds": "夜班值守"}
    entry = wrote(held["branch_secretary"], "commendations", "PB1", TODAY, title="职工M1", **deeds)
    with pytest.raises(Exception, match="支部推荐会议记录"):
        hand_in(held["branch_secretary"], entry)
    put_in_force(entry)
    changing.ask_voiding(entry_id=entry.pk, reason="重复推荐", **by(held["branch_secretary"]))
    assert Proceeding.objects.get().procedure == "ledger_commendations"
    assert catalog.catalog()["commendations"].procedure == "commendation"
