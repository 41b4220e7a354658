"""One drafts, another approves, the trail tells it; and reading takes one query."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from linghang.foundation.access import Actor
from linghang.foundation.parameters import queries, services
from linghang.foundation.parameters.models import ParameterChange, State
from linghang.foundation.parameters.rules import Origin
from linghang.foundation.parameters.services import CannotChange, CannotDecide
from linghang.foundation.trail import actions
from linghang.foundation.trail.models import Entry
from tests.foundation.parameters.factories import (
    APPROVER,
    AT,
    DRAFTER,
    TODAY,
    approved,
    draft,
    revised,
)

JULY = date(2025, 7, 1)
pytestmark = pytest.mark.django_db


def told() -> list[str]:
    return [actions.sentence(entry, {}) for entry in Entry.objects.order_by("pk")]


def test_a_draft_changes_nothing_until_another_person_approves() -> None:
    change = draft()
    assert services.value("cadre.notice", JULY) == 5

    services.approve(change_id=change.pk, actor=APPROVER, at=AT, today=TODAY, note="同意")

    assert services.value("cadre.notice", JULY) == 7
    assert services.value("cadre.notice", JULY - timedelta(days=1)) == 5
    assert told()[-1] == (
        "P0002批准规则参数“干部任前公示”（cadre.notice）的本院规定：不少于7个工作日，自2025-07-01起"
    )


def test_who_drafted_cannot_approve() -> None:
    change = draft()

    with pytest.raises(CannotDecide, match="起草人不能批准"):
        services.approve(change_id=change.pk, actor=DRAFTER, at=AT, today=TODAY)

    assert ParameterChange.objects.get().state == State.DRAFT
    assert services.value("cadre.notice", JULY) == 5
    assert Entry.objects.count() == 1


def test_a_delegate_cannot_approve_for_the_drafter() -> None:
    change = draft()
    delegate = Actor(person="P0009", appointment=9, on_behalf_of="P0001")

    with pytest.raises(CannotDecide, match="起草人不能批准"):
        services.approve(change_id=change.pk, actor=delegate, at=AT, today=TODAY)


def test_the_database_itself_knows_that_it_takes_two() -> None:
    change = draft()
    change.state, change.approved_by, change.decided_at = State.APPROVED, "P0001", AT

    with pytest.raises(IntegrityError), transaction.atomic():
        change.save()


def test_a_looser_value_is_refused_and_leaves_nothing() -> None:
    with pytest.raises(CannotChange, match="本院只能提高"):
        draft(value=3)

    assert not ParameterChange.objects.exists()
    assert not Entry.objects.exists()


def test_a_value_of_another_kind_is_refused() -> None:
    with pytest.raises(CannotChange, match="值应当是不小于 0 的整数"):
        draft(value="七天")


def test_what_is_marked_secret_is_not_kept() -> None:
    with pytest.raises(CannotChange, match="密级标志"):
        draft(reason="依据：\n机密★5年\n某文件")


def test_a_revised_text_loosens_with_number_and_file() -> None:
    approved(value=3, **revised())

    standing = queries.standing("cadre.notice", JULY)

    assert (standing.value, standing.origin) == (3, Origin.SUPERSEDING)


def test_a_draft_that_grew_old_cannot_be_approved() -> None:
    change = draft()

    with pytest.raises(CannotDecide, match="不能追溯"):
        services.approve(change_id=change.pk, actor=APPROVER, at=AT, today=date(2025, 7, 2))


def test_of_two_drafts_for_a_day_one_is_approved() -> None:
    first, second = draft(), draft(value=8)
    services.approve(change_id=first.pk, actor=APPROVER, at=AT, today=TODAY)

    with pytest.raises(CannotDecide, match="已有一项"):
        services.approve(change_id=second.pk, actor=APPROVER, at=AT, today=TODAY)


def test_of_two_approvals_at_the_same_moment_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = draft(), draft(value=8)
    services.approve(change_id=first.pk, actor=APPROVER, at=AT, today=TODAY)
    # What the second one saw before the first one committed.
    monkeypatch.setattr(services, "_reasons_not_to_change", lambda change, today: [])

    with pytest.raises(CannotDecide, match="刚刚批准"):
        services.approve(change_id=second.pk, actor=APPROVER, at=AT, today=TODAY)

    assert ParameterChange.objects.get(pk=second.pk).state == State.DRAFT


def test_a_draft_is_sent_back_with_a_reason() -> None:
    change = draft()
    with pytest.raises(CannotDecide, match="没有写退回的理由"):
        services.refuse(change_id=change.pk, note=" ", actor=APPROVER, at=AT)

    services.refuse(change_id=change.pk, note="先上会", actor=APPROVER, at=AT)

    assert ParameterChange.objects.get().state == State.REFUSED
    assert told()[-1].endswith("，理由：先上会")
    with pytest.raises(CannotDecide, match="已退回"):
        services.approve(change_id=change.pk, actor=APPROVER, at=AT, today=TODAY)


def test_only_the_drafter_takes_a_draft_back() -> None:
    change = draft()
    with pytest.raises(CannotDecide, match="只有起草人"):
        services.withdraw(change_id=change.pk, actor=APPROVER, at=AT)

    services.withdraw(change_id=change.pk, actor=DRAFTER, at=AT)

    assert ParameterChange.objects.get().state == State.WITHDRAWN


def test_reasons_can_be_removed_from_the_trail_the_rule_cannot() -> None:
    draft(reason="因某人之事")

    (entry,) = Entry.objects.all()

    assert set(entry.personal) == {"reason"}
    assert entry.facts["value"] == "不少于7个工作日"


def test_all_values_of_a_day_come_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    approved()
    approved(code="login.failures_to_lock", value=3)

    with django_assert_num_queries(1):
        values = queries.in_force(JULY)

    assert values["cadre.notice"] == 7
    assert values["login.failures_to_lock"] == 3
    assert values["login.idle_minutes"] == 30
    with django_assert_num_queries(1):
        services.value("cadre.notice", JULY)


def test_a_value_is_never_stale() -> None:
    assert services.value("login.failures_to_lock", JULY) == 5
    approved(code="login.failures_to_lock", value=3)

    assert services.value("login.failures_to_lock", JULY) == 3


def test_what_had_no_source_yet_is_absent() -> None:
    assert "privacy.pia_keep" not in queries.in_force(date(2021, 10, 31))
    assert "privacy.pia_keep" in queries.in_force(date(2021, 11, 1))


def test_the_list_counts_the_drafts_that_wait(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    draft()
    draft(value=8)

    with django_assert_num_queries(2):
        listed = {one.standing.parameter.code: one.drafts for one in queries.listed(JULY)}

    assert (listed["cadre.notice"], listed["cadre.trial"]) == (2, 0)
