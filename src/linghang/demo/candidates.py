"""Seven on their way into the Party whose last steps were gone by deeds: meetings that vote,
papers, returns and refusals, so that the file of each reads as it would in a hospital.

Who may do a step, what it asks for and which meeting it wants is asked of the procedure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import cycle

from django.utils import timezone

from linghang.demo.landmarks import COMMITTEE
from linghang.demo.office_work import holder_at
from linghang.foundation.access import Actor
from linghang.foundation.evidence import services as evidence
from linghang.foundation.fields.definitions import Field, Kind
from linghang.meetings import catalog as meetings
from linghang.meetings.bodies import queries as bodies
from linghang.meetings.bodies.queries import Member
from linghang.meetings.counting.rules import Votes
from linghang.meetings.minutes import services as minutes
from linghang.meetings.recording import services as recording
from linghang.meetings.recording.entries import Line, Record
from linghang.procedures import services
from linghang.procedures.agenda.providers import THING
from linghang.procedures.agenda.rules import PROVIDER, asking
from linghang.procedures.definitions import Scope, Step
from linghang.procedures.models import Proceeding
from linghang.procedures.needs.rules import applies
from linghang.procedures.progress.rules import Verb, Way, state_of
from linghang.procedures.services import CannotAct

ASSEMBLY, SECRETARY, OFFICE = "member_meeting", "branch_secretary", "O01"


@dataclass
class Walk:
    """A proceeding that is gone on with. filled: what fields say, by code; else something apt."""

    row: Proceeding
    filled: dict[str, str] = field(default_factory=dict)
    day: date = date.min

    def __post_init__(self) -> None:
        self.branch = self.row.unit.code
        found = bodies.members(self.branch, meetings.meetings()[ASSEMBLY], date(2025, 12, 31))
        formal = [one for one in found if not one.no_vote and one.person not in self.row.concerned]
        self.helpers: Iterator[Member] = cycle(formal)

    def go(self, days: Mapping[str, date], against: int = 0) -> None:
        """These steps, each on its day; with the meeting that it wants, on that day."""
        for key, self.day in days.items():
            step = self.row.definition.by_key[key]
            for item, above in self._wanted(step):
                self._meet(item, above, against)
            if not against:
                self._act(step, Verb.APPROVE)

    def superior(self, day: date) -> None:
        """What the superior has still to do with it, if anything."""
        state = state_of(self.row.definition, Proceeding.objects.whole().get(pk=self.row.pk).told())
        open_steps = [one for one in Way(state).open() if one.who[0].at is Scope.ABOVE]
        self.go({one.key: day for one in open_steps})

    def send_back(self, key: str, to: str, day: date, reason: str) -> None:
        self.day = day
        self._act(self.row.definition.by_key[key], Verb.SEND_BACK, to=to, reason=reason)

    def reject(self, key: str, day: date, reason: str) -> None:
        self.day = day
        self._act(self.row.definition.by_key[key], Verb.REJECT, reason=reason)

    def slip(self, key: str, day: date, **filled: str) -> None:
        """What somebody tried and was refused; the trail keeps it."""
        kept, self.filled = self.filled, filled
        try:
            self.go({key: day})
        except CannotAct as refused:
            refused.remember()
        self.filled = kept

    def _at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.day, time(10, 30)))

    def _actor(self, step: Step) -> Actor:
        who = step.who[0]
        places = {Scope.ABOVE: COMMITTEE, Scope.ANYWHERE: OFFICE}
        return holder_at(who.posts[0], places.get(who.at, self.branch))

    def _act(self, step: Step, verb: Verb, *, to: str = "", reason: str = "") -> None:
        actor = self._actor(step)
        is_done = verb is Verb.APPROVE
        fields = {one.code: self._value(one) for one in step.needs.fields if one.required}
        papers = [
            (one.kind, self._paper(one.name, number, actor))
            for one in step.needs.documents
            for number in range(1, one.least + 1)
        ]
        services.act(
            proceeding_id=self.row.pk,
            step=step.key,
            verb=verb,
            seen=self.row.acts.count(),
            actor=actor,
            at=self._at(),
            today=self.day,
            to=to,
            reason=reason,
            fields=fields if is_done else {},
            documents=papers if is_done else [],
        )

    def _value(self, one: Field) -> str:
        if one.code in self.filled:
            return self.filled[one.code]
        if one.kind is Kind.DATE:
            return self.day.isoformat()
        if one.kind is Kind.PERSON:
            return next(self.helpers).person
        if one.options:
            return one.options[0].code
        return next(self.helpers).name

    def _paper(self, name: str, number: int, actor: Actor) -> int:
        kept = evidence.store(
            content=f"{self.row.title}\n{name}（{number}）\n{self.day}\n".encode(),
            name=f"{name}.txt",
            media_type="text/plain",
            happened_on=self.day,
            actor=actor,
            at=self._at(),
        )
        return kept.pk

    def _wanted(self, step: Step) -> Iterator[tuple[str, bool]]:
        """Items on which a meeting has to decide, and whether that of the superior."""
        told = {one.code: self._value(one) for one in step.needs.fields if one.options}
        for one in step.needs.requirements:
            if one.provider == PROVIDER and applies(one.when, told, {}):
                wanted = asking(one.params)
                yield wanted.items[0], wanted.at is Scope.ABOVE

    def _meet(self, item: str, above: bool, against: int) -> None:
        """The meeting with the item on this proceeding; secret, all in favour but some."""
        unit = COMMITTEE if above else self.branch
        declared = meetings.items()[item]
        kind = declared.decided_by[0]
        members = bodies.members(unit, meetings.meetings()[kind], self.day)
        voters = sum(not one.no_vote for one in members)
        clerk = holder_at("party_office_director", OFFICE)
        chair = holder_at("party_secretary", unit) if above else holder_at(SECRETARY, unit)
        line = Line(
            kind=item,
            title=self.row.title,
            about=(THING, str(self.row.pk)),
            person=self.row.concerned[0],
            votes=Votes(favour=voters - against, against=against),
            announced_on=self.day - timedelta(days=4),
            discussion="介绍基本情况，听取培养联系人、党小组和群众意见，逐一发表意见后投票。",
            dissent="有党员认为日常工作中与同事沟通、服务态度方面还需继续考察。" if against else "",
            resolution="" if against else f"同意{declared.name}。",
        )
        first = Line(kind="first_topic", title="第一议题：学习党章", discussion="领学有关章节。")
        record = Record(
            starts_at=time(16, 30),
            ends_at=time(17, 40),
            place="行政楼三楼会议室" if above else f"{self.row.unit.name[:8]}活动室",
            chair=chair.person,
            recorder=clerk.person if above else members[-1].person,
            lines=(first, line) if above else (line,),
        )
        by = clerk if above else chair
        held = recording.hold(
            unit=unit,
            kinds=[kind],
            day=self.day,
            record=record,
            actor=by,
            at=self._at(),
            today=self.day,
        ).meeting
        minutes.close(meeting_id=held.pk, actor=by, at=self._at())


def _returned_once(walk: Walk) -> None:
    """The opinions were too few; two introducers were one person; admitted in the end."""
    walk.go({"target": date(2025, 6, 24)})
    reason = "只听取了两名群众的意见，范围不够，请扩大到所在病区后由支委会重新研究。"
    walk.send_back("target_record", "target", date(2025, 6, 30), reason)
    walk.go({"target": date(2025, 7, 8), "target_record": date(2025, 7, 15)})
    twice = next(walk.helpers).person
    walk.slip("introducers", date(2025, 7, 17), first_introducer=twice, second_introducer=twice)
    walk.go(
        {
            "introducers": date(2025, 7, 21),
            "political_review": date(2025, 8, 19),
            "training": date(2025, 9, 18),
            "branch_review": date(2025, 10, 21),
            "pre_review": date(2025, 11, 18),
            "volunteer_form": date(2025, 11, 25),
            "admission_meeting": date(2025, 12, 15),
            "admission_talk": date(2025, 12, 18),
            "admission_approval": date(2025, 12, 30),
        }
    )


def _not_passed(walk: Walk) -> None:
    """The assembly does not vote for it."""
    day = date(2025, 9, 25)
    members = bodies.members(walk.branch, meetings.meetings()[ASSEMBLY], day)
    voters = sum(not one.no_vote for one in members)
    walk.go({"admission_meeting": day}, against=voters // 2 + 1)
    reason = "支部党员大会无记名投票，赞成票没有过应到会有表决权的半数，不予接收，继续培养教育。"
    walk.reject("admission_meeting", day, reason)


def _published_again(walk: Walk) -> None:
    """The publicity was too short; waits for the committee."""
    walk.filled["publicity_from"] = "2025-10-09"
    walk.go({"branch_review": date(2025, 10, 13)})
    reason = "公示只有三个工作日就上报，公示期不足，请重新公示后再报。"
    walk.send_back("pre_review", "branch_review", date(2025, 10, 16), reason)
    walk.filled["publicity_from"] = "2025-10-20"
    walk.go(
        {
            "branch_review": date(2025, 10, 28),
            "pre_review": date(2025, 11, 11),
            "volunteer_form": date(2025, 11, 17),
            "admission_meeting": date(2025, 12, 9),
            "admission_talk": date(2025, 12, 16),
        }
    )


def _refused_before(walk: Walk) -> None:
    """The pre-review says no."""
    reason = "政审中本人没有如实说明有关情况，经研究暂不同意，由党支部继续培养教育。"
    walk.reject("pre_review", date(2025, 8, 6), reason)


def _talked_late(walk: Walk) -> None:
    """The talk was ten days late; activist since the summer."""
    walk.go(
        {
            "talk": date(2025, 4, 14),
            "activist": date(2025, 7, 8),
            "activist_record": date(2025, 7, 15),
            "mentors": date(2025, 7, 22),
        }
    )


def _extended(walk: Walk) -> None:
    """Half a year more of probation."""
    walk.filled["confirmation"] = "extend"
    walk.go({"confirmation_request": date(2025, 9, 11), "confirmation_meeting": date(2025, 9, 23)})
    walk.superior(date(2025, 10, 30))


def _confirmed(walk: Walk) -> None:
    """A full member in time."""
    walk.go(
        {
            "confirmation_request": date(2025, 11, 13),
            "confirmation_meeting": date(2025, 11, 24),
            "confirmation_approval": date(2025, 12, 18),
            "archive": date(2025, 12, 25),
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """How somebody's way goes on after a step.

    branch: of somebody new, who did the step on the day; "" for who was admitted on the day.
    """

    last: str
    day: date
    course: Callable[[Walk], None]
    branch: str = ""

    def go_on(self, row: Proceeding) -> None:
        """The rest of it, by deeds."""
        self.course(Walk(row))


PLAYS = (
    Play(branch="B02", last="cultivation", day=date(2025, 6, 9), course=_returned_once),
    Play(branch="B06", last="volunteer_form", day=date(2025, 9, 15), course=_not_passed),
    Play(branch="B07", last="training", day=date(2025, 9, 22), course=_published_again),
    Play(branch="B09", last="branch_review", day=date(2025, 7, 15), course=_refused_before),
    Play(branch="B10", last="application", day=date(2025, 3, 4), course=_talked_late),
    Play(last="probation", day=date(2024, 9, 19), course=_extended),
    Play(last="probation", day=date(2024, 11, 18), course=_confirmed),
)
