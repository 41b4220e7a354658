"""The application of this package."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """保密存储。"""

    name = "linghang.foundation.vault"
    label = "vault"
    verbose_name = "保密存储"
