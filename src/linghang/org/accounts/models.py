"""Former passwords, links to set a new one, and API tokens: nothing that opens in clear."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from linghang.foundation.vault.fields import SealedTextField
from linghang.org.models import Account, Appointment

SECOND_FACTOR = "second_factor"  # the purpose of the keys that seal what a second factor is


class PasswordRecord(models.Model):
    """A password that an account has or had, as its hash; the newest is the present one."""

    account = models.ForeignKey(
        Account, models.CASCADE, related_name="password_records", verbose_name="账号"
    )
    password = models.CharField("散列值", max_length=128)
    set_at = models.DateTimeField("设置时间")
    set_by_other = models.BooleanField("由他人代设", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "密码记录"
        ordering = ["account", "-set_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.account} {self.set_at:%Y-%m-%d}"


class SealedSecret(models.Model):
    """What a second factor is made of; the authenticator itself only names this row."""

    text = SealedTextField("密文", purpose=SECOND_FACTOR)

    class Meta:
        verbose_name = verbose_name_plural = "第二因素密钥"

    def __str__(self) -> str:
        return f"{self.pk}"


class PasswordLink(models.Model):
    """A link that lets an account's owner set a password, once and for a day. Holds its hash."""

    account = models.ForeignKey(
        Account, models.CASCADE, related_name="password_links", verbose_name="账号"
    )
    digest = models.CharField("摘要", max_length=64, unique=True)
    handed_by = models.CharField("交付人", max_length=64)
    handed_at = models.DateTimeField("交付时间")
    ends_at = models.DateTimeField("失效时间")
    closed_at = models.DateTimeField("用完或作废时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "设置密码的链接"
        ordering = ["account", "-handed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("handed_at")), name="password_link_lasts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.handed_at:%Y-%m-%d %H:%M}"


class TokenQuerySet(models.QuerySet["ApiToken"]):
    """API tokens, by day and by owner."""

    def alive(self, on: date) -> Self:
        """Tokens that were neither ended nor have run out."""
        return self.filter(ended_at=None, expires_on__gt=on)

    def of(self, person: str) -> Self:
        """Tokens of a person's appointments."""
        return self.filter(appointment__person__code=person)


class ApiToken(models.Model):
    """A program's key to read what one appointment may read. Holds the hash of the token.

    It opens nothing from the day `expires_on`, nor once the appointment is over.
    """

    appointment = models.ForeignKey(
        Appointment, models.PROTECT, related_name="api_tokens", verbose_name="任职"
    )
    name = models.CharField("用途", max_length=60)
    prefix = models.CharField("前缀", max_length=16, unique=True)
    digest = models.CharField("摘要", max_length=64)
    issued_at = models.DateTimeField("签发时间")
    expires_on = models.DateField("失效日期")
    last_used_on = models.DateField("最近使用", null=True, blank=True)
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "接口令牌"
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="api_token_is_named"),
            models.UniqueConstraint(
                fields=["appointment", "name"],
                condition=Q(ended_at__isnull=True),
                name="api_token_name_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix} {self.name}"
