"""The table of evidence: which file, for which day, kept since when, valid until when."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from linghang.foundation.errors import Refused
from linghang.foundation.evidence import store
from linghang.foundation.sensitivity.definitions import CHOICES, Level


class Missing(Refused):
    """The row is there, its file is not."""


class Evidence(models.Model):
    """One file that somebody handed in. Equal contents share a file, never a row."""

    sha256 = models.CharField("摘要", max_length=64, db_index=True)
    size = models.BigIntegerField("字节数")
    name = models.CharField("文件名", max_length=255)
    media_type = models.CharField("类型", max_length=127)
    happened_on = models.DateField("发生日期")
    stored_at = models.DateTimeField("存入时间")
    stored_by = models.CharField("存入人", max_length=64)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    level = models.CharField(
        "敏感程度", max_length=20, choices=CHOICES, default=Level.INTERNAL.value
    )

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="evidence_evidence_not_empty"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("happened_on")),
                name="evidence_evidence_valid_after_it_happened",
            ),
            models.CheckConstraint(
                condition=Q(level__in=[level.value for level in Level]),
                name="evidence_evidence_level_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def file(self) -> Path:
        """Where the content lies."""
        return store.place(Path(settings.EVIDENCE_FOLDER), self.sha256)

    def open(self) -> BinaryIO:
        """The content, to be closed by the caller. Raises Missing."""
        try:
            return self.file.open("rb")
        except FileNotFoundError:
            raise Missing(f"材料“{self.name}”的文件不在存储中，请联系信息科从备份恢复。") from None
