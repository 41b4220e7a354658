"""Years of ledgers that are locked."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from linghang.foundation.vault.fields import SealedTextField


class ClosingQuerySet(models.QuerySet["Closing"]):
    """Years that were locked, by whether they still are."""

    def in_force(self) -> Self:
        """Not opened again."""
        return self.filter(opened_at=None)


class Closing(models.Model):
    """A year of a ledger that is locked (归档): its entries change only by who oversees it."""

    ledger = models.CharField("台账", max_length=60)
    year = models.PositiveSmallIntegerField("年度")
    closed_by = models.CharField("归档人", max_length=64)
    closed_at = models.DateTimeField("归档时间")
    entries = models.PositiveIntegerField("记录数")
    digest = models.CharField("内容摘要", max_length=64)
    opened_at = models.DateTimeField("重新开放时间", null=True, blank=True)
    reason = models.CharField("开放理由", max_length=500, blank=True)
    sealed_reason = SealedTextField("加密的理由", purpose="ledgers", blank=True, default="")

    objects = ClosingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "台账归档"
        ordering = ["ledger", "-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ledger", "year"], condition=Q(opened_at=None), name="closing_once_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.ledger} {self.year}"
