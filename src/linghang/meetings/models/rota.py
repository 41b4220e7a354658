"""The rota of lessons: who is to teach what, in which branch, on which day."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from linghang.meetings.lessons.rules import LESSON_NAMES
from linghang.meetings.models.meetings import read_by
from linghang.org.models import Person, Unit
from linghang.org.rules import Rights


class PlannedLessonQuerySet(models.QuerySet["PlannedLesson"]):
    """Planned lessons by who asks and by what became of them."""

    def visible_to(self, rights: Rights) -> Self:
        """Those in units about whose meetings the post may read."""
        return self.filter(read_by(rights))

    def standing(self) -> Self:
        """Without those called off."""
        return self.filter(reason="")


class PlannedLesson(models.Model):
    """One line of a rota. That it was given, say the lessons of meetings; nothing is said twice.

    unit: the branch that meets. kept_by: whose rota it is: the branch itself, or the committee
    above that sends its leaders. set_on: the day on which it was planned. place: code of a place
    that is told, as of a lesson. reason: why it was called off; "" while it stands.
    """

    unit = models.ForeignKey(
        Unit, models.PROTECT, to_field="code", related_name="+", verbose_name="讲课支部"
    )
    kept_by = models.ForeignKey(
        Unit, models.PROTECT, to_field="code", related_name="+", verbose_name="安排单位"
    )
    speaker = models.ForeignKey(
        Person, models.PROTECT, to_field="code", related_name="+", verbose_name="主讲人"
    )
    day = models.DateField("计划日期")
    kind = models.CharField(
        "形式", max_length=12, choices=[(one.value, name) for one, name in LESSON_NAMES.items()]
    )
    topic = models.CharField("题目", max_length=120)
    set_on = models.DateField("排定日期")
    place = models.CharField("讲课地点", max_length=60, blank=True, default="")
    reason = models.CharField("取消原因", max_length=200, blank=True, default="")

    objects = PlannedLessonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "党课计划"
        ordering = ["day", "pk"]
        indexes = [models.Index(fields=["day", "unit"], name="planned_lesson_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "speaker", "kind", "day"],
                condition=Q(reason=""),
                name="planned_lesson_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in LESSON_NAMES]) & ~Q(topic=""),
                name="planned_lesson_is_named",
            ),
        ]

    def __str__(self) -> str:
        return self.topic
