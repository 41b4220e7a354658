"""The application of this package."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from linghang.foundation.vault import ciphers, purposes


class VaultConfig(AppConfig):
    """保密存储; the one purpose that belongs to nobody in particular is registered here."""

    name = "linghang.foundation.vault"
    label = "vault"
    verbose_name = "保密存储"

    def ready(self) -> None:
        if settings.VAULT_ALGORITHM not in list(ciphers.FINGERPRINTS):
            known = "、".join(ciphers.FINGERPRINTS)
            raise ImproperlyConfigured(f"环境变量 LINGHANG_VAULT_ALGORITHM 只能是：{known}。")
        purposes.register(purposes.PERSONAL, "个人信息")
