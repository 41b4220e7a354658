"""The workbench is told what is owed, what waits, and what ends soon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from linghang.foundation.access import Actor
from linghang.foundation.intake.models import Batch
from linghang.foundation.parameters import services as parameters
from linghang.notices import duties, services
from linghang.notices.duties import Duty
from linghang.org import services as org
from linghang.org.models import Appointment
from linghang.org.rights import Rights, rights_of
from tests.notices.factories import AT, declare, kind, notify

TODAY = date(2025, 6, 3)
pytestmark = pytest.mark.django_db


def acting(appointment: Appointment) -> Rights:
    return rights_of(appointment.pk, TODAY)


def listed(appointment: Appointment) -> list[tuple[str, str]]:
    found = duties.duties_of(acting(appointment), TODAY)
    return [(duty.section, duty.title) for duty in found]


def test_who_owes_nothing_has_nothing(hospital: dict[str, Appointment]) -> None:
    assert listed(hospital["president"]) == []


def test_a_notice_is_owed_until_it_is_confirmed(
    hospital: dict[str, Appointment], monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(monkeypatch, kind(must_confirm=True, escalate_after_workdays=2))
    (notice,) = notify(("D1",))
    assert listed(hospital["team_leader"]) == [("owe", "张三丰您好")]

    services.confirm(notice_id=notice.pk, actor=Actor(person="D1"), at=AT)

    assert listed(hospital["team_leader"]) == []


def test_a_notice_about_what_is_owed_is_one_line_with_it() -> None:
    """Several, too; not with what one only watches; the others stay by themselves."""
    owed, watched = ("commitments.commitment", "1"), ("commitments.commitment", "2")
    lines = [
        Duty(section="owe", title="修订制度：逾期", why="请您补齐", subject=owed),
        Duty(section="watch", title="协助 自查：逾期", why="本部门协助", subject=watched),
        *(
            Duty(
                section="owe",
                title=f"通知{n}",
                why="须确认的通知",
                subject=("notices.notice", str(n)),
                about=about,
            )
            for n, about in enumerate((owed, owed, watched, ("policies.policy", "1")), 1)
        ),
    ]
    found = duties.folded(lines)
    assert [one.title for one in found] == ["修订制度：逾期", "协助 自查：逾期", "通知3", "通知4"]
    assert found[0].confirms == (("notices.notice", "1"), ("notices.notice", "2"))
    assert all(not one.confirms for one in found[1:])


def test_drafts_wait_for_those_who_may_approve_them(hospital: dict[str, Appointment]) -> None:
    parameters.draft(
        code="cadre.notice",
        value=7,
        active_from=date(2025, 7, 1),
        reason="从严",
        actor=Actor(person="P6", appointment=1),
        at=AT,
        today=TODAY,
    )

    assert listed(hospital["president"]) == [("waits", "规则参数“干部任前公示”的改动待批准")]
    assert listed(hospital["party_secretary"]) == [], "not one's own"
    assert listed(hospital["cardiology_head"]) == []


def test_what_ends_within_thirty_days_is_told_to_both(hospital: dict[str, Appointment]) -> None:
    held = hospital["cardiology_head"]
    org.delegate(
        appointment_id=held.pk,
        to="D1",
        active_from=TODAY,
        active_to=TODAY + timedelta(days=30),
        reason="外出学习",
        today=TODAY,
        actor=Actor(person="P3", appointment=held.pk),
        at=AT,
    )
    called = "心血管内科主任（代职工P3），2025年7月2日后终止"

    assert ("soon", called) in listed(hospital["team_leader"])
    assert listed(held) == [("soon", f"授权医师甲：{called}")]


def test_ones_own_staged_batches_are_owed(hospital: dict[str, Appointment]) -> None:
    batch = Batch.objects.create(kind="front_sheet", state="staged", person="P2", received_at=AT)
    Batch.objects.create(kind="front_sheet", state="staged", person="P9", received_at=AT)
    Batch.objects.create(kind="front_sheet", state="discarded", person="P2", received_at=AT)

    (duty,) = duties.duties_of(acting(hospital["records"]), TODAY)

    assert (duty.title, duty.subject) == (f"{batch}病案首页待入库", ("cases.batch", str(batch.pk)))


@pytest.fixture
def providers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duties, "_providers", {})


def duty(section: duties.Section, title: str, due: date | None = None) -> Duty:
    return Duty(section=section, title=title, why="因为", subject=("test", "1"), due=due)


@pytest.mark.usefixtures("providers")
def test_duties_come_by_section_then_by_day(hospital: dict[str, Appointment]) -> None:
    def some(rights: Rights, today: date) -> Iterator[Duty]:
        yield duty("soon", "d")
        yield duty("owe", "c")
        yield duty("owe", "b", today)
        yield duty("owe", "a", today + timedelta(days=1))

    duties.register("test", some)
    duties.register("test", some)

    assert [title for _, title in listed(hospital["president"])] == ["b", "a", "c", "d"]


@pytest.mark.usefixtures("providers")
def test_a_code_belongs_to_one_provider() -> None:
    duties.register("test", lambda rights, today: [])

    with pytest.raises(ValueError, match="test"):
        duties.register("test", lambda rights, today: [])
