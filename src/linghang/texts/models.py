"""A text, its versions, the drafts on the way to each, who was asked, who has read it."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Coalesce

from linghang.foundation.intake.models import Batch
from linghang.foundation.trail.models import AppendOnlyModel, AppendOnlyQuerySet
from linghang.org.models import Person, Unit
from linghang.org.rules import Rights
from linghang.procedures import queries as procedures
from linghang.procedures.models import Proceeding
from linghang.texts.definitions import (
    ACTION_NAMES,
    ANSWER_NAMES,
    CAUSE_NAMES,
    CONCLUSION_NAMES,
    Action,
    Answer,
)
from linghang.texts.rules import Standing, State, state

VERSION = "texts.version"
MANAGE = "policies.manage"
PUBLISHED = Q(active_from__isnull=False)
ABOLISH = Q(action=Action.ABOLISH.value)


class PolicyQuerySet(models.QuerySet["Policy"]):
    """Texts, by what is in force on a day."""

    def shown(self, day: date) -> Self:
        """With the version that shows how each stands on the day; None for one still in making.

        `shown_version`: its id; `review_due`.
        """
        latest = Version.objects.filter(PUBLISHED, policy=OuterRef("pk"), active_from__lte=day)
        first = Version.objects.filter(PUBLISHED, policy=OuterRef("pk"))
        of_day = latest.exclude(ABOLISH).order_by("-active_from").values("pk")[:1]
        return self.annotate(
            shown_version=Coalesce(
                Subquery(of_day),
                Subquery(first.order_by("active_from").values("pk")[:1]),
            )
        ).filter(shown_version__isnull=False)

    def in_force(self, day: date) -> Self:
        """Those with a version in force on the day."""
        return self.filter(Exists(Version.objects.in_force(day).filter(policy=OuterRef("pk"))))

    def abolished(self, day: date) -> Self:
        """Those that were in force once and are no more on the day."""
        began = Version.objects.filter(
            PUBLISHED, policy=OuterRef("pk"), active_from__lte=day
        ).exclude(ABOLISH)
        return self.filter(Exists(began)).exclude(
            Exists(Version.objects.in_force(day).filter(policy=OuterRef("pk")))
        )


class Policy(models.Model):
    """One text (制度、章程、办法、流程). number: given when it is first published, then for ever.

    review_due: day on which the next regular review is due. batch: the import that brought it.
    """

    number = models.CharField("编号", max_length=40, null=True, blank=True, unique=True)  # noqa: DJ001 many unpublished ones have none
    title = models.CharField("名称", max_length=120)
    category = models.CharField("类别", max_length=60)
    owner = models.ForeignKey(
        Unit, models.PROTECT, to_field="code", related_name="+", verbose_name="主责部门"
    )
    review_due = models.DateField("下次评估", null=True, blank=True)
    batch = models.ForeignKey(
        Batch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="导入批次"
    )

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "制度"
        ordering = ["number", "pk"]
        indexes = [
            models.Index(fields=["owner", "category"], name="policy_of_owner"),
            models.Index(fields=["review_due"], name="policy_review_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="policy_is_named"),
            models.CheckConstraint(condition=~Q(number=""), name="policy_number_is_said"),
        ]

    def __str__(self) -> str:
        return self.title


class VersionQuerySet(models.QuerySet["Version"]):
    """Versions, by who asks and by the day."""

    def published(self) -> Self:
        """Those that were published, in force or not."""
        return self.filter(PUBLISHED)

    def in_force(self, day: date) -> Self:
        """Texts in force on the day; an abolition is none."""
        return (
            self.filter(PUBLISHED, active_from__lte=day)
            .filter(Q(active_to__isnull=True) | Q(active_to__gt=day))
            .exclude(ABOLISH)
        )

    def making(self) -> Self:
        """Those on their way."""
        return self.filter(active_from__isnull=True, dropped_on__isnull=True)

    def effective_in(self, year: int) -> Self:
        """Published, with a first day in the year: how 本年新立、修订、废止 are counted."""
        return self.filter(PUBLISHED, active_from__year=year)

    def visible_to(self, rights: Rights, today: date) -> Self:
        """What was published, for everybody; a draft for those whom it concerns."""
        if not rights.in_force:
            return self.none()
        if rights.has(MANAGE):
            return self.all()
        return self.filter(PUBLISHED | _concerning(rights, today))

    def concerning(self, rights: Rights, today: date) -> Self:
        """Those whose making concerns the post: who keeps the library, the owning department, who
        was asked, who has a part in the procedure."""
        return self.filter(_concerning(rights, today)) if rights.in_force else self.none()


def _concerning(rights: Rights, today: date) -> Q:
    if rights.has(MANAGE):
        return Q()
    mine = Proceeding.objects.filter(
        pk__in=procedures.visible_to(rights, today).values("pk"),
        subject_type=VERSION,
        subject_id=Cast(OuterRef("pk"), models.CharField()),
    )
    asked = Consultation.objects.filter(version=OuterRef("pk"), unit__code=rights.unit.code)
    return Q(policy__owner__code=rights.unit.code) | Q(Exists(asked)) | Q(Exists(mine))


class Version(models.Model):
    """One version of a text, or its end (废止).

    body: the words as published, "" before. active_from None: not published. basis: on which
    decision it rests, in words. dropped_on: its procedure was refused or voided.
    """

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="versions", verbose_name="制度")
    number = models.PositiveSmallIntegerField("版次")
    action = models.CharField(
        "性质", max_length=10, choices=[(one.value, name) for one, name in ACTION_NAMES.items()]
    )
    title = models.CharField("名称", max_length=120)
    cause = models.CharField(
        "原因", max_length=12, choices=[(one.value, name) for one, name in CAUSE_NAMES.items()]
    )
    explanation = models.CharField("说明", max_length=500, blank=True)
    is_major = models.BooleanField("重要制度", default=False)
    is_trial = models.BooleanField("试行", default=False)
    body = models.TextField("正文", blank=True)
    issue_number = models.CharField("发文字号", max_length=60, blank=True)
    basis = models.CharField("决定依据", max_length=200, blank=True)
    active_from = models.DateField("施行日期", null=True, blank=True)
    active_to = models.DateField("失效日期", null=True, blank=True, help_text="当日起不再有效")
    published_on = models.DateField("发布日期", null=True, blank=True)
    dropped_on = models.DateField("终止日期", null=True, blank=True)
    batch = models.ForeignKey(
        Batch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="导入批次"
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "制度版本"
        ordering = ["policy", "number"]
        indexes = [models.Index(fields=["active_from", "action"], name="policy_version_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="policy_version_once"),
            models.UniqueConstraint(
                fields=["policy"],
                condition=Q(active_from__isnull=True, dropped_on__isnull=True),
                name="policy_one_version_in_making",
            ),
            models.UniqueConstraint(
                fields=["policy"],
                condition=Q(active_from__isnull=False, active_to__isnull=True),
                name="policy_one_open_version",
            ),
            models.CheckConstraint(
                condition=Q(active_to__isnull=True) | Q(active_to__gt=F("active_from")),
                name="policy_version_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(active_from__isnull=True, published_on__isnull=True)
                | Q(active_from__isnull=False, published_on__isnull=False),
                name="policy_version_published_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(active_from__isnull=True) | ABOLISH | ~Q(body=""),
                name="policy_version_in_force_has_words",
            ),
            models.CheckConstraint(
                condition=Q(active_from__isnull=True) | Q(dropped_on__isnull=True),
                name="policy_version_published_is_not_dropped",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} 第{self.number}版"

    def standing(self, *, is_last: bool = True) -> Standing:
        """What the rules need to know. is_last: no version with words follows it."""
        return Standing(
            action=Action(self.action),
            active_from=self.active_from,
            active_to=self.active_to,
            is_dropped=self.dropped_on is not None,
            is_last=is_last,
        )

    def state(self, on: date, *, is_last: bool = True) -> State:
        """How it stands on the day."""
        return state(self.standing(is_last=is_last), on=on)


class Draft(AppendOnlyModel):
    """The words of a version as they were saved once: every one is kept."""

    version = models.ForeignKey(
        Version, models.PROTECT, related_name="drafts", verbose_name="制度版本"
    )
    number = models.PositiveSmallIntegerField("稿次")
    body = models.TextField("正文")
    note = models.CharField("改动说明", max_length=200, blank=True)
    file_name = models.CharField("来源文件", max_length=255, blank=True)
    saved_by = models.CharField("起草人", max_length=64)
    saved_at = models.DateTimeField("保存时间")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "制度草稿"
        ordering = ["version", "number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="policy_draft_once"),
            models.CheckConstraint(condition=~Q(body=""), name="policy_draft_has_words"),
        ]

    def __str__(self) -> str:
        return f"第{self.number}稿"


class Consultation(models.Model):
    """A department that is asked about a draft (征求意见), and what it says.

    adopted: what came of a proposal, by the drafting department.
    """

    version = models.ForeignKey(
        Version, models.PROTECT, related_name="consultations", verbose_name="制度版本"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, to_field="code", related_name="+", verbose_name="部门"
    )
    draft = models.ForeignKey(Draft, models.PROTECT, related_name="+", verbose_name="草稿")
    asked_on = models.DateField("征求日期")
    due_date = models.DateField("答复期限")
    answer = models.CharField(
        "意见",
        max_length=10,
        choices=[(one.value, name) for one, name in ANSWER_NAMES.items()],
        blank=True,
    )
    opinion = models.TextField("具体意见", blank=True)
    answered_by = models.CharField("答复人", max_length=64, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    adopted = models.CharField("采纳情况", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "征求意见"
        ordering = ["version", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "unit"],
                condition=Q(answer=""),
                name="policy_asked_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_on__isnull=True)
                | (~Q(answer="") & Q(answered_on__isnull=False)),
                name="policy_answer_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["", Answer.AGREES.value]) | ~Q(opinion=""),
                name="policy_answer_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.get_answer_display() or '未答复'}"


class Confirmation(AppendOnlyModel):
    """Somebody read a version and says so (已阅知); nothing else of their reading is kept."""

    version = models.ForeignKey(
        Version, models.PROTECT, related_name="confirmations", verbose_name="制度版本"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, to_field="code", related_name="+", verbose_name="人员"
    )
    confirmed_on = models.DateField("阅知日期")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "阅知"
        constraints = [
            models.UniqueConstraint(fields=["version", "person"], name="policy_confirmed_once")
        ]

    def __str__(self) -> str:
        return self.person_id


class Review(AppendOnlyModel):
    """A regular review (定期评估) of a text in force, and what it came to."""

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="reviews", verbose_name="制度")
    reviewed_on = models.DateField("评估日期")
    conclusion = models.CharField(
        "结论",
        max_length=10,
        choices=[(one.value, name) for one, name in CONCLUSION_NAMES.items()],
    )
    findings = models.TextField("评估情况")
    reviewed_by = models.CharField("评估人", max_length=64)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "制度评估"
        ordering = ["-reviewed_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(findings=""), name="policy_review_says_what")
        ]

    def __str__(self) -> str:
        return f"{self.reviewed_on} {self.get_conclusion_display()}"
