"""Bases, payments, extra payments, good reasons, what was taken in, what it was used for.

What a member's pay can be told from (base, parts, sum paid) is sealed. Sums of a branch are not.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linghang.dues.rules import CATEGORY_NAMES, METHOD_NAMES
from linghang.foundation.vault.fields import SealedTextField
from linghang.org.models import Person, Unit

PURPOSE = "dues"
STANDS = Q(voided_at__isnull=True)


def _person(name: str) -> models.ForeignKey[Person, Person]:
    return models.ForeignKey(
        Person, models.PROTECT, to_field="code", related_name="+", verbose_name=name
    )


def _branch() -> models.ForeignKey[Unit, Unit]:
    return models.ForeignKey(
        Unit, models.PROTECT, to_field="code", related_name="+", verbose_name="党支部"
    )


def _voided_with_reason(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(voided_at__isnull=True, void_reason="")
        | (Q(voided_at__isnull=False) & ~Q(void_reason="")),
        name=name,
    )


class Voidable(models.Model):
    """A wrong row is made void with its reason, and stays."""

    entered_by = models.CharField("登记人", max_length=40)
    entered_at = models.DateTimeField("登记时间")
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.CharField("作废人", max_length=40, blank=True)
    void_reason = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        abstract = True


class Base(Voidable):
    """From a month on, a member's dues are reckoned from this.

    amount: 分 a month as text, sealed. parts: 岗位工资 and the like as JSON of 分, sealed. A later
    entry for the same month makes the earlier one void.
    """

    person = _person("党员")
    month = models.DateField("起始月份")
    category = models.CharField(
        "类别", max_length=12, choices=[(one.value, name) for one, name in CATEGORY_NAMES.items()]
    )
    amount = SealedTextField("月基数", purpose=PURPOSE)
    parts = SealedTextField("构成", purpose=PURPOSE, default="", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "党费基数"
        ordering = ["person", "month", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "month"], condition=STANDS, name="dues_base_once_a_month"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="dues_base_from_a_first"),
            models.CheckConstraint(
                condition=Q(category__in=sorted(one.value for one in CATEGORY_NAMES)),
                name="dues_base_category_known",
            ),
            _voided_with_reason("dues_base_voided_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.month:%Y-%m}"


class Payment(Voidable):
    """A member paid the dues of a month to a branch. amount: 分 as text, sealed."""

    person = _person("党员")
    unit = _branch()
    month = models.DateField("月份")
    amount = SealedTextField("金额", purpose=PURPOSE)
    paid_on = models.DateField("交纳日期")
    method = models.CharField(
        "方式", max_length=12, choices=[(one.value, name) for one, name in METHOD_NAMES.items()]
    )
    delegate = models.CharField("代交人", max_length=80, blank=True)
    receipt = models.CharField("收据号", max_length=40, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "党费缴纳"
        ordering = ["month", "person", "pk"]
        indexes = [models.Index(fields=["unit", "month"], name="dues_payment_by_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "month"], condition=STANDS, name="dues_payment_once_a_month"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="dues_payment_of_a_month"),
            models.CheckConstraint(
                condition=Q(method="in_person", delegate="")
                | (Q(method="delegated") & ~Q(delegate="")),
                name="dues_payment_delegated_by_somebody",
            ),
            _voided_with_reason("dues_payment_voided_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.month:%Y-%m}"


class Extra(Voidable):
    """A member paid more of their own accord. amount: 分; what it says of pay is nothing."""

    person = _person("党员")
    unit = _branch()
    paid_on = models.DateField("交纳日期")
    amount = models.PositiveBigIntegerField("金额（分）")
    to_centre = models.BooleanField("转交中央组织部", default=False)
    receipt = models.CharField("收据号", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "自愿多交党费"
        ordering = ["-paid_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="dues_extra_of_something"),
            _voided_with_reason("dues_extra_voided_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.paid_on}"


class GoodReason(Voidable):
    """Why a member does not pay for some months, and on what document it rests."""

    person = _person("党员")
    unit = _branch()
    month_from = models.DateField("自何月")
    month_to = models.DateField("至何月")
    reason = models.CharField("理由", max_length=200)
    document = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "未交党费的正当理由"
        ordering = ["person", "month_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(month_to__gte=models.F("month_from")), name="dues_reason_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(document=""), name="dues_reason_is_documented"
            ),
            _voided_with_reason("dues_reason_voided_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.month_from:%Y-%m}"


class Takings(models.Model):
    """What a branch took in for a month, in 分: the sum of its standing payments.

    Written with each payment, so that sums are told without opening anybody's.
    """

    unit = _branch()
    month = models.DateField("月份")
    paid = models.PositiveBigIntegerField("实收（分）", default=0)
    people = models.PositiveIntegerField("已交人数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "党费实收"
        ordering = ["unit", "month"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "month"], name="dues_takings_once_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.month:%Y-%m}"


class Use(Voidable):
    """What dues were used for. unit: who spent it; purpose: see spending.rules."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, to_field="code", related_name="+", verbose_name="使用的党组织"
    )
    used_on = models.DateField("日期")
    purpose = models.CharField("用途", max_length=20)
    matter = models.CharField("事项", max_length=120)
    amount = models.PositiveBigIntegerField("金额（分）")
    approval = models.CharField("批准依据", max_length=200)
    voucher = models.CharField("凭证号", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "党费使用"
        ordering = ["-used_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="dues_use_of_something"),
            models.CheckConstraint(condition=~Q(approval=""), name="dues_use_is_approved"),
            _voided_with_reason("dues_use_voided_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.used_on} {self.matter}"


class Publication(models.Model):
    """The sums of a year as they were told to the members; a later one has the next number.

    figures: {"branches": [{"name", "members", "due", "paid", "extra"}], "uses": [{"purpose",
    "times", "amount"}]}, money in 分; nobody's own dues stand in it.
    """

    year = models.PositiveIntegerField("年度")
    number = models.PositiveIntegerField("第几次")
    figures = models.JSONField("数字")
    published_on = models.DateField("公示日期")
    published_by = models.CharField("公示人", max_length=40)

    objects = models.Manager["Publication"]()

    class Meta:
        verbose_name = verbose_name_plural = "党费收缴使用公示"
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="dues_publication_numbered")
        ]

    def __str__(self) -> str:
        return f"{self.year}年党费收缴使用情况"
