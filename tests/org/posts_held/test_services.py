"""Posts held: acting, delegated, withdrawn, ended with what hangs on them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from linghang.foundation.access import Actor
from linghang.foundation.trail import actions
from linghang.foundation.trail.models import Entry
from linghang.org import queries, services
from linghang.org.accounts.models import ApiToken
from linghang.org.models import Appointment, Person
from linghang.org.posts_held.rules import Basis
from linghang.org.rights import rights_of
from linghang.org.trees.rules import Span, WrongSpan
from tests.org.factories import AT, START, SYSTEM, TODAY

pytestmark = pytest.mark.usefixtures("organisation")
BY = {"actor": SYSTEM, "at": AT}
NEXT = date(2025, 7, 1)
LATER = date(2025, 8, 1)
DAY = timedelta(days=1)


def told() -> str:
    return actions.sentence(Entry.objects.latest("pk"), {})


def held(post: str = "department_head", unit: str = "D1") -> Appointment:
    return Appointment.objects.get(post=post, unit__code=unit, basis=Basis.REGULAR)


def delegate(**changed: object) -> Appointment:
    own = held()
    given: dict = {
        "appointment_id": own.pk,
        "to": "nurse",
        "active_from": TODAY,
        "active_to": LATER,
        "reason": "外出进修",
        "today": TODAY,
        "actor": Actor(person="head", appointment=own.pk),
        "at": AT,
    }
    return services.delegate(**{**given, **changed})


def test_who_acts_has_the_rights_of_the_post_and_is_called_so():
    acting = services.act_for(
        person="leader", post="department_head", unit="D2", active_from=TODAY, **BY
    )

    assert rights_of(acting.pk, TODAY).has("cases.read")
    assert told() == "系统指定人员leader代理心内科主任，2025年6月30日起"
    assert "代理心内科主任" in {one.title for one in queries.tenures(TODAY, person="leader")}


def test_a_delegate_acts_on_behalf_and_only_as_far_as_it_goes():
    given = delegate(limited_to=["indicators.read", "org.read"])

    (tenure,) = (
        one for one in queries.tenures(TODAY, person="nurse") if one.basis is Basis.DELEGATED
    )
    head = Person.objects.get(code="head")
    assert (tenure.appointment, tenure.on_behalf_of) == (given.pk, "head")
    assert tenure.title == f"骨科主任（代{head.name}）"
    rights = rights_of(given.pk, TODAY)
    assert rights.has("indicators.read")
    assert not rights.has("cases.read")
    assert not rights_of(given.pk, LATER).in_force
    assert told() == (
        "head授权人员nurse代办骨科主任职务，2025年6月30日至2025年7月31日，"
        "限于查看本单位指标、查看组织机构，事由：外出进修"
    )


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"to": "head"}, "不能授权给自己"),
        ({"actor": Actor(person="nurse")}, "只能授权自己的职务"),
        ({"active_from": TODAY - DAY}, "授权不能早于今天"),
        ({"reason": " "}, "没有写授权事由"),
        ({"limited_to": ["reports.build"]}, "科主任没有这项权限"),
        ({"today": START - DAY}, "今天不在任期内"),
    ],
)
def test_a_delegation_that_cannot_be_is_refused(changed: dict, says: str):
    before = (Appointment.objects.count(), Entry.objects.count())

    with pytest.raises(services.CannotDelegate, match=says):
        delegate(**changed)

    assert (Appointment.objects.count(), Entry.objects.count()) == before


def test_a_delegation_does_not_outlast_the_own_term_or_the_others_time_here():
    services.end_appointment(appointment_id=held().pk, active_to=NEXT, **BY)
    services.release(code="nurse", active_to=NEXT, reason="退休", today=TODAY, **BY)

    with pytest.raises(services.CannotDelegate) as refused:
        delegate()

    assert "授权期间超出自己的任期（2024年1月1日至2025年6月30日）" in str(refused.value)
    assert "被授权人在2025年6月30日至2025年7月31日并非始终在院" in str(refused.value)


def test_what_was_delegated_is_not_delegated_on():
    given = delegate()

    with pytest.raises(services.CannotDelegate, match="本身是别人授权代办的，不能再授权"):
        delegate(appointment_id=given.pk, to="leader", actor=Actor(person="nurse"))


def test_nobody_gets_the_same_post_twice():
    delegate()

    with pytest.raises(services.CannotDelegate, match="被授权人已担任这一职务"):
        delegate(active_from=NEXT)


def test_what_only_the_holder_may_do_is_not_passed_on():
    own = held("hr_director", "O4")

    with pytest.raises(services.CannotDelegate, match="只能由本人行使，不能授权"):
        delegate(
            appointment_id=own.pk,
            actor=Actor(person="personnel"),
            limited_to=["personal.unmask"],
        )


def test_a_delegation_ends_with_the_appointment_it_stems_from():
    given = delegate()
    services.end_appointment(appointment_id=held().pk, active_to=NEXT, reason="岗位调整", **BY)

    given.refresh_from_db()
    assert (given.active_to, given.ended_reason) == (NEXT, "岗位调整")
    assert Entry.objects.latest("pk").facts["delegations"] == 1
    assert not rights_of(given.pk, NEXT).in_force


def test_even_a_delegation_that_was_forgotten_gives_nothing_without_its_principal():
    given = delegate()
    Appointment.objects.filter(pk=held().pk).update(active_to=NEXT)

    assert [one.appointment for one in queries.tenures(NEXT - DAY, person="nurse")][-1] == given.pk
    assert given.pk not in [one.appointment for one in queries.tenures(NEXT, person="nurse")]


def test_giver_or_receiver_end_a_delegation_at_once():
    given = delegate()
    with pytest.raises(services.CannotEnd, match="只有授权人和被授权人"):
        services.withdraw(appointment_id=given.pk, today=NEXT, actor=Actor(person="leader"), at=AT)

    services.withdraw(appointment_id=given.pk, today=NEXT, actor=Actor(person="head"), at=AT)

    given.refresh_from_db()
    assert (given.span, given.ended_reason) == (Span(TODAY, NEXT), "收回")
    assert told() == "head收回（退回）人员nurse代办骨科主任职务的授权，自2025-07-01起"
    with pytest.raises(services.CannotEnd, match="已经结束"):
        services.withdraw(appointment_id=given.pk, today=NEXT, actor=Actor(person="head"), at=AT)
    with pytest.raises(services.CannotEnd, match="这不是授权代办"):
        services.withdraw(appointment_id=held().pk, today=NEXT, **BY)


def test_taken_back_on_its_first_day_a_delegation_never_was():
    given = delegate()

    services.withdraw(appointment_id=given.pk, today=TODAY, actor=Actor(person="nurse"), at=AT)

    assert not Appointment.objects.filter(pk=given.pk).exists()
    assert told().startswith("nurse收回（退回）")


def test_what_something_points_to_is_kept_but_holds_nothing_any_more():
    given = delegate()
    ApiToken.objects.create(
        appointment=given,
        name="报表",
        prefix="p",
        digest="d",
        issued_at=datetime(2025, 6, 30, tzinfo=UTC),
        expires_on=LATER,
    )

    services.withdraw(appointment_id=given.pk, today=TODAY, actor=Actor(person="head"), at=AT)

    given.refresh_from_db()
    assert given.active_to == TODAY
    assert not rights_of(given.pk, TODAY).in_force


def test_an_appointment_that_never_had_a_day_cannot_end():
    with pytest.raises(WrongSpan):
        services.end_appointment(appointment_id=held().pk, active_to=START, **BY)


def test_switching_to_a_delegated_post_names_its_principal():
    given = delegate()

    services.act_as(appointment_id=given.pk, person="nurse", today=TODAY, at=AT)

    assert Entry.objects.latest("pk").on_behalf_of == "head"
    assert told().startswith("nurse（代head）改以骨科主任（代")
