"""The state of all returned rows, and what was done about differences; both only grow."""

from __future__ import annotations

import os
from collections.abc import Collection

from django.conf import settings
from django.db import models

from linghang.cases.grouping.returns.rules import STANDING_NAMES, Standing
from linghang.foundation.intake.models import Batch

RETURNS = "insurer_return"
"""The kind of their batches."""


class ReturnManifest(models.Model):
    """One state of the returns. Switching `is_current` is the commit, switching back the undo.

    files: [{path, rows, bytes, sha256, month}], as those of `cases.Manifest` beside which they
    lie; months are those of the discharge.
    """

    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="return_manifests")
    is_current = models.BooleanField("现行", default=False)
    files = models.JSONField("返回文件", default=list)
    row_count = models.PositiveIntegerField("行数", default=0)
    created_at = models.DateTimeField("建立")

    class Meta:
        app_label = "cases"
        verbose_name = verbose_name_plural = "医保返回清单"
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"],
                condition=models.Q(is_current=True),
                name="return_manifest_one_current",
            )
        ]

    def __str__(self) -> str:
        return f"医保返回清单 {self.pk}"

    @classmethod
    def current(cls) -> ReturnManifest | None:
        """The state in force, None before the first return."""
        return cls.objects.filter(is_current=True).first()

    def paths(self, months: Collection[str] | None = None) -> list[str]:
        """Absolute paths of the files, of these months only when given."""
        folder = str(settings.CASES_FOLDER)
        return [
            f"{folder}{os.sep}{one['path']}"
            for one in self.files
            if months is None or one["month"] in months
        ]


class DifferenceNote(models.Model):
    """Something that was done about a difference; never changed, the newest counts.

    key: the case's pseudonym, or the row's where no case was found. reason, content, batch: the
    difference as it was then.
    """

    key = models.CharField("病例或返回行", max_length=32)
    month = models.CharField("出院月份", max_length=7)
    reason = models.CharField("差异", max_length=20)
    content = models.CharField("返回内容", max_length=32, blank=True)
    batch = models.BigIntegerField("返回批次", default=0)
    standing = models.CharField(
        "处理", max_length=10, choices=[(one.value, name) for one, name in STANDING_NAMES.items()]
    )
    note = models.CharField("说明", max_length=300)
    person = models.CharField("处理人", max_length=40)
    at = models.DateTimeField("时间")

    class Meta:
        app_label = "cases"
        verbose_name = verbose_name_plural = "分组差异处理"
        indexes = [
            models.Index(fields=["month", "key"], name="difference_note_month"),
            models.Index(fields=["key"], name="difference_note_key"),
        ]

    def __str__(self) -> str:
        return f"{STANDING_NAMES[Standing(self.standing)]}：{self.note}"
