"""What the deeds write, what they refuse, and that two at once are told apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linghang.foundation.access import Actor, system_actor
from linghang.foundation.errors import Refused
from linghang.foundation.evidence import services as evidence
from linghang.foundation.trail.models import AppendOnly, Entry
from linghang.notices import duties
from linghang.org.models import Appointment, Membership, Person, Succession
from linghang.org.rights import rights_of
from linghang.procedures import queries, requirements, services, subjects
from linghang.procedures.models import Act, Proceeding
from linghang.procedures.progress.rules import Verb
from linghang.procedures.requirements import Asked
from linghang.procedures.rules import Met
from linghang.procedures.services import CannotAct, CannotStart, SomebodyWasFaster
from linghang.procedures.subjects import Happened, Subject
from tests.procedures.conftest import LOAN

TODAY = date(2025, 6, 3)  # Tuesday
AT = datetime(2025, 6, 3, 2, 30, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("loan")


def actor(appointment: Appointment) -> Actor:
    principal = appointment.principal
    return Actor(
        person=appointment.person.code,
        appointment=appointment.pk,
        on_behalf_of=principal.person.code if principal else None,
    )


def opened(hospital: dict[str, Appointment], **more: Any) -> Proceeding:
    given = {"procedure": "device_loan", "unit": "CARD", "title": "借用监护仪"}
    by = actor(hospital["cardiology_head"])
    return services.start(**{"actor": by, "at": AT, "today": TODAY, **given, **more})


def form(hospital: dict[str, Appointment]) -> tuple[str, int]:
    stored = evidence.store(
        content=b"form",
        name="申请表.pdf",
        media_type="application/pdf",
        happened_on=TODAY,
        actor=actor(hospital["cardiology_head"]),
        at=AT,
    )
    return ("form", stored.pk)


def act(proceeding: Proceeding, step: str, by: Appointment, **more: Any) -> Act:
    given: dict[str, Any] = {"verb": Verb.APPROVE, "at": AT, "today": TODAY}
    seen = {"seen": proceeding.acts.count()}
    return services.act(
        proceeding_id=proceeding.pk, step=step, actor=actor(by), **{**given, **seen, **more}
    )


def asked(hospital: dict[str, Appointment]) -> Proceeding:
    proceeding = opened(hospital)
    papers = [form(hospital)]
    act(
        proceeding,
        "ask",
        hospital["cardiology_head"],
        fields={"device": "监护仪"},
        documents=papers,
    )
    return proceeding


def test_a_proceeding_goes_its_way_and_each_deed_leaves_its_trail(
    hospital: dict[str, Appointment],
) -> None:
    proceeding = asked(hospital)
    act(proceeding, "check", hospital["records"])
    tomorrow = TODAY + timedelta(days=1)
    act(proceeding, "approve", hospital["president"], today=tomorrow)

    proceeding.refresh_from_db()
    assert (proceeding.outcome, proceeding.ended_on) == ("completed", tomorrow)
    first, second, third, last = proceeding.acts.order_by("number")
    assert (first.verb, second.fields, third.held) == (
        "start",
        {"device": "监护仪"},
        "病案科科长",
    )
    assert second.documents.get().sha256 == second.documents.get().evidence.sha256
    assert first.dossier != second.dossier == last.dossier, "what was decided upon is pinned"
    told = Entry.objects.about("procedures.proceeding", str(proceeding.pk)).order_by("pk")
    assert [entry.action.rsplit(".")[-1] for entry in told] == ["started", *["done"] * 3]
    assert told[3].facts["outcome"] == "completed"


def test_a_refusal_says_everything_and_leaves_nothing_behind(
    hospital: dict[str, Appointment],
) -> None:
    proceeding = opened(hospital)
    before = Entry.objects.count()

    with pytest.raises(CannotAct) as refused:
        act(proceeding, "ask", hospital["orthopaedics_head"])

    says = str(refused.value)
    assert "科主任（本单位）" in says
    assert "“设备”必须填写" in says
    assert "缺少材料“申请表”" in says
    assert "可以解决的人：" in says
    assert (proceeding.acts.count(), Entry.objects.count()) == (1, before)


def test_the_system_and_its_administrator_do_nothing_here(
    hospital: dict[str, Appointment],
) -> None:
    proceeding = asked(hospital)

    with pytest.raises(CannotAct, match="系统不能代办"):
        services.act(
            proceeding_id=proceeding.pk,
            step="check",
            verb=Verb.APPROVE,
            seen=2,
            actor=system_actor(),
            at=AT,
            today=TODAY,
        )
    with pytest.raises(CannotAct, match="“审核”由"):
        act(proceeding, "check", hospital["system_administrator"])


def test_another_post_of_the_same_person_is_no_way_round_a_separation(
    hospital: dict[str, Appointment],
) -> None:
    """The asker's department is kept from checking, whoever acts and under whatever post."""
    proceeding = asked(hospital)
    head = hospital["cardiology_head"]
    other = Appointment.objects.create(
        person=head.person,
        post="department_head",
        unit=hospital["orthopaedics_head"].unit,
        active_from=TODAY,
    )
    deputy = Appointment.objects.create(
        person=hospital["team_leader"].person,
        post="department_head",
        unit=hospital["orthopaedics_head"].unit,
        active_from=TODAY,
    )
    delegate = Appointment.objects.create(
        person=hospital["records"].person,
        post="department_head",
        unit=head.unit,
        basis="delegated",
        principal=head,
        active_from=TODAY,
        active_to=TODAY + timedelta(days=9),
    )

    for appointment in (other, deputy, delegate):
        with pytest.raises(CannotAct, match="必须由不同的部门办理"):
            act(proceeding, "check", appointment)
    assert act(proceeding, "check", hospital["orthopaedics_head"])


def test_members_of_one_party_branch_are_not_of_one_department(
    hospital: dict[str, Appointment],
) -> None:
    """§4.5.1 ●: a department is one of the administration; a branch has people of many."""
    for key in ("cardiology_head", "records"):
        branch = hospital["branch_secretary"].unit
        Membership.objects.create(
            person=hospital[key].person, unit=branch, line="party", active_from=TODAY
        )
    proceeding = asked(hospital)

    assert act(proceeding, "check", hospital["records"])


def test_a_duplicate_row_of_the_same_person_is_the_same_person(
    hospital: dict[str, Appointment],
) -> None:
    proceeding = asked(hospital)
    twin = Person.objects.create(code="P3X", name="某人", active_from=TODAY)
    appointment = Appointment.objects.create(
        person=twin, post="records_director", unit=hospital["records"].unit, active_from=TODAY
    )
    survivor = hospital["cardiology_head"].person
    Person.objects.filter(pk=survivor.pk).update(
        merged_into=twin, active_to=TODAY + timedelta(days=1)
    )

    with pytest.raises(CannotAct, match="必须由不同的部门办理"):
        act(proceeding, "check", appointment)


def test_who_saw_less_than_there_is_is_told_so(hospital: dict[str, Appointment]) -> None:
    proceeding = asked(hospital)
    act(proceeding, "check", hospital["records"], seen=2)

    with pytest.raises(SomebodyWasFaster):
        act(proceeding, "check", hospital["orthopaedics_head"], seen=2)

    assert proceeding.acts.count() == 3


def test_a_return_keeps_what_was_done_and_asks_for_it_again(
    hospital: dict[str, Appointment],
) -> None:
    proceeding = asked(hospital)
    act(proceeding, "check", hospital["records"], verb=Verb.SEND_BACK, to="ask", reason="型号不清")

    rights = rights_of(hospital["cardiology_head"].pk, TODAY)
    assert [one.step.key for one in queries.mine(rights, TODAY)] == ["ask"]
    with pytest.raises(CannotAct, match="必须填写"):
        act(proceeding, "ask", hospital["cardiology_head"])
    entry = Entry.objects.get(action="procedures.step.sent_back")
    assert entry.personal["reason"]["value"] == "型号不清"


def test_acts_are_never_changed_or_taken_away(hospital: dict[str, Appointment]) -> None:
    done = asked(hospital).acts.get(number=2)

    done.reason = "另有原因"
    with pytest.raises(AppendOnly):
        done.save()
    with pytest.raises(AppendOnly):
        Act.objects.all().delete()


def test_voiding_is_the_overseers_deed_and_needs_a_reason(
    hospital: dict[str, Appointment],
) -> None:
    proceeding = asked(hospital)

    def void(by: str, reason: str) -> Act:
        return services.void(
            proceeding_id=proceeding.pk,
            reason=reason,
            seen=2,
            actor=actor(hospital[by]),
            at=AT,
            today=TODAY,
        )

    with pytest.raises(CannotAct, match="要写明理由"):
        void("hr_director", " ")
    with pytest.raises(CannotAct, match="作废由"):
        void("cardiology_head", "录错了")
    void("hr_director", "录错了")
    proceeding.refresh_from_db()
    assert proceeding.outcome == "voided"


def test_a_running_one_keeps_its_version_until_somebody_moves_it(
    hospital: dict[str, Appointment], declare: Callable[[str], None]
) -> None:
    proceeding = asked(hospital)
    declare(LOAN.replace("title: 审核", "title: 复核").replace("returns_to: [ask]", "note: 无"))

    assert proceeding.definition.by_key["check"].title == "审核"

    services.move_to_version(
        proceeding_id=proceeding.pk,
        reason="程序修订",
        seen=2,
        actor=actor(hospital["hr_director"]),
        at=AT,
        today=TODAY,
    )

    proceeding.refresh_from_db()
    assert proceeding.definition.by_key["check"].title == "复核"
    numbers = proceeding.acts.order_by("number").values_list("definition_hash", flat=True)
    assert len(set(numbers)) == 2
    with pytest.raises(CannotAct, match="没有更新的版本"):
        services.move_to_version(
            proceeding_id=proceeding.pk,
            reason="再来",
            seen=3,
            actor=actor(hospital["hr_director"]),
            at=AT,
            today=TODAY,
        )


def test_starting_is_refused_with_every_reason(hospital: dict[str, Appointment]) -> None:
    with pytest.raises(CannotStart, match="没有写标题；没有人员 NOBODY；发起由科主任"):
        opened(
            hospital, title=" ", concerned=["NOBODY"], actor=actor(hospital["orthopaedics_head"])
        )
    with pytest.raises(CannotStart, match="没有“nothing”这个程序"):
        opened(hospital, procedure="nothing")
    with pytest.raises(CannotStart, match="涉及本人"):
        opened(hospital, concerned=["P3"])


def test_a_thing_of_an_engine_is_on_its_way_once_and_the_engine_hears_of_it(
    hospital: dict[str, Appointment],
    declare: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard: list[Happened] = []

    def describe(id: str, on: date) -> Subject | None:
        return Subject(title="某条目", unit="CARD", concerned=frozenset({"D1"}))

    def follow(happened: Happened) -> None:
        heard.append(happened)
        if happened.verb is Verb.VOID:
            raise Refused("这条台账已经上报，不能作废。")

    monkeypatch.setattr(subjects, "_kinds", dict(subjects._kinds))
    subjects.register("tests.entry", "条目", describe, follow)
    declare(LOAN.replace("  purpose:", "  subject: tests.entry\n  purpose:"))

    first = opened(hospital, subject=("tests.entry", "7"), unit="", title="")
    assert (first.title, first.unit.code, first.concerned) == ("某条目", "CARD", ["D1"])
    with pytest.raises(CannotStart, match="已经在办理中"):
        opened(hospital, subject=("tests.entry", "7"))
    assert opened(hospital, subject=("tests.entry", "8"))

    papers = [form(hospital)]
    head = hospital["cardiology_head"]
    act(first, "ask", head, fields={"device": "监护仪"}, documents=papers)
    assert [(each.subject[1], each.verb, each.open) for each in heard] == [
        ("7", Verb.START, {"ask"}),
        ("8", Verb.START, {"ask"}),
        ("7", Verb.APPROVE, {"check"}),
    ]
    with pytest.raises(Refused, match="已经上报"):
        services.void(
            proceeding_id=first.pk,
            reason="录错了",
            seen=2,
            actor=actor(hospital["hr_director"]),
            at=AT,
            today=TODAY,
        )
    (reading,) = queries.of_things("tests.entry", ["7", "9"], TODAY)["7"]
    assert [step.key for step in reading.way.open()] == ["check"], "the refusal left nothing"


def test_who_left_does_nothing_and_what_they_did_stays(hospital: dict[str, Appointment]) -> None:
    proceeding = asked(hospital)
    head = hospital["cardiology_head"]
    Person.objects.filter(pk=head.person.pk).update(active_to=TODAY)

    assert proceeding.definition.by_key["ask"].key in {act.step for act in proceeding.told()}
    with pytest.raises(CannotAct, match="已不在院"):
        act(proceeding, "check", head)
    assert act(proceeding, "check", hospital["records"])


def test_a_merged_unit_is_taken_over_with_what_is_on_its_way(
    hospital: dict[str, Appointment],
) -> None:
    proceeding = opened(hospital)
    Succession.objects.create(
        predecessor=hospital["cardiology_head"].unit,
        successor=hospital["orthopaedics_head"].unit,
        kind="merged",
        on=TODAY,
    )
    heir = hospital["orthopaedics_head"]

    assert queries.visible_to(rights_of(heir.pk, TODAY), TODAY).filter(pk=proceeding.pk).exists()
    act(proceeding, "ask", heir, fields={"device": "监护仪"}, documents=[form(hospital)])
    with pytest.raises(CannotAct, match="必须由不同的部门办理"):
        act(proceeding, "check", hospital["cardiology_head"])


def test_a_step_waits_for_what_another_engine_must_confirm(
    hospital: dict[str, Appointment],
    declare: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked_for: list[Asked] = []

    def ask(one: Asked) -> Met:
        asked_for.append(one)
        is_held = len(asked_for) > 1
        return Met(is_met=is_held, says="院长办公会还没有研究", who_can="院办主任")

    monkeypatch.setattr(requirements, "_providers", {})
    requirements.register("tests.meeting", "会议已研究", ask)
    wish = "needs: {requirements: [{provider: tests.meeting, params: {body: president}}]}"
    declare(LOAN.replace("      after: [ask]\n", f"      after: [ask]\n      {wish}\n"))
    proceeding = asked(hospital)
    asked_for.clear()

    with pytest.raises(CannotAct, match="院长办公会还没有研究。可以解决的人：院办主任"):
        act(proceeding, "check", hospital["records"])
    assert act(proceeding, "check", hospital["records"])
    assert (asked_for[0].params, asked_for[0].unit) == ({"body": "president"}, "CARD")


def test_others_see_nothing_and_who_has_a_part_sees_it(hospital: dict[str, Appointment]) -> None:
    proceeding = asked(hospital)

    def sees(key: str) -> bool:
        rights = rights_of(hospital[key].pk, TODAY)
        return queries.visible_to(rights, TODAY).filter(pk=proceeding.pk).exists()

    seen = {key for key in hospital if sees(key)}

    assert seen == {
        "cardiology_head",
        "orthopaedics_head",  # checks anywhere
        "records",
        "president",
        "hr_director",
    }


def test_the_workbench_names_what_can_be_done_today(hospital: dict[str, Appointment]) -> None:
    proceeding = asked(hospital)

    def owed(key: str, today: date = TODAY) -> list[tuple[str, date | None]]:
        found = duties.duties_of(rights_of(hospital[key].pk, today), today)
        return [
            (duty.title, duty.due)
            for duty in found
            if duty.subject == ("procedures.proceeding", str(proceeding.pk))
        ]

    assert owed("records") == [("借用监护仪：审核", None)]
    assert owed("cardiology_head") == []
    act(proceeding, "check", hospital["records"])
    assert owed("president") == [], "not before tomorrow"
    due = date(2025, 6, 10)  # five workdays after Tuesday the 3rd
    assert owed("president", TODAY + timedelta(days=1)) == [("借用监护仪：批准", due)]


def test_a_list_asks_no_more_for_many_than_for_few(hospital: dict[str, Appointment]) -> None:
    asked(hospital)
    rights = rights_of(hospital["records"].pk, TODAY)

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert queries.mine(rights, TODAY)
        return len(seen)

    few = count()
    for _ in range(4):
        asked(hospital)
    assert len(queries.mine(rights, TODAY)) == 5
    assert count() == few <= 16
