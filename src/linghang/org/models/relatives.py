"""What people declared about their relatives and interests; known to few."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from linghang.org.models.dated import Dated, DatedQuerySet, ends_after_start
from linghang.org.models.people import Person
from linghang.org.relatives import rules
from linghang.org.relatives.rules import RELATION_NAMES, Relation
from linghang.org.rules import Rights


class TieQuerySet(DatedQuerySet["Tie"]):
    """Declared ties, by day and by who asks."""

    def visible_to(self, rights: Rights) -> Self:
        """All for who looks after them; else what the person declared themself."""
        if rights.everywhere("relatives.read"):
            return self
        return self.filter(person__code=rights.person)


class Tie(Dated):
    """One relative, or one interest in a company, as somebody declared it (亲属和利益关系申报).

    relative: registered here; else name. active_from: the day on which it was declared.
    """

    person = models.ForeignKey(
        Person, models.PROTECT, to_field="code", related_name="+", verbose_name="申报人"
    )
    relation = models.CharField(
        "关系", max_length=12, choices=[(one.value, name) for one, name in RELATION_NAMES.items()]
    )
    relative = models.ForeignKey(
        Person,
        models.PROTECT,
        to_field="code",
        related_name="+",
        null=True,
        blank=True,
        verbose_name="亲属（本院职工）",
    )
    name = models.CharField("亲属姓名（院外）", max_length=40, blank=True)
    company = models.CharField("企业", max_length=120, blank=True)
    duty = models.CharField("单位和职务、持股", max_length=120, blank=True)

    objects = TieQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "亲属和利益关系申报"
        ordering = ["person", "active_from", "pk"]
        constraints = [
            ends_after_start("tie_ends_after_start"),
            models.CheckConstraint(
                condition=Q(relation__in=sorted(RELATION_NAMES)), name="tie_relation_known"
            ),
            models.CheckConstraint(
                condition=Q(relative__isnull=False) | ~Q(name="") | ~Q(company=""),
                name="tie_is_with_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.get_relation_display()}"

    @property
    def tie(self) -> rules.Tie:
        """As the rules know it."""
        return rules.Tie(
            person=self.person_id,
            relation=Relation(self.relation),
            relative=self.relative_id or "",
            name=self.name,
            company=self.company,
        )
