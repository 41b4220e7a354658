"""Why an item cannot be dealt with as it is written: more than one person, not announced, too few
candidates, resolved without a vote, beyond a temporary branch."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from linghang.foundation.parameters.kinds import Value
from linghang.meetings import catalog
from linghang.meetings.bodies.rules import Nature
from linghang.meetings.definitions import ItemKind, MeetingKind
from linghang.meetings.elections.rules import least_candidates
from linghang.meetings.matters import NOTHING
from linghang.meetings.models import BranchNature, Meeting
from linghang.meetings.recording.entries import Line, Record

_NUMBER = r"[0-9０-９一二两三四五六七八九十]+"
# 张某、李某；张某等三人；两名同志: what names more than one person.
SEVERAL = re.compile(rf"等\s*{_NUMBER}?\s*(?:名|位|人|同志)|(?:{_NUMBER})(?:名|位)|(?:{_NUMBER})人")
ONE = re.compile(r"^[1１一](?:名|位|人)$")


def of(
    meeting: Meeting, record: Record, values: Mapping[str, Value], announced: Mapping[str, date]
) -> list[str]:
    """Every reason, in Chinese. values: rule parameters of the day of the meeting.

    announced: title → the day on which it was put on the agenda here.
    """
    temporary = BranchNature.objects.on(meeting.day).filter(
        unit__code=meeting.unit_id, nature=Nature.TEMPORARY
    )
    is_temporary = temporary.exists()
    found, named = [], set()
    for number, line in enumerate(record.lines, 1):
        item = catalog.item(line.kind)
        form = line.form or meeting.kind
        if item is None or form not in catalog.meetings():
            continue
        reasons = [
            *_of_person(line, item),
            *_of_announcing(line, item, announced.get(line.title.strip()), meeting.day),
            *_of_candidates(line, item, values),
            *without_vote(line, item, catalog.meetings()[form]),
        ]
        if is_temporary and item.not_temporary:
            reasons.append(f"临时党支部不能办理“{item.name}”，由党员组织关系所在的党支部办理")
        if item.one_by_one and line.person:
            if (line.kind, line.person) in named:
                reasons.append("同一人的同一类议题写了两次")
            named.add((line.kind, line.person))
        found += [f"第{number}项：{says}" for says in reasons]
    return found


def names_several(title: str) -> bool:
    """Whether the title speaks of more than one person: 张某、李某；张某等三人；两名同志."""
    counted = [hit for hit in SEVERAL.findall(title) if not ONE.match(hit)]
    return "、" in title or bool(counted)


def without_vote(line: Line, item: ItemKind, kind: MeetingKind) -> Iterator[str]:
    """Why what is resolved here has to be voted on; applause and consent are no votes (§2.8.3)."""
    if is_unvoted(line, kind) and item.only_by_vote:
        yield f"“{item.name}”须经表决，没有表决不能写决议；可以只记讨论情况"


def is_unvoted(line: Line, kind: MeetingKind) -> bool:
    """Whether a body that votes is said to have resolved on something without a vote."""
    return bool(kind.passes and line.resolution.strip()) and not line.is_voted


def _of_person(line: Line, item: ItemKind) -> Iterator[str]:
    if not item.one_by_one:
        return
    if not line.person and line.about == NOTHING:
        yield f"“{item.name}”逐人表决，请写明所涉人员"
    if names_several(line.title):
        yield f"“{item.name}”逐人表决，一项只写一人，请分成几项"


def _of_announcing(line: Line, item: ItemKind, put_up: date | None, day: date) -> Iterator[str]:
    if item.unannounced:
        return
    told = line.announced_on or put_up
    if told is None:
        yield (
            f"“{item.name}”没有列入会前公布的议程，不接受临时动议；"
            "会前已书面通知的，请写明列入议程日期"
        )
    elif told >= day:
        yield f"“{item.name}”到会议当天才提出，属于临时动议，请列入下次会议"


def _of_candidates(line: Line, item: ItemKind, values: Mapping[str, Value]) -> Iterator[str]:
    surplus = values.get(item.surplus)
    if line.election is None or not isinstance(surplus, Fraction) or line.approval.strip():
        return
    seats, stood = line.election.seats, len(line.election.ballots.votes)
    least = least_candidates(seats, surplus)
    if stood < least:
        yield (
            f"候选人{stood}人，应选{seats}人，差额不足（至少{least}人）；"
            "上级党组织批准的，请写明批准文号"
        )
