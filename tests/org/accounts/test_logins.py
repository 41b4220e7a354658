"""What the security administrator does to accounts, what a leaver loses, what failures leave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from linghang.foundation.access import Actor
from linghang.foundation.parameters import catalog as parameters
from linghang.foundation.trail import actions
from linghang.foundation.trail.models import Entry
from linghang.org import leaving
from linghang.org.accounts import queries, secrets, services
from linghang.org.accounts.models import ApiToken, PasswordLink, SealedSecret
from linghang.org.accounts.services import CannotManage
from linghang.org.models import Account, Appointment
from linghang.org.people.services import come_back, release
from tests.org.accounts.conftest import ADDRESS, AT, LIMITS, TODAY


def session(account: Account, agent: str = "curl") -> str:
    """An open session of the account; its key."""
    store = SessionStore()
    store["_auth_user_id"] = str(account.pk)
    store.save()
    UserSession.objects.create(
        user=account, ip=ADDRESS, user_agent=agent, session_key=store.session_key
    )
    assert store.session_key
    return store.session_key


def failures(account: Account, count: int) -> None:
    AccessAttempt.objects.create(
        username=account.username,
        ip_address=ADDRESS,
        user_agent="x",
        attempt_time=AT,
        failures_since_start=count,
    )
    AccessAttempt.objects.update(attempt_time=AT)


def with_second_factor(account: Account) -> None:
    for kind, name in (("totp", "secret"), ("recovery_codes", "seed")):
        Authenticator.objects.create(
            user=account, type=kind, data={name: secrets.keep("GEHEIM"), "used_mask": 0}
        )


def told() -> str:
    """The newest entry as a sentence."""
    return actions.sentence(Entry.objects.latest("pk"), {})


Deed = Callable[..., object]
DEEDS: list[Deed] = [
    services.lock,
    services.unlock,
    services.force_out,
    services.reset_second_factor,
]


@pytest.mark.parametrize("deed", DEEDS)
def test_no_deed_is_done_to_ones_own_account_or_without_a_reason(
    account: Account, manager: Actor, deed: Deed
) -> None:
    own = Account.objects.get(person__code=manager.person)

    with pytest.raises(CannotManage, match="不能对自己的账号办理"):
        deed(account_id=own.pk, reason="手机遗失", actor=manager, at=AT)
    with pytest.raises(CannotManage, match="请写明事由"):
        deed(account_id=account.pk, reason="x", actor=manager, at=AT)
    assert not Entry.objects.exists()


def test_a_shut_account_loses_sessions_links_and_tokens_and_tokens_stay_dead(
    held: dict[str, Appointment], account: Account, manager: Actor
) -> None:
    key = session(account)
    services.hand_out_password_link(account_id=account.pk, actor=manager, at=AT)
    raw = services.issue_token(
        appointment_id=held["president"].pk,
        name="大屏",
        days=9,
        today=TODAY,
        actor=Actor(person="P1"),
        at=AT,
    )

    services.lock(account_id=account.pk, reason="长期外派", actor=manager, at=AT)

    account.refresh_from_db()
    assert not account.is_active
    assert not Session.objects.filter(session_key=key).exists()
    assert not PasswordLink.objects.filter(closed_at=None).exists()
    assert "停用人员P1的登录账号：长期外派" in told()

    services.unlock(account_id=account.pk, reason="外派结束", actor=manager, at=AT)

    account.refresh_from_db()
    assert account.is_active
    assert services.token_bearer(raw, TODAY) is None
    with pytest.raises(CannotManage, match="没有停用，也没有因登录失败被锁定"):
        services.unlock(account_id=account.pk, reason="外派结束", actor=manager, at=AT)


def test_too_many_failures_lock_a_name_and_the_administrator_unlocks_it(
    account: Account, manager: Actor
) -> None:
    failures(account, 5)
    names = [account.username]
    assert queries.locks(names, limits=LIMITS, now=AT) == {
        account.username: AT + timedelta(minutes=15)
    }

    services.unlock(account_id=account.pk, reason="本人来电核实", actor=manager, at=AT)

    assert queries.locks(names, limits=LIMITS, now=AT) == {}


def test_a_lost_second_factor_is_taken_away_with_its_secrets_and_sessions(
    account: Account, manager: Actor
) -> None:
    with_second_factor(account)
    session(account)
    assert "GEHEIM" not in str(list(SealedSecret.objects.values_list("text", flat=True)))

    services.reset_second_factor(
        account_id=account.pk, reason="手机遗失，当面核实", actor=manager, at=AT
    )

    assert not Authenticator.objects.exists()
    assert not SealedSecret.objects.exists()
    assert not Session.objects.exists()
    assert "清除人员P1的动态口令（第二因素）：手机遗失，当面核实" in told()
    with pytest.raises(CannotManage, match="没有启用动态口令"):
        services.reset_second_factor(
            account_id=account.pk, reason="手机遗失，当面核实", actor=manager, at=AT
        )


def test_a_leaver_loses_everything_at_once(
    held: dict[str, Appointment], account: Account, manager: Actor
) -> None:
    key, other = session(account), session(Account.objects.get(person__code="P2"))
    raw = services.issue_token(
        appointment_id=held["president"].pk,
        name="大屏",
        days=9,
        today=TODAY,
        actor=Actor(person="P1"),
        at=AT,
    )

    leaving.run(person="P1", actor=manager, at=AT)

    account.refresh_from_db()
    assert not account.is_active
    assert not Session.objects.filter(session_key=key).exists()
    assert Session.objects.filter(session_key=other).exists()
    assert services.token_bearer(raw, TODAY) is None
    assert not ApiToken.objects.filter(ended_at=None).exists()
    assert told() == "人员P1离院，登录账号停用，结束登录1处、接口令牌1个"


def test_who_left_is_let_in_again_only_after_coming_back(account: Account, manager: Actor) -> None:
    hr = Actor(person="P8")
    release(code="P1", active_to=TODAY, reason="调出", today=TODAY, actor=hr, at=AT)
    given = {"account_id": account.pk, "reason": "返院，当面核实", "actor": manager, "at": AT}

    with pytest.raises(CannotManage, match="此人不在院，办理返院后才能恢复"):
        services.unlock(**given)
    come_back(code="P1", active_from=TODAY, actor=hr, at=AT)
    account.refresh_from_db()
    assert not account.is_active
    shut = queries.last_shut(account.pk)
    assert (shut and shut.reason) == "离院"

    services.unlock(**given)

    account.refresh_from_db()
    assert account.is_active
    assert "恢复人员P1的登录账号：返院，当面核实" in told()


def test_somebody_without_an_account_leaves_without_a_fault(
    held: dict[str, Appointment], manager: Actor
) -> None:
    leaving.run(person="D2", actor=manager, at=AT)

    assert not Entry.objects.filter(action="accounts.account.left").exists()


@pytest.mark.parametrize(("typed", "is_kept"), [("P1", True), ("p1 ", True), ("Lan4-qiao", False)])
def test_only_the_name_of_an_account_is_kept_of_a_failed_login(
    account: Account, typed: str, is_kept: bool
) -> None:
    services.login_failed(
        username=typed, why="密码不对", address=ADDRESS, at=AT, locks_until=None, tries=5
    )

    entry = Entry.objects.get()
    assert ("P1" in told()) is is_kept
    assert typed.strip() == "Lan4-qiao" or entry.subject_id == str(account.pk)
    assert "Lan4-qiao" not in f"{entry.facts}{entry.personal}{entry.subject_id}"
    assert entry.personal["address"]["value"] == ADDRESS
    assert ADDRESS not in str(entry.facts)


def test_the_failure_that_locks_tells_until_when(account: Account) -> None:
    services.login_failed(
        username="p1",
        why="密码不对",
        address=ADDRESS,
        at=AT,
        locks_until=AT + timedelta(minutes=15),
        tries=5,
    )

    assert told() == ("人员P1的账号因连续5次登录失败被锁定至2025-12-31 09:15，来自10.1.2.3")


def test_one_login_ends_and_the_others_go_on(account: Account) -> None:
    actor = Actor(person="P1")
    first, second = session(account), session(account)
    logins = queries.logins(account.pk, now=AT, this=second)
    assert [one.is_this for one in logins] == [True, False]

    assert services.end_login(login_id=logins[1].pk, account_id=account.pk, actor=actor, at=AT)

    assert not Session.objects.filter(session_key=first).exists()
    assert Session.objects.filter(session_key=second).exists()
    assert not services.end_login(login_id=logins[1].pk, account_id=account.pk, actor=actor, at=AT)


def test_nobody_ends_the_login_of_another(account: Account) -> None:
    session(Account.objects.get(person__code="P2"))
    other = UserSession.objects.get()

    assert not services.end_login(
        login_id=other.pk, account_id=account.pk, actor=Actor(person="P1"), at=AT
    )
    assert Session.objects.count() == 1


def test_the_parameter_of_the_lock_names_who_can_unlock() -> None:
    meaning = parameters.catalog().items["login.lock_minutes"].item.meaning

    assert f"{queries.unlockers()}核实是本人后解锁" in meaning
