"""The plan of a body for a year, and the inspection of a branch's record books."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linghang.org.models import Person, Unit


class YearPlan(models.Model):
    """The plan of one kind of meeting for a year. keeper: who keeps its file (学习秘书)."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, to_field="code", related_name="+", verbose_name="单位"
    )
    kind = models.CharField("会议", max_length=60)
    year = models.PositiveSmallIntegerField("年度")
    keeper = models.ForeignKey(
        Person,
        models.PROTECT,
        to_field="code",
        related_name="+",
        null=True,
        blank=True,
        verbose_name="学习秘书",
    )

    class Meta:
        verbose_name = verbose_name_plural = "年度计划"
        ordering = ["-year", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "year"], name="year_plan_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind} {self.year}"


class PlannedTheme(models.Model):
    """The theme of one month of a plan, fixed beforehand (§1.4.1). fixed_on: when it was."""

    plan = models.ForeignKey(
        YearPlan, models.PROTECT, related_name="themes", verbose_name="年度计划"
    )
    month = models.PositiveSmallIntegerField("月份")
    theme = models.CharField("主题", max_length=120)
    fixed_on = models.DateField("确定日期")

    class Meta:
        verbose_name = verbose_name_plural = "计划的主题"
        ordering = ["plan", "month"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "month"], name="planned_theme_once_a_month"),
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=12) & ~Q(theme=""),
                name="planned_theme_has_its_month",
            ),
        ]

    def __str__(self) -> str:
        return self.theme


class BookCheck(models.Model):
    """An inspection of a record book. correct_by: the day asked for; corrected_on: when it was."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, to_field="code", related_name="+", verbose_name="党支部"
    )
    book = models.CharField("记录本", max_length=60)
    year = models.PositiveSmallIntegerField("年度")
    checked_on = models.DateField("检查日期")
    checked_by = models.ForeignKey(
        Person, models.PROTECT, to_field="code", related_name="+", verbose_name="检查人"
    )
    remarks = models.CharField("检查意见", max_length=500)
    correct_by = models.DateField("整改期限", null=True, blank=True)
    corrected_on = models.DateField("整改日期", null=True, blank=True)
    correction = models.CharField("整改情况", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "记录本检查"
        ordering = ["-checked_on", "-pk"]
        indexes = [models.Index(fields=["unit", "year"], name="book_check_of_unit")]
        constraints = [
            models.CheckConstraint(condition=~Q(remarks=""), name="book_check_says_something"),
            models.CheckConstraint(
                condition=Q(correct_by__isnull=True) | Q(correct_by__gte=F("checked_on")),
                name="book_check_asks_for_a_later_day",
            ),
            models.CheckConstraint(
                condition=Q(corrected_on__isnull=True, correction="")
                | Q(corrected_on__isnull=False, correct_by__isnull=False) & ~Q(correction=""),
                name="book_check_corrected_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.book} {self.year}"
