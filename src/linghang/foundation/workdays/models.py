"""The years that the hospital loaded itself."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linghang.foundation.evidence.models import Evidence
from linghang.foundation.workdays.definitions import Schedule


class LoadedYear(models.Model):
    """One loading of a year's arrangement; the current one stands over what the product brings."""

    year = models.PositiveSmallIntegerField("年份")
    arrangement = models.JSONField("安排")
    document = models.CharField("文号", max_length=120)
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, related_name="+", verbose_name="通知原件"
    )
    loaded_by = models.CharField("载入人", max_length=40)
    loaded_at = models.DateTimeField("载入时间")
    is_current = models.BooleanField("现行", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "载入的年份"
        ordering = ["-year", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(document=""), name="loaded_year_has_document"),
            models.UniqueConstraint(
                fields=["year"], condition=Q(is_current=True), name="loaded_year_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年"

    @property
    def schedule(self) -> Schedule:
        """The arrangement as the rules know it."""
        return Schedule.model_validate(self.arrangement, strict=False)
