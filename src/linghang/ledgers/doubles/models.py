"""What somebody found after looking: these two entries agree, and are not the same."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from linghang.foundation.vault.fields import SealedTextField

CHANGED = "其中一条已更正或修改"


class ApartQuerySet(models.QuerySet["Apart"]):
    """Findings, by whether they stand."""

    def standing(self) -> Self:
        """Neither taken back nor overtaken by a change of one of the two."""
        return self.filter(ended_at=None)

    def of(self, entry: int) -> Self:
        """Those about one entry."""
        return self.filter(Q(first=entry) | Q(second=entry))

    def look_again(self, entry: int, *, at: datetime) -> int:
        """What was found of an entry holds no more, as it says something else now; how many.

        For the deeds that change an entry, in their transaction; these leave the trail.
        """
        return self.standing().of(entry).update(ended_at=at, ended_because=CHANGED)


class Apart(models.Model):
    """Two entries of a ledger that agree in its `same` and are not the same thing (不是同一件).

    first, second: by number of their rows. ended_at: when it was taken back or one of the two
    came to say something else; ended_because: which. It is never deleted, but with a draft.
    """

    ledger = models.CharField("台账", max_length=60)
    first = models.ForeignKey(
        "ledgers.Entry", models.CASCADE, related_name="+", verbose_name="一条记录"
    )
    second = models.ForeignKey(
        "ledgers.Entry", models.CASCADE, related_name="+", verbose_name="另一条记录"
    )
    reason = models.CharField("理由", max_length=500)
    sealed_reason = SealedTextField("加密的理由", purpose="ledgers", blank=True, default="")
    found_by = models.CharField("核对人", max_length=64)
    found_at = models.DateTimeField("核对时间")
    ended_by = models.CharField("撤回人", max_length=64, blank=True)
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)
    ended_because = models.CharField("终止原因", max_length=500, blank=True)
    sealed_because = SealedTextField("加密的原因", purpose="ledgers", blank=True, default="")

    objects = ApartQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "不是同一件的记录"
        ordering = ["-found_at", "-pk"]
        indexes = [models.Index(fields=["second", "ended_at"], name="apart_of_second")]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"], condition=Q(ended_at=None), name="apart_once"
            ),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="apart_in_order"),
            models.CheckConstraint(condition=~Q(reason=""), name="apart_has_its_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}、{self.second_id}"
