"""What commitments said, version by version, and on what decisions their approval rests."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linghang.commitments.models.happening import Step
from linghang.commitments.models.tree import Commitment, Programme
from linghang.foundation.trail.models import AppendOnlyModel, AppendOnlyQuerySet
from linghang.meetings.models import Meeting


class Version(AppendOnlyModel):
    """What a commitment said from one deed until the next that changed it.

    step: that deed, with who, when and why; one on the programme, or on another commitment, where
    this one reads otherwise because of it; None where it is not known. says: see
    content.rules.says. hash: of it, as approvals and closings keep theirs. is_found: it was kept
    only when versions began to be kept, out of what the commitment said then.
    """

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="versions", verbose_name="任务"
    )
    number = models.PositiveIntegerField("版次")
    step = models.ForeignKey(
        Step, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="事由"
    )
    says = models.JSONField("内容", default=dict)
    hash = models.CharField("内容摘要", max_length=64)
    is_found = models.BooleanField("补存", default=False)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "历次内容"
        base_manager_name = "objects"
        ordering = ["commitment", "number"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "number"], name="version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} 第{self.number}版"


class Basis(AppendOnlyModel):
    """The decision on which a programme was approved (依据): an item of a meeting, or a document.

    meeting: None for a document. document: its number, or which meeting of which day; title: of
    the document, or of the item, which not everybody who sees the programme may know of. The steps
    of the approval are about it.
    """

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="bases", verbose_name="工作方案"
    )
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="会议"
    )
    document = models.CharField("文号", max_length=60, blank=True)
    title = models.CharField("名称", max_length=200)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "审定依据"
        base_manager_name = "objects"
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="basis_names_something")]

    def __str__(self) -> str:
        return f"{self.document}《{self.title}》"
