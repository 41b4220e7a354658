"""Trainings of members: an event with hours, and who took part."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from linghang.meetings.training.rules import RESULT_NAMES
from linghang.org.models import Person, Unit


class Training(models.Model):
    """One training (培训班). unit: who holds it; its members and those below may take part.

    series: which class it is (第3期). everybody: all members of the unit and below took part but
    those named. result: what the course came to, in words.
    """

    unit = models.ForeignKey(
        Unit, models.PROTECT, to_field="code", related_name="+", verbose_name="举办单位"
    )
    title = models.CharField("培训名称", max_length=120)
    series = models.CharField("期次", max_length=20, blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    place = models.CharField("地点", max_length=80, blank=True)
    syllabus = models.TextField("培训内容", blank=True)
    hours = models.DecimalField(
        "学时", max_digits=5, decimal_places=1, validators=[MinValueValidator(0)]
    )
    everybody = models.BooleanField("全体参加", default=False)
    result = models.TextField("培训结果", blank=True, default="")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "党员培训"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "title", "series", "starts_on"], name="training_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on"), hours__gt=0) & ~Q(title=""),
                name="training_has_days_and_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}{self.series}"


class Trainee(models.Model):
    """Somebody named in a training: who came, or with `everybody` who stayed away.

    result: how who came ended it, "" where nobody noted it.
    """

    training = models.ForeignKey(
        Training, models.PROTECT, related_name="trainees", verbose_name="培训"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, to_field="code", related_name="+", verbose_name="人员"
    )
    result = models.CharField(
        "结果",
        max_length=12,
        choices=[(one.value, name) for one, name in RESULT_NAMES.items()],
        blank=True,
        default="",
    )

    class Meta:
        verbose_name = verbose_name_plural = "参训人员"
        ordering = ["training", "person"]
        constraints = [
            models.UniqueConstraint(fields=["training", "person"], name="trainee_once"),
            models.CheckConstraint(
                condition=Q(result__in=["", *sorted(one.value for one in RESULT_NAMES)]),
                name="trainee_result_known",
            ),
        ]

    def __str__(self) -> str:
        return self.person_id
