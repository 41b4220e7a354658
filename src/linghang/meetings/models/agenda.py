"""Agenda items: how the votes went under the rules of the day, who stepped out, who said what."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from linghang.meetings.counting.rules import VERDICT_NAMES, Verdict
from linghang.meetings.knowing import catalog as knowing
from linghang.meetings.models.bodies import TermSeat
from linghang.meetings.models.meetings import Form
from linghang.meetings.recording.rules import OPINION_NAMES, PROPOSER_NAMES, Proposer
from linghang.org.models import Person
from linghang.org.rules import Rights


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    """Items, by who asks."""

    def open_to_readers(self) -> Self:
        """What whoever reads the record may know of: for what is the same for everybody, an index
        or a count."""
        return self.exclude(kind__in=knowing.withheld(), published_on__isnull=True)

    def known_to(self, rights: Rights) -> Self:
        """Without items that the acting post must not know of yet (§2.4.9).

        A cadre item is read by the members of its body and by the posts that its kind names, until
        its publicity starts. To be asked beside Meeting.visible_to(), in every face.
        """
        told = knowing.told(rights.post.code)
        if not told.withheld:
            return self
        seats = TermSeat.objects.filter(
            Q(active_to__isnull=True) | Q(active_to__gt=OuterRef("form__meeting__day")),
            active_from__lte=OuterRef("form__meeting__day"),
            unit=OuterRef("form__meeting__unit"),
            kind=OuterRef("form__kind"),
            person__code=rights.person,
        )
        return self.filter(
            ~Q(kind__in=told.withheld) | Q(published_on__isnull=False) | Exists(seats)
        )


class AgendaItem(models.Model):
    """One item (议题) of a form.

    entitled, present, recused: the numbers on which the decision rests. quorum, passes: the rules
    in force on the day, as JSON values of parameters, {} without a vote. seats, issued, collected:
    of an election, whose `invalid` are pieces of paper. says: the outcome with
    every number in words. first_heard: where the committee dealt with it before (§1.3.5).
    person: whom it is about, alone (逐人). leader: in charge of it (§2.4.2). announced_on: when it
    was put on the agenda. approval: the superior's, for fewer candidates than the rule asks.
    deferred: why it was put off to a later meeting (§2.3.3), "" for what was not.
    published_on: first day of its publicity, until which few may know of it (§2.4.9).
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
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        to_field="code",
        related_name="+",
        null=True,
        blank=True,
        verbose_name="所涉人员",
    )
    leader = models.ForeignKey(
        Person,
        models.PROTECT,
        to_field="code",
        related_name="+",
        null=True,
        blank=True,
        verbose_name="分管领导",
    )
    announced_on = models.DateField("列入议程日期", null=True, blank=True)
    approval = models.CharField("上级批准", max_length=200, blank=True)
    published_on = models.DateField("公示开始日期", null=True, blank=True)
    deferred = models.TextField("缓议理由", blank=True, default="")
    about_type = models.CharField("事项类型", max_length=80, blank=True)
    about_id = models.CharField("事项编号", max_length=100, blank=True)

    objects = AgendaItemQuerySet.as_manager()

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
                condition=Q(verdict=Verdict.DEFERRED.value, favour__isnull=True) & ~Q(deferred="")
                | ~Q(verdict=Verdict.DEFERRED.value) & Q(deferred=""),
                name="agenda_item_deferred_says_why",
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
    """A member who left the room for an item, on which ground, at whose word (§2.5.2)."""

    item = models.ForeignKey(
        AgendaItem, models.PROTECT, related_name="recusals", verbose_name="议题"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, to_field="code", related_name="+", verbose_name="回避人"
    )
    ground = models.CharField("事由", max_length=120)
    proposed_by = models.CharField(
        "提出人",
        max_length=8,
        choices=[(one.value, name) for one, name in PROPOSER_NAMES.items()],
        default=Proposer.SELF.value,
    )
    left_at = models.TimeField("离场", null=True, blank=True)
    returned_at = models.TimeField("返回", null=True, blank=True)

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
    """What a member said about an item, in the order of speaking, and why (§2.4.5, §2.4.7)."""

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
    words = models.TextField("发言要点", blank=True)

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
