"""Every version of a catalog item that was ever used, with its text."""

from __future__ import annotations

from django.db import models


class CatalogVersion(models.Model):
    """The text behind a definition hash. Rows are only added."""

    kind = models.CharField("类别", max_length=40)
    code = models.CharField("编码", max_length=60)
    hash = models.CharField("哈希", max_length=64)
    body = models.TextField("条目全文")
    generated = models.TextField("生成的查询", blank=True)
    first_used_at = models.DateTimeField("首次使用")

    class Meta:
        verbose_name = verbose_name_plural = "目录版本"
        constraints = [
            models.UniqueConstraint(fields=["kind", "code", "hash"], name="catalog_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.code}@{self.hash[:8]}"
