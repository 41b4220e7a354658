"""A meeting, the forms that it takes, and who was not there."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from linghang.meetings.recording.rules import GROUND_NAMES, STATE_NAMES, TOOK_PLACE, State
from linghang.org.definitions import TENDS
from linghang.org.models import Person, Unit
from linghang.org.rules import Rights

READ = "meetings.read"


def read_by(rights: Rights) -> Q:
    """Rows of the units, and in the trees, about whose meetings the post may read."""
    trees = [tree.value for tree in TENDS[rights.post.tree]] if rights.has(READ) else []
    if rights.everywhere(READ):
        return Q(unit__tree__in=trees)
    return Q(unit__tree__in=trees, unit__code__in=rights.units(READ))


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings, by who asks and by what became of them."""

    def visible_to(self, rights: Rights) -> Self:
        """Meetings of the units, and in the trees, about which the post may read records."""
        return self.filter(read_by(rights))

    def took_place(self) -> Self:
        """Without those only planned, and those called off."""
        return self.filter(state__in=TOOK_PLACE)


class Meeting(models.Model):
    """One event of a unit; it may hold several kinds of meetings (Form) and counts once.

    kind: what it is called by, the first of its forms. version: grows with every save, so that
    two who record at once notice each other. record: the raw record (会议记录), whole and internal;
    what is issued are Minutes.
    """

    unit = models.ForeignKey(
        Unit, models.PROTECT, to_field="code", related_name="+", verbose_name="召开单位"
    )
    kind = models.CharField("会议", max_length=60)
    day = models.DateField("日期")
    starts_at = models.TimeField("开始", null=True, blank=True)
    ends_at = models.TimeField("结束", null=True, blank=True)
    place = models.CharField("地点", max_length=80, blank=True)
    theme = models.CharField("主题", max_length=120, blank=True)
    chair = models.ForeignKey(
        Person,
        models.PROTECT,
        to_field="code",
        related_name="+",
        null=True,
        blank=True,
        verbose_name="主持人",
    )
    recorder = models.ForeignKey(
        Person,
        models.PROTECT,
        to_field="code",
        related_name="+",
        null=True,
        blank=True,
        verbose_name="记录人",
    )
    state = models.CharField(
        "状态",
        max_length=12,
        choices=[(one.value, name) for one, name in STATE_NAMES.items()],
        default=State.PLANNED.value,
    )
    record = models.TextField("会议记录", blank=True)
    reason = models.CharField("取消原因", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=0)
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
    closed_at = models.DateTimeField("封存时间", null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会议"
        ordering = ["-day", "-pk"]
        indexes = [
            models.Index(fields=["unit", "-day"], name="meeting_of_unit"),
            models.Index(fields=["-day", "-id"], name="meeting_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "day"],
                condition=~Q(state=State.CALLED_OFF.value),
                name="meeting_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(STATE_NAMES)), name="meeting_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=State.CLOSED.value, closed_at__isnull=False)
                | ~Q(state=State.CLOSED.value) & Q(closed_at__isnull=True),
                name="meeting_closed_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state=State.CALLED_OFF.value) & ~Q(reason="")
                | ~Q(state=State.CALLED_OFF.value) & Q(reason=""),
                name="meeting_called_off_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED.value)
                | Q(chair__isnull=False, recorder__isnull=False),
                name="meeting_closed_names_chair_and_recorder",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True)
                | Q(starts_at__isnull=True)
                | Q(ends_at__gt=F("starts_at")),
                name="meeting_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind} {self.day}"


class Form(models.Model):
    """One kind of meeting within an event, with its own counts and its own minutes (§1.3.9).

    expected, came, entitled: 应到, 实到, 应到会有表决权; None until it is recorded.
    facts: what its kind asks for besides, as written (particulars); by the code of the field.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="forms", verbose_name="会议")
    kind = models.CharField("形式", max_length=60)
    number = models.PositiveSmallIntegerField("序号", default=1)
    expected = models.PositiveIntegerField("应到", null=True, blank=True)
    came = models.PositiveIntegerField("实到", null=True, blank=True)
    entitled = models.PositiveIntegerField("应到会有表决权", null=True, blank=True)
    facts = models.JSONField("另记的栏目", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会议形式"
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "kind"], name="meeting_form_once"),
            models.CheckConstraint(
                condition=Q(expected__isnull=True, came__isnull=True, entitled__isnull=True)
                | Q(expected__gte=F("came"), entitled__lte=F("expected")),
                name="meeting_form_counts_agree",
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class Absence(models.Model):
    """Somebody who was not there, or not the whole time. first, last: items that were missed.

    made_up_on: the day on which the lesson was made up for (补学); that never is presence.
    """

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="absences", verbose_name="会议"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, to_field="code", related_name="+", verbose_name="缺席人"
    )
    ground = models.CharField(
        "原因", max_length=12, choices=[(one.value, name) for one, name in GROUND_NAMES.items()]
    )
    first = models.PositiveSmallIntegerField("自第几项", default=1)
    last = models.PositiveSmallIntegerField("至第几项", null=True, blank=True)
    made_up_on = models.DateField("补学日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "缺席"
        ordering = ["meeting", "person", "first"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person", "first"], name="meeting_absence_once"
            ),
            models.CheckConstraint(
                condition=Q(ground__in=sorted(GROUND_NAMES)), name="meeting_absence_ground_known"
            ),
            models.CheckConstraint(
                condition=Q(first__gte=1) & (Q(last__isnull=True) | Q(last__gte=F("first"))),
                name="meeting_absence_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.get_ground_display()}"

    @property
    def is_absence(self) -> bool:
        """Whether nothing of the meeting was attended."""
        return self.first <= 1 and self.last is None


class Observer(models.Model):
    """Somebody who attended without belonging (列席); never counts."""

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="observers", verbose_name="会议"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, to_field="code", related_name="+", verbose_name="列席人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "列席"
        ordering = ["meeting", "person"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="meeting_observer_once")
        ]

    def __str__(self) -> str:
        return self.person_id
