"""Whether kinds of meetings and items hang together: what no single entry can tell of itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from linghang.foundation.parameters.kinds import Base, Majority, Recurrence, Value
from linghang.meetings.definitions import ItemKind, MeetingKind, Mode
from linghang.org.definitions import Kind


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one entry. of: `meetings` or `items`. code, field: where it stands."""

    of: str
    code: str
    field: str
    says: str


def faults(
    kinds: Sequence[MeetingKind],
    items: Sequence[ItemKind],
    *,
    posts: Collection[str],
    parameters: Mapping[str, Value],
) -> Iterator[Fault]:
    """Everything that does not hang together, kind by kind, then item by item.

    posts: codes that there are. parameters: code → value of today.
    """
    known = {one.code: one for one in kinds}
    put_up = {item.code for item in items}
    for kind in kinds:
        for field, says in _of_kind(kind, known, posts, parameters):
            yield Fault("meetings", kind.code, field, says)
        if kind.opens_with and kind.opens_with not in put_up:
            yield Fault("meetings", kind.code, "opens_with", f"没有这样的议题：{kind.opens_with}")
    for item in items:
        for field, says in _of_item(item, known, posts, parameters):
            yield Fault("items", item.code, field, says)


_Found = Iterator[tuple[str, str]]


def _of_kind(
    kind: MeetingKind,
    known: Mapping[str, MeetingKind],
    posts: Collection[str],
    parameters: Mapping[str, Value],
) -> _Found:
    for field in ("of", "planned_by"):
        yield from _unknown(field, getattr(kind, field), {one.value for one in Kind}, "单位类别")
    yield from _unknown("chair", kind.chair, posts, "岗位")
    yield from _unknown("posts", kind.posts, posts, "岗位")
    yield from _unknown("covering", kind.covering, posts, "岗位")
    yield from _unknown("may_hold", kind.may_hold, known, "会议")
    yield from _majorities(kind.quorum, kind.passes, parameters)
    for field in ("notice", "material", "minutes", "reported_within"):
        yield from _number(field, getattr(kind, field), parameters)
    yield from _number("least", kind.least, parameters, "人数")
    if kind.every and not isinstance(parameters.get(kind.every), Recurrence | int):
        yield "every", f"规则参数 {kind.every} 不存在，或不是频次"
    if _reaches(kind.code, kind.code, known, set()):
        yield "may_hold", "会议绕了一圈又包含自己"


def _of_item(
    item: ItemKind,
    known: Mapping[str, MeetingKind],
    posts: Collection[str],
    parameters: Mapping[str, Value],
) -> _Found:
    yield from _unknown("decided_by", item.decided_by, known, "会议")
    for field in ("first", "stands_in"):
        if code := getattr(item, field):
            yield from _unknown(field, (code,), known, "会议")
    yield from _unknown("present", item.present, posts, "岗位")
    yield from _unknown("known_to", item.known_to, posts, "岗位")
    if item.surplus and not isinstance(parameters.get(item.surplus), Fraction):
        yield "surplus", f"规则参数 {item.surplus} 不存在，或不是比例"
    yield from _majorities(item.quorum, item.passes, parameters)
    deciding = [known[code] for code in item.decided_by if code in known]
    if item.passes and deciding and not any(one.mode is Mode.VOTE for one in deciding):
        yield "decided_by", "要计票的议题，没有一种会议可以表决"
    wins = parameters.get(item.passes) if item.is_election else None
    if isinstance(wins, Majority) and wins.of not in (Base.PRESENT, Base.DELEGATES):
        yield "passes", "选举以实到会有选举权的人数（职代会以全体代表）为分母"


def _unknown(field: str, codes: Sequence[str], known: Collection[str], what: str) -> _Found:
    strange = [code for code in codes if code not in known]
    if strange:
        yield field, f"没有这样的{what}：{'、'.join(strange)}"


def _majorities(quorum: str, passes: str, parameters: Mapping[str, Value]) -> _Found:
    for field, code in (("quorum", quorum), ("passes", passes)):
        if not code:
            continue
        found = parameters.get(code)
        if not isinstance(found, Majority):
            yield field, f"规则参数 {code} 不存在，或不是人数比例"
        elif found.share > 1 or (found.more and found.share == 1):
            yield field, f"规则参数 {code} 永远达不到：要的人数多于全体"
        elif field == "quorum" and found.of is Base.PRESENT:
            yield field, f"规则参数 {code} 以实到人数为分母，不能说明到会多少人"


def _number(field: str, code: str, parameters: Mapping[str, Value], what: str = "天数") -> _Found:
    if code and not isinstance(parameters.get(code), int):
        yield field, f"规则参数 {code} 不存在，或不是{what}"


def _reaches(start: str, wanted: str, known: Mapping[str, MeetingKind], seen: set[str]) -> bool:
    """Whether a meeting may hold the wanted one, in however many steps."""
    for code in known[start].may_hold if start in known else ():
        if code == wanted:
            return True
        if code not in seen:
            seen.add(code)
            if _reaches(code, wanted, known, seen):
                return True
    return False
