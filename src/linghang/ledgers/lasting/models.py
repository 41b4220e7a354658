"""By which definition the columns of a ledger's entries were last found to stand."""

from __future__ import annotations

from django.db import models


class Layout(models.Model):
    """One row for each ledger that has entries, written when a start has looked at it.

    hash: of the definition. columns: as `lasting.rules.layout` tells them.
    """

    ledger = models.CharField("台账", max_length=60, unique=True)
    hash = models.CharField("定义版本", max_length=64)
    columns = models.JSONField("列", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "台账记录的列"

    def __str__(self) -> str:
        return self.ledger
