"""The record of what ran by the clock."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Outcome(models.TextChoices):
    """How a run ended; a running one has none."""

    DONE = "done", "完成"
    FAILED = "failed", "失败"
    INTERRUPTED = "interrupted", "中断"


class JobRun(models.Model):
    """One run of a job for one due time; there is never a second one for it."""

    code = models.CharField("任务", max_length=100)
    due_at = models.DateTimeField("应运行时间")
    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("结束时间", null=True)
    outcome = models.CharField("结果", max_length=20, choices=Outcome, blank=True)
    reference = models.CharField("日志编号", max_length=20, blank=True)
    complaint = models.TextField("原因", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "定时任务记录"
        ordering = ["-due_at"]
        constraints = [
            models.UniqueConstraint(fields=["code", "due_at"], name="schedule_jobrun_once"),
            models.CheckConstraint(
                condition=Q(finished_at=None, outcome="")
                | (Q(finished_at__isnull=False) & ~Q(outcome="")),
                name="schedule_jobrun_finished_has_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="failed") | ~Q(reference=""),
                name="schedule_jobrun_failure_has_reference",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.due_at:%Y-%m-%d %H:%M}"
