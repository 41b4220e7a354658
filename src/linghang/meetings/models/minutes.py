"""Minutes that were issued, version by version, and reasons for duties that were missed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linghang.meetings.models.meetings import Form
from linghang.org.models import Person, Unit


class Minutes(models.Model):
    """Issued minutes (纪要) of one form: never changed; a correction is the next version.

    number: of the year of issue, as 〔2026〕3号. reason: why it was corrected; "" for the first
    version. apart: about the items alone that are issued apart from the others (§2.4.8).
    """

    form = models.ForeignKey(Form, models.PROTECT, related_name="minutes", verbose_name="会议")
    number = models.CharField("编号", max_length=40)
    apart = models.BooleanField("单独印发", default=False)
    version = models.PositiveSmallIntegerField("版本", default=1)
    text = models.TextField("纪要")
    reason = models.CharField("更正原因", max_length=200, blank=True)
    signed_by = models.ForeignKey(
        Person, models.PROTECT, to_field="code", related_name="+", verbose_name="签发人"
    )
    issued_at = models.DateTimeField("签发时间")

    class Meta:
        verbose_name = verbose_name_plural = "会议纪要"
        ordering = ["form", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "apart", "version"], name="minutes_version_once_a_part"
            ),
            models.CheckConstraint(
                condition=Q(version=1, reason="") | Q(version__gt=1) & ~Q(reason=""),
                name="minutes_corrected_with_a_reason",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="minutes_say_something"),
        ]

    def __str__(self) -> str:
        return self.number


class Excuse(models.Model):
    """Why a unit did not hold a meeting that was due in a period; starts_on: its first day."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, to_field="code", related_name="+", verbose_name="单位"
    )
    kind = models.CharField("会议", max_length=60)
    starts_on = models.DateField("期间首日")
    reason = models.CharField("原因", max_length=200)
    told_by = models.ForeignKey(
        Person, models.PROTECT, to_field="code", related_name="+", verbose_name="说明人"
    )
    told_at = models.DateTimeField("说明时间")

    class Meta:
        verbose_name = verbose_name_plural = "未开说明"
        ordering = ["-starts_on", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "starts_on"], name="excuse_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="excuse_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind} {self.starts_on}"
