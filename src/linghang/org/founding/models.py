"""What is known of the hospital itself beyond its name."""

from __future__ import annotations

from django.db import models

from linghang.org.founding.rules import LEVELS
from linghang.org.models import Unit


class Hospital(models.Model):
    """The one hospital of this system; written once, when it is founded."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="hospital", verbose_name="单位")
    level = models.CharField(
        "等级", max_length=24, choices=[(code, name) for code, name in LEVELS.items()]
    )
    institution_code = models.CharField("医疗机构编码", max_length=30, blank=True)
    founded_at = models.DateTimeField("建立时间")

    class Meta:
        verbose_name = verbose_name_plural = "医院"

    def __str__(self) -> str:
        return self.unit.name
