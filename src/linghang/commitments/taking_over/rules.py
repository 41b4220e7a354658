"""What an older ledger says of a commitment, and whether it can be true. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from linghang.commitments.closing import rules as closing
from linghang.commitments.definitions import ProgrammeKind, Role
from linghang.commitments.due import rules as due
from linghang.commitments.progress.rules import Kind, Measure
from linghang.commitments.writing.rules import Wanted
from linghang.ledgers.facts.rules import Complaint


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A report of progress, as it was made. person: code."""

    day: date
    person: str
    done: str
    difficulties: str = ""
    next: str = ""
    percent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A file behind it. evidence: primary key of the stored file; person: who brought it."""

    evidence: int
    name: str
    happened_on: date
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came of it (see definitions.Yield). number: 分 where it is money."""

    code: str
    day: date
    person: str
    number: int = 1
    title: str = ""
    about: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """Closing was asked for, and granted or sent back with a reason. by: who decided."""

    asked_on: date
    asked_by: str
    on: date
    by: str
    accepted: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """A later day was asked for; on, by: decided, None and "" while it waits."""

    asked_on: date
    asked_by: str
    to: date
    reason: str
    on: date | None = None
    by: str = ""
    granted: bool = True
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A look back, done or planned. on: None while it is planned."""

    planned_on: date
    on: date | None = None
    by: str = ""
    rebound: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A figure or event of its target that no record tells."""

    day: date
    person: str
    value: Decimal | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A commitment with what has happened. key: by which others name it; above: key of its parent.

    wanted: its parent and answers are left out, `above` and `answers` say them by key.
    """

    key: str
    wanted: Wanted
    above: str = ""
    answers: Sequence[str] = ()
    begun_on: date | None = None
    notes: Sequence[Told] = ()
    files: Sequence[Filed] = ()
    came: Sequence[Came] = ()
    closings: Sequence[Closing] = ()
    extensions: Sequence[Later] = ()
    looks: Sequence[Look] = ()
    seen: Sequence[Seen] = ()

    @property
    def doers(self) -> frozenset[str]:
        """Who answers for it, or did any of it (see reach.doers)."""
        told = {one.person for one in self.notes} | {one.person for one in self.files}
        made = {one.person for one in self.came} | {one.person for one in self.seen}
        asked = {one.asked_by for one in self.closings}
        return frozenset({self.wanted.owner, *told, *made, *asked} - {""})

    @property
    def rebounds(self) -> list[date]:
        """Days on which it was opened again."""
        return [one.on for one in self.looks if one.on is not None and one.rebound]

    @property
    def is_accepted(self) -> bool:
        """Whether it stands accepted in the end."""
        granted = [one.on for one in self.closings if one.accepted]
        return bool(granted) and all(max(granted) > day for day in self.rebounds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What of the programme the rules must know. days: every day of it that is known. extensions:
    how often a task may be extended."""

    kind: ProgrammeKind
    days: Mapping[str, date]
    approved_on: date
    today: date
    extensions: int
    below: Mapping[str, Sequence[str]] = field(default_factory=dict)


def complaints(rows: Sequence[Brought], frame: Frame) -> list[Complaint]:
    """Everything in the history that the deeds of this engine would have refused."""
    open_ones = {
        one.key
        for one in rows
        if frame.kind.by_level[one.wanted.level].role is Role.TASK and not one.is_accepted
    }
    by_key = {one.key: one for one in rows}
    found = []
    for one in rows:
        aims = [by_key[key] for key in frame.below.get(one.key, ()) if key in by_key]
        doers = one.doers | {
            seen.person
            for each in aims
            if frame.kind.by_level[each.wanted.level].role is Role.GOAL
            for seen in each.seen
        }
        name = one.wanted.number or one.wanted.title[:20]
        waiting = sorted(open_ones.intersection(frame.below.get(one.key, ())))
        found += [Complaint(one.key, f"{name}：{says}") for says in _of(one, frame, waiting, doers)]
    return found


def _of(one: Brought, frame: Frame, waiting: Sequence[str], doers: frozenset[str]) -> Iterator[str]:
    begun = one.begun_on or frame.approved_on
    if any(day < begun or day > frame.today for day in _days(one)):
        yield "办理的日期在下达以前，或在今天以后"
    if frame.kind.by_level[one.wanted.level].role is not Role.TASK:
        if one.closings or one.extensions:
            yield "只有任务可以销号和延期，问题和目标的状态由下级得出"
        return
    for closed in one.closings:
        yield from _of_closing(one, closed, frame, doers)
    if waiting and one.is_accepted:
        yield "下级任务还没有销号"
    yield from _of_extensions(one, frame)
    yield from _of_looks(one, frame, doers)


def _days(one: Brought) -> list[date]:
    told = [each.day for each in one.notes] + [each.day for each in one.came]
    asked = [each.asked_on for each in one.closings]
    return told + asked + [each.asked_on for each in one.extensions]


def _of_looks(one: Brought, frame: Frame, doers: frozenset[str]) -> Iterator[str]:
    if any(look.on is not None and look.by in doers for look in one.looks):
        yield "回头看的人办理过这项任务"
    if any(look.on is not None and look.on > frame.today for look in one.looks):
        yield "回头看在今天以后"
    granted = [each.on for each in one.closings if each.accepted]
    if any(not any(on < day for on in granted) for day in one.rebounds):
        yield "反弹在销号以前"


def _of_closing(
    one: Brought, closed: Closing, frame: Frame, doers: frozenset[str]
) -> Iterator[str]:
    if not closed.asked_on <= closed.on <= frame.today:
        yield "验收在申请以前，或在今天以后"
    if closed.by in doers:
        yield f"{closing.DID_IT}，不能参加验收"
    if not closed.accepted:
        if not closed.reason:
            yield "退回没有写理由"
        return
    policies = {each.code for each in frame.kind.yields if each.policy}
    made = [each for each in one.came if each.code in policies and each.day <= closed.on]
    looked = [each for each in one.looks if each.on is not None and not each.rebound]
    since = closing.evidence_since(frame.kind, one.wanted.type, dict(frame.days))
    again = max((day for day in one.rebounds if day <= closed.on), default=None)
    lacks = closing.lacks(
        measure=Measure(
            kind=Kind(one.wanted.type) if one.wanted.type else Kind.BY_DATE,
            policies=sum(each.number for each in made),
            reviews=sum(1 for look in looked if look.on and look.on <= closed.on),
        ),
        since=max(since, again) if since and again else since,
        evidence=[each.happened_on for each in one.files],
        today=closed.on,
    )
    yield from (each.says for each in lacks)


def _of_extensions(one: Brought, frame: Frame) -> Iterator[str]:
    rule = one.wanted.due_rule
    day = due.resolve(rule, dict(frame.days)) if rule is not None else one.wanted.due
    if one.extensions and day is None:
        yield "没有完成时限，不用延期"
        return
    granted = [each for each in one.extensions if each.on is not None and each.granted]
    if len(granted) > frame.extensions:
        yield f"延期超过{frame.extensions}次"
    for later in one.extensions:
        if day is not None and later.to <= day:
            yield f"延期后的时限要晚于原来的时限（{day}）"
        yield from _of_decision(one, later, frame.today)
        day = later.to if later in granted else day


def _of_decision(one: Brought, later: Later, today: date) -> Iterator[str]:
    if later.by and later.by in (later.asked_by, one.wanted.owner):
        yield "申请人和责任人不能审批自己的延期"
    if later.on is not None and not later.asked_on <= later.on <= today:
        yield "延期的审批在申请以前，或在今天以后"
