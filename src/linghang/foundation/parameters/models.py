"""The hospital's dated rows of rule parameters, from draft to approval."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linghang.foundation.evidence.models import Evidence
from linghang.foundation.parameters import catalog, kinds
from linghang.foundation.parameters.definitions import Parameter
from linghang.foundation.parameters.kinds import Value
from linghang.foundation.parameters.rules import Proposal, Row


class State(models.TextChoices):
    """Where a change stands; only an approved one has any effect."""

    DRAFT = "draft", "待批准"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"


DECIDED = (State.APPROVED.value, State.REFUSED.value)


class ParameterChangeQuerySet(models.QuerySet["ParameterChange"]):
    """Changes of parameters."""

    def approved(self) -> ParameterChangeQuerySet:
        """Those that count."""
        return self.filter(state=State.APPROVED)

    def drafts(self) -> ParameterChangeQuerySet:
        """Those that wait for a decision."""
        return self.filter(state=State.DRAFT)


class ParameterChange(models.Model):
    """A value for the days `[active_from, active_to)`, with who drafted and who decided.

    supersedes: the text from above was revised; otherwise the hospital's own rule.
    """

    code = models.CharField("参数", max_length=60, db_index=True)
    value = models.JSONField("值")
    supersedes = models.BooleanField("上级文件修订", default=False)
    active_from = models.DateField("生效日期")
    active_to = models.DateField("终止日期", null=True, blank=True)
    document = models.CharField("文号", max_length=120, blank=True)
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文件"
    )
    reason = models.TextField("理由")
    state = models.CharField("状态", max_length=12, choices=State, default=State.DRAFT.value)
    drafted_by = models.CharField("起草人", max_length=40)
    drafted_for = models.CharField("代何人起草", max_length=40, blank=True)
    drafted_at = models.DateTimeField("起草时间")
    approved_by = models.CharField("批准人", max_length=40, blank=True)
    approved_for = models.CharField("代何人批准", max_length=40, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    note = models.TextField("批准或退回意见", blank=True)

    objects = ParameterChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "规则参数改动"
        ordering = ["-drafted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(active_to=None) | Q(active_to__gt=F("active_from")),
                name="parameter_change_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED, decided_at__isnull=False) & ~Q(approved_by="")
                | ~Q(state__in=DECIDED) & Q(decided_at=None, approved_by=""),
                name="parameter_change_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.APPROVED.value) | ~Q(approved_by=F("drafted_by")),
                name="parameter_change_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(supersedes=False) | (Q(evidence__isnull=False) & ~Q(document="")),
                name="parameter_change_revised_text_is_filed",
            ),
            models.UniqueConstraint(
                fields=["code", "supersedes", "active_from"],
                condition=Q(state=State.APPROVED.value),
                name="parameter_change_one_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}（{self.active_from}起）"

    @property
    def parameter(self) -> Parameter:
        """The declaration. Raises UnknownParameter."""
        return catalog.parameter(self.code)

    @property
    def typed(self) -> Value:
        """The value as Python knows it."""
        return kinds.parse(self.parameter.kind, self.value)

    @property
    def shown(self) -> str:
        """The value in Chinese."""
        return self.parameter.shown(self.typed)

    @property
    def basis(self) -> str:
        """What kind of change it is, in Chinese."""
        return "上级文件修订" if self.supersedes else "本院规定"

    def row(self) -> Row:
        """What the rules need to know of an approved change."""
        return Row(
            change=self.pk,
            value=self.typed,
            supersedes=self.supersedes,
            active_from=self.active_from,
            active_to=self.active_to,
        )

    def proposal(self) -> Proposal:
        """What the rules need to know of a draft."""
        return Proposal(
            value=self.typed,
            supersedes=self.supersedes,
            active_from=self.active_from,
            active_to=self.active_to,
            document=self.document,
            has_file=self.evidence_id is not None,
            reason=self.reason,
        )
