"""`linghang accounts`: for the hour in which no security administrator can log in."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from linghang.cli.verbs import VerbCommand
from linghang.foundation import clock
from linghang.foundation.access import system_actor
from linghang.foundation.errors import Refused
from linghang.org.accounts import queries, services
from linghang.org.models import Account


def _name(parser: ArgumentParser) -> None:
    parser.add_argument("username", metavar="登录名")


def _name_and_reason(parser: ArgumentParser) -> None:
    _name(parser)
    parser.add_argument("--reason", required=True, help="事由，写进留痕")


class Command(VerbCommand):
    """登录账号的应急办理."""

    help = "登录账号：安全管理员自己登录不了时，在服务器上应急办理；平时在网页上办理"
    verbs = {
        "link": "开出设置密码的一次性地址",
        "unlock": "恢复停用的账号，或解除登录失败的锁定",
        "reset": "清除丢失的动态口令（第二因素）",
    }
    add_link_arguments = staticmethod(_name)
    add_unlock_arguments = staticmethod(_name_and_reason)
    add_reset_arguments = staticmethod(_name_and_reason)

    def link(self, *, username: str, **_options: Any) -> None:
        """Prints the part of the address behind the host."""
        handed = services.hand_out_password_link(
            account_id=_account(username).pk, actor=system_actor(), at=clock.now()
        )
        until = timezone.localtime(handed.ends_at)
        self.stdout.write(f"在浏览器打开本系统的这个地址：/login/password/{handed.raw}/")
        self.stdout.write(f"{until:%Y-%m-%d %H:%M}前有效，用过即废；请当面交给本人。")

    def unlock(self, *, username: str, reason: str, **_options: Any) -> None:
        """Opens the account."""
        account = _account(username)
        services.unlock(account_id=account.pk, reason=reason, actor=system_actor(), at=clock.now())
        self.stdout.write(f"账号 {account.username} 可以登录了。")

    def reset(self, *, username: str, reason: str, **_options: Any) -> None:
        """Takes the second factor away."""
        account = _account(username)
        services.reset_second_factor(
            account_id=account.pk, reason=reason, actor=system_actor(), at=clock.now()
        )
        self.stdout.write(f"账号 {account.username} 的动态口令已清除，下次登录时重新设置。")


def _account(username: str) -> Account:
    found = queries.account_named(username)
    if found is None:
        raise Refused(f"没有登录名为 {username} 的账号。")
    return found
