"""API tokens: whose they are, how long they live, what ends them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linghang.foundation.access import Actor
from linghang.foundation.trail.models import Entry
from linghang.org.accounts import services
from linghang.org.accounts.models import ApiToken
from linghang.org.accounts.services import CannotEndToken, CannotIssue
from linghang.org.models import Account, Appointment, Person
from tests.org.accounts.conftest import AT, TODAY


def issued(one: Appointment, *, name: str = "大屏", days: int = 30) -> str:
    return services.issue_token(
        appointment_id=one.pk,
        name=name,
        days=days,
        today=TODAY,
        actor=Actor(person=one.person.code, appointment=one.pk),
        at=AT,
    )


def test_a_token_tells_its_appointment_and_is_kept_only_as_a_digest(
    held: dict[str, Appointment],
) -> None:
    raw = issued(held["president"])

    bearer = services.token_bearer(raw, TODAY)

    assert bearer is not None
    assert (bearer.appointment, bearer.person) == (held["president"].pk, "P1")
    row = ApiToken.objects.get()
    assert row.last_used_on == TODAY
    secret = raw.split("_", 2)[2]
    kept = f"{row.__dict__} {[one.__dict__ for one in Entry.objects.all()]}"
    assert secret not in kept
    assert Entry.objects.get().action == "accounts.token.issued"


def test_the_first_use_of_a_day_costs_two_queries_and_every_other_one(
    held: dict[str, Appointment],
) -> None:
    raw = issued(held["president"])

    counts = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as captured:
            services.token_bearer(raw, TODAY)
        counts.append(len(captured))

    assert counts == [2, 1, 1]


@pytest.mark.parametrize("day", [TODAY + timedelta(days=30), TODAY + timedelta(days=400)])
def test_a_token_opens_nothing_from_the_day_it_expires(
    held: dict[str, Appointment], day: date
) -> None:
    raw = issued(held["president"])

    assert services.token_bearer(raw, TODAY + timedelta(days=29))
    assert services.token_bearer(raw, day) is None


@pytest.mark.parametrize("broken", ["appointment", "person", "account", "no account", "token"])
def test_a_token_dies_with_what_it_hangs_on(held: dict[str, Appointment], broken: str) -> None:
    one = held["president"]
    raw = issued(one)

    if broken == "appointment":
        Appointment.objects.filter(pk=one.pk).update(active_to=TODAY)
    elif broken == "person":
        Person.objects.filter(pk=one.person.pk).update(active_to=TODAY)
    elif broken == "account":
        Account.objects.filter(person=one.person).update(is_active=False)
    elif broken == "no account":
        Account.objects.filter(person=one.person).update(person=None)
    else:
        token = ApiToken.objects.get()
        services.end_token(token_id=token.pk, reason="不用了", actor=Actor(person="P1"), at=AT)

    assert services.token_bearer(raw, TODAY) is None


@pytest.mark.parametrize("raw", ["", "lh", "lh_", "lh__", "xx_1_2", "lh_000000000000_x"])
def test_what_is_no_token_opens_nothing(held: dict[str, Appointment], raw: str) -> None:
    issued(held["president"])

    assert services.token_bearer(raw, TODAY) is None


def test_a_right_prefix_with_a_wrong_rest_opens_nothing(held: dict[str, Appointment]) -> None:
    raw = issued(held["president"])

    assert services.token_bearer(raw[:-1] + ("x" if raw[-1] != "x" else "y"), TODAY) is None
    assert ApiToken.objects.get().last_used_on is None


def test_a_token_is_only_issued_for_ones_own_appointment(held: dict[str, Appointment]) -> None:
    with pytest.raises(CannotIssue, match="只能为本人的任职签发"):
        services.issue_token(
            appointment_id=held["president"].pk,
            name="大屏",
            days=30,
            today=TODAY,
            actor=Actor(person="P2"),
            at=AT,
        )

    assert not ApiToken.objects.exists()
    assert not Entry.objects.exists()


def test_a_purpose_is_free_again_when_its_token_has_run_out(held: dict[str, Appointment]) -> None:
    issued(held["president"], days=1)
    with pytest.raises(CannotIssue, match="已有一个用途为“大屏”的令牌在用"):
        issued(held["president"])

    ApiToken.objects.update(expires_on=TODAY)

    assert services.token_bearer(issued(held["president"]), TODAY)


def test_an_ended_token_is_not_ended_twice(held: dict[str, Appointment]) -> None:
    issued(held["president"])
    token, actor = ApiToken.objects.get(), Actor(person="P1")
    services.end_token(token_id=token.pk, reason="不用了", actor=actor, at=AT)

    with pytest.raises(CannotEndToken):
        services.end_token(token_id=token.pk, reason="不用了", actor=actor, at=AT)
