"""Tables of the trail: entries, the seals that chain them, and the entries yet to be sealed."""

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


class EntryQuerySet(AppendOnlyQuerySet["Entry"]):
    """Entries of the trail."""

    def about(self, subject_type: str, subject_id: str) -> EntryQuerySet:
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

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "留痕"
        base_manager_name = "objects"
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="trail_entry_subject"),
            models.Index(fields=["person", "at"], name="trail_entry_person"),
            models.Index(fields=["at"], name="trail_entry_at"),
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
