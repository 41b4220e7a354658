"""From the lines of a text to commitments with their history, as they are taken over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from linghang.commitments.definitions import ProgrammeKind, Rhythm, Role
from linghang.commitments.due.rules import DueRule
from linghang.commitments.taking_over.rules import Brought, Came, Seen
from linghang.commitments.targets.rules import Of, Op, Over, Target
from linghang.commitments.writing.rules import Wanted
from linghang.demo.commitments import fates
from linghang.demo.commitments.fates import Course, Persons
from linghang.demo.commitments.plans import Plan, leader_of
from linghang.demo.commitments.reading import Line
from linghang.demo.hospital import hospital
from linghang.demo.ledgers.scene import House
from linghang.demo.posts import DEMO_POSTS, VACANT
from linghang.procedures.definitions import Unit

REPORTS = {Rhythm.QUARTERLY: 3}
# Not the fields of a level: what a line says of targets and of what came of it.
OTHER = frozenset(
    {
        "target", "source", "base", "base_year", "over", "of", "grades", "seen", "from", "came",
        "number", "weight", "text", "about",
    }
)  # fmt: skip
SUPERVISED = "supervision"
WRITTEN = ("修订", "制定", "规程", "办法", "制度")


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer:
    """Knows the plan, who sits where, and the stored papers."""

    plan: Plan
    kind: ProgrammeKind
    house: House
    papers: Sequence[int]
    sources: Mapping[str, tuple[str, str]]

    def rows(self, lines: Sequence[Line]) -> Iterator[Brought]:
        """Every line in its place."""
        order = [level.code for level in self.kind.levels]
        above: list[tuple[int, str]] = []
        for number, line in enumerate(lines):
            place = order.index(line.level)
            while above and not self._may_stand(line.level, order[above[-1][0]]):
                above.pop()
            key = str(number)
            yield self._row(line, key, above[-1][1] if above else "")
            above.append((place, key))

    def _may_stand(self, level: str, above: str) -> bool:
        return level != above and self.kind.may_stand_under(level, above)

    def _row(self, line: Line, key: str, above: str) -> Brought:
        level = self.kind.by_level[line.level]
        is_task = level.role is Role.TASK
        begun = date.fromisoformat(line.more.get("from", str(self.plan.approved)))
        owner = self.owner(line.unit) if line.unit else ""
        rule = _rule(line.due)
        wanted = Wanted(
            level=line.level,
            title=line.title,
            number=line.more.get("number", ""),
            text=line.more.get("text", line.title if level.role is Role.FINDING else ""),
            type=line.type,
            unit=line.unit,
            owner=owner,
            leader=leader_of(line.unit) if line.unit else "",
            standard=line.standard,
            weight=Decimal(line.more["weight"]) if "weight" in line.more else None,
            target=_target(line.more),
            fields={code: said for code, said in line.more.items() if code not in OTHER},
            helps=line.helps,
            source=self._source(line),
            due=date.fromisoformat(line.due) if line.due and rule is None else None,
            due_rule=rule,
        )
        seen = list(_seen(line.more.get("seen", ""), owner or self.plan.leader))
        if not is_task:
            return Brought(key=key, above=above, wanted=wanted, begun_on=begun, seen=seen)
        course = Course(
            title=line.title,
            fate=line.fate,
            begun=begun,
            due=wanted.due,
            today=self.house.today,
            persons=self._persons(line.unit, owner),
            papers=self.papers,
            policy=self._policy(line),
            reports=REPORTS.get(self.kind.rhythm, 1),
        )
        told = fates.fate(course)
        return Brought(
            key=key,
            above=above,
            wanted=wanted,
            begun_on=begun,
            notes=told.notes,
            files=told.files,
            came=[*told.came, *_came(line.more.get("came", ""), owner)],
            closings=told.closings,
            extensions=told.extensions,
            looks=told.looks,
            seen=seen,
        )

    def _source(self, line: Line) -> tuple[str, str]:
        """The decision that the line is about, or what a meeting left under the same title."""
        named = self.sources.get(line.more.get("about", ""))
        if self.plan.kind != SUPERVISED:
            return ("", "")
        return named or self.sources.get(line.title, ("", ""))

    def _policy(self, line: Line) -> str:
        known = [one.code for one in self.kind.yields if one.policy]
        if not known or not (line.fate == "stage" or any(w in line.title for w in WRITTEN)):
            return ""
        return "policy_revised" if "修订" in line.title and "policy_revised" in known else known[0]

    def owner(self, unit: str) -> str:
        """Who reports for a unit; where the post is vacant, who acts."""
        if unit == VACANT:
            made = hospital()
            return DEMO_POSTS["acting_head"].find(made.members, made.heads).code
        return self.house.holder(self.kind.seats.own, unit).person

    def _persons(self, unit: str, owner: str) -> Persons:
        seats = self.kind.seats
        checking = (*seats.review, *seats.verify, *seats.supervise, *seats.decide)
        return Persons(
            owner=owner,
            decider=self.house.holder(seats.decide, unit, {owner}).person,
            checker=self.house.holder(checking, unit, {owner}).person,
            looker=self.house.holder((*seats.verify, *seats.lead, *checking), unit, {owner}).person,
            extender=leader_of(unit),
        )


def _rule(word: str) -> DueRule | None:
    """opening+3y: so many years after a day of the programme."""
    anchor, plus, term = word.partition("+")
    return DueRule(anchor=anchor, n=int(term[:-1]), unit=Unit.YEARS) if plus else None


def _target(more: Mapping[str, str]) -> dict[str, object]:
    """`target=op;value;unit`, a range as 1~2, a grade beside grades=B>A>A+."""
    if "target" not in more:
        return {}
    op, value, unit = more["target"].split(";")
    grades = tuple(more["grades"].split(">")) if "grades" in more else ()
    low, _, high = value.partition("~")
    is_number = bool(low) and not grades
    return Target(
        op=Op(op),
        value=Decimal(low) if is_number else None,
        value2=Decimal(high) if high else None,
        grade=value if grades else "",
        grades=grades,
        unit=unit,
        base=Decimal(more["base"]) if "base" in more else None,
        base_year=int(more["base_year"]) if "base_year" in more else None,
        source=more.get("source", ""),
        over=Over(more.get("over", Over.YEAR)),
        of=Of(more.get("of", Of.HOSPITAL)),
    ).told()


def _seen(word: str, person: str) -> Iterator[Seen]:
    """`2025-11-30:43`, or a day with what happened; several divided by a semicolon."""
    for one in word.split(";") if word else ():
        day, _, said = one.partition(":")
        is_number = said.replace(".", "", 1).isdigit()
        yield Seen(
            day=date.fromisoformat(day),
            person=person,
            value=Decimal(said) if is_number else None,
            text="" if is_number else said,
        )


def _came(word: str, person: str) -> Iterator[Came]:
    """`2025-10-15:money:1280000`: a yield and how much; several divided by a semicolon."""
    for one in word.split(";") if word else ():
        day, code, number = one.split(":")
        yield Came(code=code, day=date.fromisoformat(day), person=person, number=int(number))
