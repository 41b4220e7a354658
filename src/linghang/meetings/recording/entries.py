"""What a clerk writes down of a meeting, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from linghang.meetings.counting.rules import Away, Votes
from linghang.meetings.elections.rules import Ballots
from linghang.meetings.matters import NOTHING, Thing
from linghang.meetings.recording.rules import Ground, Opinion, Proposer


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """Somebody who was not there from the first to the last item; see counting.rules.Away."""

    person: str
    ground: Ground
    first: int = 1
    last: int | None = None
    made_up_on: date | None = None

    @property
    def away(self) -> Away:
        """What the rules of counting need to know."""
        return Away(self.person, self.ground.value, self.first, self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Election:
    """How many were to be elected, and the ballots; votes by the code of the candidate."""

    seats: int
    ballots: Ballots


@dataclass(frozen=True, slots=True, kw_only=True)
class Opined:
    """The Party branch's opinion on a department's item. conduct: on the persons concerned."""

    author: str
    day: date
    text: str
    conduct: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One agenda item. form: the kind of meeting within the event; "" for its first.

    votes: None without a vote; unanimous: all who could vote were in favour (votes is then not
    looked at). recused: (person, ground). stances: (person, opinion) in the order of speaking;
    words: (person, what was said), of those whose words were taken down. person: whom it is about,
    alone. leader: in charge of it. announced_on: when it was put on the agenda outside the
    platform. approval: the superior's, for fewer candidates than the rule asks.
    proposed: (person, who proposed the recusal) where it was not the person; out_between: (person,
    left, returned) where the times were noted.
    about: (type, id) of a matter that waits for the meeting, matters.NOTHING for none.
    deferred: why the body or who presides put it off (缓议); "" for what was not put off.
    matter, opinion: of a department's item: which of its great matters, and what the branch says.
    """

    kind: str
    title: str
    form: str = ""
    unanimous: bool = False
    votes: Votes | None = None
    election: Election | None = None
    discussion: str = ""
    dissent: str = ""
    resolution: str = ""
    owner: str = ""
    due_date: date | None = None
    recused: tuple[tuple[str, str], ...] = ()
    stances: tuple[tuple[str, Opinion], ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    person: str = ""
    leader: str = ""
    announced_on: date | None = None
    approval: str = ""
    proposed: tuple[tuple[str, Proposer], ...] = ()
    out_between: tuple[tuple[str, time | None, time | None], ...] = ()
    about: Thing = NOTHING
    deferred: str = ""
    matter: str = ""
    opinion: Opined | None = None

    @property
    def is_voted(self) -> bool:
        return self.unanimous or self.votes is not None or self.election is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything about a meeting that took place: everybody came but those in `missed`."""

    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""
    theme: str = ""
    chair: str = ""
    recorder: str = ""
    missed: tuple[Missed, ...] = ()
    observers: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    text: str = ""
