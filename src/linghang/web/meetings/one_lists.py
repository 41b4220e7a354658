"""The lists on the page of one meeting: items, opinions, recusals, absences, minutes, changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from linghang.foundation.period import day_label
from linghang.meetings.counting.rules import Verdict
from linghang.meetings.models import (
    Absence,
    AgendaItem,
    BranchOpinion,
    Minutes,
    PutUp,
    Recusal,
)
from linghang.meetings.planning.agenda import Signed
from linghang.meetings.recording.rules import Proposer
from linghang.web import subjects
from linghang.web.lists import Column, Listing, Mark, Words
from linghang.web.lists.cells import Value
from linghang.web.meetings.seen import called, kind_name, matter_name

TONES = {
    Verdict.PASSED: "done",
    Verdict.FAILED: "failed",
    Verdict.NO_QUORUM: "warning",
    Verdict.HEARD: "done",
    Verdict.DEFERRED: "warning",
}


def _verdict(row: AgendaItem) -> Value:
    if not row.verdict:
        return Words("", "未表决")
    return Mark(row.get_verdict_display(), TONES[Verdict(row.verdict)])


def _decided(row: AgendaItem) -> Value:
    due = f"，{day_label(row.due_date)}前" if row.due_date else ""
    owner = f"{row.owner.name}{due}" if row.owner else ""
    return Words(row.resolution, owner)


def _about(row: AgendaItem) -> str:
    """Under the title: who, whose field it is, what was discussed, since when it is public."""
    parts = [
        f"所涉人员：{row.person.name}" if row.person else "",
        f"分管领导：{row.leader.name}" if row.leader else "",
        f"{row.published_on.isoformat()}起公示" if row.published_on else "",
        row.discussion,
    ]
    return "；".join(part for part in parts if part)


ITEMS = Listing(
    code="meetings.items",
    title="议题",
    columns=(
        Column("title", "议题", value=lambda one: Words(one.title, _about(one))),
        Column("verdict", "结果", value=_verdict),
        Column("says", "票数"),
        Column("dissent", "不同意见"),
        Column("decided", "决议和责任人", value=_decided),
    ),
    link=lambda one: subjects.address(*one.about) or None,
)


def _missed(row: Absence) -> str:
    if row.first <= 1 and row.last is None:
        return "全程"
    end = f"第{row.last}项" if row.last else "会议结束"
    return f"第{row.first}项至{end}"


def _opinion(row: BranchOpinion) -> Words:
    """The opinion; on persons, what is said of them; and where the branch settled it."""
    first = row.item.first_heard
    settled = f"{called(first.form.meeting)}已研究通过" if first else ""
    return Words(row.text, "；".join(one for one in (row.conduct.rstrip("。"), settled) if one))


OPINIONS = Listing(
    code="meetings.branch_opinions",
    title="党支部意见",
    columns=(
        Column("item", "议题", value="item.title"),
        Column("matter", "事项", value=lambda one: matter_name(one.matter), tone="nowrap"),
        Column("author", "提出人", value=lambda one: Words(one.author.name, one.day.isoformat())),
        Column("text", "意见", value=_opinion),
    ),
)
STOOD = Listing(
    code="meetings.stood",
    title="选举",
    columns=(
        Column("name", "候选人", value="person.name", tone="nowrap"),
        Column("item", "选举", value="item.title"),
        Column("votes", "得票", tone="number"),
        Column(
            "elected",
            "结果",
            value=lambda one: Mark("当选", "done") if one.is_elected else Mark("未当选"),
        ),
    ),
)
SPOKEN = Listing(
    code="meetings.spoken",
    title="发言和表态",
    columns=(
        Column("number", "顺序", value=lambda one: str(one.number)),
        Column("name", "姓名", value="person.name", tone="nowrap"),
        Column("item", "议题", value="item.title"),
        Column("opinion", "意见", value=lambda one: Words(one.get_opinion_display(), one.words)),
    ),
)


def _out(row: Recusal) -> Value:
    times = (
        f"{row.left_at:%H:%M}离场，{row.returned_at:%H:%M}返回"
        if row.left_at and row.returned_at
        else ""
    )
    by = "" if row.proposed_by == Proposer.SELF else row.get_proposed_by_display()
    return Words(row.ground, "，".join(part for part in (by, times) if part))


OUT = Listing(
    code="meetings.out",
    title="回避",
    columns=(
        Column("name", "姓名", value="person.name", tone="nowrap"),
        Column("item", "议题", value="item.title"),
        Column("ground", "事由", value=_out),
    ),
)
AWAY = Listing(
    code="meetings.away",
    title="缺席",
    columns=(
        Column("name", "姓名", value="person.name", tone="nowrap"),
        Column("ground", "原因", value=lambda one: one.get_ground_display()),
        Column("missed", "缺席", value=_missed),
        Column("made_up_on", "补学", tone="nowrap"),
    ),
)


def _day(row: Minutes) -> str:
    return timezone.localdate(row.issued_at).isoformat()


def _issued(row: Minutes) -> str:
    return f"{kind_name(row.form.kind)}{'（单独印发）' if row.apart else ''}"


MINUTES = Listing(
    code="meetings.minutes",
    title="纪要",
    columns=(
        Column("number", "编号", value=lambda one: Words(one.number, _issued(one))),
        Column("version", "版本", value=lambda one: f"第{one.version}版"),
        Column("text", "内容"),
        Column("reason", "更正原因"),
        Column("signed_by", "签发", value=lambda one: Words(one.signed_by.name, _day(one))),
    ),
)


AGENDA = Listing(
    code="meetings.agenda",
    title="会前议程",
    columns=(
        Column("number", "序号", value=lambda one: str(one.number)),
        Column("title", "议题", value=lambda one: Words(one.title, _named(one))),
        Column("announced_on", "公布日期", tone="nowrap"),
    ),
)


def _named(row: PutUp) -> str:
    return f"所涉人员：{row.person.name}" if row.person else ""


def _seen(row: Signed) -> Value:
    if row.seen_at is None:
        return Mark("未签收", "warning")
    return Words("已签收", f"{timezone.localtime(row.seen_at):%Y-%m-%d %H:%M}")


SIGNED = Listing(
    code="meetings.signed",
    title="材料签收",
    columns=(
        Column("person", "成员", tone="nowrap"),
        Column("material", "材料"),
        Column("seen", "签收", value=_seen),
    ),
    counted="份",
)


@dataclass(frozen=True, slots=True)
class Change:
    """What one save changed, by whom and when."""

    version: int
    by: str
    at: datetime
    says: tuple[str, ...]


CHANGES = Listing(
    code="meetings.changes",
    title="记录的改动",
    columns=(
        Column("version", "保存", value=lambda one: f"第{one.version}次", tone="nowrap"),
        Column("by", "谁、何时", value=lambda one: Words(one.by, when(one.at))),
        Column("says", "改动", value=lambda one: "；".join(one.says)),
    ),
    counted="次",
)


def when(at: datetime) -> str:
    """The minute, as an office writes it."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
