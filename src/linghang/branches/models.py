"""Terms of committees, members on the move, pairings and events of 三培养, quotas of admission."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from linghang.branches.cultivation.rules import KIND_NAMES
from linghang.branches.pairing.rules import State, state
from linghang.org.models import Person, Unit
from linghang.org.models.dated import OPEN, Dated, DatedQuerySet, ends_after_start


def _unit() -> models.ForeignKey[Unit, Unit]:
    return models.ForeignKey(
        Unit, models.PROTECT, to_field="code", related_name="+", verbose_name="党组织"
    )


def _person() -> models.ForeignKey[Person, Person]:
    return models.ForeignKey(
        Person, models.PROTECT, to_field="code", related_name="+", verbose_name="人员"
    )


class CommitteeTerm(Dated):
    """A term of the committee of a branch, general branch or the Party committee.

    active_from: the day of the election. active_to: of the next one. postponed_to, approval: an
    end that the superior agreed to put off. document: on what the election rests.
    """

    unit = _unit()
    postponed_to = models.DateField("延期至", null=True, blank=True)
    approval = models.CharField("延期批准", max_length=200, blank=True)
    document = models.CharField("依据", max_length=200)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "届期"
        ordering = ["unit", "active_from"]
        constraints = [
            ends_after_start("committee_term_ends_after_start"),
            models.UniqueConstraint(
                fields=["unit"], condition=OPEN, name="committee_term_one_open"
            ),
            models.UniqueConstraint(
                fields=["unit", "active_from"], name="committee_term_one_a_day"
            ),
            models.CheckConstraint(
                condition=Q(postponed_to__isnull=True, approval="")
                | (Q(postponed_to__gt=F("active_from")) & ~Q(approval="")),
                name="committee_term_postponed_with_approval",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.span.label}"


class Flowing(Dated):
    """A member who is away for long, whose Party relation stays here (流动党员)."""

    person = _person()
    unit = _unit()
    place = models.CharField("去向", max_length=80)
    back_on = models.DateField("预计返回")
    certificate = models.CharField("流动党员活动证编号", max_length=40, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "流动党员"
        ordering = ["unit", "active_from"]
        constraints = [
            ends_after_start("flowing_ends_after_start"),
            models.UniqueConstraint(fields=["person"], condition=OPEN, name="flowing_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.place}"


class Contact(models.Model):
    """The branch was in touch with a member on the move."""

    flowing = models.ForeignKey(
        Flowing, models.PROTECT, related_name="contacts", verbose_name="流动党员"
    )
    day = models.DateField("日期")
    by = models.CharField("联系人", max_length=80)
    says = models.CharField("情况", max_length=200)

    objects = models.Manager["Contact"]()

    class Meta:
        verbose_name = verbose_name_plural = "联系记录"
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"{self.flowing_id} {self.day}"


class Cultivated(models.Model):
    """A dated event of 三培养 on a person; made void with its reason when it was wrong."""

    person = _person()
    unit = _unit()
    kind = models.CharField(
        "类别", max_length=16, choices=[(one.value, name) for one, name in KIND_NAMES.items()]
    )
    day = models.DateField("日期")
    became = models.CharField("成为", max_length=80)
    document = models.CharField("依据", max_length=200)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    void_reason = models.CharField("作废原因", max_length=200, blank=True)

    objects = models.Manager["Cultivated"]()

    class Meta:
        verbose_name = verbose_name_plural = "三培养"
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "day"],
                condition=Q(voided_at__isnull=True),
                name="cultivated_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(one.value for one in KIND_NAMES)),
                name="cultivated_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, void_reason="")
                | (Q(voided_at__isnull=False) & ~Q(void_reason="")),
                name="cultivated_voided_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.get_kind_display()}"


class Pairing(models.Model):
    """Somebody is grown by somebody on one of the three ways (结对培养).

    event: what it led to; end_reason: why it ended without. Both only of an ended one.
    """

    person = _person()
    mentor = models.ForeignKey(
        Person, models.PROTECT, to_field="code", related_name="+", verbose_name="培养人"
    )
    unit = _unit()
    kind = models.CharField(
        "类别", max_length=16, choices=[(one.value, name) for one, name in KIND_NAMES.items()]
    )
    goal = models.CharField("培养目标", max_length=120)
    since = models.DateField("开始")
    due_on = models.DateField("计划完成")
    ended_on = models.DateField("结束", null=True, blank=True)
    end_reason = models.CharField("终止原因", max_length=200, blank=True)
    event = models.OneToOneField(
        Cultivated,
        models.PROTECT,
        related_name="pairing",
        null=True,
        blank=True,
        verbose_name="达成",
    )

    objects = models.Manager["Pairing"]()

    class Meta:
        verbose_name = verbose_name_plural = "结对培养"
        ordering = ["unit", "-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(ended_on__isnull=True),
                name="pairing_one_running_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(one.value for one in KIND_NAMES)),
                name="pairing_kind_known",
            ),
            models.CheckConstraint(
                condition=~Q(person=F("mentor")) & Q(due_on__gt=F("since")),
                name="pairing_of_two_with_a_term",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, event__isnull=True, end_reason="")
                | Q(ended_on__gte=F("since"), event__isnull=False, end_reason="")
                | (Q(ended_on__gte=F("since"), event__isnull=True) & ~Q(end_reason="")),
                name="pairing_ends_in_one_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.get_kind_display()}"

    def state(self, on: date) -> State:
        """How it stands on the day."""
        return state(due=self.due_on, ended=self.ended_on, achieved=bool(self.event_id), on=on)


class Progress(models.Model):
    """How far a pairing came."""

    pairing = models.ForeignKey(
        Pairing, models.PROTECT, related_name="progress", verbose_name="结对培养"
    )
    day = models.DateField("日期")
    says = models.CharField("进展", max_length=300)

    objects = models.Manager["Progress"]()

    class Meta:
        verbose_name = verbose_name_plural = "培养进展"
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"{self.pairing_id} {self.day}"


class AdmissionPlan(models.Model):
    """How many members the superior lets the hospital admit in a year (年度发展计划)."""

    year = models.PositiveIntegerField("年度", unique=True)
    quota = models.PositiveIntegerField("计划数")
    document = models.CharField("依据", max_length=200)

    objects = models.Manager["AdmissionPlan"]()

    class Meta:
        verbose_name = verbose_name_plural = "发展党员计划"
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"{self.year}年{self.quota}名"
