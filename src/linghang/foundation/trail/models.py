"""Tables of the trail: entries, the seals that chain them, those yet to be sealed, and checks."""

from __future__ import annotations

from typing import Any, NoReturn, TypeVar

from django.db import models

from linghang.foundation.trail.fields import CanonicalJSONField

Row = TypeVar("Row", bound=models.Model)


class AppendOnly(RuntimeError):
    """Somebody tried to change or delete what is only ever added to."""


class AppendOnlyQuerySet(models.QuerySet[Row]):
    """Reads and inserts; the methods that change or delete refuse."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly(f"{self.model.__name__} rows are never changed")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly(f"{self.model.__name__} rows are never changed")

    def delete(self) -> NoReturn:
        raise AppendOnly(f"{self.model.__name__} rows are never deleted")

    def _raw_delete(self, using: str | None) -> NoReturn:
        raise AppendOnly(f"{self.model.__name__} rows are never deleted")

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[Row]:
        if kwargs.get("update_conflicts"):
            raise AppendOnly(f"{self.model.__name__} rows are never changed")
        return super().bulk_create(objs, *args, **kwargs)


class AppendOnlyModel(models.Model):
    """A row that can be saved once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly(f"{type(self).__name__} {self.pk} is never changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly(f"{type(self).__name__} {self.pk} is never deleted")


class TrailQuerySet(AppendOnlyQuerySet["Entry"]):
    """Entries of the trail."""

    def about(self, subject_type: str, subject_id: str) -> TrailQuerySet:
        """What happened to one thing."""
        return self.filter(subject_type=subject_type, subject_id=subject_id)

    def replace_personal(self, personal: dict[str, dict[str, str]]) -> int:
        """The one change that there is: shredding takes personal values away."""
        return models.QuerySet.update(self, personal=personal)


class Entry(AppendOnlyModel):
    """One deed: who did what to which thing, and when."""

    at = models.DateTimeField("时间")
    person = models.CharField("人员", max_length=64)
    appointment = models.BigIntegerField("任职", null=True)
    on_behalf_of = models.CharField("代何人", max_length=64, blank=True)
    action = models.CharField("动作", max_length=100)
    subject_type = models.CharField("对象类型", max_length=100)
    subject_id = models.CharField("对象编号", max_length=100)
    facts = CanonicalJSONField("事实")
    personal = CanonicalJSONField("个人信息")
    personal_digests = CanonicalJSONField("个人信息摘要")
    digest = models.CharField("摘要", max_length=64)

    objects = TrailQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "留痕"
        base_manager_name = "objects"
        indexes = [
            # Each in the order of a page: by instant, then by number.
            models.Index(fields=["at", "id"], name="trail_entry_by_day"),
            models.Index(fields=["person", "at", "id"], name="trail_entry_by_person"),
            models.Index(fields=["action", "at", "id"], name="trail_entry_by_action"),
            models.Index(fields=["subject_type", "at", "id"], name="trail_entry_by_type"),
            models.Index(fields=["subject_id", "subject_type", "id"], name="trail_entry_of_one"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.action}"


class Seal(AppendOnlyModel):
    """One link of the chain: the entry's digest under the hash of the seal before it."""

    sequence = models.BigIntegerField("序号", primary_key=True)
    entry = models.OneToOneField(
        Entry, verbose_name="留痕", on_delete=models.PROTECT, related_name="seal"
    )
    entry_digest = models.CharField("留痕摘要", max_length=64)
    previous_hash = models.CharField("前一散列值", max_length=64)
    hash = models.CharField("散列值", max_length=64)
    sealed_at = models.DateTimeField("封存时间")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "封记"
        base_manager_name = "objects"

    def __str__(self) -> str:
        return f"第{self.sequence}号"


class Unsealed(models.Model):
    """An entry that waits for the sealer.

    Looking for entries without a seal would read the whole table every minute, and remembering
    the last sealed id would miss entries whose transaction commits late.
    """

    entry = models.OneToOneField(
        Entry,
        verbose_name="留痕",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="unsealed",
    )

    class Meta:
        verbose_name = verbose_name_plural = "待封留痕"

    def __str__(self) -> str:
        return f"待封 {self.entry_id}"


class Outcome(models.TextChoices):
    """What came of a check of the whole trail."""

    UNDERWAY = "", "核对中"
    HOLDS = "holds", "完好"
    BROKEN = "broken", "有问题"
    INTERRUPTED = "interrupted", "中断"


class Verification(models.Model):
    """One check of the whole trail: who asked for it, how far it got, what it found."""

    asked_at = models.DateTimeField("提出时间")
    person = models.CharField("提出人", max_length=64)
    began_at = models.DateTimeField("开始时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    outcome = models.CharField(
        "结果", max_length=20, choices=Outcome.choices, blank=True, default=Outcome.UNDERWAY.value
    )
    total = models.BigIntegerField("应核对条数", default=0)
    checked = models.BigIntegerField("已核对条数", default=0)
    unsealed = models.BigIntegerField("待封条数", default=0)
    waited_seconds = models.BigIntegerField("最早待封已等秒数", null=True)
    heads = models.IntegerField("对照的链首份数", default=0)
    broken = models.BigIntegerField("问题处数", default=0)
    breaks = models.JSONField("问题", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "留痕核对"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="", ended_at=None)
                | (~models.Q(outcome="") & models.Q(ended_at__isnull=False)),
                name="trail_verification_ended_with_outcome",
            )
        ]

    def __str__(self) -> str:
        return f"第{self.pk}次核对"

    @property
    def is_underway(self) -> bool:
        """Asked for and not ended."""
        return self.outcome == Outcome.UNDERWAY

    @property
    def progress(self) -> int:
        """0…100."""
        return min(100, 100 * self.checked // self.total) if self.total else 0
