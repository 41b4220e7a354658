"""What a clerk should look at again after a record was kept: nothing of it forbids anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from linghang.foundation.period import day_label
from linghang.meetings import catalog
from linghang.meetings.bodies import queries as bodies
from linghang.meetings.bodies.rules import LEAST_COMMITTEE
from linghang.meetings.counting.rules import Verdict, chair_spoke_early
from linghang.meetings.definitions import ItemKind, Mode
from linghang.meetings.models import AgendaItem, Meeting
from linghang.meetings.planning import calling
from linghang.meetings.recording.counted import Place
from linghang.meetings.recording.entries import Line, Record
from linghang.meetings.recording.restrictions import is_unvoted
from linghang.org.models import Person
from linghang.org.relatives import queries as relatives


@dataclass(frozen=True, slots=True)
class Kept:
    """One line with its row, the place at which it was put up, and its kind."""

    line: Line
    row: AgendaItem
    place: Place
    item: ItemKind


def of(
    meeting: Meeting,
    record: Record,
    rows: Sequence[tuple[Line, AgendaItem]],
    tables: Mapping[str, Place],
) -> list[str]:
    """Every warning, in Chinese, in the order of the items."""
    kept = [
        Kept(line, row, tables[line.form or meeting.kind], catalog.items()[line.kind])
        for line, row in rows
    ]
    found = [says for one in kept for says in _of_one(meeting, one)]
    found += _of_recusals(meeting, kept)
    return [*found, *_of_days(meeting, kept)]


def _of_one(meeting: Meeting, one: Kept) -> Iterator[str]:
    line, row, place, item = one.line, one.row, one.place, one.item
    title = f"“{row.title}”"
    there = [
        seat.person for seat in place.roll.voting(row.number, [who for who, _ in line.recused])
    ]
    early = chair_spoke_early([who for who, _ in line.stances], meeting.chair_id or "", there)
    if place.kind.chair_speaks_last and early:
        yield f"{title}：主持人表态时还有{len(early)}人没有表态（末位表态）。"
    if item.first and item.first != place.kind.code and row.first_heard is None:
        first = catalog.meetings()[item.first]
        if _stands(meeting, item.first):
            yield f"{title}：没有找到{first.name}先议的记录（议题名称要一致）。"
    if row.verdict != Verdict.DEFERRED:
        yield from (f"{title}：{says}" for says in _of_decision(one, there))


def _of_decision(one: Kept, there: Sequence[str]) -> Iterator[str]:
    """Of what was not put off. there: persons who could vote at the item."""
    line, row, place, item = one.line, one.row, one.place, one.item
    if line.leader and line.leader not in there:
        yield "分管领导没有到会，一般应缓议。"
    elif place.kind.asks_leader and row.verdict and not line.leader:
        yield "没有写分管领导。"
    if item.voted and is_unvoted(line, place.kind):
        yield "写了决议，没有表决，不计入会议的决定；经过表决的请填写表决情况。"
    if unsaid := without_opinion(place, line, row, item):
        yield f"还有{len(unsaid)}名到会成员没有记下意见。"


def without_opinion(place: Place, line: Line, row: AgendaItem, item: ItemKind) -> tuple[str, ...]:
    """Members present at the item whose opinion is not on record, where each one's must be: on
    三重一大 (§2.4.7), and where the presiding decides after hearing all (§2.4.2a)."""
    decided = place.kind.mode is Mode.HEARD and bool(row.verdict)
    if not decided and not (item.opinions and row.verdict):
        return ()
    said = {person for person, _ in line.stances}
    there = place.roll.voting(row.number, [person for person, _ in line.recused])
    return tuple(seat.person for seat in there if seat.person not in said)


def _stands(meeting: Meeting, kind: str) -> bool:
    """Whether the body that deals with it first stands; one of another unit is taken to."""
    first = catalog.meetings()[kind]
    if meeting.unit.kind not in first.of:
        return True
    return len(bodies.members(meeting.unit_id, first, meeting.day)) >= LEAST_COMMITTEE


def _of_recusals(meeting: Meeting, kept: Sequence[Kept]) -> Iterator[str]:
    """Who should leave the room (§2.5.1, §2.5.2): the person themself, or by a declared tie.

    What the tie is, is not said here: few may know.
    """
    about = {one.row.number: one.line.person for one in kept if one.line.person}
    members = {seat.person for one in kept for seat in one.place.roll.seats}
    texts = {one.row.number: f"{one.line.title}{one.line.discussion}" for one in kept}
    found = relatives.suggested(members, about=about, texts=texts, on=meeting.day)
    names = (
        dict(
            Person.objects.filter(code__in=[one.member for one in found]).values_list(
                "code", "name"
            )
        )
        if found
        else {}
    )
    for one in kept:
        out = {person for person, _ in one.line.recused}
        there = {seat.person for seat in one.place.roll.voting(one.row.number, out)}
        for hit in found:
            if hit.item == one.row.number and hit.member in there:
                ground = "是本人事项" if hit.is_self else "有申报的亲属或利益关系"
                yield f"“{one.row.title}”：{names.get(hit.member, hit.member)}{ground}，应当回避。"


def _of_days(meeting: Meeting, kept: Sequence[Kept]) -> Iterator[str]:
    """Notice and material that came too late, with the workdays that the rule asks."""
    if not any(one.row.verdict for one in kept):
        return
    notice, material = calling.notice_by(meeting), calling.material_by(meeting)
    late = {
        one.row.announced_on
        for one in kept
        if notice and (one.row.announced_on or date.min) > notice.last
    }
    if notice and late:
        yield (
            f"议程{_days(late)}才公布，应在{day_label(notice.last)}以前"
            f"（会前{notice.workdays}个工作日）。"
        )
    if material is None:
        return
    days = set(meeting.material.values_list("delivered_on", flat=True))
    wanted = f"应在{day_label(material.last)}以前（会前{material.workdays}个工作日）送达成员"
    if not days:
        yield f"没有登记会议材料送达；{wanted}。"
    elif late := {day for day in days if day > material.last}:
        yield f"会议材料{_days(late)}才送达，{wanted}。"


def _days(days: set[date] | set[date | None]) -> str:
    return "、".join(day_label(day) for day in sorted(day for day in days if day))
