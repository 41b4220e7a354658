"""Whatever procedure, people and clicks there are: nothing gets through another way.

A machine of hypothesis clicks on random procedures. What the rules let through is judged by a
second, plainer reading of the same definition, which never calls them.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from linghang.procedures import catalog
from linghang.procedures.definitions import Outcome, Procedure, Step
from linghang.procedures.progress.rules import Act, Verb, Way, state_of
from linghang.procedures.rules import Answer, Attempt, Facts, Met, permitted
from linghang.procedures.seats.rules import Doer, Place
from tests.catalogs.purchasing import Buying
from tests.procedures.factories import CALENDAR, procedure, step

POSTS = ("head", "chief")
PEOPLE = ("a", "b", "c", "d")
UNITS = ("D1", "D2", "D3", "D4")
ENOUGH, TOO_SHORT = "已经报批", "好"
PURCHASE = catalog.catalog()["procurement"]
WAY = {
    "code": "way",
    "name": "方式",
    "kind": "choice",
    "options": [{"code": "a", "name": "甲"}, {"code": "b", "name": "乙"}],
}
START = date(2026, 1, 30)


@st.composite
def definitions(draw: st.DrawFn) -> Procedure:
    """Three to five steps in any order that is no circle, with anything that steps may have."""
    count = draw(st.integers(3, 5))
    steps: list[dict[str, Any]] = []
    for number in range(count):
        above = draw(st.sets(st.integers(0, number - 1), max_size=2)) if number else set()
        after = sorted(above) if above or number == 0 else [number - 1]
        steps.append(_step(draw, number, after))
    pairs = st.lists(st.integers(0, count - 1), min_size=2, max_size=3, unique=True)
    apart = [
        {"steps": [f"s{n}" for n in chosen], "by": draw(st.sampled_from(["person", "department"]))}
        for chosen in draw(st.lists(pairs, max_size=2))
    ]
    terms = [
        {
            "from": f"s{after}",
            "to": f"s{number}",
            "unit": "days",
            "least": draw(st.integers(0, 3)),
            "most": draw(st.integers(3, 6)),
            "if_late": draw(st.sampled_from(["flag", "refuse"])),
        }
        for number in range(1, count)
        for after in [int(steps[number]["after"][0][1:])]
        if draw(st.booleans())
    ]
    never = draw(st.sampled_from([[], [], ["watcher"]]))
    return procedure(*steps, different=apart, intervals=terms, never=never)


def _step(draw: st.DrawFn, number: int, after: list[int]) -> dict[str, Any]:
    mode = draw(st.sampled_from(["one", "one", "all", "n_of_m", "sequence"]))
    many = mode in ("all", "sequence")
    more: dict[str, Any] = {"count": 2, "of": 3} if mode == "n_of_m" else {}
    names = [f"s{each}" for each in after]
    if names and draw(st.booleans()):
        more["may_precede"] = names[:1]
    if names and draw(st.integers(0, 3)) == 0:
        more["when"] = {"all": [{"field": "way", "equals": "a"}]}
    wish = draw(st.sampled_from([None, None, "refuse", "explain"]))
    needs: dict[str, Any] = {"fields": []} if names else {"fields": [WAY]}
    if wish:
        needs["requirements"] = [{"provider": "tests.wish", "if_unmet": wish}]
    more["needs"] = needs
    return step(
        f"s{number}",
        *names,
        who=[{"posts": [post], "at": "anywhere"} for post in POSTS[: 2 if many else 1]],
        mode=mode,
        join=draw(st.sampled_from(["all", "any"])),
        optional=draw(st.integers(0, 4)) == 0,
        may_reject=draw(st.booleans()),
        returns_to=names,
        **more,
    )


class Clicking(RuleBasedStateMachine):
    """People click whatever they like on whatever day the clock shows."""

    @initialize(
        definition=definitions(),
        homes=st.fixed_dictionaries(
            {one: st.sets(st.sampled_from(UNITS), min_size=1, max_size=2) for one in PEOPLE}
        ),
        watchers=st.sets(st.sampled_from(PEOPLE), max_size=1),
    )
    def begin(self, definition: Procedure, homes: dict[str, set[str]], watchers: set[str]) -> None:
        self.definition = definition
        self.homes, self.watchers = homes, watchers
        self.place = Place(code="D1")
        self.is_met, self.explanation = True, ""
        self.acts: list[Act] = []
        self.today = START
        self.ended: Outcome | None = None

    @rule(days=st.sampled_from([0, 0, 1, 1, 2, 4, -1]))
    def clock(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(is_met=st.booleans(), explanation=st.sampled_from(["", TOO_SHORT, ENOUGH]))
    def wish(self, is_met: bool, explanation: str) -> None:
        """What the requirements answer, and whether people write an explanation."""
        self.is_met, self.explanation = is_met, explanation

    @rule(gone=st.sampled_from(UNITS[1:]), person=st.sampled_from(["", "", "d"]))
    def merge(self, gone: str, person: str) -> None:
        """A unit is taken over by D1, a duplicate row of a person by another."""
        self.place = Place(
            code="D1",
            successors={**self.place.successors, gone: "D1"},
            aliases={**self.place.aliases, **({"d": "c"} if person else {})},
        )

    @rule(
        number=st.integers(0, 4),
        person=st.sampled_from(PEOPLE),
        principal=st.sampled_from(["", "", "", *PEOPLE]),
        post=st.sampled_from(POSTS),
        verb=st.sampled_from([Verb.APPROVE] * 5 + [Verb.REJECT, Verb.SEND_BACK]),
        to=st.integers(0, 3),
    )
    def click(
        self, number: int, person: str, principal: str, post: str, verb: Verb, to: int
    ) -> None:
        self.try_it(number, person, principal, post, verb, to)

    @rule(seed=st.integers(0, 10_000))
    def push_on(self, seed: int) -> None:
        """Somebody looks for anything at all that can still be done, so that runs go deep."""
        chance = random.Random(seed)
        clicks = [
            (number, person, principal, post)
            for number in range(len(self.definition.steps))
            for person in PEOPLE
            for principal in ("", chance.choice(PEOPLE))
            for post in POSTS
        ]
        verb = Verb.SEND_BACK if chance.random() < 0.1 else Verb.APPROVE
        chance.shuffle(clicks)
        for click in clicks:
            if self.try_it(*click, verb, chance.randrange(3)):
                return

    def try_it(
        self, number: int, person: str, principal: str, post: str, verb: Verb, to: int
    ) -> bool:
        doer = self.doer(person, "" if principal == person else principal, post)
        wish = {
            (f"s{n}", 0): Met(is_met=self.is_met, says="不符", who_can="某人") for n in range(5)
        }
        facts = Facts(today=self.today, place=self.place, calendar=CALENDAR, requirements=wish)
        told = {"way": "甲" if to % 2 else "乙"} if number == 0 and verb is Verb.APPROVE else {}
        attempt = Attempt(
            verb=verb,
            step=f"s{number}",
            day=self.today,
            to=f"s{to}",
            reason="理由",
            explanation=self.explanation,
            fields=told,
        )
        answer = permitted(self.definition, self.acts, doer, attempt, facts)
        if not answer:
            assert all(block.says and block.who_can for block in answer.blocks)
            return False
        if doer.on_behalf_of:
            alone = self.doer(doer.on_behalf_of, "", post)
            assert permitted(self.definition, self.acts, alone, attempt, facts), (
                "a substitute may nothing that the one in whose name they act may not"
            )
        self.judge_wish(attempt, answer)
        act = Act(
            number=len(self.acts) + 1,
            verb=verb,
            step=attempt.step,
            seat=answer.seat,
            person=doer.person,
            on_behalf_of=doer.on_behalf_of,
            departments=doer.departments,
            day=self.today,
            recorded_on=self.today,
            to=attempt.to if verb is Verb.SEND_BACK else "",
            fields=told,
        )
        self.judge(act, post)
        self.acts.append(act)
        return True

    def doer(self, person: str, principal: str, post: str) -> Doer:
        two = [one for one in (person, principal) if one]
        watch = {"watcher"} if self.watchers.intersection(two) else set()
        return Doer(
            person=person,
            on_behalf_of=principal,
            post=post,
            unit="D1",
            departments=frozenset().union(*(self.homes[one] for one in two)),
            is_delegated=bool(principal),
            held=frozenset({post, *watch}),
        )

    def judge_wish(self, attempt: Attempt, answer: Answer) -> None:
        """What was not met was explained, and only where an explanation is asked for."""
        declared = self.definition.by_key[attempt.step]
        if attempt.verb is Verb.APPROVE and declared.needs.requirements and not self.is_met:
            assert declared.needs.requirements[0].if_unmet == "explain"
            assert self.explanation == ENOUGH
            assert [one.says for one in answer.prompts] == ["不符"]

    def judge(self, act: Act, post: str) -> None:
        """The plain reading of what was let through."""
        declared = self.definition.by_key[act.step]
        assert self.ended is None, "nothing happens after the end"
        assert post in {each for seat in declared.who for each in seat.posts}
        if self.definition.never:
            assert self.watchers.isdisjoint(act.persons), "who supervises does nothing"
        assert not self.acts or self.today >= max(one.recorded_on for one in self.acts)
        self.judge_separations(act)
        standing = plain(self.definition, self.acts)
        assert act.step not in finished(self.definition, standing), "a done step is not done again"
        done = finished(self.definition, standing)
        needless = excused(self.definition, standing)
        assert may_follow(self.definition, declared, done, needless), "in order"
        assert act.step not in skipped(self.definition, standing), "its condition holds"
        heard = [one for one in standing if one.step == act.step]
        assert all(self.apart(one, act) for one in heard), "one voice each"
        if declared.mode.value == "sequence":
            assert declared.who[len(heard)].posts == (post,), "in its turn"
        if act.verb is Verb.APPROVE:
            self.judge_time(act, standing)

    def judge_time(self, act: Act, standing: list[Act]) -> None:
        for term in self.definition.intervals:
            if term.end == act.step and term.start in finished(self.definition, standing):
                since = max(
                    one.day
                    for one in standing
                    if one.step == term.start and one.verb is Verb.APPROVE
                )
                assert isinstance(term.least, int)
                assert isinstance(term.most, int)
                assert act.day >= since + timedelta(days=term.least)
                if term.if_late == "refuse":
                    assert act.day <= since + timedelta(days=term.most)

    @invariant()
    def no_forbidden_pair_was_ever_let_through(self) -> None:
        if not hasattr(self, "acts"):
            return
        voices = [one for one in self.acts if one.verb in (Verb.APPROVE, Verb.REJECT)]
        for apart in self.definition.different:
            for one in voices:
                for other in voices:
                    if one.step != other.step and {one.step, other.step} <= set(apart.steps):
                        assert one.persons.isdisjoint(other.persons)
                        if apart.by == "department":
                            assert one.departments.isdisjoint(other.departments)

    def judge_separations(self, act: Act) -> None:
        """Persons and departments as they are known now, merged ones as one."""
        for separation in self.definition.different:
            for other in self.acts:
                if other.step == act.step or other.verb is Verb.SEND_BACK:
                    continue
                if {act.step, other.step} <= set(separation.steps):
                    assert self.apart(act, other)
                    if separation.by == "department":
                        units = [
                            {self.place.successors.get(unit, unit) for unit in each.departments}
                            for each in (act, other)
                        ]
                        assert units[0].isdisjoint(units[1])

    def apart(self, one: Act, other: Act) -> bool:
        """Whether other people did it, as the register knows them now."""
        known = [
            {self.place.aliases.get(code, code) for code in each.persons} for each in (one, other)
        ]
        return known[0].isdisjoint(known[1])

    @invariant()
    def the_outcome_is_what_the_plain_reading_says_and_stays(self) -> None:
        if not hasattr(self, "acts"):
            return
        state = state_of(self.definition, self.acts)
        mixed = random.Random(len(self.acts)).sample(self.acts, len(self.acts))
        assert state_of(self.definition, mixed) == state, "only the numbers of the acts count"
        if self.ended:
            assert state.outcome is self.ended
        standing = plain(self.definition, self.acts)
        fallen = any(falls(self.definition.by_key[one.step], standing) for one in standing)
        assert (state.outcome is Outcome.REJECTED) == fallen, "rejected is never approved"
        last = self.definition.steps[-1]
        if state.outcome is Outcome.COMPLETED:
            assert last.key in finished(self.definition, standing)
            done, needless = finished(self.definition, standing), excused(self.definition, standing)
            assert whole(self.definition, last, done, needless)
        if state.outcome is not Outcome.RUNNING:
            self.ended = state.outcome


def plain(definition: Procedure, acts: list[Act]) -> list[Act]:
    """The acts that no return has taken away, by following the arrows one by one."""
    standing: list[Act] = []
    for act in acts:
        if act.verb is not Verb.SEND_BACK:
            standing.append(act)
            continue
        gone = {act.to}
        for _ in definition.steps:
            gone |= {one.key for one in definition.steps if gone & set(one.after)}
        standing = [one for one in standing if one.step not in gone]
    return standing


def falls(declared: Step, standing: list[Act]) -> bool:
    against = [one for one in standing if one.step == declared.key and one.verb is Verb.REJECT]
    return len(against) >= (2 if declared.mode == "n_of_m" else 1)


def finished(definition: Procedure, standing: list[Act]) -> set[str]:
    """The steps with as many voices as they need; nobody is let through twice."""
    return {
        one.key
        for one in definition.steps
        if sum(act.step == one.key and act.verb is Verb.APPROVE for act in standing)
        >= (1 if one.mode == "one" else 2)
    }


def excused(definition: Procedure, standing: list[Act]) -> set[str]:
    """The steps that nobody need do: optional ones, and those whose condition does not hold."""
    free = {one.key for one in definition.steps if one.optional}
    return free | skipped(definition, standing)


def skipped(definition: Procedure, standing: list[Act]) -> set[str]:
    """The steps whose condition does not hold; none while the first step is not behind."""
    told = [one.fields["way"] for one in standing if one.fields]
    first = definition.by_key["s0"]
    is_behind = first.optional or "s0" in finished(definition, standing)
    if not is_behind or told[-1:] == ["甲"]:
        return set()
    return {one.key for one in definition.steps if one.when}


def whole(definition: Procedure, declared: Step, done: set[str], needless: set[str]) -> bool:
    """Whether everything before a step is done that had to be, back to the first ones."""
    above = [
        (key in needless or key in done)
        and whole(definition, definition.by_key[key], done, needless)
        for key in declared.after
    ]
    return not above or (all(above) if declared.join == "all" else any(above))


def may_follow(definition: Procedure, declared: Step, done: set[str], needless: set[str]) -> bool:
    """Whether a step's turn has come, or that of what it may overtake."""
    late = [
        key
        for key in declared.may_precede
        if whole(definition, definition.by_key[key], done, needless)
    ]
    return whole(definition, declared, done | set(late), needless)


Clicking.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestClicking = Clicking.TestCase


# ---- one purchase, as it is declared

HELD = sorted({post for seat in PURCHASE.seats for post in seat.posts} | {"system_administrator"})
OFFICES = [f"D{number}" for number in range(8)]
APART = [
    (one, other, separation.by)
    for separation in PURCHASE.different
    for one, other in separation.pairs
]


@pytest.mark.parametrize("seed", range(8))
def test_no_chain_on_one_purchase_has_a_forbidden_pair_of_persons_or_departments(
    seed: int,
) -> None:
    """§4.5.1: whatever posts people pile up, administrators included, and whoever stands in."""
    chance = random.Random(seed)
    people = {
        f"p{n}": (
            chance.sample(HELD, 5),
            frozenset(chance.sample(OFFICES, chance.choice([1, 1, 2]))),
        )
        for n in range(16)
    }
    people["p0"][0].append("discipline_officer")
    course = Buying(category=chance.choice(["equipment", "drug"]), method="framework")
    day = date(2026, 4, 1)
    for _ in range(300):
        state = state_of(PURCHASE, course.acts, values=course.facts.values)
        open_steps = Way(state, course.facts.values).open()
        if not open_steps:
            break
        step = chance.choice(open_steps)
        post = chance.choice(chance.choice(step.who).posts)
        holders = [code for code, (posts, _) in people.items() if post in posts]
        if not holders:
            people[f"p{len(people)}"] = ([post], frozenset({chance.choice(OFFICES)}))
            continue
        person, stands_in = chance.choice(holders), chance.choice(["", "", *people])
        two = {person, stands_in} - {""}
        doer = Doer(
            person=person,
            on_behalf_of=stands_in if stands_in != person else "",
            post=post,
            unit="CARD",
            departments=frozenset().union(*(people[one][1] for one in two)),
            is_delegated=len(two) > 1,
            held=frozenset(each for one in two for each in people[one][0]),
        )
        day += timedelta(days=chance.choice([0, 0, 0, 1]))
        if not course.go(step.key, day, doer) and chance.random() < 0.3:  # somebody else is called
            people[f"p{len(people)}"] = ([post], frozenset({chance.choice(OFFICES)}))
    acts = [act for act in course.acts if act.verb is Verb.APPROVE]
    assert len(acts) > 10, "it goes some way"
    assert not forbidden(acts)
    officers = {code for code, (posts, _) in people.items() if "discipline_officer" in posts}
    assert not [act for act in acts if officers.intersection(act.persons)]


def forbidden(acts: list[Act]) -> list[tuple[Act, Act]]:
    """Pairs that some separation forbids, by looking at every two acts."""
    return [
        (first, second)
        for one, other, by in APART
        for first in acts
        for second in acts
        if (first.step, second.step) == (one, other)
        and not (
            first.persons.isdisjoint(second.persons)
            and (by != "department" or first.departments.isdisjoint(second.departments))
        )
    ]
