"""What a demo's proceeding is made of: its deeds, and who holds which post."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property

from django.utils import timezone

from linghang.meetings.opinions.queries import BRANCH_POSTS
from linghang.org.posts_held import queries as posts_held
from linghang.org.posts_held.queries import Tenure
from linghang.procedures.days import Day
from linghang.procedures.definitions import MATTER, Scope, Step
from linghang.procedures.progress.rules import Verb

NOON = time(12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One act to write. fields: as typed. seat: whose voice, of a step with several."""

    step: str
    day: date
    fields: dict[str, str] = field(default_factory=dict)
    verb: Verb = Verb.APPROVE
    to: str = ""
    reason: str = ""
    seat: int = 0


@dataclass(kw_only=True)
class Course:
    """One proceeding and everything that was done on it. matter: of the branch's opinion."""

    procedure: str
    unit: str
    title: str
    started_on: date
    deeds: Sequence[Deed]
    subject: tuple[str, str] = (MATTER, "")
    matter: str = ""
    opinion: str = ""
    conduct: str = ""


@dataclass(frozen=True)
class Hall:
    """Who holds which post, and on which units, as the demo stands."""

    on: date

    @cached_property
    def held(self) -> dict[str, list[Tenure]]:
        """Post → tenures, not by delegation."""
        found: defaultdict[str, list[Tenure]] = defaultdict(list)
        for one in posts_held.tenures(self.on):
            if one.basis.value != "delegated":
                found[one.post.code].append(one)
        return dict(found)

    @cached_property
    def day(self) -> Day:
        """The organisation of the day."""
        return Day(self.on)

    def of(self, step: Step, seat: int, unit: str) -> Tenure:
        """Who does a step for a proceeding of the unit."""
        declared = step.who[min(seat, len(step.who) - 1)]
        near = {
            Scope.UNIT: {unit},
            Scope.COVERING: self.day.place(unit).covering,
            Scope.ABOVE: self.day.place(unit).above,
        }.get(declared.at)
        posts = (*declared.posts[seat:], *declared.posts) if len(step.who) == 1 else declared.posts
        for post in posts:
            for one in self.held.get(post, ()):
                if near is None or one.unit in near:
                    return one
        raise LookupError(f"nobody holds {declared.posts} for {unit}")

    def speaker(self, unit: str, chair: str) -> Tenure:
        """Who speaks for the branch that covers a department: its secretary, or of its committee
        the first who does not preside."""
        covering = self.day.place(unit).covering
        return next(
            one
            for post in BRANCH_POSTS
            for one in self.held.get(post, ())
            if one.unit in covering and one.person != chair
        )


def instant(day: date) -> datetime:
    """Noon of the day."""
    return timezone.make_aware(datetime.combine(day, NOON))
