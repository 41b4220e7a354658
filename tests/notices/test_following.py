"""Deeds that leave a trail tell those whom the catalog names, and nobody else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from linghang.foundation.access import Actor, system_actor
from linghang.foundation.evidence import services as evidence
from linghang.foundation.parameters import services as parameters
from linghang.foundation.trail import services as trail
from linghang.notices import queries
from linghang.notices.models import Notice
from linghang.org import services as org
from linghang.org.models import Appointment
from tests.notices.factories import AT, HR, declare, kind

TODAY = date(2025, 6, 3)
pytestmark = pytest.mark.django_db


def told(code: str) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(kind=code).order_by("person__code")
    return [(row.person.code, row.title) for row in rows]


def leave(action: str, actor: Actor = HR, **facts: Any) -> None:
    with transaction.atomic():
        trail.leave(at=AT, actor=actor, action=action, subject=("cases.batch", "1"), facts=facts)


def test_whoever_is_appointed_is_told(hospital: dict[str, Appointment]) -> None:
    org.appoint(person="D2", post="head_nurse", unit="CARD2", active_from=TODAY, actor=HR, at=AT)

    assert told("appointment_made") == [("D2", "您已任心血管内科二病区护士长")]
    notice = Notice.objects.get()
    assert (notice.sender, notice.subject_type) == ("P8", "org.appointment")
    assert "2025年6月3日起" in notice.body


def test_an_appointment_that_is_refused_tells_nobody(hospital: dict[str, Appointment]) -> None:
    with pytest.raises(org.CannotAppoint):
        org.appoint(person="D2", post="president", unit="CARD2", active_from=TODAY, actor=HR, at=AT)

    assert not Notice.objects.exists()


def test_whose_post_ends_is_told(hospital: dict[str, Appointment]) -> None:
    org.end_appointment(
        appointment_id=hospital["orthopaedics_head"].pk, active_to=TODAY, actor=HR, at=AT
    )

    assert told("appointment_ended") == [("P4", "您的骨科主任职务终止")]


def test_a_delegation_asks_for_a_confirmation(hospital: dict[str, Appointment]) -> None:
    given = org.delegate(
        appointment_id=hospital["cardiology_head"].pk,
        to="D1",
        active_from=TODAY,
        active_to=date(2025, 6, 10),
        reason="外出学习",
        today=TODAY,
        actor=Actor(person="P3", appointment=hospital["cardiology_head"].pk),
        at=AT,
    )
    assert told("delegation_given") == [("D1", "您受权代办心血管内科主任职务")]
    assert Notice.objects.get().must_confirm

    org.withdraw(appointment_id=given.pk, today=TODAY, actor=Actor(person="P3"), at=AT)

    settled = Notice.objects.get(kind="delegation_given")
    assert (settled.settled_at, settled.confirmed_at, settled.is_open) == (AT, None, False)
    assert told("delegation_withdrawn") == [("D1", "代办心血管内科主任职务的授权已收回")]


def test_parameters_wait_for_those_who_approve_and_come_back_to_the_drafter(
    hospital: dict[str, Appointment],
) -> None:
    change = parameters.draft(
        code="cadre.notice",
        value=7,
        active_from=date(2025, 7, 1),
        reason="从严",
        actor=Actor(person="P10", appointment=1),
        at=AT,
        today=TODAY,
    )
    waiting = "规则参数“干部任前公示”的本院规定待批准"
    assert told("parameter_waits") == [("P1", waiting), ("P6", waiting)]

    parameters.approve(
        change_id=change.pk, actor=Actor(person="P1", appointment=2), at=AT, today=TODAY
    )

    assert told("parameter_approved") == [("P10", "规则参数“干部任前公示”的本院规定已批准")]
    assert [queries.unread(each) for each in ("P1", "P6")] == [0, 0], "there is nothing left to do"
    assert queries.unread("P10") == 1


def test_the_sender_of_a_file_hears_how_it_went(hospital: dict[str, Appointment]) -> None:
    sender = Actor(person="P2", appointment=1)
    leave("cases.batch.staged", sender, accepted=10, refused=1)
    leave("cases.batch.committed", sender, new=8, replaced=2, unchanged=0)

    assert told("import_staged") == [("P2", "病案首页检查完毕，待入库")]
    assert told("import_committed") == [], "nobody else imports here, and the doer knows"


def test_the_system_is_told_nothing(hospital: dict[str, Appointment]) -> None:
    leave("cases.batch.staged", system_actor(), accepted=10, refused=1)
    leave("accounts.password.link_handed", HR, person="D1", until="今天18时")

    assert told("import_staged") == []
    assert told("password_link") == [("D1", "有人为您开出了设置密码的链接")]


def test_a_deed_does_not_fail_because_somebody_is_unknown(
    hospital: dict[str, Appointment],
) -> None:
    leave("cases.batch.staged", Actor(person="NOBODY"), accepted=10, refused=1)

    assert not Notice.objects.exists()


def test_an_override_that_asks_for_too_much_does_not_stop_the_deed(
    hospital: dict[str, Appointment], monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(
        monkeypatch,
        kind(title="{nonsense}", body="—", after="cases.batch.discarded", to=("actor",)),
    )

    leave("cases.batch.discarded", Actor(person="P2"))

    assert told("hello") == [("P2", "—")]


def test_a_deed_that_nothing_follows_costs_nothing(
    hospital: dict[str, Appointment], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(4), transaction.atomic():  # savepoint in and out, two inserts
        evidence.trail.leave(
            at=datetime(2025, 6, 3, tzinfo=UTC),
            actor=HR,
            action="cases.case.read",
            subject=("cases.case", "1"),
            facts={"case": "1"},
        )
