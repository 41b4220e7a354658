"""Tables of the desk. A person is named by code; nobody but that person ever reads a row."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linghang.foundation.desk.exports.rules import STATE_NAMES, State
from linghang.foundation.vault.fields import SealedTextField
from linghang.foundation.vault.purposes import PERSONAL


class SavedFilter(models.Model):
    """Conditions and order of a list, kept under a name."""

    person = models.CharField("人员", max_length=64)
    listing = models.CharField("清单", max_length=100)
    name = models.CharField("名称", max_length=40)
    conditions = models.CharField("条件", max_length=2000)
    kept_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "常用条件"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "listing", "name"], name="desk_saved_filter_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Draft(models.Model):
    """What somebody typed into a form and has not sent yet; sealed, whatever it is.

    title, address: of the page that holds the form.
    """

    person = models.CharField("人员", max_length=64)
    form = models.CharField("表单", max_length=150)
    title = models.CharField("标题", max_length=100)
    address = models.CharField("地址", max_length=500)
    content = SealedTextField("内容", purpose=PERSONAL)
    kept_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "草稿"
        constraints = [models.UniqueConstraint(fields=["person", "form"], name="desk_draft_once")]
        indexes = [models.Index(fields=["kept_at"], name="desk_draft_kept_at")]

    def __str__(self) -> str:
        return self.form


class Sent(models.Model):
    """A form that was sent and done: the same one sent again leads to what it led to."""

    token = models.CharField("表单号", max_length=40)
    person = models.CharField("人员", max_length=64)
    leads_to = models.CharField("去处", max_length=500)
    sent_at = models.DateTimeField("办理时间")

    class Meta:
        verbose_name = verbose_name_plural = "已办表单"
        constraints = [models.UniqueConstraint(fields=["person", "token"], name="desk_sent_once")]
        indexes = [models.Index(fields=["sent_at"], name="desk_sent_at")]

    def __str__(self) -> str:
        return self.token


class ExportRequest(models.Model):
    """Somebody asks a second person for an export of a list with many people.

    address: of the list, with conditions and format. conditions: the query that an approval holds
    for; says: the same in words. rows: how many people it was when asked.
    """

    person = models.CharField("申请人", max_length=64)
    listing = models.CharField("清单编码", max_length=100)
    title = models.CharField("清单", max_length=100)
    address = models.CharField("地址", max_length=3000)
    conditions = models.CharField("条件", max_length=2000, blank=True)
    says = models.CharField("条件说明", max_length=2000, blank=True)
    rows = models.PositiveIntegerField("人数")
    reason = models.CharField("理由", max_length=200)
    asked_at = models.DateTimeField("申请时间")
    state = models.CharField(
        "状态",
        max_length=12,
        choices=[(state.value, name) for state, name in STATE_NAMES.items()],
        default=State.PENDING.value,
    )
    decided_by = models.CharField("批准人", max_length=64, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    note = models.CharField("意见", max_length=500, blank=True)
    used_at = models.DateTimeField("导出时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "导出申请"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.PENDING.value, decided_by="", decided_at=None)
                | ~Q(state=State.PENDING.value) & Q(decided_at__isnull=False) & ~Q(decided_by=""),
                name="desk_export_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=F("person")), name="desk_export_two_persons"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Feed(models.Model):
    """The secret address under which a calendar asks for somebody's deadlines; one at a time.

    Only a digest of the secret is kept: nobody can read the address out of the database.
    """

    person = models.CharField("人员", max_length=64, unique=True)
    digest = models.CharField("密钥摘要", max_length=64, unique=True)
    made_at = models.DateTimeField("生成时间")

    class Meta:
        verbose_name = verbose_name_plural = "日历订阅"

    def __str__(self) -> str:
        return self.person
