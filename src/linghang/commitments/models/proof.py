"""What stands behind a commitment: reports, files, what came of it, extensions, reviews."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linghang.commitments.models.tree import Commitment
from linghang.foundation.evidence.models import Evidence
from linghang.foundation.trail.models import AppendOnlyModel, AppendOnlyQuerySet


class Note(AppendOnlyModel):
    """One report of progress (进展反馈). A correction is a new one that names the old, and why.

    period: which it is for (2025-06, 2025Q2, 2025-W23), "" without rhythm. percent: 0…100.
    """

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="notes", verbose_name="任务"
    )
    period = models.CharField("报告期", max_length=10, blank=True)
    day = models.DateField("日期")
    done = models.TextField("已做工作")
    difficulties = models.TextField("困难", blank=True)
    next = models.TextField("下一步", blank=True)
    percent = models.PositiveSmallIntegerField("进度", null=True, blank=True)
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
        verbose_name="更正",
    )
    reason = models.CharField("更正理由", max_length=500, blank=True)
    person = models.CharField("反馈人", max_length=64)
    unit = models.CharField("反馈部门", max_length=64, blank=True)
    at = models.DateTimeField("登记时间")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "进展反馈"
        base_manager_name = "objects"
        ordering = ["day", "pk"]
        indexes = [
            models.Index(fields=["commitment", "day"], name="note_of_commitment"),
            models.Index(
                fields=["commitment"], condition=~Q(difficulties=""), name="note_of_difficulties"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__lte=100), name="note_percent"
            ),
            models.CheckConstraint(condition=~Q(done=""), name="note_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.period or self.day} {self.done[:20]}"


class Paper(models.Model):
    """A file behind a commitment (佐证材料). happened_on: the day that it proves something of.

    removed_...: when, by whom and why it was taken off; the file stays and can be read.
    """

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="papers", verbose_name="任务"
    )
    note = models.ForeignKey(
        Note, models.PROTECT, null=True, blank=True, related_name="papers", verbose_name="进展反馈"
    )
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, related_name="+", verbose_name="佐证材料"
    )
    name = models.CharField("材料名称", max_length=255)
    happened_on = models.DateField("发生日期")
    added_by = models.CharField("上传人", max_length=64)
    added_at = models.DateTimeField("上传时间")
    removed_on = models.DateField("撤下日期", null=True, blank=True)
    removed_by = models.CharField("撤下人", max_length=64, blank=True)
    removed_because = models.CharField("撤下理由", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务材料"
        ordering = ["commitment", "happened_on", "pk"]

    def __str__(self) -> str:
        return self.name


class Produced(models.Model):
    """What came of a commitment and is counted: rules revised, money recovered, people dealt with.

    code: a yield of the kind. number: how many, 分 where it is money. about: the record that it is
    counted from; names: persons, for the discipline seats alone. voided_...: when, by whom and why
    it was taken back; it stays to be seen.
    """

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="yields", verbose_name="任务"
    )
    code = models.CharField("成果类别", max_length=40)
    day = models.DateField("日期")
    known_on = models.DateField("登记日期")
    number = models.BigIntegerField("数量", default=1)
    title = models.CharField("名称", max_length=300, blank=True)
    names = models.TextField("涉及人员", blank=True)
    about_type = models.CharField("依据类型", max_length=80, blank=True)
    about_id = models.CharField("依据编号", max_length=100, blank=True)
    person = models.CharField("登记人", max_length=64)
    at = models.DateTimeField("登记时间")
    voided_on = models.DateField("作废日期", null=True, blank=True)
    voided_by = models.CharField("作废人", max_length=64, blank=True)
    voided_because = models.CharField("作废理由", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务成果"
        ordering = ["day", "pk"]
        indexes = [models.Index(fields=["commitment", "code", "day"], name="produced_by_code")]
        constraints = [
            models.CheckConstraint(condition=Q(number__gt=0), name="produced_something"),
            models.CheckConstraint(
                condition=Q(day__lte=F("known_on")), name="produced_known_after_its_day"
            ),
            models.UniqueConstraint(
                fields=["commitment", "code", "about_type", "about_id"],
                condition=~Q(about_id="") & Q(voided_on=None),
                name="produced_record_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"


class Observation(AppendOnlyModel):
    """A figure or an event of a target that no record tells (观测值): entered once, by name.

    value: in the target's unit, None for an event or a grade; text: the grade, or what happened.
    A later one of the same day takes its place.
    """

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="observations", verbose_name="任务"
    )
    day = models.DateField("日期")
    known_on = models.DateField("登记日期")
    value = models.DecimalField("数值", max_digits=20, decimal_places=6, null=True, blank=True)
    text = models.CharField("情况", max_length=200, blank=True)
    about_type = models.CharField("依据类型", max_length=80, blank=True)
    about_id = models.CharField("依据编号", max_length=100, blank=True)
    person = models.CharField("登记人", max_length=64)
    at = models.DateTimeField("登记时间")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "目标观测值"
        base_manager_name = "objects"
        ordering = ["day", "pk"]
        indexes = [models.Index(fields=["commitment", "day"], name="observation_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(text=""), name="observation_says_something"
            ),
            models.CheckConstraint(
                condition=Q(day__lte=F("known_on")), name="observation_known_after_its_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.value if self.value is not None else self.text}"


class Extension(models.Model):
    """A later day, asked for and granted or not (延期)."""

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="extensions", verbose_name="任务"
    )
    from_due = models.DateField("原时限")
    to_due = models.DateField("申请时限")
    reason = models.CharField("理由", max_length=500)
    asked_by = models.CharField("申请人", max_length=64)
    asked_on = models.DateField("申请日期")
    asked_at = models.DateTimeField("申请时间")
    decided_by = models.CharField("审批人", max_length=64, blank=True)
    decided_on = models.DateField("审批日期", null=True, blank=True)
    is_granted = models.BooleanField("同意", null=True, blank=True)
    answer = models.CharField("审批意见", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "延期"
        ordering = ["commitment", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment"],
                condition=Q(decided_on=None),
                name="extension_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(to_due__gt=F("from_due")), name="extension_to_a_later_day"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_has_its_reason"),
            models.CheckConstraint(
                condition=Q(decided_on=None, is_granted=None, decided_by="")
                | (
                    Q(decided_on__isnull=False, is_granted__isnull=False)
                    & ~Q(decided_by="")
                    & ~Q(decided_by=F("asked_by"))
                ),
                name="extension_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_due} → {self.to_due}"


class Review(models.Model):
    """回头看: planned for a day; done by others than those who did it, with what was found.

    first_planned_on: the day before it was put off the first time, None while it never was;
    moved_because: why it was put off the last time.
    """

    class Result(models.TextChoices):
        HELD = "held", "巩固"
        REBOUND = "rebound", "反弹"

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="reviews", verbose_name="任务"
    )
    planned_on = models.DateField("计划日期")
    first_planned_on = models.DateField("原计划日期", null=True, blank=True)
    moved_because = models.CharField("改期理由", max_length=500, blank=True)
    done_on = models.DateField("回头看日期", null=True, blank=True)
    result = models.CharField("结果", max_length=10, blank=True, choices=Result.choices, default="")
    text = models.TextField("情况", blank=True)
    person = models.CharField("回头看的人", max_length=64, blank=True)
    at = models.DateTimeField("登记时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "回头看"
        ordering = ["commitment", "planned_on", "pk"]
        indexes = [models.Index(fields=["done_on", "planned_on"], name="review_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None, result="")
                | (Q(done_on__isnull=False, result__in=["held", "rebound"]) & ~Q(person="")),
                name="review_done_with_a_result",
            )
        ]

    def __str__(self) -> str:
        return f"{self.planned_on} {self.result}"
