"""Programmes and the tree of their commitments."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q

from linghang.commitments import catalog
from linghang.commitments.content import rules as content
from linghang.commitments.definitions import (
    BEGAN,
    FEEDBACK,
    RHYTHM_NAMES,
    ROLE_NAMES,
    Level,
    ProgrammeKind,
    Rhythm,
    Role,
)
from linghang.commitments.due import rules as terms
from linghang.commitments.progress.rules import KIND_NAMES, Kind
from linghang.commitments.spells.rules import ACCEPTED, STANDING_NAMES, UNDER_WAY, Standing
from linghang.foundation.intake.models import Batch
from linghang.foundation.sensitivity.definitions import CHOICES
from linghang.foundation.sensitivity.definitions import Level as Sensitivity
from linghang.org.models import Unit

PATH_WIDTH = 5


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Programmes."""

    def in_force(self) -> ProgrammeQuerySet:
        """Approved, not ended and not voided."""
        return self.filter(standing=Programme.Standing.IN_FORCE)

    def needing_approval(self) -> ProgrammeQuerySet:
        """需重新审定: approved, and changed since as a whole: days, facts, what is in it."""
        return self.exclude(Q(approved_hash="") | Q(content_hash="")).exclude(
            approved_hash=F("content_hash")
        )


class Programme(models.Model):
    """A plan, an inspection, a list of supervised matters: what its commitments belong to.

    days: the days that its kind declares, by code, as far as they are set here; met: on which day
    each of them was met, as far as somebody said so. words: how this
    one calls the three states outside, where it differs from its kind.
    approved_hash, content_hash: of what was approved, and of what it says now, with all in it.
    """

    class Standing(models.TextChoices):
        DRAFT = "draft", "拟订中"
        IN_FORCE = "in_force", "实施中"
        ENDED = "ended", "已结束"
        VOIDED = "voided", "已作废"

    kind = models.CharField("类别", max_length=60)
    definition_hash = models.CharField("定义版本", max_length=64)
    number = models.CharField("编号", max_length=24, unique=True)
    title = models.CharField("名称", max_length=200)
    unit = models.ForeignKey(
        Unit, models.PROTECT, to_field="code", related_name="+", verbose_name="牵头部门"
    )
    leader = models.CharField("组长", max_length=64, blank=True)
    began_on = models.DateField("开始日期")
    feedback_on = models.DateField("反馈日期", null=True, blank=True)
    ended_on = models.DateField("结束日期", null=True, blank=True)
    days = models.JSONField("节点日期", default=dict, blank=True)
    met = models.JSONField("节点办结", default=dict, blank=True)
    facts = models.JSONField("内容", default=dict, blank=True)
    words = models.JSONField("对外状态用语", default=dict, blank=True)
    sensitivity = models.CharField(
        "敏感程度", max_length=20, choices=CHOICES, default=Sensitivity.INTERNAL.value
    )
    standing = models.CharField(
        "状态", max_length=10, choices=Standing.choices, default=Standing.DRAFT.value
    )
    entered_by = models.CharField("登记人", max_length=64)
    entered_at = models.DateTimeField("登记时间")
    approved_by = models.CharField("审定人", max_length=64, blank=True)
    approved_on = models.DateField("审定日期", null=True, blank=True)
    approved_hash = models.CharField("审定内容摘要", max_length=64, blank=True)
    content_hash = models.CharField("现在内容摘要", max_length=64, blank=True)
    source_type = models.CharField("来源类型", max_length=80, blank=True)
    source_id = models.CharField("来源编号", max_length=100, blank=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工作方案"
        ordering = ["-began_on", "-pk"]
        indexes = [models.Index(fields=["kind", "standing"], name="programme_by_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(standing__in=["draft", "in_force", "ended", "voided"]),
                name="programme_standing_known",
            ),
            models.CheckConstraint(
                condition=~Q(standing__in=["in_force", "ended"]) | Q(approved_on__isnull=False),
                name="programme_in_force_since_a_day",
            ),
            models.CheckConstraint(
                condition=Q(feedback_on=None) | Q(feedback_on__gte=F("began_on")),
                name="programme_feedback_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def definition(self) -> ProgrammeKind:
        """The version of its kind that it is bound to."""
        return catalog.version(self.kind, self.definition_hash)

    @property
    def needs_approval(self) -> bool:
        """需重新审定: approved, and changed since, as a whole."""
        return bool(self.content_hash) and content.needs_approval(
            approved=self.approved_hash, content=self.content_hash
        )

    @property
    def known_days(self) -> dict[str, date]:
        """Every day of it that is set: began, feedback, and those that the kind declares."""
        found = {BEGAN: self.began_on}
        if self.feedback_on:
            found[FEEDBACK] = self.feedback_on
        return {**found, **{code: date.fromisoformat(day) for code, day in self.days.items()}}

    @property
    def days_owed(self) -> dict[str, date]:
        """By when something is still to be done, by code: days that are known and not met yet."""
        known = self.known_days
        owed = (one.code for one in self.definition.days if one.owed)
        return {code: known[code] for code in owed if code in known and code not in self.met}


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    """Commitments."""

    def under_way(self) -> CommitmentQuerySet:
        """Still to be done: open, waiting to be accepted, or reopened."""
        return self.filter(standing__in=[one.value for one in UNDER_WAY])

    def tasks(self) -> CommitmentQuerySet:
        """What somebody does."""
        return self.filter(role=Role.TASK.value)

    def overdue(self, today: date) -> CommitmentQuerySet:
        """Tasks under way after their day; due today is not overdue."""
        return self.tasks().under_way().filter(due__lt=today)

    def needing_approval(self) -> CommitmentQuerySet:
        """需重新审定: approved or closed, and changed since."""
        approved = ~Q(approved_hash="") & ~Q(approved_hash=F("content_hash"))
        closed = ~Q(closed_hash="") & ~Q(closed_hash=F("content_hash"))
        behind = ~Q(closed_dossier="") & ~Q(closed_dossier=F("dossier_hash"))
        return self.filter(approved | closed | behind)

    def below(self, row: Commitment) -> CommitmentQuerySet:
        """Everything under a commitment, in the order of the tree."""
        return self.filter(
            programme=row.programme_id, path__gt=row.path, path__lt=row.path + "A"
        ).order_by("path")


class Commitment(models.Model):
    """One node of a programme's tree: a heading, a problem, a goal, a measure, a task.

    path: its place, five digits a level, so that the tree is one query in order. unit, owner,
    leader: who answers for it. first_due: the day first promised; it never changes. due: the day
    in force. due_rule: see due.rules. weight: share of its siblings in hundredths, None where none
    is given. target: see targets; target_state, target_shown, target_on: as last worked out.
    standing, since, percent, reported_on: follow from its deeds and
    reports, kept here for boards. content_hash: of what it says; approved_hash, closed_hash: of
    what it said when it was approved and closed. closed_dossier: of the files, reports and results
    that it stands closed on, "" while it does not; dossier_hash: of those that it has now.
    source: where it came from.
    """

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="commitments", verbose_name="工作方案"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    path = models.CharField("位置", max_length=60)
    level = models.CharField("层级", max_length=20)
    role = models.CharField(
        "性质", max_length=10, choices=[(one.value, name) for one, name in ROLE_NAMES.items()]
    )
    number = models.CharField("序号", max_length=40)
    title = models.CharField("名称", max_length=300)
    text = models.TextField("内容", blank=True)
    type = models.CharField(
        "类型",
        max_length=12,
        blank=True,
        choices=[(one.value, name) for one, name in KIND_NAMES.items()],
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        to_field="code",
        null=True,
        blank=True,
        related_name="+",
        verbose_name="责任部门",
    )
    owner = models.CharField("责任人", max_length=64, blank=True)
    leader = models.CharField("责任领导", max_length=64, blank=True)
    first_due = models.DateField("原定完成时限", null=True, blank=True)
    due = models.DateField("完成时限", null=True, blank=True)
    due_rule = models.JSONField("时限规则", default=dict, blank=True)
    standard = models.TextField("完成标准", blank=True)
    weight = models.DecimalField("权重", max_digits=5, decimal_places=2, null=True, blank=True)
    rhythm = models.CharField(
        "反馈周期",
        max_length=10,
        blank=True,
        choices=[(one.value, name) for one, name in RHYTHM_NAMES.items()],
    )
    target = models.JSONField("目标值", default=dict, blank=True)
    target_state = models.CharField("目标状态", max_length=12, blank=True)
    target_shown = models.CharField("目标现值", max_length=60, blank=True)
    target_on = models.DateField("目标现值日期", null=True, blank=True)
    facts = models.JSONField("其他内容", default=dict, blank=True)
    standing = models.CharField(
        "状态",
        max_length=10,
        choices=[(one.value, name) for one, name in STANDING_NAMES.items()],
        default=Standing.PLANNED.value,
    )
    since = models.DateField("状态起始日期")
    begun_on = models.DateField("下达日期", null=True, blank=True)
    percent = models.PositiveSmallIntegerField("进度", null=True, blank=True)
    reported_on = models.DateField("最近反馈日期", null=True, blank=True)
    proceeding = models.BigIntegerField("销号办理", null=True, blank=True)
    content_hash = models.CharField("内容摘要", max_length=64, blank=True)
    approved_hash = models.CharField("审定时摘要", max_length=64, blank=True)
    closed_hash = models.CharField("销号时摘要", max_length=64, blank=True)
    dossier_hash = models.CharField("卷宗摘要", max_length=64, blank=True)
    closed_dossier = models.CharField("销号时卷宗摘要", max_length=64, blank=True)
    source_type = models.CharField("来源类型", max_length=80, blank=True)
    source_id = models.CharField("来源编号", max_length=100, blank=True)
    batch = models.ForeignKey(
        Batch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="导入批次"
    )

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任务"
        ordering = ["programme", "path"]
        indexes = [
            models.Index(fields=["programme", "path"], name="commitment_in_order"),
            models.Index(fields=["unit", "standing", "due"], name="commitment_of_unit"),
            models.Index(fields=["owner", "standing"], name="commitment_of_owner"),
            models.Index(fields=["leader", "standing"], name="commitment_of_leader"),
            models.Index(fields=["role", "standing", "due"], name="commitment_by_due"),
            models.Index(fields=["source_type", "source_id"], name="commitment_by_source"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="commitment_number_once"),
            models.CheckConstraint(
                condition=Q(standing__in=sorted(one.value for one in Standing)),
                name="commitment_standing_known",
            ),
            models.CheckConstraint(
                condition=Q(role__in=sorted(one.value for one in Role)),
                name="commitment_role_known",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.TASK.value) | Q(unit__isnull=False),
                name="commitment_task_has_its_unit",
            ),
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__lte=100), name="commitment_percent"
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.TASK.value)
                | ~Q(standing__in=[one.value for one in ACCEPTED])
                | ~Q(closed_hash=""),
                name="commitment_accepted_on_something",
            ),
            models.CheckConstraint(
                condition=~Q(type=Kind.CONTINUOUS.value) | ~Q(standing=Standing.DONE.value),
                name="commitment_continuous_is_never_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def declared(self) -> Level:
        """What its kind of programme says of its level."""
        return self.programme.definition.by_level[self.level]

    @property
    def is_under_way(self) -> bool:
        """Still to be done."""
        return self.standing in {one.value for one in UNDER_WAY}

    @property
    def needs_approval(self) -> bool:
        """需重新审定: approved or closed, and changed since."""
        return content.needs_approval(
            approved=self.approved_hash,
            content=self.content_hash,
            closed=self.closed_hash,
            dossier=self.dossier_hash,
            closed_dossier=self.closed_dossier,
        )

    @property
    def is_extended(self) -> bool:
        """Whether the day in force is not the first one."""
        return self.first_due is not None and self.due != self.first_due

    @property
    def depth(self) -> int:
        """0 for the top of the tree."""
        return len(self.path) // PATH_WIDTH - 1

    def rule(self) -> terms.DueRule | None:
        """From which day its day due is counted; None where it is a day."""
        return terms.rule(self.due_rule)

    def reports(self) -> Rhythm:
        """How often it is reported."""
        return Rhythm(self.rhythm)

    def told(self) -> dict[str, Any]:
        """What of it is approved, by name (see content.rules.says)."""
        found = {name: getattr(self, name) for name in content.APPROVED if name != "unit"}
        return {**found, "unit": self.unit_id or "", "due_rule": self.due_rule}
