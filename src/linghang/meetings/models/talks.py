"""Heart-to-heart talks: that they took place, and sealed, what the talker wrote down."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from linghang.foundation.vault.fields import SealedTextField
from linghang.meetings.talks.rules import OCCASION_NAMES
from linghang.org.models import Person, Unit

PURPOSE = "heart_talk"


class HeartTalkQuerySet(models.QuerySet["HeartTalk"]):
    """Talks by who may know of them."""

    def known_to(self, person: str, *, secretary_of: str = "") -> Self:
        """Those in which the person took part, and all of the branch whose secretary it is."""
        mine = Q(talker__code=person) | Q(other__code=person)
        return self.filter(mine | Q(unit__code=secretary_of) if secretary_of else mine)


class HeartTalk(models.Model):
    """One talk (谈心谈话). summary: by the talker alone, for the two and the secretary (§1.4.7)."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, to_field="code", related_name="+", verbose_name="党支部"
    )
    talker = models.ForeignKey(
        Person, models.PROTECT, to_field="code", related_name="+", verbose_name="谈话人"
    )
    other = models.ForeignKey(
        Person, models.PROTECT, to_field="code", related_name="+", verbose_name="谈话对象"
    )
    day = models.DateField("日期")
    occasion = models.CharField(
        "事由", max_length=20, choices=[(one.value, name) for one, name in OCCASION_NAMES.items()]
    )
    summary = SealedTextField("谈话要点", purpose=PURPOSE, blank=True)
    recorded_at = models.DateTimeField("记录时间")

    objects = HeartTalkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "谈心谈话"
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["unit", "-day"], name="heart_talk_of_unit")]
        constraints = [
            models.CheckConstraint(condition=~Q(talker=F("other")), name="heart_talk_of_two"),
            models.CheckConstraint(
                condition=Q(occasion__in=[one.value for one in OCCASION_NAMES]),
                name="heart_talk_occasion_known",
            ),
            models.UniqueConstraint(
                fields=["talker", "other", "day"], name="heart_talk_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day}"
