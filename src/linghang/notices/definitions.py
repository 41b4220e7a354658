"""What a kind of notice is: its words, its ways out of the house, and when it goes one level up."""

from __future__ import annotations

import re
from enum import StrEnum
from string import Formatter

from pydantic import Field, field_validator, model_validator

from linghang.foundation.catalog.definitions import Item

SUPERIOR = "superior"
_RECIPIENT = re.compile(r"^(actor|fact:[a-z_]+|post:[a-z][a-z0-9_]*|capability:[a-z_]+\.[a-z_]+)$")
_HELD = re.compile(r"^(post|capability):")
_POST = re.compile(r"^[a-z][a-z0-9_]*$")


class Channel(StrEnum):
    """A way to a person. The inbox is always one of them; the others leave the house."""

    INBOX = "inbox"
    MAIL = "mail"
    WECOM = "wecom"
    DINGTALK = "dingtalk"


CHANNEL_NAMES: dict[Channel, str] = {
    Channel.INBOX: "站内",
    Channel.MAIL: "邮件",
    Channel.WECOM: "企业微信",
    Channel.DINGTALK: "钉钉",
}
OUTWARD = (Channel.MAIL, Channel.WECOM, Channel.DINGTALK)


def placeholders(sentence: str) -> set[str]:
    """The names between braces."""
    return {field for _, field, _, _ in Formatter().parse(sentence) if field is not None}


class NoticeKind(Item):
    """One kind of `notices.yaml`.

    title, body: sentences with {names} of the facts; read in the inbox only. outside: what mail
    and robots say instead; it names nobody and nothing.
    after, to: the deed of the trail that it follows, and who is told: `actor`, `fact:person` (a
    person's code, or several, among the deed's facts), `post:code` or `capability:code` (all who
    hold it).
    until: deeds about the same thing after which there is nothing left to do: the notice asks for
    nothing more, what has not gone out stays here, and nothing is escalated.
    quiet: it waits for the morning; what does not is urgent. digest: mail once a morning.
    escalate_after_workdays: unread, or with must_confirm unconfirmed, for so long it goes to
    `escalate_to`: the superior, or the holders of a post.
    """

    title: str = Field(min_length=1, max_length=200)
    body: str = Field(min_length=1)
    outside: str = Field(default="您有一条新通知，请登录查看。", min_length=1, max_length=60)
    channels: tuple[Channel, ...] = ()
    after: str = ""
    to: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    must_confirm: bool = False
    escalate_after_workdays: int | None = Field(default=None, ge=1, le=60)
    escalate_to: str = SUPERIOR
    quiet: bool = True
    digest: bool = False

    @field_validator("outside")
    @classmethod
    def _outside_is_neutral(cls, outside: str) -> str:
        if "{" in outside:
            raise ValueError("发往外部渠道的话不能带任何具体内容，不能有 {占位}")
        return outside

    @field_validator("channels")
    @classmethod
    def _inbox_goes_without_saying(cls, channels: tuple[Channel, ...]) -> tuple[Channel, ...]:
        if Channel.INBOX in channels:
            raise ValueError("站内收件箱总是有的，不用写 inbox")
        if len(set(channels)) < len(channels):
            raise ValueError("同一渠道写了两次")
        return channels

    @field_validator("to")
    @classmethod
    def _recipients_are_known(cls, to: tuple[str, ...]) -> tuple[str, ...]:
        strange = [each for each in to if not _RECIPIENT.match(each)]
        if strange:
            raise ValueError(
                f"看不懂收件人 {'、'.join(strange)}；"
                "只能是 actor、fact:字段、post:岗位、capability:权限"
            )
        return to

    @model_validator(mode="after")
    def _agrees(self) -> NoticeKind:
        if self.after and not self.to:
            raise ValueError("写了 after（跟随哪个操作），就要写 to（通知谁）")
        if self.to and not self.after and not all(_HELD.match(each) for each in self.to):
            raise ValueError("不跟随操作的通知，收件人只能是 post:岗位 或 capability:权限")
        if self.digest and not self.quiet:
            raise ValueError("紧急通知（quiet: false）不能等到早晨汇总（digest: true）")
        if self.must_confirm and self.escalate_after_workdays is None:
            raise ValueError("须确认的通知要写明几个工作日不确认就上报（escalate_after_workdays）")
        if self.escalate_to != SUPERIOR and not _POST.match(self.escalate_to):
            raise ValueError("escalate_to 只能是 superior 或岗位编码")
        return self

    @property
    def wanted(self) -> set[str]:
        """The facts that its sentences need."""
        return placeholders(self.title) | placeholders(self.body)

    @property
    def wish(self) -> str:
        """What its reader is to do, in Chinese."""
        return "确认" if self.must_confirm else "查看"
