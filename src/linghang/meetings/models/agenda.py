"""Agenda items: how the votes went under the rules of the day, who stepped out, who said what."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linghang.meetings.counting.rules import VERDICT_NAMES
from linghang.meetings.models.meetings import Form
from linghang.meetings.recording.rules import OPINION_NAMES
from linghang.org.models import Person


class AgendaItem(models.Model):
    """One item (议题) of a form.

    entitled, present, recused: the numbers on which the decision rests. quorum, passes: the rules
    in force on the day, as JSON values of parameters, {} without a vote. seats, issued, collected:
    of an election, whose `invalid` are pieces of paper. says: the outcome with
    every number in words. first_heard: where the committee dealt with it before (§1.3.5).
    about_type, about_id: the thing that it decides about, of a type registered in matters.
    """

    form = models.ForeignKey(Form, models.PROTECT, related_name="items", verbose_name="会议")
    number = models.PositiveSmallIntegerField("序号")
    kind = models.CharField("类别", max_length=60)
    title = models.CharField("议题", max_length=120)
    discussion = models.TextField("讨论要点", blank=True)
    dissent = models.TextField("不同意见", blank=True)
    resolution = models.TextField("决议", blank=True)
    owner = models.ForeignKey(
        Person,
        models.PROTECT,
        to_field="code",
        related_name="+",
        null=True,
        blank=True,
        verbose_name="责任人",
    )
    due_date = models.DateField("完成时限", null=True, blank=True)
    first_heard = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="decided_later",
        null=True,
        blank=True,
        verbose_name="先议",
    )
    quorum = models.JSONField("到会规则", default=dict, blank=True)
    passes = models.JSONField("通过规则", default=dict, blank=True)
    entitled = models.PositiveIntegerField("应到会有表决权", null=True, blank=True)
    present = models.PositiveIntegerField("有表决权到会", null=True, blank=True)
    recused = models.PositiveIntegerField("回避", default=0)
    favour = models.PositiveIntegerField("赞成", null=True, blank=True)
    against = models.PositiveIntegerField("反对", default=0)
    abstained = models.PositiveIntegerField("弃权", default=0)
    invalid = models.PositiveIntegerField("无效", default=0)
    written_favour = models.PositiveIntegerField("书面赞成", default=0)
    written_against = models.PositiveIntegerField("书面反对", default=0)
    seats = models.PositiveSmallIntegerField("应选人数", null=True, blank=True)
    issued = models.PositiveIntegerField("发出选票", null=True, blank=True)
    collected = models.PositiveIntegerField("收回选票", null=True, blank=True)
    verdict = models.CharField(
        "结果",
        max_length=12,
        choices=[(one.value, name) for one, name in VERDICT_NAMES.items()],
        blank=True,
    )
    says = models.TextField("结果说明", blank=True)
    about_type = models.CharField("事项类型", max_length=80, blank=True)
    about_id = models.CharField("事项编号", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "议题"
        ordering = ["form", "number"]
        indexes = [
            models.Index(
                fields=["about_type", "about_id"],
                condition=~Q(about_id=""),
                name="agenda_item_about",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="agenda_item_number_once"),
            models.CheckConstraint(condition=~Q(title=""), name="agenda_item_is_named"),
            models.CheckConstraint(
                condition=Q(favour__isnull=True)
                | Q(
                    present__gte=F("favour") + F("against") + F("abstained") + F("invalid"),
                    entitled__gte=F("present") + F("recused"),
                ),
                name="agenda_item_votes_are_of_those_present",
            ),
            models.CheckConstraint(
                condition=Q(favour__isnull=True) | ~Q(verdict=""),
                name="agenda_item_voted_has_a_verdict",
            ),
            models.CheckConstraint(
                condition=Q(about_type="", about_id="") | ~Q(about_type="") & ~Q(about_id=""),
                name="agenda_item_is_about_a_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def about(self) -> tuple[str, str]:
        """(type, id) of the thing that it decides about, ("", "") for none."""
        return self.about_type, self.about_id


class Recusal(models.Model):
    """A member who left the room for an item, and on which ground (§2.5.2)."""

    item = models.ForeignKey(
        AgendaItem, models.PROTECT, related_name="recusals", verbose_name="议题"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, to_field="code", related_name="+", verbose_name="回避人"
    )
    ground = models.CharField("事由", max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = "回避"
        ordering = ["item", "person"]
        constraints = [
            models.UniqueConstraint(fields=["item", "person"], name="agenda_recusal_once"),
            models.CheckConstraint(condition=~Q(ground=""), name="agenda_recusal_says_why"),
        ]

    def __str__(self) -> str:
        return self.person_id


class Stance(models.Model):
    """What a member said about an item, in the order of speaking (§2.4.5)."""

    item = models.ForeignKey(
        AgendaItem, models.PROTECT, related_name="stances", verbose_name="议题"
    )
    number = models.PositiveSmallIntegerField("发言顺序")
    person = models.ForeignKey(
        Person, models.PROTECT, to_field="code", related_name="+", verbose_name="发言人"
    )
    opinion = models.CharField(
        "意见", max_length=12, choices=[(one.value, name) for one, name in OPINION_NAMES.items()]
    )

    class Meta:
        verbose_name = verbose_name_plural = "表态"
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="agenda_stance_one_a_turn"),
            models.UniqueConstraint(fields=["item", "person"], name="agenda_stance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.get_opinion_display()}"


class Candidate(models.Model):
    """Who stood in an election, with how many votes, and whether that was enough."""

    item = models.ForeignKey(
        AgendaItem, models.PROTECT, related_name="candidates", verbose_name="选举"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, to_field="code", related_name="+", verbose_name="候选人"
    )
    votes = models.PositiveIntegerField("得票")
    is_elected = models.BooleanField("当选", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "候选人"
        ordering = ["item", "-votes", "person"]
        constraints = [
            models.UniqueConstraint(fields=["item", "person"], name="agenda_candidate_once")
        ]

    def __str__(self) -> str:
        return self.person_id
