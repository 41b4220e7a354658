"""Who is appraised on a day, and how many of them may be excellent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from linghang.foundation.parameters import queries as parameters
from linghang.meetings import catalog
from linghang.meetings.appraisal import rules
from linghang.meetings.bodies import queries as bodies
from linghang.meetings.bodies.rules import NO_VOTE_NAMES, NoVoteGround

SHARE = "appraisal.excellent_max"
ASSEMBLY = "member_meeting"


@dataclass(frozen=True, slots=True)
class People:
    """names: code → name of everybody appraised. probation: those who get no grade (§1.4.4)."""

    names: dict[str, str]
    probation: frozenset[str]

    @property
    def graded(self) -> int:
        """How many get a grade: of them the share of 优秀 is taken."""
        return len(self.names) - len(self.probation)


def people_of(unit: str, day: date) -> People:
    """The members of the branch and its groups on the day, by name."""
    members = bodies.members(unit, catalog.meetings()[ASSEMBLY], day)
    ground = NO_VOTE_NAMES[NoVoteGround.PROBATION]
    return People(
        {one.person: one.name for one in members},
        frozenset(one.person for one in members if one.no_vote == ground),
    )


def share(day: date) -> Fraction:
    """The greatest share of 优秀 by the parameter of the day."""
    return Fraction(str(parameters.value(SHARE, day)))


def most_excellent(unit: str, day: date) -> int:
    """How many may be excellent in the branch."""
    return rules.most_excellent(people_of(unit, day).graded, share(day))
