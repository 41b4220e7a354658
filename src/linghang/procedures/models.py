"""Proceedings and the acts on them: acts are only added, and say where a proceeding stands."""

from __future__ import annotations

import json

from django.db import models
from django.db.models import F, Q

from linghang.foundation.evidence.models import Evidence
from linghang.foundation.sensitivity.definitions import CHOICES, Level
from linghang.foundation.trail.models import AppendOnlyModel, AppendOnlyQuerySet
from linghang.foundation.vault.faults import CannotOpen
from linghang.foundation.vault.fields import NOT_NOW, SealedTextField
from linghang.org.models import Unit
from linghang.procedures import catalog
from linghang.procedures.definitions import OUTCOME_NAMES, Outcome, Procedure
from linghang.procedures.progress import rules as progress
from linghang.procedures.progress.rules import VERB_NAMES, Verb

SEALED_FOR, SEALED = "procedures", "（内容加密）"
STEP_VERBS = sorted({Verb.APPROVE.value, Verb.ENTER.value, Verb.REJECT.value, Verb.SEND_BACK.value})


class ProceedingQuerySet(models.QuerySet["Proceeding"]):
    """Proceedings."""

    def running(self) -> ProceedingQuerySet:
        """Those that have not ended."""
        return self.filter(outcome=Outcome.RUNNING.value)

    def whole(self) -> ProceedingQuerySet:
        """With unit, acts and documents, in three queries however many there are."""
        return self.select_related("unit").prefetch_related("acts__documents")


class Proceeding(models.Model):
    """One thing on its way through a procedure, bound to the version of the definition it began by.

    subject_type, subject_id: what it is about; a mere matter has no id. concerned: codes of the
    persons whom it is about. outcome: follows from the acts; kept beside them to be asked for.
    """

    procedure = models.CharField("程序", max_length=60, db_index=True)
    definition_hash = models.CharField("定义版本", max_length=64)
    subject_type = models.CharField("事项类型", max_length=80)
    subject_id = models.CharField("事项编号", max_length=100, blank=True)
    title = models.CharField("标题", max_length=200)
    level = models.CharField(
        "敏感程度", max_length=20, choices=CHOICES, default=Level.INTERNAL.value
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="所属单位")
    concerned = models.JSONField("涉及人员", default=list, blank=True)
    started_by = models.CharField("发起人", max_length=64)
    started_for = models.CharField("代何人发起", max_length=64, blank=True)
    started_at = models.DateTimeField("发起时间")
    outcome = models.CharField(
        "结果",
        max_length=12,
        choices=[(one.value, name) for one, name in OUTCOME_NAMES.items()],
        default=Outcome.RUNNING.value,
    )
    ended_on = models.DateField("结束日期", null=True, blank=True)

    objects = ProceedingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "程序办理"
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=Outcome.RUNNING.value, ended_on=None)
                | (~Q(outcome=Outcome.RUNNING.value) & Q(ended_on__isnull=False)),
                name="proceeding_ended_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=sorted(one.value for one in Outcome)),
                name="proceeding_outcome_known",
            ),
            models.UniqueConstraint(
                fields=["procedure", "subject_type", "subject_id"],
                condition=Q(outcome=Outcome.RUNNING.value) & ~Q(subject_id=""),
                name="proceeding_one_running_for_a_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def definition(self) -> Procedure:
        """The version that it is bound to."""
        return catalog.version(self.procedure, self.definition_hash)

    def told(self) -> tuple[progress.Act, ...]:
        """Its acts as the rules know them, in order."""
        rows = sorted(self.acts.all(), key=lambda act: act.number)
        return tuple(act.told() for act in rows)


class Act(AppendOnlyModel):
    """One deed on a proceeding. See progress.rules.Act; here with who and what stood behind it.

    appointment, held: under which post, and how it was called. definition_hash: the version by
    which it was judged. dossier: digest of all fields and documents that counted when it was done.
    rests_on: records that made it possible, [{"says": …, "about": [type, id]}].
    sealed: reason and explanation where the procedure is sealed, see worded(); their own columns
    then tell no more than that there is one.
    """

    proceeding = models.ForeignKey(
        Proceeding, models.PROTECT, related_name="acts", verbose_name="程序办理"
    )
    number = models.PositiveIntegerField("序号")
    verb = models.CharField(
        "操作", max_length=12, choices=[(one.value, name) for one, name in VERB_NAMES.items()]
    )
    step = models.CharField("步骤", max_length=60, blank=True)
    seat = models.PositiveSmallIntegerField("席位", default=0)
    person = models.CharField("人员", max_length=64)
    on_behalf_of = models.CharField("代何人", max_length=64, blank=True)
    appointment = models.BigIntegerField("任职")
    held = models.CharField("职务", max_length=200)
    departments = models.JSONField("所属部门", default=list)
    day = models.DateField("办理日期")
    recorded_on = models.DateField("登记日期")
    recorded_at = models.DateTimeField("登记时间")
    to = models.CharField("退回到", max_length=60, blank=True)
    reason = models.TextField("理由", blank=True)
    explanation = models.TextField("说明", blank=True)
    sealed = SealedTextField("加密的理由和说明", purpose=SEALED_FOR, blank=True, default="")
    prompts = models.JSONField("说明所答的提示", default=list, blank=True)
    fields = models.JSONField("填写内容", default=dict)
    definition_hash = models.CharField("定义版本", max_length=64)
    dossier = models.CharField("卷宗摘要", max_length=64)
    rests_on = models.JSONField("依据的记录", default=list, blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "程序操作"
        ordering = ["proceeding", "number"]
        indexes = [models.Index(fields=["appointment", "proceeding"], name="act_of_appointment")]
        constraints = [
            models.UniqueConstraint(fields=["proceeding", "number"], name="act_number_once"),
            models.CheckConstraint(
                condition=Q(verb__in=sorted(one.value for one in Verb)), name="act_verb_known"
            ),
            models.CheckConstraint(
                condition=(Q(verb__in=STEP_VERBS) & ~Q(step=""))
                | (~Q(verb__in=STEP_VERBS) & Q(step="")),
                name="act_on_a_step",
            ),
            models.CheckConstraint(
                condition=Q(verb__in=[Verb.START.value, Verb.APPROVE.value, Verb.ENTER.value])
                | ~Q(reason=""),
                name="act_refusal_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(day__lte=F("recorded_on")), name="act_not_before_it_happened"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proceeding_id}#{self.number} {self.verb} {self.step}"

    def word(self, reason: str, explanation: str, *, sealed: bool) -> None:
        """Set what somebody worded; the row is not saved yet."""
        self.reason, self.explanation = reason, explanation
        if sealed and (reason or explanation):
            self.sealed = json.dumps([reason, explanation], ensure_ascii=False)
            self.reason, self.explanation = SEALED * bool(reason), SEALED * bool(explanation)

    def worded(self) -> tuple[str, str]:
        """Reason and explanation, opened where they are sealed, for who may see the proceeding.

        While the key is not at hand they read （暂时打不开）.
        """
        if not self.sealed:
            return self.reason, self.explanation
        try:
            reason, explanation = json.loads(self.sealed.open())
        except CannotOpen:
            return NOT_NOW * bool(self.reason), NOT_NOW * bool(self.explanation)
        return reason, explanation

    def told(self) -> progress.Act:
        """The act as the rules know it."""
        return progress.Act(
            number=self.number,
            verb=Verb(self.verb),
            step=self.step,
            seat=self.seat,
            person=self.person,
            on_behalf_of=self.on_behalf_of,
            departments=frozenset(self.departments),
            day=self.day,
            recorded_on=self.recorded_on,
            to=self.to,
            reason=self.reason,
            fields=self.fields,
            documents=tuple(
                progress.Document(
                    kind=one.kind, sha256=one.sha256, name=one.name, evidence=one.evidence_id
                )
                for one in self.documents.all()
            ),
        )


class ActDocument(AppendOnlyModel):
    """A document of the dossier in the version that was acted on: its digest never changes."""

    act = models.ForeignKey(Act, models.PROTECT, related_name="documents", verbose_name="操作")
    kind = models.CharField("材料种类", max_length=60)
    name = models.CharField("文件名", max_length=255)
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, related_name="+", verbose_name="佐证材料"
    )
    sha256 = models.CharField("摘要", max_length=64)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "卷宗材料"
        ordering = ["act", "pk"]

    def __str__(self) -> str:
        return self.name


class Turn(models.Model):
    """A seat whose voice an open step still wants: follows from the acts, kept to be asked for.

    due: the last day in time. from_day: the first on which it can be done. out, out_departments:
    persons who spoke here or on a step that this one must differ from, and their departments
    where those must differ, too. Days follow the rule parameters and are worked out anew nightly.
    """

    proceeding = models.ForeignKey(
        Proceeding, models.CASCADE, related_name="turns", verbose_name="程序办理"
    )
    step = models.CharField("步骤", max_length=60)
    seat = models.PositiveSmallIntegerField("席位", default=0)
    post = models.CharField("岗位", max_length=60)
    due = models.DateField("截止", null=True, blank=True)
    from_day = models.DateField("最早", null=True, blank=True)
    out = models.JSONField("不能办的人", default=list, blank=True)
    out_departments = models.JSONField("不能办的部门", default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "轮到的岗位"
        constraints = [
            models.UniqueConstraint(
                fields=["proceeding", "step", "seat", "post"], name="turn_once_a_seat"
            )
        ]
        indexes = [models.Index(fields=["post", "proceeding"], name="turn_by_post")]

    def __str__(self) -> str:
        return f"{self.proceeding_id} {self.step} {self.post}"


class Told(models.Model):
    """What a field of a proceeding says now: follows from the acts, kept to be asked for.

    spelling: as names are compared, see naming.rules.plain. amount: money in 分. day: of the act.
    """

    proceeding = models.ForeignKey(
        Proceeding, models.CASCADE, related_name="answers", verbose_name="程序办理"
    )
    field = models.CharField("填写项", max_length=60)
    spelling = models.CharField("比对写法", max_length=120, blank=True)
    amount = models.BigIntegerField("金额（分）", null=True, blank=True)
    day = models.DateField("办理日期")

    class Meta:
        verbose_name = verbose_name_plural = "填写内容索引"
        constraints = [
            models.UniqueConstraint(fields=["proceeding", "field"], name="told_once_a_field")
        ]
        indexes = [models.Index(fields=["field", "spelling"], name="told_by_spelling")]

    def __str__(self) -> str:
        return f"{self.proceeding_id} {self.field}"
