"""Pure rules of passwords, lock-outs, sessions and tokens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from linghang.org.accounts.definitions import (
    LONGEST_SESSION,
    LONGEST_TOKEN_DAYS,
    PASSWORDS_KEPT,
    SHORTEST_REASON,
    Limits,
)

# What people choose in Chinese offices when three kinds of characters are asked for.
COMMON_HERE = frozenset(
    [
        "aa123456",
        "a1234567",
        "a12345678",
        "a123456789",
        "aa123456789",
        "abc123456",
        "abcd1234",
        "abc@1234",
        "abcd@1234",
        "admin123",
        "admin1234",
        "admin@123",
        "admin@1234",
        "admin123456",
        "administrator",
        "root@123",
        "root1234",
        "p@ssw0rd",
        "p@ssword",
        "passw0rd",
        "password1",
        "password@123",
        "passw0rd@123",
        "qwer1234",
        "qwer@1234",
        "qwerty123",
        "1qaz@wsx",
        "1qaz2wsx",
        "1qaz!qaz",
        "zaq1@wsx",
        "q1w2e3r4",
        "asdf1234",
        "zxcv1234",
        "woaini1314",
        "woaini520",
        "5201314aa",
        "yy123456",
        "yiyuan123",
        "yiyuan@123",
        "hospital1",
        "hospital123",
        "hospital@123",
        "zhongguo1",
        "china123",
        "welcome1",
        "welcome@123",
        "test1234",
        "test@123",
        "user1234",
        "huawei@123",
        "mima1234",
        "mima@123",
        "linghang123",
        "linghang@123",
    ]
)
_KINDS = (re.compile("[A-Z]"), re.compile("[a-z]"), re.compile("[0-9]"), re.compile("[^A-Za-z0-9]"))
SHORTEST_NAME = 3  # a name of one or two letters stands in almost every password


def password_faults(
    password: str,
    *,
    least_length: int,
    least_kinds: int,
    names: Iterable[str] = (),
    is_common: bool = False,
    was_used: bool = False,
) -> list[str]:
    """Everything that is wrong with a new password, in Chinese; nothing for a good one.

    least_kinds: how many of capital letters, small letters, digits and signs.
    names: login name, person's name in characters and in pinyin, telephone. is_common: found in
    a list of common passwords. was_used: equals the present or one of the last ones.
    """
    faults = []
    if len(password) < least_length:
        faults.append(f"至少要{least_length}个字符，现在只有{len(password)}个")
    kinds = sum(bool(kind.search(password)) for kind in _KINDS)
    if kinds < least_kinds:
        faults.append(f"大写字母、小写字母、数字、符号至少要有{least_kinds}种，现在有{kinds}种")
    if password != password.strip():
        faults.append("开头和结尾不能是空格")
    lowered = password.lower()
    known = [name.lower() for name in names]
    if any(name in lowered for name in known if _is_telling(name)):
        faults.append("不能含有登录名、姓名（或其拼音）、手机号")
    if is_common or lowered in COMMON_HERE:
        faults.append("太常见，容易被猜中")
    if was_used:
        faults.append(f"不能与最近{PASSWORDS_KEPT}次用过的密码相同")
    return faults


def _is_telling(name: str) -> bool:
    """A Chinese name of two characters tells who it is; two letters do not."""
    return len(name) >= SHORTEST_NAME or (len(name) > 1 and not name.isascii())


def must_change(
    *, set_at: datetime | None, set_by_other: bool, now: datetime, days: int
) -> str | None:
    """Why a password has to be changed before anything else; None when it need not be.

    set_at: None when nobody noted when the password was set, so its owner did not choose it here.
    """
    if set_at is None or set_by_other:
        return "这是别人代设的初始密码"
    if now >= set_at + timedelta(days=days):
        return f"密码已使用满{days}天"
    return None


@dataclass(frozen=True, slots=True, order=True)
class Failures:
    """So many failed logins from one place, the last of them at an instant."""

    last_at: datetime
    count: int


def locked_until(failures: Sequence[Failures], *, limits: Limits, now: datetime) -> datetime | None:
    """Until when nobody gets in under the name; None when the door is open.

    Failures count for `lock_minutes` after the last one from the same place.
    """
    alive = sorted(one for one in failures if one.last_at + limits.lock > now)
    left = sum(one.count for one in alive)
    if left < limits.failures_to_lock:
        return None
    for one in alive:
        left -= one.count
        if left < limits.failures_to_lock:
            return one.last_at + limits.lock
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What a session remembers about its own age. All instants are aware."""

    began_at: datetime
    seen_at: datetime
    idle: timedelta

    @property
    def ends_at(self) -> datetime:
        """When it ends if nothing is done any more."""
        return min(self.seen_at + self.idle, self.began_at + LONGEST_SESSION)


def why_over(stamp: Stamp, *, now: datetime) -> str | None:
    """Why the session is over, as its owner is told; None while it goes on."""
    if now >= stamp.began_at + LONGEST_SESSION:
        hours = LONGEST_SESSION // timedelta(hours=1)
        return f"登录已满{hours}小时，请重新登录。"
    if now >= stamp.seen_at + stamp.idle:
        minutes = stamp.idle // timedelta(minutes=1)
        return f"超过{minutes}分钟没有操作，已自动退出，请重新登录。"
    return None


_SYSTEMS = (
    ("Windows NT 10", "Windows 10/11"),
    ("Windows NT 6.1", "Windows 7"),
    ("Windows", "Windows"),
    ("HarmonyOS", "鸿蒙手机"),
    ("Android", "安卓手机"),
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("Mac OS X", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)
_BROWSERS = (
    (r"wxwork/(\d+)", "企业微信"),
    (r"MicroMessenger/(\d+)", "微信"),
    (r"DingTalk/(\d+)", "钉钉"),
    (r"Edg\w*/(\d+)", "Edge"),
    (r"360SE|QihooBrowser/(\d+)", "360浏览器"),
    (r"Firefox/(\d+)", "火狐"),
    (r"Chrome/(\d+)", "Chrome"),
    (r"Version/(\d+).*Safari", "Safari"),
)


def device(user_agent: str) -> str:
    """A browser in words: «Chrome 109，Windows 7»; 未知设备 if it says nothing of itself."""
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    browser = ""
    for sign, name in _BROWSERS:
        if found := re.search(sign, user_agent):
            version = next((group for group in found.groups() if group), "")
            browser = f"{name} {version}".strip()
            break
    return "，".join(word for word in (browser, system) if word) or "未知设备"


def reasons_not_to_issue(
    *, name: str, days: int, on: date, ends: date | None, taken: Iterable[str]
) -> list[str]:
    """Why an API token cannot be issued; every reason, in Chinese.

    ends: the day on which the appointment ends. taken: names of the appointment's live tokens.
    """
    reasons = []
    if not name:
        reasons.append("没有写用途")
    if name in set(taken):
        reasons.append(f"已有一个用途为“{name}”的令牌在用")
    if not 1 <= days <= LONGEST_TOKEN_DAYS:
        reasons.append(f"有效天数只能是1至{LONGEST_TOKEN_DAYS}天")
    if ends is not None and ends <= on:
        reasons.append("这项任职已经结束")
    return reasons


def reasons_not_to_manage(*, actor: str, owner: str, reason: str | None = None) -> list[str]:
    """Why somebody may not do a deed of the security administrator to an account.

    actor, owner: codes of the persons. reason: None where the deed asks for none.
    """
    reasons = []
    if actor == owner:
        reasons.append("不能对自己的账号办理，请由另一位安全管理员办理")
    if reason is not None and len(reason.strip()) < SHORTEST_REASON:
        reasons.append(f"请写明事由，至少{SHORTEST_REASON}个字")
    return reasons


def reasons_not_to_end(*, is_over: bool) -> list[str]:
    """Why a token is not ended. is_over: it has been ended before."""
    return ["它已经停用"] if is_over else []


def reasons_not_to_reopen(*, is_active: bool, has_failures: bool, is_here: bool) -> list[str]:
    """Why an account is not opened again, or its door unlocked.

    is_here: its person works here on the day; who left comes back first, then the account.
    """
    if not is_here:
        return ["此人不在院，办理返院后才能恢复"]
    if is_active and not has_failures:
        return ["这个账号没有停用，也没有因登录失败被锁定"]
    return []
