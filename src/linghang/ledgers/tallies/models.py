"""What a month of a ledger came to, and which months were touched since they were counted."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Tally(models.Model):
    """The figures of a ledger over one month of what happened: from all units, and unit by unit.

    stamp: of the definitions by which they were counted. ends: the day after the month's last.
    whole, by_unit: as `tallies.rules` writes and reads them. Good while no Touch overlaps it.
    """

    ledger = models.CharField("台账", max_length=60)
    month = models.DateField("月份")
    ends = models.DateField("止")
    stamp = models.CharField("定义版本", max_length=64)
    whole = models.TextField("全院")
    by_unit = models.TextField("各单位")

    class Meta:
        verbose_name = verbose_name_plural = "台账月度汇总"
        constraints = [
            models.UniqueConstraint(fields=["ledger", "month"], name="tally_once_a_month"),
            models.CheckConstraint(condition=Q(ends__gt=F("month")), name="tally_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.ledger} {self.month:%Y-%m}"


class Touch(models.Model):
    """Days of a ledger of which something that counts was written. until: exclusive; None: open.

    Written by triggers of the database, in the transaction that touched, whatever code ran. One
    transaction's touch is never another's: rows are added, and taken away by who counts anew.
    ledger: the one that holds the entries; EVERY, PARTY: those that `tallies.triggers` names.
    """

    ledger = models.CharField("台账", max_length=60)
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "待重新汇总的月份"
        indexes = [models.Index(fields=["ledger", "since"], name="touch_of_ledger")]

    def __str__(self) -> str:
        return f"{self.ledger} {self.since}"
