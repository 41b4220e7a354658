"""Pure rules of merging people: what becomes of two histories, and what stands in the way."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from linghang.org.trees.rules import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a history: id, what kind of history, where, and its days.

    key: rows of the two people are compared when it is equal: a line, or a post on a unit.
    place: the unit. says: the row as a reader knows it.
    """

    id: int
    key: Hashable
    place: str
    says: str
    span: Span


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of the duplicate's rows. move: ids. absorb: id → survivor's id, hull of both.

    conflicts: pairs that cannot both be true, as reasons.
    """

    move: tuple[int, ...]
    absorb: tuple[tuple[int, int, Span], ...]
    conflicts: tuple[str, ...]


def plan(duplicate: Iterable[Row], survivor: Sequence[Row]) -> Plan:
    """Rows that overlap at the same place become one, elsewhere they conflict, others move."""
    move: list[int] = []
    absorbed: dict[int, int] = {}
    spans = {own.id: own.span for own in survivor}
    conflicts: list[str] = []
    for row in duplicate:
        meeting = [own for own in survivor if own.key == row.key and own.span.meet(row.span)]
        elsewhere = [own for own in meeting if own.place != row.place]
        conflicts += [f"{_told(row)}与{_told(own)}同期" for own in elsewhere]
        if not meeting:
            move.append(row.id)
        elif len(meeting) == 1 and not elsewhere:
            own = meeting[0]
            absorbed[row.id], spans[own.id] = own.id, hull(row.span, spans[own.id])
        elif not elsewhere:
            conflicts.append(f"{_told(row)}与对方的几段记录重叠")
    absorb = tuple((row, own, spans[own]) for row, own in absorbed.items())
    return Plan(tuple(move), absorb, tuple(conflicts))


def _told(row: Row) -> str:
    return f"{row.says}（{row.span.label}）"


def hull(one: Span, other: Span) -> Span:
    """From the earlier beginning to the later end."""
    ends = [one.end, other.end]
    return Span(min(one.start, other.start), None if None in ends else max(filter(None, ends)))


def times_here(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that overlap or touch made one."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda each: each.start):
        last = joined[-1] if joined else None
        if last and (last.end is None or span.start <= last.end):
            joined[-1] = hull(last, span)
        else:
            joined.append(span)
    return joined


def closed(span: Span, today: date) -> Span:
    """The span of a row that is merged away today: it ends, but has a day."""
    end = min(span.end or today, today)
    return Span(span.start, max(end, span.start + timedelta(days=1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What the rules need to know of one of the two.

    has_login: an account that is open and was used.
    """

    code: str
    name: str
    licence: str
    id_card_print: str
    is_merged: bool
    has_login: bool


def reasons_not_to_merge(duplicate: Side, survivor: Side, *, actor: str, reason: str) -> list[str]:
    """Why the two cannot be one person in the books; every reason, in Chinese."""
    codes = (duplicate.code, survivor.code)
    faults = (
        (codes[0] == codes[1], "不能并入自己"),
        (duplicate.is_merged, f"{codes[0]} 已并入另一人"),
        (survivor.is_merged, f"{codes[1]} 已并入另一人，请并入那个人"),
        (actor in codes, "不能合并自己的登记"),
        (not reason, "没有写合并的依据"),
        (_differ(duplicate.id_card_print, survivor.id_card_print), "证件号码不同，不是同一人"),
        (_differ(duplicate.licence, survivor.licence), "执业证书编码不同，先核对更正"),
        (
            duplicate.has_login and survivor.has_login,
            "两个登录账号都在使用，先停用不再使用的一个",
        ),
    )
    return [says for is_so, says in faults if is_so]


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)
