"""The manifest: which Parquet files are the current cases and the current cells."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from typing import Any

from django.conf import settings
from django.db import models

from linghang.cases.grouping.models import OwnWeights
from linghang.cases.grouping.returns.models import DifferenceNote, ReturnManifest
from linghang.foundation.intake.models import Batch

__all__ = ["DifferenceNote", "Manifest", "OwnWeights", "ReturnManifest"]


FRONT_SHEETS = "front_sheet"
"""The kind of their batches."""
NAMING = ("case_files", "coded_files", "cell_files")
"""The columns of a manifest that name files."""


class Manifest(models.Model):
    """One state of all cases. Switching `is_current` is the commit, switching back the undo.

    case_files, coded_files, cell_files: [{path, rows, bytes, sha256, month, last_day}], paths
    relative to the cases folder, months `2025-06`. The named files are immutable and are never
    deleted. coded_files: see `grouping.coding`; empty in manifests of before.
    """

    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="manifests")
    is_current = models.BooleanField("现行", default=False)
    case_files = models.JSONField("病案文件", default=list)
    coded_files = models.JSONField("编码文件", default=list)
    cell_files = models.JSONField("指标单元文件", default=list)
    cell_version = models.CharField("单元口径", max_length=64, blank=True)
    case_count = models.PositiveIntegerField("病例数", default=0)
    first_day = models.DateField("最早出院日", null=True)
    data_through = models.DateField("最晚出院日", null=True)
    key_fingerprint = models.CharField("密钥指纹", max_length=8, blank=True)
    created_at = models.DateTimeField("建立")

    class Meta:
        verbose_name = verbose_name_plural = "数据清单"
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"],
                condition=models.Q(is_current=True),
                name="manifest_one_current",
            )
        ]

    def __str__(self) -> str:
        return f"数据清单 {self.pk}"

    @classmethod
    def current(cls) -> Manifest | None:
        """The manifest in force, None before the first import."""
        return cls.objects.filter(is_current=True).first()

    def named_files(self) -> list[dict[str, Any]]:
        """Every file that this state stands on."""
        return [*self.case_files, *self.coded_files, *self.cell_files]

    def case_paths(self, wanted: Callable[[str], bool] | None = None) -> list[str]:
        """Absolute paths of the case files, by month; wanted: of a month like 2025-06."""
        return _absolute(self.case_files, wanted)

    def cell_paths(self, months: Collection[str] | None = None) -> list[str]:
        """Absolute paths of the cell files, of these months only when given."""
        return _absolute(self.cell_files, None if months is None else months.__contains__)


def _absolute(files: list[dict[str, Any]], wanted: Callable[[str], bool] | None) -> list[str]:
    folder = str(settings.CASES_FOLDER)
    chosen = sorted((one["month"], one["path"]) for one in files)
    return [f"{folder}{os.sep}{path}" for month, path in chosen if not wanted or wanted(month)]


def named_paths() -> set[str]:
    """Every file below the cases folder that some state of cases or of returns names."""
    manifests = Manifest.objects.values_list(*NAMING).iterator()
    returns = ReturnManifest.objects.values_list("files").iterator()
    return {one["path"] for files in (*manifests, *returns) for kind in files for one in kind}
