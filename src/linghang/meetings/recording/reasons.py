"""Why a record cannot be kept: people who do not belong, items that the meeting may not decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from linghang.meetings import catalog, matters
from linghang.meetings.bodies import queries as bodies
from linghang.meetings.bodies import seating
from linghang.meetings.bodies.queries import Member
from linghang.meetings.bodies.seating import Put
from linghang.meetings.definitions import Ballot, ItemKind, MeetingKind, Mode
from linghang.meetings.matters import NOTHING
from linghang.meetings.models import AgendaItem, Meeting
from linghang.meetings.opinions import reasons as opinions
from linghang.meetings.recording.entries import Line, Record
from linghang.org import posts
from linghang.org.models import Appointment, Person


def not_to_record(
    meeting: Meeting, record: Record, bodies_of: Mapping[str, Sequence[Member]]
) -> list[str]:
    """Every reason, in Chinese. bodies_of: the members of each form of the meeting."""
    found = list(_of_people(record, bodies_of))
    attending = {one.person for body in bodies_of.values() for one in body}
    attending -= {one.person for one in record.missed if one.away.is_absence}
    attending |= set(record.observers)
    for number, line in enumerate(record.lines, 1):
        of_line = (
            *_of_line(meeting, line, bodies_of, attending),
            *_of_open_election(meeting, line),
            *_of_branch(meeting, record, line),
            *_of_absent(record, line, number),
            *_of_chair(record, line, number, line.form or meeting.kind, bodies_of),
        )
        found += [f"第{number}项：{says}" for says in of_line]
    found += _of_matters(meeting, record)
    return found


def _of_matters(meeting: Meeting, record: Record) -> Iterator[str]:
    """What an item is about waits for this very meeting, or was kept with it before."""
    told = [line for line in record.lines if line.about != NOTHING]
    if not told:
        return
    kinds = {line.form or meeting.kind for line in told}
    known = {
        (kind, one.about, one.item)
        for kind in kinds
        for one in matters.waiting(meeting.unit_id, [kind], meeting.day)
    }
    rows = AgendaItem.objects.filter(form__meeting=meeting).exclude(about_id="")
    known |= {(row.form.kind, row.about, row.kind) for row in rows.select_related("form")}
    for number, line in enumerate(record.lines, 1):
        if line not in told:
            continue
        if (line.form or meeting.kind, line.about, line.kind) not in known:
            yield f"第{number}项：所选的待议事项不由这个会议按此类别议决，或者已经办过"
        if [one.about for one in told].count(line.about) > 1:
            yield f"第{number}项：同一件待议事项选了两次"


def _of_people(record: Record, bodies_of: Mapping[str, Sequence[Member]]) -> Iterator[str]:
    belong = {one.person for body in bodies_of.values() for one in body}
    if not belong:
        yield "这个会议还没有登记成员"
    strange = {one.person for one in record.missed} - belong
    if strange:
        yield f"缺席的{len(strange)}人不是会议成员"
    if both := belong & set(record.observers):
        yield f"会议成员不作列席登记（{len(both)}人）"
    spans = sorted((one.person, one.first, one.last) for one in record.missed if one.last)
    if any(first > (last or first) for _, first, last in spans):
        yield "离会的议题次序不对"


def _of_line(
    meeting: Meeting,
    line: Line,
    bodies_of: Mapping[str, Sequence[Member]],
    attending: set[str],
) -> Iterator[str]:
    if not line.title.strip():
        yield "没有写议题"
    form = line.form or meeting.kind
    if form not in bodies_of:
        yield "这次会议没有这种形式"
        return
    if line.kind not in catalog.items():
        yield "没有选议题类别"
        return
    item, kind = catalog.items()[line.kind], catalog.meetings()[form]
    yield from _of_kind(meeting, item, kind)
    yield from _of_vote(line, item, kind)
    yield from _of_standing(line, bodies_of[form])
    members = {one.person for one in bodies_of[form]}
    if strange := [code for code, _ in line.recused if code not in members]:
        yield f"回避的{len(strange)}人不是会议成员"
    if any(not ground.strip() for _, ground in line.recused):
        yield "没有写回避事由"
    if item.present and not _attends(item.present, attending, meeting.day):
        wanted = "或".join(posts.post(code).name for code in item.present)
        yield f"{item.name}须有工会代表参加（{wanted}），到会和列席人员中没有"


def _of_branch(meeting: Meeting, record: Record, line: Line) -> Iterator[str]:
    """§2.9.1: without its branch's opinion a department's item goes back."""
    item = catalog.item(line.kind)
    if item is not None and item.branch_opinion:
        yield from opinions.not_to_keep(meeting.unit_id, meeting.day, item.name, line, record.chair)


def _of_open_election(meeting: Meeting, line: Line) -> Iterator[str]:
    """Who was elected stands only with a closed record, and so does who sits at their meeting."""
    put_up = [Put(line.kind, line.about)]
    form = line.form or meeting.kind
    for name in seating.still_open(meeting.unit_id, form, meeting.day, put_up):
        yield f"“{name}”的记录还没有封存，封存以后才知道谁是委员"


def _of_absent(record: Record, line: Line, number: int) -> Iterator[str]:
    """Who was not there cannot leave the room, and stays in the base of the vote (§2.5.3)."""
    missed = {one.person for one in record.missed if one.away.missed(number)}
    if absent := missed & {person for person, _ in line.recused}:
        yield (
            f"记为回避的{len(absent)}人同时记了缺席或离会；没有到会的不作回避登记，"
            "到会后因回避离开的不记离会"
        )


def _of_chair(
    record: Record,
    line: Line,
    number: int,
    form: str,
    bodies_of: Mapping[str, Sequence[Member]],
) -> Iterator[str]:
    """Where the presiding decides, it is a member, in the room, and not concerned (§2.4.2a)."""
    if form not in bodies_of or not line.resolution.strip():
        return
    kind = catalog.meetings()[form]
    if kind.mode is not Mode.HEARD:
        return
    rule = f"{kind.name}由主持人听取意见后决定"
    missed = [one.away for one in record.missed if one.person == record.chair]
    if not record.chair:
        yield f"{rule}，请写明主持人"
    elif record.chair not in {one.person for one in bodies_of[form]}:
        yield f"{rule}，主持人不是{kind.name}成员，不能作出决定"
    elif any(one.missed(number) for one in missed):
        there = "没有到会" if any(one.is_absence for one in missed) else "这一项不在会"
        yield f"{rule}，主持人{there}，不能作出决定"
    elif record.chair in {person for person, _ in line.recused}:
        yield (
            f"{rule}，主持人这一项回避，不能作出决定；"
            "可以只记讨论情况，决议留到由其他成员主持的会议"
        )


def _of_kind(meeting: Meeting, item: ItemKind, kind: MeetingKind) -> Iterator[str]:
    """§1.3.4: some items are the general meeting's alone; §1.1.6: without a committee, more."""
    if bodies.decides(meeting.unit_id, kind.code, item, meeting.day):
        return
    deciding = "、".join(catalog.meetings()[code].name for code in item.decided_by)
    if kind.code == item.stands_in:
        yield f"“{item.name}”由{deciding}研究决定"
    else:
        yield f"“{item.name}”只能由{deciding}决定，{kind.name}不能决定"


def _of_vote(line: Line, item: ItemKind, kind: MeetingKind) -> Iterator[str]:
    if line.deferred.strip() and (line.is_voted or line.resolution.strip()):
        yield "缓议的议题不写表决和决议，留到下次会议"
    if not line.is_voted:
        return
    if not kind.passes:
        yield f"{kind.name}不作表决，请写明讨论情况"
    if line.unanimous and item.ballot is Ballot.SECRET:
        yield f"“{item.name}”须无记名投票，请填写票数"
    if item.is_election != (line.election is not None):
        yield (
            "选举要填写应选人数、选票和各人得票" if item.is_election else "不是选举，不能按选举计票"
        )
    written = line.votes.written if line.votes else 0
    if written and not (item.written or kind.records == "opinions"):
        yield f"“{item.name}”不收书面意见"


def _of_standing(line: Line, body: Sequence[Member]) -> Iterator[str]:
    """Only who may vote in the body that elects may be elected by it (§1.2.7)."""
    if line.election is None:
        return
    grounds = {one.person: one.no_vote for one in body}
    why = {
        person: ground
        for person in line.election.ballots.votes
        if (ground := grounds.get(person, "不是会议成员"))
    }
    if why:
        names = dict(Person.objects.filter(code__in=why).values_list("code", "name"))
        told = "、".join(f"{names.get(code, code)}（{ground}）" for code, ground in why.items())
        yield f"没有被选举权，不能作候选人：{told}"


def _attends(wanted: Sequence[str], attending: set[str], on: date) -> bool:
    held = Appointment.objects.on(on).filter(post__in=wanted, person__code__in=attending)
    return held.exists()
