"""Units and their dated places, people, appointments, team members, foreign codes, accounts."""

from __future__ import annotations

from datetime import date
from typing import Self, TypeVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from linghang.org.definitions import KINDS, TREE_NAMES, Kind
from linghang.org.rules import Rights, UnitFacts
from linghang.org.trees.rules import Seat, Span

_Row = TypeVar("_Row", bound=models.Model)
OPEN = Q(active_to__isnull=True)


def _ends_after_start(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=OPEN | Q(active_to__gt=F("active_from")), name=name)


class DatedQuerySet(models.QuerySet[_Row]):
    """Rows that hold for a span of days."""

    def on(self, day: date) -> Self:
        """Rows in force on the day."""
        return self.filter(OPEN | Q(active_to__gt=day), active_from__lte=day)

    def open(self) -> Self:
        """Rows without an end."""
        return self.filter(OPEN)

    def give_way_to(self, new: Span) -> None:
        """End the rows that give way to a new span (rules.gives_way) on the day it begins."""
        self.filter(active_from__lt=new.start, active_to=new.end).update(active_to=new.start)


class Dated(models.Model):
    """In force on the days `[active_from, active_to)`; no active_to is open."""

    active_from = models.DateField("起始日期")
    active_to = models.DateField("终止日期", null=True, blank=True, help_text="当日起不再有效")

    class Meta:
        abstract = True

    @property
    def span(self) -> Span:
        return Span(self.active_from, self.active_to)


class UnitQuerySet(DatedQuerySet["Unit"]):
    """Units, by day and by who asks."""

    def visible_to(self, rights: Rights) -> Self:
        """Units that the appointment may read about."""
        if rights.everywhere("org.read"):
            return self
        return self.filter(code__in=rights.units("org.read"))


class Unit(Dated):
    """A department, ward, team, office, Party organisation, campus, or the hospital itself.

    A code is never used again for another unit.
    """

    code = models.CharField("编码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=80)
    kind = models.CharField(
        "类别", max_length=24, choices=[(kind.value, facts.name) for kind, facts in KINDS.items()]
    )
    tree = models.CharField(
        "所属体系", max_length=16, choices=[(tree.value, name) for tree, name in TREE_NAMES.items()]
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["code"]
        constraints = [
            _ends_after_start("unit_ends_after_start"),
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="unit_is_named"),
            models.CheckConstraint(
                condition=models.Q.create(
                    [
                        Q(kind=kind.value, tree=facts.tree.value)
                        for kind, facts in sorted(KINDS.items())
                    ],
                    connector=Q.OR,
                ),
                name="unit_kind_in_its_tree",
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=OPEN & Q(kind=Kind.HOSPITAL.value),
                name="unit_one_hospital",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def facts(self) -> UnitFacts:
        """What the rules need to know."""
        return UnitFacts(code=self.code, name=self.name, kind=Kind(self.kind), span=self.span)


class Placement(Dated):
    """Where a unit stands in its tree. Without a parent it is a root."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="placements", verbose_name="单位")
    parent = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="placements_below",
        null=True,
        blank=True,
        verbose_name="上级单位",
    )
    campus = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="placements_on_campus",
        null=True,
        blank=True,
        verbose_name="院区",
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "隶属关系"
        ordering = ["unit", "active_from"]
        constraints = [
            _ends_after_start("placement_ends_after_start"),
            models.UniqueConstraint(fields=["unit"], condition=OPEN, name="placement_one_open"),
            models.UniqueConstraint(fields=["unit", "active_from"], name="placement_one_a_day"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("unit")),
                name="placement_not_below_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} → {self.parent or '—'}"

    def seat(self) -> Seat:
        """What the rules need to know; reads unit, parent and campus."""
        return Seat(
            unit=self.unit.code,
            kind=Kind(self.unit.kind),
            parent=self.parent.code if self.parent else None,
            campus=self.campus.code if self.campus else None,
            span=self.span,
        )


class Person(Dated):
    """Somebody who works here. A person keeps code and row on leaving and coming back."""

    code = models.CharField("工号", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=80)
    licence = models.CharField("医师执业证书编码", max_length=30, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        ordering = ["code"]
        constraints = [
            _ends_after_start("person_ends_after_start"),
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="person_is_named"),
            models.UniqueConstraint(
                fields=["licence"], condition=~Q(licence=""), name="person_licence_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CodeMap(Dated):
    """What another system calls a unit: `front_sheet.ward` holds ward names of front sheets."""

    system = models.CharField("来源", max_length=40)
    code = models.CharField("外部编码或名称", max_length=80)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="codes", verbose_name="单位")

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "编码对应"
        ordering = ["system", "code", "active_from"]
        constraints = [
            _ends_after_start("code_map_ends_after_start"),
            models.UniqueConstraint(
                fields=["system", "code"], condition=OPEN, name="code_map_one_open"
            ),
            models.UniqueConstraint(
                fields=["system", "code", "active_from"], name="code_map_one_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} → {self.unit}"


class Membership(Dated):
    """A physician belongs to a medical team; on each day to one at most."""

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="memberships", verbose_name="人员"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="members", verbose_name="医疗组")

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "医疗组成员"
        ordering = ["person", "active_from"]
        constraints = [
            _ends_after_start("membership_ends_after_start"),
            models.UniqueConstraint(fields=["person"], condition=OPEN, name="membership_one_open"),
            models.UniqueConstraint(fields=["person", "active_from"], name="membership_one_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.unit}"


class AppointmentQuerySet(DatedQuerySet["Appointment"]):
    """Appointments, by day and by who asks."""

    def visible_to(self, rights: Rights) -> Self:
        """Appointments on units that the appointment may read about."""
        if rights.everywhere("org.read"):
            return self
        return self.filter(unit__code__in=rights.units("org.read"))


class Appointment(Dated):
    """A person holds a post on a unit; the only source of rights. `post` is a catalog code."""

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="appointments", verbose_name="人员"
    )
    post = models.CharField("岗位", max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments", verbose_name="单位")

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        ordering = ["active_from", "pk"]
        constraints = [
            _ends_after_start("appointment_ends_after_start"),
            models.UniqueConstraint(
                fields=["person", "post", "unit"], condition=OPEN, name="appointment_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.post} {self.unit}"


class Account(AbstractUser):
    """A login. It holds no rights of its own: they follow from the person's appointments."""

    person = models.OneToOneField(
        Person,
        models.PROTECT,
        related_name="account",
        null=True,
        blank=True,
        verbose_name="人员",
    )

    class Meta:
        verbose_name = verbose_name_plural = "登录账号"

    def __str__(self) -> str:
        return self.username
