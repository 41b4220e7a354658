"""Each act is judged by the rule parameters of its day: a later value undoes and locks nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from linghang.procedures.definitions import Outcome
from linghang.procedures.progress.rules import State, Status, Verb, Way, state_of
from tests.catalogs.purchasing import BOUGHT, Buying
from tests.catalogs.test_procedures import VALUES
from tests.procedures.factories import TODAY, Course, codes, procedure, step

AMOUNT = {"code": "amount", "name": "金额", "kind": "integer", "required": True}
NEEDS = {"fields": [AMOUNT]}
BIG = {"all": [{"field": "amount", "at_least": "some.amount"}]}
LATER = TODAY + timedelta(days=1)


def limits(*values: int) -> Callable[[date], dict[str, object]]:
    """The limit of each day from TODAY on; the last one stays."""

    def of(day: date) -> dict[str, object]:
        number = (day - TODAY).days
        return {"some.amount": values[min(max(number, 0), len(values) - 1)]}

    return of


class Limited(Course):
    """A course whose limit is that of the day."""

    def __init__(self, definition: Any, in_force: Callable[[date], dict[str, object]]) -> None:
        super().__init__(definition, earlier=in_force, values=in_force(TODAY))
        self.in_force = in_force

    def on(self, day: date) -> Limited:
        super().on(day)
        self.facts = replace(self.facts, values=self.in_force(day))
        return self

    @property
    def state(self) -> State:
        return state_of(self.definition, self.acts, in_force=self.in_force)

    @property
    def way(self) -> Way:
        return Way(self.state, self.facts.values)


def test_steps_that_were_rightly_skipped_stay_so_when_the_limit_falls() -> None:
    """Two in a row, as the notice of a single source and its answer."""
    definition = procedure(
        step("s", needs=NEEDS),
        step("big", "s", when=BIG),
        step("bigger", "big", when=BIG),
        step("x", "bigger", returns_to=["s"]),
        step("e", "x"),
    )
    course = Limited(definition, limits(500, 300))
    course.do("s", fields={"amount": "400"})
    course.do("x")

    course.on(LATER)

    assert [course.way.status(key) for key in ("big", "bigger")] == [Status.SKIPPED] * 2
    assert codes(course.ask("big")) == {"skipped"}
    assert course.do("e")
    assert course.state.outcome is Outcome.COMPLETED


def test_what_is_sent_back_is_judged_anew_by_the_limit_of_then() -> None:
    definition = procedure(
        step("s", needs=NEEDS), step("big", "s", when=BIG), step("e", "big", returns_to=["s"])
    )
    course = Limited(definition, limits(500, 300))
    course.do("s", fields={"amount": "400"})
    course.do("e", verb=Verb.SEND_BACK, to="s")

    course.on(LATER).do("s", fields={"amount": "400"})

    assert [one.key for one in course.way.open()] == ["big"]


def test_what_ended_stays_ended_whatever_the_limit_becomes() -> None:
    """Also where the last step may go before one that was needless on that day."""
    definition = procedure(
        step("s", needs=NEEDS),
        step("big", "s", when=BIG),
        step("e", "big", may_precede=["big"], ends="completed"),
    )
    course = Limited(definition, limits(500, 300))
    course.do("s", fields={"amount": "400"})
    course.do("e")
    assert course.state.outcome is Outcome.COMPLETED

    assert course.on(LATER).state.outcome is Outcome.COMPLETED


def test_a_purchase_goes_on_when_the_open_tender_amount_falls_after_its_award() -> None:
    """§4.6.3: the province's amount changes each year; §4.6.5 was judged on its day."""
    course = Buying().until_method(
        method="single", single_ground="only_supplier", irreplaceable="专利"
    )
    assert course.go("purchase", BOUGHT)
    for person in ("expert one", "expert two"):
        assert course.go("evaluation", BOUGHT, course.by("evaluation", person=person))
    assert course.go("award", BOUGHT)

    fallen: dict[str, Any] = {**VALUES, "proc.open_tender": 20_000_000}
    course.facts = replace(
        course.facts, values=fallen, earlier=lambda day: VALUES if day <= BOUGHT else fallen
    )

    assert codes(
        course.go("single_source_notice", date(2026, 4, 2), intended_supplier="某公司")
    ) == {"skipped"}
    assert course.go("contract_review", date(2026, 4, 2))


@given(
    conditional=st.lists(st.booleans(), min_size=2, max_size=6),
    levels=st.lists(st.sampled_from([100, 300, 500]), min_size=8, max_size=8),
    amount=st.sampled_from([50, 200, 400, 600]),
)
def test_whatever_the_limit_does_something_lies_open_until_all_that_applied_is_done(
    conditional: list[bool], levels: list[int], amount: int
) -> None:
    """A step is done on its day exactly if the amount reaches the limit of that day."""
    keys = [f"x{number}" for number in range(len(conditional))]
    steps = [step("s", needs=NEEDS)]
    for number, (key, is_conditional) in enumerate(zip(keys, conditional, strict=True)):
        more = {"when": BIG} if is_conditional else {}
        steps.append(step(key, keys[number - 1] if number else "s", **more))
    course = Limited(procedure(*steps, step("e", keys[-1])), limits(*levels))
    course.do("s", fields={"amount": str(amount)})
    day, number = TODAY, 0
    while course.state.outcome is Outcome.RUNNING:
        (lies_open,) = course.way.open()
        wanted = next(
            (
                key
                for key, is_conditional in zip(keys[number:], conditional[number:], strict=True)
                if not is_conditional or amount >= levels[(day - TODAY).days]
            ),
            "e",
        )
        assert lies_open.key == wanted
        assert course.do(wanted)
        number = keys.index(wanted) + 1 if wanted != "e" else len(keys)
        day += timedelta(days=1)
        course.on(day)

    for lowest in (1, 10**6):
        after = limits(*levels[: (day - TODAY).days], lowest)
        later = state_of(course.definition, course.acts, in_force=after)
        assert later.outcome is Outcome.COMPLETED
