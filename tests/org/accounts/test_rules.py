"""Rules of passwords, lock-outs, session age, devices and tokens."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.org.accounts import rules
from linghang.org.accounts.definitions import LONGEST_SESSION, Limits
from linghang.org.accounts.rules import Failures, Stamp

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LIMITS = Limits()


def faults(password: str, **given: object) -> list[str]:
    return rules.password_faults(password, **{"least_length": 8, "least_kinds": 3, **given})  # type: ignore[arg-type]


def test_a_good_password_has_no_faults() -> None:
    assert faults("Lan4-qiao", names=["p1", "张三", "zhangsan", "13800138000"]) == []


def test_every_fault_is_told_at_once() -> None:
    found = faults(" abc", names=["abc"], is_common=True, was_used=True)

    assert found == [
        "至少要8个字符，现在只有4个",
        "大写字母、小写字母、数字、符号至少要有3种，现在有2种",
        "开头和结尾不能是空格",
        "不能含有登录名、姓名（或其拼音）、手机号",
        "太常见，容易被猜中",
        "不能与最近5次用过的密码相同",
    ]


@pytest.mark.parametrize(
    ("password", "names", "is_told"),
    [
        ("张三Zx9-qwop", ["张三"], True),
        ("ZhangSan#2026", ["zhangsan"], True),
        ("aB3-13800138000", ["13800138000"], True),
        ("aB3-plmokn", ["ab"], False),
    ],
)
def test_a_name_tells_whose_password_it_is_but_two_letters_do_not(
    password: str, names: list[str], is_told: bool
) -> None:
    assert bool(faults(password, names=names)) is is_told


@pytest.mark.parametrize("password", ["Admin@123", "P@ssw0rd", "Yiyuan@123", "AA123456789"])
def test_what_offices_choose_most_often_is_refused(password: str) -> None:
    assert "太常见，容易被猜中" in faults(password)


@pytest.mark.parametrize(
    ("days_ago", "by_other", "why"),
    [
        (0, False, None),
        (89, False, None),
        (90, False, "密码已使用满90天"),
        (0, True, "这是别人代设的初始密码"),
        (None, False, "这是别人代设的初始密码"),
    ],
)
def test_a_password_is_due_after_its_days_or_when_another_chose_it(
    days_ago: int | None, by_other: bool, why: str | None
) -> None:
    set_at = None if days_ago is None else NOW - timedelta(days=days_ago)

    assert rules.must_change(set_at=set_at, set_by_other=by_other, now=NOW, days=90) == why


def minutes_ago(minutes: int, count: int) -> Failures:
    return Failures(NOW - timedelta(minutes=minutes), count)


@pytest.mark.parametrize(
    ("failures", "left"),
    [
        ([], None),
        ([minutes_ago(1, 4)], None),
        ([minutes_ago(1, 5)], 14),
        ([minutes_ago(15, 5)], None),
        ([minutes_ago(10, 3), minutes_ago(2, 2)], 5),
        ([minutes_ago(10, 3), minutes_ago(2, 5)], 13),
        ([minutes_ago(20, 3), minutes_ago(2, 2)], None),
    ],
)
def test_the_door_is_shut_until_too_few_failures_are_young(
    failures: list[Failures], left: int | None
) -> None:
    until = rules.locked_until(failures, limits=LIMITS, now=NOW)

    assert until == (None if left is None else NOW + timedelta(minutes=left))


@given(
    st.lists(
        st.builds(minutes_ago, st.integers(0, 40), st.integers(1, 9)),
        max_size=6,
    )
)
def test_the_door_is_open_the_moment_it_was_promised(failures: list[Failures]) -> None:
    until = rules.locked_until(failures, limits=LIMITS, now=NOW)

    if until is None:
        return
    assert NOW < until <= NOW + LIMITS.lock
    assert rules.locked_until(failures, limits=LIMITS, now=until - timedelta(seconds=1))
    assert rules.locked_until(failures, limits=LIMITS, now=until) is None


def stamp(*, began: timedelta, seen: timedelta) -> Stamp:
    return Stamp(began_at=NOW - began, seen_at=NOW - seen, idle=LIMITS.idle)


@pytest.mark.parametrize(
    ("began", "seen", "why"),
    [
        (timedelta(hours=7), timedelta(minutes=29), None),
        (timedelta(hours=7), timedelta(minutes=30), "超过30分钟没有操作"),
        (LONGEST_SESSION, timedelta(0), "登录已满8小时"),
    ],
)
def test_a_session_ends_by_standing_still_and_after_eight_hours(
    began: timedelta, seen: timedelta, why: str | None
) -> None:
    found = rules.why_over(stamp(began=began, seen=seen), now=NOW)

    assert found is None if why is None else why in (found or "")


@given(st.integers(0, 600), st.integers(0, 600))
def test_a_session_is_over_exactly_from_the_instant_it_names(began: int, seen: int) -> None:
    one = stamp(began=timedelta(minutes=max(began, seen)), seen=timedelta(minutes=seen))

    assert (rules.why_over(one, now=NOW) is not None) == (one.ends_at <= NOW)


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/109.0.0.0 Safari/537.36",
            "Chrome 109，Windows 7",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0",
            "Edge 120，Windows 10/11",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
            "Chrome/111.0 Mobile Safari/537.36 wxwork/4.1.9 MicroMessenger/7.0.1",
            "企业微信 4，安卓手机",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1",
            "Safari 17，苹果手机",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "火狐 128，Linux 电脑",
        ),
        ("curl/8", "未知设备"),
        ("", "未知设备"),
    ],
)
def test_a_device_is_told_in_words(user_agent: str, words: str) -> None:
    assert rules.device(user_agent) == words


def test_a_token_is_refused_with_every_reason() -> None:
    today = date(2026, 3, 2)

    found = rules.reasons_not_to_issue(name="", days=400, on=today, ends=today, taken=[])

    assert found == ["没有写用途", "有效天数只能是1至366天", "这项任职已经结束"]
    assert rules.reasons_not_to_issue(name="大屏", days=1, on=today, ends=None, taken=["大屏"]) == [
        "已有一个用途为“大屏”的令牌在用"
    ]


def test_nobody_looks_after_the_own_account_or_without_a_reason() -> None:
    assert rules.reasons_not_to_manage(actor="P1", owner="P2", reason="手机遗失") == []
    assert len(rules.reasons_not_to_manage(actor="P1", owner="P1", reason=" 好 ")) == 2
