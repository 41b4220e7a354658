"""Tables of weights that the hospital brought in itself; rows are only added and withdrawn."""

from __future__ import annotations

from decimal import Decimal

from django.db import models

from linghang.cases.grouping.rules import Trust, Weights


class OwnWeights(models.Model):
    """One table as it was loaded. weights: {DRG: quoted decimal}; never changed afterwards."""

    name = models.CharField("名称", max_length=80)
    edition = models.CharField("分组方案", max_length=40, blank=True)
    active_from = models.DateField("启用日期")
    active_to = models.DateField("停用日期", null=True, blank=True)
    source = models.CharField("依据", max_length=300)
    weights = models.JSONField("权重", default=dict)
    file_name = models.CharField("文件", max_length=200)
    file_sha256 = models.CharField("文件哈希", max_length=64)
    person = models.CharField("载入人", max_length=40)
    loaded_at = models.DateTimeField("载入")
    withdrawn_at = models.DateTimeField("停用", null=True, blank=True)

    class Meta:
        app_label = "cases"
        verbose_name = verbose_name_plural = "本院权重表"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(active_to__isnull=True)
                | models.Q(active_to__gt=models.F("active_from")),
                name="own_weights_end_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def typed(self) -> Weights:
        """The table as rules and queries read it."""
        return Weights(
            code=f"own-{self.pk}",
            name=self.name,
            edition=self.edition,
            active_from=self.active_from,
            active_to=self.active_to,
            source=self.source,
            trust=Trust.OWN,
            values={drg: Decimal(weight) for drg, weight in self.weights.items()},
        )
