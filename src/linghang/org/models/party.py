"""The Party record of a person."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linghang.org.models.people import Person
from linghang.org.party.rules import ENDING_NAMES, Dates


class PartyRecord(models.Model):
    """The dates of a person's way into the Party, which is not where they belong (Membership).

    document: on what the last entry rests. ended_on: the first day on which they are no member.
    """

    person = models.OneToOneField(
        Person,
        models.PROTECT,
        to_field="code",
        related_name="party_record",
        verbose_name="人员",
    )
    applied_on = models.DateField("申请入党日期", null=True, blank=True)
    admitted_on = models.DateField("入党日期", null=True, blank=True)
    full_since = models.DateField("党龄起算日期", null=True, blank=True)
    ended_on = models.DateField("党籍终止日期", null=True, blank=True)
    ending = models.CharField(
        "终止方式",
        max_length=12,
        blank=True,
        choices=[(one.value, name) for one, name in ENDING_NAMES.items()],
    )
    document = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "党员登记"
        ordering = ["person"]
        constraints = [
            models.CheckConstraint(
                condition=Q(admitted_on__isnull=True)
                | Q(applied_on__isnull=True)
                | Q(admitted_on__gte=F("applied_on")),
                name="party_admitted_after_applying",
            ),
            models.CheckConstraint(
                condition=Q(full_since__isnull=True) | Q(admitted_on__lt=F("full_since")),
                name="party_full_after_admission",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ending="")
                | Q(ended_on__isnull=False) & ~Q(ending=""),
                name="party_ended_somehow",
            ),
            models.CheckConstraint(condition=~Q(document=""), name="party_rests_on_something"),
        ]

    def __str__(self) -> str:
        return self.person_id

    @property
    def dates(self) -> Dates:
        """As the rules know them."""
        return Dates(
            applied=self.applied_on,
            admitted=self.admitted_on,
            full_since=self.full_since,
            ended=self.ended_on,
        )
