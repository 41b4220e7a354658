"""Any body, whoever comes, leaves, returns or steps out, in any order of saves: the outcome of each
item follows from the people in the room and the rules in force, and nothing passes otherwise."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from linghang.foundation.parameters import catalog as parameters
from linghang.foundation.parameters.kinds import Base, Majority
from linghang.meetings import catalog
from linghang.meetings.counting.rules import Away, Roll, Seat, Votes, WrongCount
from linghang.meetings.models import AgendaItem, Form
from linghang.meetings.recording.counted import RECUSED_LEAVE_BASE, Place, counted
from linghang.meetings.recording.entries import Line

# kind of meeting, kind of item: every pair whose outcome is counted or heard
BODIES = (
    ("member_meeting", "resolution"),
    ("member_meeting", "admission"),
    ("branch_committee", "resolution"),
    ("committee_meeting", "major_matter"),
    ("committee_meeting", "cadre_matter"),
    ("president_meeting", "administration"),
    ("employee_congress", "work_report"),
)
ITEMS = 2


def least(rule: Majority, base: int) -> Fraction:
    """What must be reached, or exceeded where `more`."""
    return rule.share * base


def holds(rule: Majority, count: int, base: int) -> bool:
    if base == 0:
        return False
    wanted = least(rule, base)
    return count > wanted if rule.more else count >= wanted


class AnyMeeting(RuleBasedStateMachine):
    """The clerk's sheet, and beside it who is in the room as one would count by hand."""

    @initialize(
        body=st.sampled_from(BODIES),
        size=st.integers(1, 12),
        leaves_base=st.integers(0, 1),
        absent=st.integers(0, 4),
    )
    def sit_down(self, body: tuple[str, str], size: int, leaves_base: int, absent: int) -> None:
        kind, item = body
        self.kind, self.item = catalog.meetings()[kind], catalog.items()[item]
        self.values = {
            **{code: one.item.typed for code, one in parameters.catalog().items.items()},
            RECUSED_LEAVE_BASE: leaves_base,
        }
        self.seats = [Seat(f"P{at}") for at in range(size)]
        self.away = {f"P{at}": Away(f"P{at}") for at in range(min(absent, size))}
        self.lines = [
            Line(kind=item, title=f"第{at}项", resolution="同意。") for at in range(ITEMS)
        ]
        self.kept: list[AgendaItem] = []

    def _person(self, at: int) -> str:
        return self.seats[at % len(self.seats)].person

    @rule(at=st.integers(0, 11), probation=st.booleans())
    def change_the_vote(self, at: int, probation: bool) -> None:
        at %= len(self.seats)
        self.seats[at] = replace(self.seats[at], no_vote="预备党员" if probation else "")

    @rule(at=st.integers(0, 11), excused=st.booleans())
    def leave_out(self, at: int, excused: bool) -> None:
        at %= len(self.seats)
        self.seats[at] = replace(self.seats[at], excused="长期患病" if excused else "")

    @rule(at=st.integers(0, 11), first=st.integers(1, ITEMS), more=st.integers(0, ITEMS))
    def go_away(self, at: int, first: int, more: int) -> None:
        last = min(first + more - 1, ITEMS) if more else None
        self.away[self._person(at)] = Away(self._person(at), first=first, last=last)

    @rule(at=st.integers(0, 11))
    def come_back(self, at: int) -> None:
        self.away.pop(self._person(at), None)

    def _step_out(self, item: int, at: list[int]) -> None:
        people = dict.fromkeys(self._person(one) for one in at)
        self.lines[item] = replace(self.lines[item], recused=tuple((one, "亲属") for one in people))

    @rule(
        item=st.integers(0, ITEMS - 1),
        near=st.integers(-3, 3),
        against=st.integers(0, 3),
        written=st.tuples(st.integers(0, 3), st.integers(0, 1)),
        out=st.lists(st.integers(0, 11), max_size=3),
    )
    def deal_with(
        self, item: int, near: int, against: int, written: tuple[int, int], out: list[int]
    ) -> None:
        """Some leave the room; the others vote around the half of those entitled, where it is
        decided; now and then what cannot be."""
        self._step_out(item, out)
        if self.kind.passes:
            entitled, _, _ = self._room(item + 1)
            votes = Votes(max(0, entitled // 2 + near), against, 0, 0, *written)
            self.lines[item] = replace(self.lines[item], votes=votes, unanimous=False)

    @rule(item=st.integers(0, ITEMS - 1))
    def agree_all(self, item: int) -> None:
        if self.kind.passes:
            self.lines[item] = replace(self.lines[item], votes=None, unanimous=True)

    @rule(fits=st.sampled_from([True, True, False]))
    def save(self, fits: bool) -> None:
        """Mostly with votes that can be; the others must be refused."""
        if fits:
            self.lines = [self._fitting(number) for number in range(1, ITEMS + 1)]
        roll = Roll(tuple(self.seats), tuple(self.away.values()))
        place = Place(form=Form(), kind=self.kind, roll=roll)
        try:
            rows = [
                counted(line, number, place, self.item, self.values)[0]
                for number, line in enumerate(self.lines, 1)
            ]
        except WrongCount:
            assert any(self._cannot_be(number) for number in range(1, ITEMS + 1))
            return
        assert not any(self._cannot_be(number) for number in range(1, ITEMS + 1))
        self.kept, self.of = rows, [self._room(number) for number in range(1, ITEMS + 1)]
        self.said = list(self.lines)

    def _fitting(self, number: int) -> Line:
        line, (entitled, there, out) = self.lines[number - 1], self._room(number)
        if line.votes is None:
            return line
        favour = min(line.votes.favour, there)
        written = min(line.votes.written_favour, entitled - there - out)
        votes = Votes(favour, min(line.votes.against, there - favour), written_favour=written)
        return replace(line, votes=votes)

    def _room(self, number: int) -> tuple[int, int, int]:
        """Entitled, there with a vote, out of the room: counted person by person. Who was not there
        did not leave the room."""
        named = {person for person, _ in self.lines[number - 1].recused}
        entitled = [one for one in self.seats if not one.no_vote and not one.excused]
        there = out = 0
        for one in entitled:
            gone = self.away.get(one.person)
            if gone and gone.first <= number and (gone.last is None or number <= gone.last):
                continue
            if one.person in named:
                out += 1
            else:
                there += 1
        return len(entitled), there, out

    def _cannot_be(self, number: int) -> bool:
        entitled, there, out = self._room(number)
        votes = self.lines[number - 1].votes
        if votes is None:
            return False
        return votes.given > there or votes.written > entitled - there - out

    @precondition(lambda self: bool(self.kept))
    @invariant()
    def outcome_follows_from_counts_and_rules(self) -> None:
        for row, line, (entitled, there, out) in zip(self.kept, self.said, self.of, strict=True):
            quorum = self.values[self.item.quorum or self.kind.quorum]
            enough = holds(quorum, there, entitled)
            if not self.kind.passes:
                assert row.verdict == ("heard" if enough else "no_quorum")
                continue
            if not line.is_voted:
                assert row.verdict == ""
                continue
            votes = line.votes or Votes(favour=there)
            favour = votes.favour + (votes.written_favour if self.item.written else 0)
            passes = self.values[self.item.passes or self.kind.passes]
            base = there if passes.of is Base.PRESENT else entitled
            if passes.of is not Base.PRESENT and self.values[RECUSED_LEAVE_BASE]:
                base -= out
            agree = holds(passes, favour, base)
            wanted = "no_quorum" if not enough else "passed" if agree else "failed"
            assert row.verdict == wanted, (row.says, votes, entitled, there, out)
            assert (row.entitled, row.present, row.recused) == (entitled, there, out)
            if out and enough and passes.of is not Base.PRESENT:
                assert "减去回避的人则须" in row.says


AnyMeeting.TestCase.settings = settings(
    max_examples=80,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],  # a busy machine says nothing of the rules
)
test_nothing_passes_but_by_counts_and_rules = AnyMeeting.TestCase
