"""Entries of ledgers: what is in force, what it said before, what is asked to be changed."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from linghang.foundation.evidence.models import Evidence
from linghang.foundation.intake.models import Batch
from linghang.foundation.sensitivity.definitions import CHOICES, Level
from linghang.foundation.trail.models import AppendOnlyModel, AppendOnlyQuerySet
from linghang.foundation.vault.fields import SealedTextField
from linghang.ledgers import catalog
from linghang.ledgers.closing.models import Closing
from linghang.ledgers.definitions import Ledger
from linghang.ledgers.doubles.models import Apart
from linghang.ledgers.facts import rules as facts
from linghang.ledgers.filing.rules import (
    IN_FORCE,
    PURPOSE_NAMES,
    STANDING_NAMES,
    Purpose,
    Standing,
)
from linghang.ledgers.tallies.models import Tally as Tally  # tables of this application, too
from linghang.ledgers.tallies.models import Touch as Touch
from linghang.org.models import Unit

__all__ = [
    "Apart",
    "Change",
    "Closing",
    "Entry",
    "Filing",
    "Former",
    "LedgerEntryQuerySet",
    "Mention",
    "Paper",
    "SealedFacts",
    "Serial",
]

SEALED_FOR = "ledgers"
COLUMNS = tuple(f"t{n}" for n in range(1, 7)) + tuple(f"n{n}" for n in range(1, 7)) + ("d1", "d2")


class Filing(models.Model):
    """What was handed in together (报送): entries, corrections or voidings of one unit.

    Where it stands is told by its proceeding (kind of subject `ledgers.filing`).
    """

    ledger = models.CharField("台账", max_length=60)
    unit = models.ForeignKey(
        Unit, models.PROTECT, to_field="code", related_name="+", verbose_name="单位"
    )
    purpose = models.CharField(
        "性质", max_length=10, choices=[(one.value, name) for one, name in PURPOSE_NAMES.items()]
    )
    title = models.CharField("标题", max_length=200)
    proceeding = models.BigIntegerField("程序办理", null=True, blank=True)
    verified_on = models.DateField("审核生效日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "台账报送"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["ledger", "unit"], name="filing_of_unit")]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=sorted(one.value for one in Purpose)),
                name="filing_purpose_known",
            )
        ]

    def __str__(self) -> str:
        return self.title


class LedgerEntryQuerySet(models.QuerySet["Entry"]):
    """Entries, by how they stand."""

    def in_force(self) -> Self:
        """Those that count: verified, and not voided."""
        return self.filter(standing__in=IN_FORCE)

    def happened(self, start: date, end: date) -> Self:
        """With a day in the period; `end` is the day after its last one."""
        return self.filter(day__gte=start, day__lt=end)


class Entry(models.Model):
    """One record of a ledger, as it is in force, bound to the definition it was entered by.

    number: given when it is first handed in, then for ever. t1…d2: what lists filter and sort by
    and figures are counted from; which field stands where says Ledger.places. version: how often
    it was corrected, and one. effective_on: the day on which this version was verified.
    """

    ledger = models.CharField("台账", max_length=60)
    number = models.CharField("编号", max_length=24, null=True, blank=True)  # noqa: DJ001 drafts have none
    definition_hash = models.CharField("定义版本", max_length=64)
    unit = models.ForeignKey(
        Unit, models.PROTECT, to_field="code", related_name="+", verbose_name="单位"
    )
    day = models.DateField("日期")
    until = models.DateField("结束日期", null=True, blank=True)
    title = models.CharField("名称", max_length=200)
    facts = models.JSONField("内容", default=dict)
    level = models.CharField(
        "敏感程度", max_length=20, choices=CHOICES, default=Level.INTERNAL.value
    )
    standing = models.CharField(
        "状态",
        max_length=10,
        choices=[(one.value, name) for one, name in STANDING_NAMES.items()],
        default=Standing.DRAFT.value,
    )
    version = models.PositiveSmallIntegerField("版次", default=1)
    filing = models.ForeignKey(
        Filing, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name="报送"
    )
    entered_by = models.CharField("填报人", max_length=64)
    entered_at = models.DateTimeField("填报时间")
    effective_on = models.DateField("生效日期", null=True, blank=True)
    voided_on = models.DateField("作废日期", null=True, blank=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="替代的记录"
    )
    batch = models.ForeignKey(
        Batch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="导入批次"
    )
    t1 = models.CharField(max_length=120, null=True, blank=True)  # noqa: DJ001 no value
    t2 = models.CharField(max_length=120, null=True, blank=True)  # noqa: DJ001 no value
    t3 = models.CharField(max_length=120, null=True, blank=True)  # noqa: DJ001 no value
    t4 = models.CharField(max_length=120, null=True, blank=True)  # noqa: DJ001 no value
    t5 = models.CharField(max_length=120, null=True, blank=True)  # noqa: DJ001 no value
    t6 = models.CharField(max_length=120, null=True, blank=True)  # noqa: DJ001 no value
    n1 = models.BigIntegerField(null=True, blank=True)
    n2 = models.BigIntegerField(null=True, blank=True)
    n3 = models.BigIntegerField(null=True, blank=True)
    n4 = models.BigIntegerField(null=True, blank=True)
    n5 = models.BigIntegerField(null=True, blank=True)
    n6 = models.BigIntegerField(null=True, blank=True)
    d1 = models.DateField(null=True, blank=True)
    d2 = models.DateField(null=True, blank=True)

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "台账记录"
        ordering = ["-day", "-pk"]
        indexes = [
            # Each ends with the standing, so that how many there are is told from the index alone.
            models.Index(fields=["ledger", "day", "id", "standing"], name="entry_by_day"),
            models.Index(fields=["ledger", "unit", "day", "id", "standing"], name="entry_by_unit"),
            models.Index(fields=["ledger", "standing", "day", "id"], name="entry_by_standing"),
            models.Index(fields=["entered_by", "standing", "ledger"], name="entry_of_writer"),
            *(
                models.Index(
                    fields=["ledger", f"t{n}", "day", "id", "standing"],
                    name=f"entry_t{n}",
                    condition=Q(**{f"t{n}__isnull": False}),
                )
                for n in range(1, 7)
            ),
            *(
                models.Index(fields=["ledger", column, "id", "standing"], name=f"entry_{column}")
                for column in COLUMNS
                if not column.startswith("t")
            ),
            # All that counting reads, so that it reads nothing else.
            models.Index(
                fields=["ledger", "day", "standing", "unit", "until", *COLUMNS],
                name="entry_counted",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["ledger", "number"], name="entry_number_once"),
            models.CheckConstraint(
                condition=Q(standing__in=sorted(one.value for one in Standing)),
                name="entry_standing_known",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("day")), name="entry_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(standing__in=IN_FORCE)
                | Q(effective_on__isnull=False, number__isnull=False),
                name="entry_in_force_since_a_day",
            ),
            models.CheckConstraint(
                condition=Q(standing=Standing.VOIDED.value, voided_on__isnull=False)
                | (~Q(standing=Standing.VOIDED.value) & Q(voided_on=None)),
                name="entry_voided_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or '草稿'} {self.title}"

    @property
    def definition(self) -> Ledger:
        """The version of the ledger that it is bound to."""
        return catalog.version(self.ledger, self.definition_hash)

    def told(self) -> dict[str, Any]:
        """What it says, field by field; nothing where it is sealed."""
        return facts.typed(self.definition, self.facts)


class SealedFacts(models.Model):
    """What an entry of a sealed ledger says; the entry itself holds day, unit and number only."""

    entry = models.OneToOneField(
        Entry, models.CASCADE, related_name="sealed", verbose_name="台账记录"
    )
    title = SealedTextField("名称", purpose=SEALED_FOR)
    facts = SealedTextField("内容", purpose=SEALED_FOR)

    class Meta:
        verbose_name = verbose_name_plural = "加密的台账内容"

    def __str__(self) -> str:
        return f"#{self.entry_id}"


class Mention(models.Model):
    """A person, unit, record or option that an entry names: one row for each, kept to be asked for.

    code: of whom the organisation knows; name: of others.
    """

    entry = models.ForeignKey(
        Entry, models.CASCADE, related_name="mentions", verbose_name="台账记录"
    )
    ledger = models.CharField("台账", max_length=60)
    field = models.CharField("字段", max_length=60)
    code = models.CharField("编码", max_length=64, blank=True)
    name = models.CharField("名称", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "记录所列"
        constraints = [
            models.UniqueConstraint(fields=["entry", "field", "code", "name"], name="mention_once")
        ]
        indexes = [
            models.Index(fields=["ledger", "field", "code", "entry"], name="mention_by_code"),
            models.Index(fields=["code", "ledger"], name="mention_of"),
        ]

    def __str__(self) -> str:
        return self.code or self.name


class PaperQuerySet(models.QuerySet["Paper"]):
    """Files behind entries, by what became of them."""

    def kept(self) -> Self:
        """Those that can be opened: not taken off again."""
        return self.filter(removed_on=None)

    def current(self) -> Self:
        """Those that stand for their field today."""
        return self.kept().filter(replaced_on=None)


class Paper(models.Model):
    """A file behind an entry, in the field that asked for it. removed_on: taken off again, before
    it was handed in. replaced_on: another came after that; this one stays to be opened.

    sealed: of a sealed ledger, the name of the file and the key under which its content is kept;
    the evidence then holds neither (see entering.papers).
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="papers", verbose_name="台账记录")
    field = models.CharField("字段", max_length=60)
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, related_name="+", verbose_name="佐证材料"
    )
    added_by = models.CharField("上传人", max_length=64)
    added_at = models.DateTimeField("上传时间")
    removed_on = models.DateField("撤下日期", null=True, blank=True)
    replaced_on = models.DateField("被替换日期", null=True, blank=True)
    sealed = SealedTextField("加密的文件名和密钥", purpose=SEALED_FOR, blank=True, default="")

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "记录材料"
        ordering = ["entry", "field", "pk"]

    def __str__(self) -> str:
        return str(self.evidence)


class Change(models.Model):
    """A correction or a voiding that was asked for. applied_on: the day on which it was verified.

    Sealed ledgers keep what it would say in `sealed`, and why in `sealed_reason` (see reasons).
    """

    entry = models.ForeignKey(
        Entry, models.PROTECT, related_name="changes", verbose_name="台账记录"
    )
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="changes", verbose_name="报送")
    reason = models.CharField("理由", max_length=500)
    sealed_reason = SealedTextField("加密的理由", purpose=SEALED_FOR, blank=True, default="")
    unit = models.ForeignKey(
        Unit, models.PROTECT, to_field="code", related_name="+", verbose_name="单位"
    )
    day = models.DateField("日期")
    until = models.DateField("结束日期", null=True, blank=True)
    title = models.CharField("名称", max_length=200)
    facts = models.JSONField("内容", default=dict)
    sealed = SealedTextField("加密的内容", purpose=SEALED_FOR, blank=True, default="")
    definition_hash = models.CharField("定义版本", max_length=64)
    asked_by = models.CharField("提出人", max_length=64)
    asked_at = models.DateTimeField("提出时间")
    applied_on = models.DateField("生效日期", null=True, blank=True)
    dropped_on = models.DateField("终止日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "记录变更"
        ordering = ["entry", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(applied_on=None, dropped_on=None),
                name="change_one_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="change_has_its_reason"),
        ]

    def __str__(self) -> str:
        return self.reason


class Former(AppendOnlyModel):
    """What an entry said before a correction: in force from one day, until before another."""

    entry = models.ForeignKey(
        Entry, models.PROTECT, related_name="formers", verbose_name="台账记录"
    )
    version = models.PositiveSmallIntegerField("版次")
    unit = models.ForeignKey(
        Unit, models.PROTECT, to_field="code", related_name="+", verbose_name="单位"
    )
    day = models.DateField("日期")
    until = models.DateField("结束日期", null=True, blank=True)
    title = models.CharField("名称", max_length=200)
    facts = models.JSONField("内容", default=dict)
    sealed = SealedTextField("加密的内容", purpose=SEALED_FOR, blank=True, default="")
    definition_hash = models.CharField("定义版本", max_length=64)
    effective_on = models.DateField("生效日期")
    replaced_on = models.DateField("被更正日期")
    change = models.ForeignKey(Change, models.PROTECT, related_name="+", verbose_name="更正")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "记录旧版"
        ordering = ["entry", "version"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "version"], name="entry_former_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} 第{self.version}版"

    def told(self) -> dict[str, Any]:
        """What it said, field by field."""
        return facts.typed(catalog.version(self.entry.ledger, self.definition_hash), self.facts)


class Serial(models.Model):
    """The last number that was given in a ledger for a year; its row is locked to give the next."""

    ledger = models.CharField("台账", max_length=60)
    year = models.PositiveSmallIntegerField("年度")
    last = models.PositiveIntegerField("最后编号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "台账编号"
        constraints = [models.UniqueConstraint(fields=["ledger", "year"], name="serial_once")]

    def __str__(self) -> str:
        return f"{self.ledger} {self.year} {self.last}"
