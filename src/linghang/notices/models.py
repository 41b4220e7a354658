"""Notices to people, the ledger of their deliveries, and people's addresses outside."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from linghang.foundation.vault import purposes
from linghang.foundation.vault.fields import SealedTextField
from linghang.notices import catalog
from linghang.notices.definitions import CHANNEL_NAMES, Channel
from linghang.notices.rules import STATE_NAMES, State, Unanswered
from linghang.org.models import Person

OPEN = Q(settled_at=None) & (Q(read_at=None) | Q(must_confirm=True, confirmed_at=None))


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices, by whom they are for and by whose deed caused them."""

    def of(self, person: str) -> NoticeQuerySet:
        """Those in the inbox of a person (code)."""
        return self.filter(person__code=person)

    def sent_by(self, person: str) -> NoticeQuerySet:
        """Those that a deed of the person (code) caused."""
        return self.filter(sender=person)

    def open(self) -> NoticeQuerySet:
        """Unread, or read and still to be confirmed; not when a later deed settled it."""
        return self.filter(OPEN)


class Notice(models.Model):
    """One notice to one person. Title and body are written once, when the deed is done.

    once: where it is not empty, a person gets a notice of this kind only once for it.
    settled_at: when a later deed left nothing to do; the notice then asks for nothing more.
    """

    kind = models.CharField("类别", max_length=60)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="notices", verbose_name="收件人"
    )
    title = models.CharField("标题", max_length=300)
    body = models.TextField("正文")
    subject_type = models.CharField("对象类型", max_length=100)
    subject_id = models.CharField("对象编号", max_length=100)
    sender = models.CharField("发出人", max_length=64)
    sender_for = models.CharField("代何人", max_length=64, blank=True)
    created_at = models.DateTimeField("发出时间")
    due = models.DateField("办理期限", null=True, blank=True)
    must_confirm = models.BooleanField("须确认", default=False)
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    escalated_at = models.DateTimeField("上报时间", null=True, blank=True)
    settled_at = models.DateTimeField("办结时间", null=True, blank=True)
    escalation_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="escalations",
        verbose_name="由哪条上报",
    )
    once = models.CharField("只发一次", max_length=80, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-created_at"], name="notices_notice_inbox"),
            models.Index(fields=["person"], condition=OPEN, name="notices_notice_open"),
            models.Index(fields=["sender", "-created_at"], name="notices_notice_sent"),
            models.Index(fields=["subject_type", "subject_id"], name="notices_notice_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "person", "once"],
                condition=~Q(once=""),
                name="notices_notice_once",
            ),
            models.UniqueConstraint(
                fields=["escalation_of", "person"],
                condition=Q(escalation_of__isnull=False),
                name="notices_notice_escalated_once",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(read_at__isnull=False),
                name="notices_notice_confirmed_is_read",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_name(self) -> str:
        """The kind as people call it."""
        return catalog.name(self.kind)

    @property
    def is_open(self) -> bool:
        """Whether it still asks for something: reading, or confirming."""
        if self.settled_at is not None:
            return False
        return self.read_at is None or (self.must_confirm and self.confirmed_at is None)

    def unanswered(self) -> Unanswered:
        """What the rules need to know."""
        return Unanswered(
            created_on=timezone.localdate(self.created_at),
            is_read=self.read_at is not None,
            is_confirmed=self.confirmed_at is not None,
            is_escalated=self.escalated_at is not None,
        )


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Rows of the ledger."""

    def outward(self) -> DeliveryQuerySet:
        """Without the inbox."""
        return self.exclude(channel=Channel.INBOX)

    def queued(self) -> DeliveryQuerySet:
        """Those that have not left yet."""
        return self.filter(state=State.QUEUED)

    def due(self, channel: Channel, now: datetime) -> DeliveryQuerySet:
        """Those to be sent now: nobody works on them, or who did has not been heard of."""
        free = Q(claimed_until=None) | Q(claimed_until__lte=now)
        return self.queued().filter(free, channel=channel, next_attempt_at__lte=now)


class Delivery(models.Model):
    """One row of the delivery ledger: one notice on one channel; or a person's digest of a day.

    Waits while `next_attempt_at` is empty: it goes with the next digest, then `carried_by` it.
    attempts: how often sending was tried; begun_at: when the present try was begun.
    refusals: how often this message was turned down. may_be_twice: a try broke off, and nobody
    knows whether the message had gone out; it was sent again.
    last_error: our own words; what a server says may quote an address.
    """

    notice = models.ForeignKey(
        Notice, models.PROTECT, null=True, blank=True, related_name="deliveries"
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="收件人")
    channel = models.CharField(
        "渠道", max_length=12, choices=[(each.value, CHANNEL_NAMES[each]) for each in Channel]
    )
    state = models.CharField(
        "状态",
        max_length=12,
        choices=[(each.value, STATE_NAMES[each]) for each in State],
        default=State.QUEUED.value,
    )
    is_urgent = models.BooleanField("紧急", default=False)
    queued_at = models.DateTimeField("登记时间")
    next_attempt_at = models.DateTimeField("下次发送", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    refusals = models.PositiveSmallIntegerField("被拒次数", default=0)
    may_be_twice = models.BooleanField("可能重复", default=False)
    last_error = models.CharField("最近一次的问题", max_length=200, blank=True)
    claim = models.CharField("由谁发送", max_length=32, blank=True)
    claimed_until = models.DateTimeField("发送占用至", null=True, blank=True)
    begun_at = models.DateTimeField("开始发送", null=True, blank=True)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    digest_on = models.DateField("汇总日期", null=True, blank=True)
    carried_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="carries"
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "送达台账"
        ordering = ["-queued_at", "-pk"]
        indexes = [
            models.Index(
                fields=["channel", "next_attempt_at"],
                condition=Q(state=State.QUEUED.value),
                name="notices_delivery_queue",
            ),
            models.Index(fields=["-queued_at"], name="notices_delivery_ledger"),
            models.Index(fields=["state", "-queued_at"], name="notices_delivery_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "channel"],
                condition=Q(notice__isnull=False),
                name="notices_delivery_once",
            ),
            models.UniqueConstraint(
                fields=["person", "channel", "digest_on"],
                condition=Q(digest_on__isnull=False),
                name="notices_delivery_digest_once",
            ),
            models.CheckConstraint(
                condition=Q(notice__isnull=False, digest_on=None)
                | Q(notice=None, digest_on__isnull=False),
                name="notices_delivery_of_a_notice_or_a_digest",
            ),
            models.CheckConstraint(
                condition=~Q(channel=Channel.INBOX.value)
                | ~Q(state__in=[State.QUEUED.value, State.SENT.value, State.FAILED.value]),
                name="notices_delivery_inbox_is_there_at_once",
            ),
            models.CheckConstraint(
                condition=Q(state=State.QUEUED.value) | Q(claim=""),
                name="notices_delivery_claimed_while_queued",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.channel} {self.state}"

    @property
    def what(self) -> str:
        """The kind of notice, or that it is a digest; never what the notice says."""
        return self.notice.kind_name if self.notice else "每日汇总"


class Address(models.Model):
    """Where a person can be reached outside; set by the person only, and sealed."""

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="addresses", verbose_name="人员"
    )
    channel = models.CharField(
        "渠道", max_length=12, choices=[(each.value, CHANNEL_NAMES[each]) for each in Channel]
    )
    value = SealedTextField("地址", purpose=purposes.PERSONAL)
    is_on = models.BooleanField("接收", default=True)
    set_at = models.DateTimeField("设置时间")
    undeliverable_at = models.DateTimeField("送不到的时间", null=True, blank=True)
    undeliverable_why = models.CharField("送不到的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知地址"
        ordering = ["person", "channel"]
        constraints = [
            models.UniqueConstraint(fields=["person", "channel"], name="notices_address_once"),
            models.CheckConstraint(
                condition=~Q(channel=Channel.INBOX.value), name="notices_address_is_outward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_channel_display()}"


class Remark(models.Model):
    """What somebody has to say about the platform, and what became of it.

    page: the path of the page that it is about, "" for none.
    """

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="remarks", verbose_name="提出人"
    )
    text = models.CharField("内容", max_length=1000)
    page = models.CharField("页面", max_length=300, blank=True)
    sent_at = models.DateTimeField("时间")
    answer = models.CharField("答复", max_length=1000, blank=True)
    answered_by = models.CharField("答复人", max_length=64, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "意见建议"
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="", answered_by="")
                | Q(answered_at__isnull=False) & ~Q(answer="") & ~Q(answered_by=""),
                name="notices_remark_answered_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.text[:40]
