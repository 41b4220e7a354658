"""The application of this package."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """登录与会话。"""

    name = "linghang.org.accounts"
    label = "accounts"
    verbose_name = "登录与会话"
