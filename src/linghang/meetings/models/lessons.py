"""Who taught at a 党课, and what is left to be done after a meeting, and the files that belong."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from linghang.foundation.evidence.models import Evidence
from linghang.foundation.period import Period
from linghang.meetings.lessons.rules import LESSON_NAMES
from linghang.meetings.models.meetings import Form
from linghang.meetings.recording.rules import TOOK_PLACE
from linghang.org.models import Person


class LessonQuerySet(models.QuerySet["Lesson"]):
    """Lessons by when they were given."""

    def given(self, span: Period) -> Self:
        """Those of meetings that took place on the days of the span."""
        return self.filter(
            form__meeting__state__in=TOOK_PLACE,
            form__meeting__day__gte=span.start,
            form__meeting__day__lt=span.end,
        ).order_by()


class Lesson(models.Model):
    """One speaker of a 党课. post: what the speaker was on that day, "" for a plain member.

    place: code of a place that is told (lesson_places.yaml); "" where the branch itself met.
    """

    form = models.ForeignKey(Form, models.PROTECT, related_name="lessons", verbose_name="党课")
    number = models.PositiveSmallIntegerField("序号")
    speaker = models.ForeignKey(
        Person, models.PROTECT, to_field="code", related_name="+", verbose_name="主讲人"
    )
    post = models.CharField("主讲人职务", max_length=60, blank=True)
    kind = models.CharField(
        "形式", max_length=12, choices=[(one.value, name) for one, name in LESSON_NAMES.items()]
    )
    topic = models.CharField("题目", max_length=120)
    place = models.CharField("讲课地点", max_length=60, blank=True, default="")

    objects = LessonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "党课主讲"
        ordering = ["form", "number"]
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="lesson_number_once"),
            models.UniqueConstraint(fields=["form", "speaker"], name="lesson_speaker_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in LESSON_NAMES]) & ~Q(topic=""),
                name="lesson_is_named",
            ),
        ]

    def __str__(self) -> str:
        return self.topic


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """Follow-ups by how far they are."""

    def open(self) -> Self:
        """Those that nobody closed."""
        return self.filter(closed_on__isnull=True)


class FollowUp(models.Model):
    """One line of what a meeting left to be done: an owner, a day, closed by somebody on a day."""

    form = models.ForeignKey(Form, models.PROTECT, related_name="follow_ups", verbose_name="会议")
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("事项", max_length=200)
    measure = models.CharField("措施", max_length=300, blank=True)
    owner = models.ForeignKey(
        Person, models.PROTECT, to_field="code", related_name="+", verbose_name="责任人"
    )
    due_date = models.DateField("完成时限")
    closed_on = models.DateField("完成日期", null=True, blank=True)
    closed_by = models.ForeignKey(
        Person,
        models.PROTECT,
        to_field="code",
        related_name="+",
        null=True,
        blank=True,
        verbose_name="销号人",
    )
    result = models.CharField("完成情况", max_length=300, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会后事项"
        ordering = ["form", "number"]
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="follow_up_number_once"),
            models.CheckConstraint(condition=~Q(title=""), name="follow_up_is_named"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_by__isnull=True, result="")
                | Q(closed_on__isnull=False, closed_by__isnull=False) & ~Q(result=""),
                name="follow_up_closed_by_somebody_with_a_result",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class MeetingPaper(models.Model):
    """A file that belongs to a meeting: 课件, 签到表, 发言提纲."""

    form = models.ForeignKey(Form, models.PROTECT, related_name="papers", verbose_name="会议")
    kind = models.CharField("材料", max_length=30)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+", verbose_name="文件")

    class Meta:
        verbose_name = verbose_name_plural = "会议材料"
        ordering = ["form", "pk"]

    def __str__(self) -> str:
        return self.kind
