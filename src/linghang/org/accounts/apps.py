"""The application of logins: at start-up it names its deeds and hangs itself onto what goes on."""

from django.apps import AppConfig
from django.db.models.signals import post_delete

from linghang.foundation.vault import purposes
from linghang.org.accounts import trail_actions


class AccountsConfig(AppConfig):
    """登录与会话。"""

    name = "linghang.org.accounts"
    label = "accounts"
    verbose_name = "登录与会话"

    def ready(self) -> None:
        """Whoever leaves the hospital is logged out; a removed second factor leaves no secret."""
        from linghang.org import leaving
        from linghang.org.accounts import secrets, services

        trail_actions.register()
        purposes.register("second_factor", "登录第二因素")
        leaving.register("accounts", services.leave)
        post_delete.connect(
            secrets.forget_with, sender="mfa.Authenticator", dispatch_uid="accounts.forget"
        )
