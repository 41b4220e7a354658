"""Who belongs to a body beyond posts and memberships: no vote, left out of 应到, seats by term."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linghang.meetings.bodies.rules import LEFT_OUT_NAMES, NATURE_NAMES, NO_VOTE_NAMES
from linghang.org.models import Person, Unit
from linghang.org.models.dated import OPEN, Dated, DatedQuerySet, ends_after_start


class NoVote(Dated):
    """A Party member without a vote on the days of the span. document: on what it rests."""

    person = models.ForeignKey(
        Person, models.PROTECT, to_field="code", related_name="+", verbose_name="党员"
    )
    ground = models.CharField(
        "情形", max_length=16, choices=[(one.value, name) for one, name in NO_VOTE_NAMES.items()]
    )
    document = models.CharField("依据", max_length=200)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "没有表决权的党员"
        ordering = ["person", "active_from"]
        constraints = [
            ends_after_start("no_vote_ends_after_start"),
            models.UniqueConstraint(fields=["person"], condition=OPEN, name="no_vote_one_open"),
            models.CheckConstraint(
                condition=Q(ground__in=sorted(NO_VOTE_NAMES)), name="no_vote_ground_known"
            ),
            models.CheckConstraint(condition=~Q(document=""), name="no_vote_rests_on_something"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.get_ground_display()}"


class LeftOut(Dated):
    """A Party member whom the branch leaves out of 应到. approval: of the superior."""

    person = models.ForeignKey(
        Person, models.PROTECT, to_field="code", related_name="+", verbose_name="党员"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, to_field="code", related_name="+", verbose_name="党组织"
    )
    ground = models.CharField(
        "情形", max_length=16, choices=[(one.value, name) for one, name in LEFT_OUT_NAMES.items()]
    )
    approval = models.CharField("批准", max_length=200)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "不计入应到的党员"
        ordering = ["person", "active_from"]
        constraints = [
            ends_after_start("left_out_ends_after_start"),
            models.UniqueConstraint(
                fields=["person", "unit"], condition=OPEN, name="left_out_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ground__in=sorted(LEFT_OUT_NAMES)), name="left_out_ground_known"
            ),
            models.CheckConstraint(condition=~Q(approval=""), name="left_out_is_approved"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.get_ground_display()}"


class BranchNature(Dated):
    """What a branch is that is no plain one: temporary, or of several units (§1.1.3, §1.1.7)."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, to_field="code", related_name="+", verbose_name="党支部"
    )
    nature = models.CharField(
        "性质", max_length=12, choices=[(one.value, name) for one, name in NATURE_NAMES.items()]
    )
    approval = models.CharField("批准", max_length=200)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "支部性质"
        ordering = ["unit", "active_from"]
        constraints = [
            ends_after_start("branch_nature_ends_after_start"),
            models.UniqueConstraint(fields=["unit"], condition=OPEN, name="branch_nature_one_open"),
            models.CheckConstraint(condition=~Q(approval=""), name="branch_nature_is_approved"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.get_nature_display()}"


class TermSeat(Dated):
    """A named member of a body for a term: of the 党委会, the 职代会, a professional committee."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, to_field="code", related_name="+", verbose_name="单位"
    )
    kind = models.CharField("会议", max_length=60)
    person = models.ForeignKey(
        Person, models.PROTECT, to_field="code", related_name="+", verbose_name="成员"
    )
    title = models.CharField("职务", max_length=40, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "按届登记的成员"
        ordering = ["unit", "kind", "active_from", "person"]
        constraints = [
            ends_after_start("term_seat_ends_after_start"),
            models.UniqueConstraint(
                fields=["unit", "kind", "person"], condition=OPEN, name="term_seat_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind} {self.person_id}"
