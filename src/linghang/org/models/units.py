"""Units: their names, places, beds, what they cover, who succeeds them, what others call them."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from linghang.org.definitions import KINDS, TREE_NAMES, Kind
from linghang.org.models.dated import OPEN, Dated, DatedQuerySet, ends_after_start
from linghang.org.rules import Rights, UnitFacts
from linghang.org.succession.rules import CHANGE_NAMES, Change
from linghang.org.trees.rules import Seat


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
            ends_after_start("unit_ends_after_start"),
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
            ends_after_start("placement_ends_after_start"),
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


class Naming(Dated):
    """What a unit is called on the days of the span; `Unit.name` is the name of today.

    A unit without namings was always called what it is called.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="namings", verbose_name="单位")
    name = models.CharField("名称", max_length=80)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位名称"
        ordering = ["unit", "active_from"]
        constraints = [
            ends_after_start("naming_ends_after_start"),
            models.CheckConstraint(condition=~Q(name=""), name="naming_says_a_name"),
            models.UniqueConstraint(fields=["unit"], condition=OPEN, name="naming_one_open"),
            models.UniqueConstraint(fields=["unit", "active_from"], name="naming_one_a_day"),
        ]

    def __str__(self) -> str:
        return self.name


class Beds(Dated):
    """How many beds a ward has open (开放床位) on each day of the span."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="beds", verbose_name="病区")
    beds = models.PositiveIntegerField("开放床位")

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "开放床位"
        ordering = ["unit", "active_from"]
        constraints = [
            ends_after_start("beds_ends_after_start"),
            models.UniqueConstraint(fields=["unit"], condition=OPEN, name="beds_one_open"),
            models.UniqueConstraint(fields=["unit", "active_from"], name="beds_one_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.beds}张"


class Succession(models.Model):
    """A unit that follows another from a day on: merged, split, or set up anew under a new code.

    carries_history: figures of the former unit are shown under this one (现行口径); at most one
    successor of a unit does.
    """

    predecessor = models.ForeignKey(
        Unit, models.PROTECT, related_name="successions", verbose_name="原单位"
    )
    successor = models.ForeignKey(
        Unit, models.PROTECT, related_name="successions_from", verbose_name="承接单位"
    )
    kind = models.CharField(
        "方式",
        max_length=16,
        choices=[(change.value, name) for change, name in CHANGE_NAMES.items()],
    )
    on = models.DateField("生效日期")
    carries_history = models.BooleanField("承接历史数据", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位沿革"
        ordering = ["on", "predecessor", "successor"]
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="succession_once_a_pair"
            ),
            models.UniqueConstraint(
                fields=["predecessor"],
                condition=Q(carries_history=True),
                name="succession_one_carries_history",
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="succession_not_of_itself"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(change.value for change in Change)),
                name="succession_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Coverage(Dated):
    """A Party branch, union branch or grid cell covers a department, ward or office."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="coverages", verbose_name="组织")
    covered = models.ForeignKey(
        Unit, models.PROTECT, related_name="covered_by", verbose_name="覆盖单位"
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "覆盖关系"
        ordering = ["unit", "covered", "active_from"]
        constraints = [
            ends_after_start("coverage_ends_after_start"),
            models.UniqueConstraint(
                fields=["unit", "covered"], condition=OPEN, name="coverage_one_open"
            ),
            models.UniqueConstraint(
                fields=["unit", "covered", "active_from"], name="coverage_one_a_day"
            ),
            models.CheckConstraint(condition=~Q(unit=F("covered")), name="coverage_not_of_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} ⊃ {self.covered}"


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
            ends_after_start("code_map_ends_after_start"),
            models.UniqueConstraint(
                fields=["system", "code"], condition=OPEN, name="code_map_one_open"
            ),
            models.UniqueConstraint(
                fields=["system", "code", "active_from"], name="code_map_one_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} → {self.unit}"
