"""What an import asks and what it leaves behind, so that it can be taken back."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from linghang.foundation.intake.models import Batch
from linghang.foundation.vault import purposes
from linghang.foundation.vault.fields import SealedTextField


class Question(models.Model):
    """A person of the file who may be one we know; to be answered before the batch is committed.

    code: in the file. candidates: codes of the people it may be. answer: one of them, or "-" for
    another person; empty while it is open.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="questions", verbose_name="批次")
    row = models.PositiveIntegerField("行")
    code = models.CharField("表中工号", max_length=40)
    name = models.CharField("姓名", max_length=80)
    candidates = models.JSONField("可能是", default=list)
    same_card = models.BooleanField("证件号码相同", default=False)
    answer = models.CharField("答复", max_length=40, blank=True)
    answered_by = models.CharField("答复人", max_length=40, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "同名待确认"
        ordering = ["row"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "code"], name="exchange_question_once"),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_at__isnull=False),
                name="exchange_answer_has_its_instant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"


class Footprint(models.Model):
    """What a committed batch did to one table.

    created, changed: [[pk, digest of the row as the batch left it]]. former: the rows that were
    changed as they were before, as one sealed text, for they may hold personal numbers.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="footprints", verbose_name="批次")
    table = models.CharField("表", max_length=40)
    created: Any = models.JSONField("新增的行", default=list)
    changed: Any = models.JSONField("改动的行", default=list)
    former = SealedTextField("改动前", purpose=purposes.PERSONAL, null=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入痕迹"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "table"], name="exchange_footprint_once"),
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.table}"


class Touched(models.Model):
    """A person or unit whose facts a batch wrote, so that its own page tells of the batch.

    table: as in Footprint, `person` or `unit`. row: its pk.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="touched", verbose_name="批次")
    table = models.CharField("表", max_length=40)
    row = models.BigIntegerField("行")

    class Meta:
        verbose_name = verbose_name_plural = "导入涉及"
        constraints = [
            models.UniqueConstraint(fields=["table", "row", "batch"], name="exchange_touched_once"),
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.table} {self.row}"
