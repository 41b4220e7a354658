"""Passwords: by a link that was handed out, by change, and what the trail tells of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linghang.foundation.access import Actor
from linghang.foundation.trail.models import Entry
from linghang.org.accounts import services
from linghang.org.accounts.models import PasswordLink, PasswordRecord
from linghang.org.accounts.services import CannotHandOut, CannotSetPassword, LinkGone
from linghang.org.models import Account
from tests.org.accounts.conftest import ADDRESS, AT, GOOD, LIMITS


def handed(account: Account, manager: Actor, **later: int) -> str:
    at = AT + timedelta(**later)
    return services.hand_out_password_link(account_id=account.pk, actor=manager, at=at).raw


def by_link(raw: str, password: str = GOOD, **later: int) -> Account:
    return services.set_password_by_link(
        raw=raw, password=password, limits=LIMITS, address=ADDRESS, at=AT + timedelta(**later)
    )


def changed(account: Account, present: str, password: str, **later: int) -> Account:
    return services.change_password(
        account_id=account.pk,
        present=present,
        password=password,
        limits=LIMITS,
        address=ADDRESS,
        at=AT + timedelta(**later),
    )


def test_a_link_sets_the_password_once_and_both_deeds_leave_a_trail(
    account: Account, manager: Actor
) -> None:
    raw = handed(account, manager)

    by_link(raw, hours=23)

    account.refresh_from_db()
    assert account.check_password(GOOD)
    assert not PasswordRecord.objects.get(account=account).set_by_other
    with pytest.raises(LinkGone):
        by_link(raw, hours=23)
    told = list(Entry.objects.order_by("pk").values_list("action", "person"))
    assert told == [
        ("accounts.password.link_handed", manager.person),
        ("accounts.password.set", "P1"),
    ]
    assert raw not in "".join(str(one.__dict__) for one in Entry.objects.all())
    assert not PasswordLink.objects.filter(digest=raw).exists()


@pytest.mark.parametrize("hours", [24, 48])
def test_a_link_is_dead_after_a_day(account: Account, manager: Actor, hours: int) -> None:
    raw = handed(account, manager)

    with pytest.raises(LinkGone, match="24小时"):
        by_link(raw, hours=hours)


def test_a_new_link_puts_the_old_one_out(account: Account, manager: Actor) -> None:
    old = handed(account, manager)
    new = handed(account, manager, minutes=1)

    with pytest.raises(LinkGone):
        by_link(old, minutes=2)
    assert by_link(new, minutes=2).check_password(GOOD)


def test_a_refused_password_does_not_use_the_link_up(account: Account, manager: Actor) -> None:
    raw = handed(account, manager)

    with pytest.raises(CannotSetPassword, match="至少要8个字符，现在只有3个；大写字母"):
        by_link(raw, "abc")

    assert by_link(raw).check_password(GOOD)


def test_nobody_hands_a_link_to_oneself_nor_for_a_shut_account(
    account: Account, manager: Actor
) -> None:
    own = Account.objects.get(person__code=manager.person)
    with pytest.raises(CannotHandOut, match="不能对自己的账号办理"):
        handed(own, manager)

    Account.objects.filter(pk=account.pk).update(is_active=False)
    with pytest.raises(CannotHandOut, match="账号已停用，请先恢复"):
        handed(account, manager)
    assert not PasswordLink.objects.exists()


def test_the_last_five_passwords_do_not_come_back_but_the_sixth_does(
    account: Account, manager: Actor
) -> None:
    by_link(handed(account, manager))
    used = [GOOD, *(f"Qing{number}-shan" for number in range(1, 6))]
    for turn, (present, new) in enumerate(zip(used, used[1:], strict=False), start=1):
        changed(account, present, new, days=turn)

    for former in used[1:]:
        with pytest.raises(CannotSetPassword, match="最近5次用过"):
            changed(account, used[-1], former, days=10)
    changed(account, used[-1], GOOD, days=10)
    assert PasswordRecord.objects.filter(account=account).count() == 5


def test_every_fault_of_a_change_is_told_at_once(account: Account, manager: Actor) -> None:
    by_link(handed(account, manager))

    with pytest.raises(CannotSetPassword) as refusal:
        changed(account, "不是它", "职工P1", days=1)

    assert str(refusal.value) == (
        "密码没有设成：现在的密码不对；至少要8个字符，现在只有4个；"
        "不能含有登录名、姓名（或其拼音）、手机号。"
    )


def test_the_name_in_pinyin_tells_whose_password_it_is(account: Account) -> None:
    assert account.person
    account.person.name = "欧阳明"

    found = services.faults_of(account, "OuyangMing#26", limits=LIMITS)

    assert found == ["不能含有登录名、姓名（或其拼音）、手机号"]


def test_a_password_that_another_chose_is_noted_as_such(account: Account) -> None:
    services.give_password(account_id=account.pk, password=GOOD, limits=LIMITS, at=AT)

    assert PasswordRecord.objects.get(account=account).set_by_other
