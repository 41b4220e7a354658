"""Yearly appraisals of a branch's members; a grade is need-to-know."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from linghang.meetings.appraisal.rules import (
    DISPOSAL_NAMES,
    GRADE_NAMES,
    Disposal,
    Grade,
    Standing,
    Step,
)
from linghang.meetings.models.meetings import Meeting
from linghang.org.models import Person, Unit


class Appraisal(models.Model):
    """民主评议党员 of one branch in one year.

    day: who belonged to the branch on it is appraised. The steps are days; its standing follows
    from them. meeting: where the committee or the assembly settled the grades.
    """

    unit = models.ForeignKey(
        Unit, models.PROTECT, to_field="code", related_name="+", verbose_name="党支部"
    )
    year = models.PositiveSmallIntegerField("年度")
    day = models.DateField("评议日")
    self_on = models.DateField("个人自评", null=True, blank=True)
    peers_on = models.DateField("党员互评", null=True, blank=True)
    ballot_on = models.DateField("民主测评", null=True, blank=True)
    opinion_on = models.DateField("评定意见", null=True, blank=True)
    report_on = models.DateField("上报", null=True, blank=True)
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="评定会议"
    )
    opened_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "民主评议党员"
        ordering = ["-year", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year"], name="appraisal_once_a_year"),
            models.CheckConstraint(
                condition=Q(report_on__isnull=True) | Q(opinion_on__isnull=False),
                name="appraisal_reported_has_its_opinion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"

    @property
    def steps(self) -> dict[Step, date]:
        """The steps that were done, with their days."""
        found = {one: getattr(self, f"{one.value}_on") for one in Step}
        return {one: day for one, day in found.items() if day is not None}


class AppraisalGrade(models.Model):
    """The grade of one member; the four counts are what the anonymous ballot gave (§1.4.5)."""

    appraisal = models.ForeignKey(
        Appraisal, models.PROTECT, related_name="grades", verbose_name="评议"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, to_field="code", related_name="+", verbose_name="党员"
    )
    grade = models.CharField(
        "等次", max_length=12, choices=[(one.value, name) for one, name in GRADE_NAMES.items()]
    )
    excellent = models.PositiveIntegerField("测评优秀票", default=0)
    qualified = models.PositiveIntegerField("测评合格票", default=0)
    barely = models.PositiveIntegerField("测评基本合格票", default=0)
    unqualified = models.PositiveIntegerField("测评不合格票", default=0)
    disposal = models.CharField(
        "处置方式",
        max_length=12,
        choices=[(one.value, name) for one, name in DISPOSAL_NAMES.items()],
        blank=True,
    )
    talked_on = models.DateField("提醒谈话日期", null=True, blank=True)
    told_on = models.DateField("告知本人日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评议等次"
        ordering = ["appraisal", "person"]
        constraints = [
            models.UniqueConstraint(fields=["appraisal", "person"], name="appraisal_grade_once"),
            models.CheckConstraint(
                condition=Q(grade__in=[one.value for one in GRADE_NAMES]),
                name="appraisal_grade_known",
            ),
            models.CheckConstraint(
                condition=Q(disposal="") | Q(grade=Grade.UNQUALIFIED.value),
                name="appraisal_disposal_of_the_unqualified",
            ),
        ]

    def __str__(self) -> str:
        return self.person_id

    def standing(self) -> Standing:
        """What the rules need to know."""
        return Standing(
            person=self.person_id,
            grade=Grade(self.grade),
            disposal=Disposal(self.disposal) if self.disposal else None,
            talked_on=self.talked_on,
            told_on=self.told_on,
        )
