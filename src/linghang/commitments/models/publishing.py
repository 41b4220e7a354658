"""The public notices on a programme as they were settled; what a later change says is another."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linghang.commitments.models.tree import Programme
from linghang.commitments.publishing.rules import Notice


class KeptNotice(models.Model):
    """A notice whose text was settled (定稿): its words never change, whatever changes later.

    number: 1, 2, … within the programme. on: as of which day. chapters: [[heading, [paragraph, …]],
    …]. digest: see publishing.rules.digest. basis, place: by whose decision and where it was made
    public, "" until then.
    """

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="notices", verbose_name="工作方案"
    )
    number = models.PositiveSmallIntegerField("第几稿")
    on = models.DateField("截至")
    title = models.CharField("标题", max_length=240)
    chapters = models.JSONField("正文")
    digest = models.CharField("摘要", max_length=64)
    kept_by = models.CharField("定稿人", max_length=64)
    kept_on = models.DateField("定稿日期")
    kept_at = models.DateTimeField("定稿时间")
    published_on = models.DateField("公开日期", null=True, blank=True)
    basis = models.CharField("公开依据", max_length=200, blank=True)
    place = models.CharField("公开在何处", max_length=200, blank=True)
    published_by = models.CharField("登记人", max_length=64, blank=True)
    published_at = models.DateTimeField("登记时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "公开通报定稿"
        ordering = ["programme", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="kept_notice_once"),
            models.CheckConstraint(condition=Q(on__lte=F("kept_on")), name="kept_notice_day"),
            models.CheckConstraint(
                condition=Q(published_on=None) | Q(published_on__gte=F("kept_on")),
                name="kept_notice_published_after",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} 第{self.number}稿 {self.on}"

    def told(self) -> Notice:
        """As it was settled."""
        return Notice(
            title=self.title,
            chapters=tuple((heading, tuple(texts)) for heading, texts in self.chapters),
        )
