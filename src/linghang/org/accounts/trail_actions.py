"""The deeds around logins, as sentences of the trail. Addresses can be shredded."""

from __future__ import annotations

from linghang.foundation.trail import actions

LOGGED_IN = "accounts.login.done"
LOGIN_FAILED = "accounts.login.failed"
LOGIN_UNKNOWN = "accounts.login.unknown"
LOCKED_OUT = "accounts.login.locked"
LOGGED_OUT = "accounts.login.ended"
SESSION_ENDED = "accounts.session.ended"
SESSIONS_ENDED = "accounts.session.all_ended"
LOCKED = "accounts.account.locked"
UNLOCKED = "accounts.account.unlocked"
LINK_HANDED = "accounts.password.link_handed"
PASSWORD_SET = "accounts.password.set"
PASSWORD_CHANGED = "accounts.password.changed"
FACTOR_SET = "accounts.second_factor.set"
FACTOR_REMOVED = "accounts.second_factor.removed"
FACTOR_RESET = "accounts.second_factor.reset"
FACTOR_FAILED = "accounts.second_factor.failed"
CODES_MADE = "accounts.second_factor.codes_made"
LINKED = "accounts.login.linked"
TOKEN_ISSUED = "accounts.token.issued"
TOKEN_ENDED = "accounts.token.ended"
TOKEN_TAKEN = "accounts.token.taken"
LEFT = "accounts.account.left"

SENTENCES = {
    LOGGED_IN: "{actor}登录（{how}），来自{address}",
    LOGIN_FAILED: "有人以人员{person}的账号登录未成：{why}，来自{address}",
    LOGIN_UNKNOWN: "有人登录未成：{why}，来自{address}",
    LOCKED_OUT: "人员{person}的账号因连续{failures}次登录失败被锁定至{until}，来自{address}",
    LOGGED_OUT: "{actor}退出登录（{how}）",
    SESSION_ENDED: "{actor}结束人员{person}的一处登录（{device}）",
    SESSIONS_ENDED: "{actor}结束人员{person}的全部登录，共{count}处：{reason}",
    LOCKED: "{actor}停用人员{person}的登录账号：{reason}",
    UNLOCKED: "{actor}恢复人员{person}的登录账号：{reason}",
    LINK_HANDED: "{actor}为人员{person}开出设置密码的链接，{until}前有效",
    PASSWORD_SET: "{actor}凭链接设置了密码，来自{address}",
    PASSWORD_CHANGED: "{actor}修改了密码，来自{address}",
    FACTOR_SET: "{actor}启用动态口令（第二因素），来自{address}",
    FACTOR_REMOVED: "{actor}停用动态口令（第二因素），来自{address}",
    FACTOR_RESET: "{actor}清除人员{person}的动态口令（第二因素）：{reason}",
    FACTOR_FAILED: "人员{person}的动态口令（第二因素）核验未过，来自{address}",
    CODES_MADE: "{actor}重新生成备用码，来自{address}",
    LINKED: "{actor}的账号与统一身份认证对应起来，来自{address}",
    TOKEN_ISSUED: "{actor}为{title}签发接口令牌“{name}”（{prefix}…），{expires_on}起失效",
    TOKEN_ENDED: "{actor}停用接口令牌“{name}”（{prefix}…）：{reason}",
    TOKEN_TAKEN: "{actor}停用人员{person}的接口令牌“{name}”（{prefix}…）：{reason}",
    LEFT: "人员{person}离院，登录账号停用，结束登录{sessions}处、接口令牌{tokens}个",
}


def register() -> None:
    """Make the sentences known to the trail."""
    for action, sentence in SENTENCES.items():
        actions.register(action, sentence)
