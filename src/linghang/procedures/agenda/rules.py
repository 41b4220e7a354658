"""What a step asks of a meeting, and whether an item of a record gives it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from linghang.foundation.period import day_label
from linghang.meetings.counting.rules import Verdict
from linghang.procedures.definitions import SCOPE_NAMES, Scope
from linghang.procedures.rules import Met

PROVIDER = "meetings.resolution"
PASSED, HEARD = "passed", "heard"
WANTED = {PASSED: "表决通过", HEARD: "讨论决定"}
KNOWN = frozenset({"items", "body", "verdict", "at"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What the step wants. items: codes of kinds of items. body: kind of meeting, "" for any.

    at: of which unit, seen from the proceeding's.
    """

    items: tuple[str, ...]
    body: str = ""
    verdict: str = PASSED
    at: Scope = Scope.UNIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """An item about the proceeding in some record.

    meeting: its id and name. is_closed: the record can't change any more. verdict: "passed" and
    so on, "" for what was not voted. resolution, says: texts.
    """

    meeting: int
    name: str
    day: date
    is_closed: bool
    verdict: str
    resolution: str
    says: str


def asking(params: Mapping[str, str]) -> Asking:
    """The params of the requirement, understood."""
    return Asking(
        items=_codes(params.get("items", "")),
        body=params.get("body", ""),
        verdict=params.get("verdict", PASSED),
        at=Scope(params.get("at", Scope.UNIT.value)),
    )


def _codes(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(",") if each.strip())


def faults(
    params: Mapping[str, str], items: Mapping[str, Iterable[str]], bodies: Iterable[str]
) -> Iterator[str]:
    """What is wrong with the params. items: kind of item → the meetings that deal with it."""
    if strange := sorted(set(params) - KNOWN):
        yield f"会议决议没有 {'、'.join(strange)} 这一项；可用：{'、'.join(sorted(KNOWN))}"
    codes, body = _codes(params.get("items", "")), params.get("body", "")
    if not codes:
        yield "会议决议要写 items（哪类议题）"
    if strange := sorted(set(codes) - set(items)):
        yield f"没有议题类别 {'、'.join(strange)}"
    if body and body not in set(bodies):
        yield f"没有会议 {body}"
    elif body and not any(body in items.get(code, ()) for code in codes):
        yield f"{body} 不议 {'、'.join(codes)}"
    if params.get("verdict", PASSED) not in WANTED:
        yield f"verdict 只能是 {'、'.join(WANTED)}"
    if params.get("at", Scope.UNIT.value) not in set(SCOPE_NAMES):
        yield f"at 只能是 {'、'.join(one.value for one in Scope)}"


def judge(asking: Asking, found: Sequence[Decided], *, what: str, on: date) -> Met:
    """Whether one of the items is what the step wants; the latest of them counts.

    found: in any order. what: the kinds of items and of meetings in Chinese. on: the day of the
    deed, which a later meeting can't carry.
    """
    in_time = sorted(
        (one for one in found if one.day <= on), key=lambda one: (one.day, one.meeting)
    )
    who = "会议的记录人"
    if not in_time:
        return Met(is_met=False, says=f"还没有{what}的会议记录", who_can=who)
    last = in_time[-1]
    told = f"{day_label(last.day)}{last.name}"
    about = ("meetings.meeting", str(last.meeting))
    if not last.is_closed:
        says = f"{told}的记录还没有封存"
        return Met(is_met=False, says=says, who_can=who, about=about)
    if not _gives(asking, last):
        says = f"{told}没有{WANTED[asking.verdict]}" + (f"（{last.says}）" if last.says else "")
        return Met(is_met=False, says=says, who_can="再次上会", about=about)
    says = f"{told}{WANTED[asking.verdict]}" + (f"：{last.says}" if last.says else "")
    return Met(is_met=True, says=says, who_can=who, day=last.day, about=about)


def _gives(asking: Asking, one: Decided) -> bool:
    if one.verdict == Verdict.HEARD:
        return asking.verdict == HEARD
    if one.verdict:
        return one.verdict == Verdict.PASSED
    return asking.verdict == HEARD and bool(one.resolution)
