"""What became of a task: its reports, files, extensions, closings and looks back. Pure.

done: closed in time; late: after its day; stage: continuous, accepted for the stage; held: looked
back at, it holds; rebound: it came back; back: sent back, not asked for again; back_done: sent back
and closed later; extended; ext_ask: an extension waits; asked: closing is asked for in the last
days by the deed itself; open, overdue.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from linghang.commitments.taking_over.rules import Came, Closing, Filed, Later, Look, Told
from linghang.demo.commitments import words

CLOSED = ("done", "late", "stage", "held", "rebound", "back_done")
REPORT_DAY = 26
MOST_REPORTS = 5  # of a task, the last ones
GRACE = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Persons:
    """Who does it, who decides about it: codes. checker: sends back; looker: looks back."""

    owner: str
    decider: str
    checker: str
    looker: str
    extender: str


@dataclass(kw_only=True)
class Fate:
    """What happened, in parts of taking_over.rules.Brought."""

    notes: list[Told] = field(default_factory=list)
    files: list[Filed] = field(default_factory=list)
    came: list[Came] = field(default_factory=list)
    closings: list[Closing] = field(default_factory=list)
    extensions: list[Later] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A task as its fate must know it. papers: stored files; reports: months between reports."""

    title: str
    fate: str
    begun: date
    due: date | None
    today: date
    persons: Persons
    papers: Sequence[int]
    policy: str = ""
    reports: int = 1


def fate(course: Course) -> Fate:
    """Always the same for the same course."""
    return _Teller(course).tell()


class _Teller:
    def __init__(self, course: Course):
        self.course, self.found = course, Fate()
        self.chance = random.Random(zlib.crc32(course.title.encode()))

    def tell(self) -> Fate:
        course = self.course
        closed = self._closed() if course.fate in CLOSED else None
        if course.fate in ("back", "back_done"):
            self._returned(closed)
        if course.fate in ("extended", "ext_ask"):
            self._extended()
        self._reports(closed)
        if course.fate != "overdue":
            self._files(closed)
        return self.found

    def _closed(self) -> date:
        """The day on which it was closed."""
        course = self.course
        last = course.today - timedelta(days=9)
        due = course.due or course.begun + timedelta(days=100)
        if course.fate == "late":
            day = due + timedelta(days=self.chance.randint(6, 20))
        else:
            day = due - timedelta(days=self.chance.randint(0, 9))
        if course.fate == "back_done":
            day = max(day, course.begun + timedelta(days=40))
        day = _workday(max(min(day, last), course.begun + timedelta(days=12)))
        persons, who = course.persons, course.persons.owner
        asked = _workday(day - timedelta(days=self.chance.randint(3, 8)))
        if course.fate == "stage":
            on = _workday(asked - timedelta(days=5))
            look = Look(planned_on=on, on=on, by=persons.looker, text=self._one(words.HELD))
            self.found.looks.append(look)
        if course.policy:
            came = Came(code=course.policy, day=asked, person=who, title=course.title[:60])
            self.found.came.append(came)
        self.found.closings.append(
            Closing(asked_on=asked, asked_by=who, on=day, by=persons.decider)
        )
        if course.fate in ("held", "rebound"):
            on = _workday(min(day + timedelta(days=self.chance.randint(55, 80)), last))
            is_back = course.fate == "rebound"
            text = self._one(words.REBOUND if is_back else words.HELD)
            self.found.looks.append(
                Look(planned_on=on, on=on, by=persons.looker, rebound=is_back, text=text)
            )
        return day

    def _returned(self, closed: date | None) -> None:
        course = self.course
        end = closed or min(course.due or course.today, course.today - timedelta(days=3))
        asked = _workday(end - timedelta(days=self.chance.randint(22, 26)))
        back = Closing(
            asked_on=max(asked, course.begun + timedelta(days=3)),
            asked_by=course.persons.owner,
            on=max(_workday(asked + timedelta(days=4)), course.begun + timedelta(days=7)),
            by=course.persons.checker,
            accepted=False,
            reason=self._one(words.RETURNED),
        )
        self.found.closings.insert(0, back)

    def _extended(self) -> None:
        course = self.course
        assert course.due is not None, "only what has a day is extended"
        is_asked = course.fate == "ext_ask"
        asked = course.today - timedelta(days=5) if is_asked else course.due - timedelta(days=12)
        granted = None if is_asked else _workday(asked + timedelta(days=5))
        self.found.extensions.append(
            Later(
                asked_on=_workday(asked),
                asked_by=course.persons.owner,
                to=course.due + GRACE,
                reason=self._one(words.LATER),
                on=granted,
                by="" if is_asked else course.persons.extender,
                answer="" if is_asked else self._one(words.GRANTED),
            )
        )

    def _reports(self, closed: date | None) -> None:
        """One report for each month or quarter; who is overdue left out the last of them."""
        course = self.course
        days = _months(course.begun, closed or course.today, course.reports)[-MOST_REPORTS:]
        days = days[:-1] if course.fate == "overdue" else days
        is_late = course.fate in ("overdue", "extended", "ext_ask", "back")
        for number, day in enumerate(days, 1):
            is_last = number == len(days)
            pool: tuple[str, ...] = words.FIRST if number == 1 else words.MIDDLE
            following: tuple[str, ...] = words.NEXT
            if is_last and number > 1 and closed:
                pool, following = words.LAST, words.AT_LAST
            most = 95 if closed or course.fate == "asked" else 45 if is_late else 75
            self.found.notes.append(
                Told(
                    day=day,
                    person=course.persons.owner,
                    done=self._one(pool),
                    difficulties=self._one(words.DIFFICULT) if is_late and number > 1 else "",
                    next=self._one(following),
                    percent=min(most, round(most * number / max(len(days), 3) / 5) * 5),
                )
            )

    def _files(self, closed: date | None) -> None:
        """Two files behind what was closed, one behind what is under way."""
        course, found = self.course, self.found
        last = min([one.asked_on for one in found.closings] or [course.today - timedelta(days=9)])
        if closed is not None:
            last = next(one.asked_on for one in found.closings if one.accepted)
        for _ in range(2 if closed else 1):
            place = self.chance.randrange(len(course.papers))
            late = max((last - course.begun).days, 1)
            day = course.begun + timedelta(days=self.chance.randint(late // 2, late))
            found.files.append(
                Filed(
                    evidence=course.papers[place],
                    name=f"{words.PAPERS[place]}.txt",
                    happened_on=min(day, last),
                    person=course.persons.owner,
                )
            )

    def _one(self, pool: Sequence[str]) -> str:
        return self.chance.choice(pool)


def _months(start: date, end: date, step: int) -> list[date]:
    found, year, month = [], start.year, start.month
    while (day := date(year, month, REPORT_DAY)) <= end:
        if day > start and (step == 1 or month % step == 0):
            found.append(_workday(day))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return [day for day in found if day > start]


def _workday(day: date) -> date:
    """The Friday before a weekend."""
    return day - timedelta(days=max(0, day.isoweekday() - 5))
