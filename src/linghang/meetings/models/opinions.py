"""What the Party branch said to a department's great matter."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linghang.meetings.models.agenda import AgendaItem
from linghang.org.models import Person


class BranchOpinion(models.Model):
    """The branch's opinion on an item of a department (§2.9.1): author, day, text.

    matter: code of department_matters.yaml. conduct: on the persons whom it concerns, "" where it
    concerns none.
    """

    item = models.OneToOneField(
        AgendaItem, models.CASCADE, related_name="branch_opinion", verbose_name="议题"
    )
    matter = models.CharField("事项", max_length=60)
    author = models.ForeignKey(
        Person, models.PROTECT, to_field="code", related_name="+", verbose_name="提出人"
    )
    day = models.DateField("日期")
    text = models.TextField("意见")
    conduct = models.TextField("政治和品行意见", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "党支部意见"
        ordering = ["item"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(matter=""), name="branch_opinion_says_something"
            )
        ]

    def __str__(self) -> str:
        return self.text
