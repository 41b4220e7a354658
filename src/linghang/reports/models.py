"""Tables of reports: what was built, and every number in it with its ground."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from linghang.cases.models import Manifest
from linghang.foundation.evidence.models import Evidence
from linghang.foundation.period import Period
from linghang.foundation.trail.models import AppendOnlyModel, AppendOnlyQuerySet
from linghang.indicators.queries import Scope
from linghang.org import policy
from linghang.org.rights import Rights
from linghang.reports.forms.definitions import Binding

SHOWS = {
    "value": "指标值",
    "change": "增长率",
    "difference": "增减",
    "share": "占比",
    "numerator": "分子",
    "denominator": "分母",
}


class Status(models.TextChoices):
    """A report is written once; later reports of the same period stand beside it."""

    BUILT = "built", "已生成"


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports that were built."""

    def visible_to(self, rights: Rights) -> Self:
        """All of them for posts that may read reports, none for others."""
        return self.all() if policy.may_read_reports(rights) else self.none()

    def newest_first(self) -> Self:
        return self.order_by("-built_at", "-pk")


class Report(models.Model):
    """One report as it was built. `content` is its composition, `evidence` the Word document.

    definition_hash: of the report's catalog item. definition_hashes: of each cited indicator.
    """

    code = models.CharField("报告", max_length=60, db_index=True)
    title = models.CharField("标题", max_length=200)
    period_start = models.DateField("期间起")
    period_end = models.DateField("期间止（不含）")
    status = models.CharField(
        "状态", max_length=20, choices=Status.choices, default=Status.BUILT.value
    )
    built_at = models.DateTimeField("生成时间", db_index=True)
    person = models.CharField("生成人", max_length=64)
    evidence = models.OneToOneField(
        Evidence, verbose_name="文件", on_delete=models.PROTECT, related_name="report"
    )
    manifest = models.ForeignKey(
        Manifest, verbose_name="数据清单", on_delete=models.PROTECT, related_name="reports"
    )
    definition_hash = models.CharField("报告口径", max_length=64)
    definition_hashes = models.JSONField("指标口径")
    content = models.JSONField("内容")

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报告"
        constraints = [
            models.CheckConstraint(
                condition=Q(period_end__gt=models.F("period_start")), name="report_has_a_day"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)


class BoundFigure(models.Model):
    """One number of a report. It stands in a sentence, or in a row of a table; never in both.

    value: the number in the text, unrounded, None when the text holds none. The base columns are
    what a change is measured against, or the hospital's figure of a share.
    """

    report = models.ForeignKey(
        Report, verbose_name="报告", on_delete=models.CASCADE, related_name="figures"
    )
    number = models.PositiveIntegerField("序号")
    sentence = models.PositiveIntegerField("句", null=True)
    table = models.PositiveIntegerField("表", null=True)
    row = models.PositiveIntegerField("行", null=True)
    name = models.CharField("名称", max_length=60)
    indicator = models.CharField("指标", max_length=60)
    definition_hash = models.CharField("指标口径", max_length=64)
    show = models.CharField("写法", max_length=20, choices=SHOWS.items())
    period_start = models.DateField("期间起")
    period_end = models.DateField("期间止（不含）")
    campus = models.CharField("院区", max_length=64, blank=True)
    department = models.CharField("科室", max_length=64, blank=True)
    team = models.CharField("医疗组", max_length=64, blank=True)
    numerator = models.DecimalField("分子", max_digits=24, decimal_places=4, null=True)
    denominator = models.DecimalField("分母", max_digits=24, decimal_places=4, null=True)
    base_start = models.DateField("基期起", null=True)
    base_end = models.DateField("基期止（不含）", null=True)
    base_numerator = models.DecimalField("基期分子", max_digits=24, decimal_places=4, null=True)
    base_denominator = models.DecimalField("基期分母", max_digits=24, decimal_places=4, null=True)
    value = models.DecimalField("数值", max_digits=24, decimal_places=8, null=True)
    text = models.CharField("写作", max_length=200)
    provisional = models.BooleanField("暂定")

    class Meta:
        verbose_name = verbose_name_plural = "报告中的数据"
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="bound_figure_number"),
            models.CheckConstraint(
                condition=Q(sentence__isnull=False, table__isnull=True, row__isnull=True)
                | Q(sentence__isnull=True, table__isnull=False, row__isnull=False),
                name="bound_figure_in_sentence_or_table",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.text}"

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)

    @property
    def base_period(self) -> Period | None:
        if self.base_start is None or self.base_end is None:
            return None
        return Period(self.base_start, self.base_end)

    @property
    def scope(self) -> Scope:
        """Where the number was counted; empty codes mean everything."""
        return Scope(self.campus or None, self.department or None, self.team or None)


class SuperiorForm(models.Model):
    """An empty form of a superior, as it came. retired_at: from then on it is filled no more."""

    title = models.CharField("名称", max_length=120)
    source = models.CharField("来源", max_length=120)
    evidence = models.ForeignKey(
        Evidence, verbose_name="空表", on_delete=models.PROTECT, related_name="+"
    )
    kept_by = models.CharField("保存人", max_length=64)
    kept_at = models.DateTimeField("保存时间")
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "上级报表"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def current(self) -> FormBindings:
        """The bindings in use: the newest version."""
        return self.versions.order_by("-number")[0]


class FormBindings(AppendOnlyModel):
    """One version of what the cells of a form are filled with; a change makes the next one."""

    form = models.ForeignKey(
        SuperiorForm, verbose_name="报表", on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField("版次")
    cells = models.JSONField("绑定", default=list)
    note = models.CharField("说明", max_length=200)
    made_by = models.CharField("修改人", max_length=64)
    made_at = models.DateTimeField("修改时间")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报表取数"
        ordering = ["form", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="form_bindings_once")
        ]

    def __str__(self) -> str:
        return f"{self.form} 第{self.number}版"

    @property
    def bindings(self) -> tuple[Binding, ...]:
        """The cells in order, each with what fills it."""
        return tuple(Binding.model_validate(one) for one in self.cells)


class SentForm(AppendOnlyModel):
    """A form as it went to the superior. values: address → text; sha256: of the file (hex)."""

    bindings = models.ForeignKey(
        FormBindings, verbose_name="取数", on_delete=models.PROTECT, related_name="sent"
    )
    period_start = models.DateField("期间起")
    period_end = models.DateField("期间止（不含）")
    unit = models.CharField("单位", max_length=64, blank=True)
    evidence = models.ForeignKey(
        Evidence, verbose_name="文件", on_delete=models.PROTECT, related_name="+"
    )
    sha256 = models.CharField("文件摘要", max_length=64)
    values = models.JSONField("所填的数", default=dict)
    as_of = models.DateField("取数日期")
    sent_to = models.CharField("报给", max_length=120)
    sent_by = models.CharField("填报人", max_length=64)
    sent_at = models.DateTimeField("留存时间")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "已报送的报表"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_end__gt=models.F("period_start")), name="sent_form_has_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.bindings.form} {self.period.label}"

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)
