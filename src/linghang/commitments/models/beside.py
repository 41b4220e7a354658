"""Beside the tree: who helps, which measure answers which problem, who leads, the numbers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linghang.commitments.models.tree import Commitment, Programme
from linghang.org.models import Unit


class Help(models.Model):
    """A unit that helps with a commitment (配合部门)."""

    commitment = models.ForeignKey(
        Commitment, models.CASCADE, related_name="helps", verbose_name="任务"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, to_field="code", related_name="+", verbose_name="配合部门"
    )

    class Meta:
        verbose_name = verbose_name_plural = "配合部门"
        constraints = [models.UniqueConstraint(fields=["commitment", "unit"], name="help_once")]
        indexes = [models.Index(fields=["unit", "commitment"], name="help_of_unit")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.commitment_id}"


class Answer(models.Model):
    """A measure answers a problem; each may have many of the other."""

    problem = models.ForeignKey(
        Commitment, models.CASCADE, related_name="answered_by", verbose_name="问题"
    )
    measure = models.ForeignKey(
        Commitment, models.CASCADE, related_name="answers", verbose_name="措施"
    )

    class Meta:
        verbose_name = verbose_name_plural = "问题与措施"
        constraints = [
            models.UniqueConstraint(fields=["problem", "measure"], name="answer_once"),
            models.CheckConstraint(condition=~Q(problem=F("measure")), name="answer_another"),
        ]

    def __str__(self) -> str:
        return f"{self.problem_id} ← {self.measure_id}"


class Member(models.Model):
    """A person of the programme's leading group (领导小组) and its office; sees all of it.

    duty: 组长, 副组长, 成员, 办公室. active_to: the day after the last.
    """

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="members", verbose_name="工作方案"
    )
    person = models.CharField("人员", max_length=64)
    duty = models.CharField("职务", max_length=20)
    active_from = models.DateField("起")
    active_to = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "领导小组成员"
        ordering = ["programme", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "person"],
                condition=Q(active_to=None),
                name="member_once",
            )
        ]
        indexes = [models.Index(fields=["person", "programme"], name="member_of")]

    def __str__(self) -> str:
        return f"{self.person} {self.duty}"


class Serial(models.Model):
    """The last number given to a programme of a kind in a year; its row is locked for the next."""

    kind = models.CharField("类别", max_length=60)
    year = models.PositiveSmallIntegerField("年度")
    last = models.PositiveIntegerField("最后编号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "方案编号"
        constraints = [
            models.UniqueConstraint(fields=["kind", "year"], name="programme_serial_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"
