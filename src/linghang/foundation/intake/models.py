"""A batch: one import from arrival to commit or undo."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models

from linghang.foundation.access import Actor


class State(models.TextChoices):
    """Where a batch stands."""

    RECEIVED = "received", "等待检查"
    STAGING = "staging", "正在检查"
    STAGED = "staged", "待入库"
    COMMITTING = "committing", "正在入库"
    COMMITTED = "committed", "已入库"
    UNDONE = "undone", "已撤销"
    DISCARDED = "discarded", "已放弃"
    REFUSED = "refused", "未通过"
    INTERRUPTED = "interrupted", "已中断"


WORKED_ON = (State.STAGING, State.COMMITTING)  # by a process that holds the kind's lock
OPEN_STATES = (State.RECEIVED, State.STAGING, State.STAGED, State.COMMITTING)


class Batch(models.Model):
    """One import of one or several files.

    target: what it is imported into where the kind has several (a ledger's code); else empty.
    files: [{name, bytes, sha256, rows, encoding}]. facts: counts that the engine adds.
    complaint_counts: [{column, says, severity, count}], the largest first.
    """

    kind = models.CharField("类别", max_length=40)
    target = models.CharField("导入到", max_length=80, blank=True, default="")
    state = models.CharField("状态", max_length=20, choices=State, default=State.RECEIVED.value)
    person = models.CharField("导入人", max_length=40)
    appointment = models.BigIntegerField("以何岗位", null=True)
    on_behalf_of = models.CharField("受谁委托", max_length=40, blank=True)
    files = models.JSONField("文件", default=list)
    facts = models.JSONField("统计", default=dict)
    complaint_counts = models.JSONField("问题统计", default=list)
    message = models.TextField("说明", blank=True)
    rows_read = models.PositiveIntegerField("已读行数", default=0)
    bytes_done = models.BigIntegerField("已处理字节", default=0)
    bytes_total = models.BigIntegerField("总字节", default=0)
    received_at = models.DateTimeField("收到")
    staged_at = models.DateTimeField("检查完成", null=True)
    committed_at = models.DateTimeField("入库", null=True)
    undone_at = models.DateTimeField("撤销", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "target"], name="batch_of_kind")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="committed") | models.Q(committed_at__isnull=False),
                name="batch_committed_has_instant",
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.pk}批"

    @property
    def actor(self) -> Actor:
        return Actor(
            person=self.person,
            appointment=self.appointment,
            on_behalf_of=self.on_behalf_of or None,
        )

    @property
    def folder(self) -> Path:
        """Where the batch's uploads, staged rows and complaints lie."""
        return Path(settings.STAGING_FOLDER) / str(self.pk)

    @property
    def uploads(self) -> Path:
        return self.folder / "uploads"

    @property
    def complaints_file(self) -> Path:
        return self.folder / "complaints.parquet"

    @property
    def staged_file(self) -> Path:
        return self.folder / "rows.parquet"

    @property
    def progress(self) -> int:
        """Percent of the bytes read, 0…100."""
        if self.state in (State.RECEIVED, State.INTERRUPTED):
            return 0
        if self.state != State.STAGING or not self.bytes_total:
            return 100
        return min(99, int(100 * self.bytes_done / self.bytes_total))
