"""How allauth behaves here: nobody signs up, failures leave a trail, secrets are sealed."""

from __future__ import annotations

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from linghang.foundation import clock
from linghang.org.accounts import queries, secrets, services
from linghang.org.founding.queries import hospital_name
from linghang.org.models import Account
from linghang.web.login import duties, lockout
from linghang.web.login.refusals import turned_away

WRONG = "登录名或密码不对。"
HOW = {"password": "密码", "mfa": "动态口令", "socialaccount": "统一身份认证"}
NOT_HERE = "您已不在院，或者尚未到岗，账号不能登录。请联系人事科或安全管理员。"
SHUT = "这个账号已停用，不能登录。请联系安全管理员。"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Local accounts of an intranet: opened by the security administrator, without e-mail."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "invalid_login": WRONG,
        "account_inactive": SHUT,
        "incorrect_password": "密码不对。",
        "incorrect_code": "动态口令不对，或者已经用过：请等下一个再输。",
        "too_many_login_attempts": "尝试次数过多，请过几分钟再试。",
        "rate_limited": "操作太频繁，请过一会儿再试。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        try:
            found: str = super().get_client_ip(request)
            return found
        except PermissionDenied:  # a local socket: there is no address
            return "127.0.0.1"

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse(settings.LOGIN_REDIRECT_URL)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our own pages say what happened."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        super().pre_authenticate(request, **credentials)
        self._was_shut = bool(lockout.says(request, credentials))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave a trail of it, and of the lock if this was the last try."""
        name = str(credentials.get("username") or "")
        limits, now = queries.limits(clock.today()), clock.now()
        account = queries.account_named(name)
        counted_as = lockout.name_of(request, credentials)
        until = queries.locks([counted_as], limits=limits, now=now).get(counted_as)
        services.login_failed(
            username=name,
            why=_why(account, was_shut=self._was_shut),
            address=self.get_client_ip(request),
            at=now,
            locks_until=None if self._was_shut else until,
            tries=limits.failures_to_lock,
        )

    def pre_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse | None:
        """Right password, but the door stays shut: says so only to whoever knows the password."""
        refused: HttpResponse | None = super().pre_login(request, user, **kwargs)
        if refused is None and user.person and clock.today() not in user.person.span:
            return self._turned_away(request, user, NOT_HERE, "人员不在院")
        return refused

    def respond_user_inactive(self, request: HttpRequest, user: Account) -> HttpResponse:
        return self._turned_away(request, user, SHUT, "账号已停用")

    def _turned_away(
        self, request: HttpRequest, user: Account, says: str, why: str
    ) -> HttpResponse:
        services.login_failed(
            username=user.username,
            why=why,
            address=self.get_client_ip(request),
            at=clock.now(),
            locks_until=None,
            tries=0,
        )
        return turned_away(request, says)

    def post_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse:
        records = get_authentication_records(request, user)
        methods = dict.fromkeys(HOW[one["method"]] for one in records if one["method"] in HOW)
        services.logged_in(
            account_id=user.pk,
            how="和".join(methods) or HOW["password"],
            address=self.get_client_ip(request),
            at=clock.now(),
        )
        found: HttpResponse = super().post_login(request, user, **kwargs)
        return found

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """A login of a minute ago is proof enough."""
        records = get_authentication_records(self.request, self.request.user)
        newest = max((one["at"] for one in records), default=0)
        if clock.now().timestamp() - newest < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        found: bool = super().is_reauthentication_required(app=app, **kwargs)
        return found


def _why(account: Account | None, *, was_shut: bool) -> str:
    if was_shut:
        return "登录名锁定中"
    if account is None:
        return "没有这个账号"
    return "密码不对" if account.is_active else "账号已停用"


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets lie sealed in rows of their own; the authenticator only names them."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": (
            "您的职务要求使用动态口令，不能自行停用；换手机请找安全管理员清除后重新设置。"
        ),
        "cannot_generate_recovery_codes": "还没有启用动态口令，没有备用码可生成。",
    }

    def encrypt(self, text: str) -> str:
        return secrets.keep(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.read(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        tenures = getattr(context.request, "tenures", ())
        return not any(duties.asks_second_factor(one.post) for one in tenures)

    def get_totp_issuer(self) -> str:
        return f"领航·{hospital_name()}"

    def get_totp_label(self, user: Account) -> str:
        return user.get_username()
