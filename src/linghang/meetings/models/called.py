"""What was told before a meeting: its agenda, and the material that members were given."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linghang.meetings.models.meetings import Meeting
from linghang.org.models import Person


class PutUp(models.Model):
    """An item on the agenda that was announced; what is not on it is 临时动议 (§2.3.2).

    form: kind of meeting within the event that deals with it. announced_on: the day on which
    members could read it.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agenda", verbose_name="会议")
    number = models.PositiveSmallIntegerField("序号")
    form = models.CharField("形式", max_length=60)
    kind = models.CharField("类别", max_length=60)
    title = models.CharField("议题", max_length=120)
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        to_field="code",
        related_name="+",
        null=True,
        blank=True,
        verbose_name="所涉人员",
    )
    announced_on = models.DateField("列入议程日期")

    class Meta:
        verbose_name = verbose_name_plural = "会前议程"
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="put_up_number_once"),
            models.CheckConstraint(condition=~Q(title=""), name="put_up_is_named"),
        ]

    def __str__(self) -> str:
        return self.title


class Material(models.Model):
    """Written material that reached the members, and on which day (§2.3.2).

    Who signed for it, say the notices about it.
    """

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="material", verbose_name="会议"
    )
    title = models.CharField("材料", max_length=120)
    delivered_on = models.DateField("送达日期")

    class Meta:
        verbose_name = verbose_name_plural = "会议材料"
        ordering = ["meeting", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "title"], name="material_once"),
            models.CheckConstraint(condition=~Q(title=""), name="material_is_named"),
        ]

    def __str__(self) -> str:
        return self.title


class Former(models.Model):
    """A record as it stood before a later save took its place; the present one is in its rows.

    version: of the meeting when it stood. content: recording.versions.plain() of the record.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="former", verbose_name="会议")
    version = models.PositiveIntegerField("版本")
    content = models.JSONField("内容")
    saved_at = models.DateTimeField("保存时间")
    saved_by = models.ForeignKey(
        Person,
        models.PROTECT,
        to_field="code",
        related_name="+",
        null=True,
        blank=True,
        verbose_name="保存人",
    )

    class Meta:
        verbose_name = verbose_name_plural = "会议记录的前一版"
        ordering = ["meeting", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "version"], name="former_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.version}"
