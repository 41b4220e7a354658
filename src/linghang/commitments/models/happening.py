"""Deeds on commitments, which are only added, and what held on each day, which follows of them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from linghang.commitments.models.tree import Commitment, Programme
from linghang.commitments.spells.rules import STANDING_NAMES, Deed
from linghang.foundation.trail.models import AppendOnlyModel, AppendOnlyQuerySet


class Step(AppendOnlyModel):
    """One deed on a commitment, or on the programme as a whole.

    what: a code of deeds.WHAT_NAMES. day: on which it takes effect. known_on: on which it was
    entered. changes: what it changed of what held (see spells.rules.Facet), as texts. unit,
    leader: who answered for it then, so that figures count it there. from_due, to_due: of an
    extension. hash: of what it was decided on. about: the thing that it rests on.
    """

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="steps", verbose_name="工作方案"
    )
    commitment = models.ForeignKey(
        Commitment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="steps",
        verbose_name="任务",
    )
    what = models.CharField("事由", max_length=20)
    day = models.DateField("日期")
    known_on = models.DateField("登记日期")
    at = models.DateTimeField("登记时间")
    person = models.CharField("办理人", max_length=64)
    on_behalf_of = models.CharField("代何人", max_length=64, blank=True)
    text = models.TextField("说明", blank=True)
    changes = models.JSONField("变化", default=dict, blank=True)
    unit = models.CharField("责任部门", max_length=64, blank=True)
    leader = models.CharField("责任领导", max_length=64, blank=True)
    from_due = models.DateField("原时限", null=True, blank=True)
    to_due = models.DateField("新时限", null=True, blank=True)
    hash = models.CharField("内容摘要", max_length=64, blank=True)
    about_type = models.CharField("依据类型", max_length=80, blank=True)
    about_id = models.CharField("依据编号", max_length=100, blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办理经过"
        base_manager_name = "objects"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["commitment", "id"], name="step_of_commitment"),
            models.Index(fields=["programme", "what", "day"], name="step_by_what"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(day__lte=F("known_on")), name="step_known_after_its_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.what}"

    def told(self) -> Deed:
        """As the rules know it."""
        return Deed(day=self.day, order=self.pk, changes=self.changes)


class SpanQuerySet(models.QuerySet["Span"]):
    """What held when."""

    def as_of(self, on: date, known: date | None = None) -> SpanQuerySet:
        """What held on the day, as it was known on another day; None: as it is known now."""
        rows = self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)
        if known is None:
            return rows.filter(known_until=None)
        return rows.filter(Q(known_until=None) | Q(known_until__gt=known), known_from__lte=known)

    def known(self) -> SpanQuerySet:
        """As it is known now."""
        return self.filter(known_until=None)


class Span(models.Model):
    """What held of a commitment from a day until before another, and from when this was known.

    top, above: at the top of its branch, and right above it; see spells.rules.Facet.

    Written by `keeping` alone, out of the steps. A row is added; its end is written when it is
    known; a row that a later deed on an earlier day made untrue is known only until that deed.
    """

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="+", verbose_name="工作方案"
    )
    commitment = models.ForeignKey(
        Commitment, models.CASCADE, related_name="spans", verbose_name="任务"
    )
    role = models.CharField("性质", max_length=10)
    standing = models.CharField(
        "状态", max_length=10, choices=[(one.value, name) for one, name in STANDING_NAMES.items()]
    )
    type = models.CharField("类型", max_length=12, blank=True)
    due = models.DateField("完成时限", null=True, blank=True)
    unit = models.CharField("责任部门", max_length=64, blank=True)
    leader = models.CharField("责任领导", max_length=64, blank=True)
    top = models.ForeignKey(
        Commitment,
        models.CASCADE,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name="所在方面",
    )
    above = models.ForeignKey(
        Commitment,
        models.CASCADE,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name="上级",
    )
    weight = models.DecimalField("权重", max_digits=5, decimal_places=2, null=True, blank=True)
    is_measured = models.BooleanField("有目标值", default=False)
    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True, blank=True)
    known_from = models.DateField("自何日知悉")
    known_until = models.DateField("至何日为准", null=True, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "状态区间"
        ordering = ["commitment", "from_on", "pk"]
        indexes = [
            # All that counting reads, so that it reads nothing else.
            models.Index(
                fields=[
                    *("programme", "role", "from_on", "until_on", "known_until", "known_from"),
                    *("standing", "due", "unit", "leader", "type", "top", "commitment"),
                ],
                name="span_as_of",
            ),
            models.Index(
                fields=["commitment", "known_until", "from_on"], name="span_of_commitment"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")), name="span_has_a_day"
            ),
            models.UniqueConstraint(
                fields=["commitment"],
                condition=Q(until_on=None, known_until=None),
                name="span_one_holds_now",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.standing} {self.from_on}…{self.until_on or ''}"
