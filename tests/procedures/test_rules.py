"""What may be done when, by whom; what stands in the way, and who can lift it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from linghang.foundation.workdays.rules import Calendar
from linghang.procedures.definitions import Outcome
from linghang.procedures.progress.rules import Document, Status, Verb, Way, state_of
from linghang.procedures.rules import Met, may_oversee, may_start, reasons_not_to_move
from linghang.procedures.seats.rules import Doer, Place
from tests.procedures.factories import PLACE, Course, codes, doer, facts, procedure, step

A, B, C = doer("a"), doer("b"), doer("c")


def status(course: Course, key: str) -> Status:
    return Way(state_of(course.definition, course.acts)).status(key)


def outcome(course: Course) -> Outcome:
    return state_of(course.definition, course.acts).outcome


# ---- order


def test_a_step_waits_for_the_one_before_and_says_who_can_do_that() -> None:
    course = Course(procedure(step("one", post="clerk"), step("two", "one")))

    answer = course.ask("two")

    assert codes(answer) == {"not_open"}
    assert "步骤one" in answer.decision.reason
    assert "clerk" in answer.decision.who_can


def test_parallel_branches_join_only_when_both_are_done() -> None:
    course = Course(procedure(step("s"), step("x", "s"), step("y", "s"), step("end", "x", "y")))
    course.do("s")
    course.do("y")

    assert codes(course.ask("end")) == {"not_open"}

    course.do("x")
    assert course.do("end")
    assert outcome(course) is Outcome.COMPLETED


def test_one_branch_is_enough_where_the_join_says_any_and_the_other_is_passed() -> None:
    course = Course(
        procedure(
            step("s"),
            step("x", "s"),
            step("x2", "x"),
            step("y", "s"),
            step("end", "x2", "y", join="any", ends=None),
            step("last", "end", ends="completed"),
        )
    )
    course.do("s")
    course.do("y")
    course.do("end")

    assert status(course, "x") is Status.PASSED
    assert codes(course.ask("x")) == {"passed"}
    assert course.do("last")
    assert outcome(course) is Outcome.COMPLETED


def test_what_may_happen_out_of_order_must_still_happen() -> None:
    course = Course(
        procedure(
            step("s"),
            step("paper", "s"),
            step("talk", "paper", may_precede=["paper"]),
            step("end", "talk"),
        )
    )
    course.do("s")

    assert course.do("talk")
    assert codes(course.ask("end")) == {"not_open"}
    assert course.do("paper")
    assert course.do("end")


def test_an_optional_step_is_passed_over_and_then_closed() -> None:
    course = Course(procedure(step("s"), step("o", "s", optional=True), step("end", "o")))
    course.do("s")

    assert status(course, "o") is Status.OPEN
    assert course.do("end")
    assert outcome(course) is Outcome.COMPLETED
    assert status(course, "o") is Status.PASSED


MONEY = {
    "fields": [{"code": "amount", "name": "金额", "kind": "money", "unit": "元", "required": True}]
}


@pytest.mark.parametrize(("written", "expected"), [("99", Status.SKIPPED), ("100", Status.OPEN)])
def test_a_condition_reads_what_an_earlier_step_says(written: str, expected: Status) -> None:
    big = {"all": [{"field": "amount", "at_least": 10000}]}
    course = Course(procedure(step("s", needs=MONEY), step("big", "s", when=big), step("e", "big")))

    assert status(course, "big") is Status.WAITING
    course.do("s", fields={"amount": written})

    assert status(course, "big") is expected
    assert bool(course.ask("e")) is (expected is Status.SKIPPED)


def test_a_step_that_was_rightly_skipped_stays_so_when_the_threshold_changes() -> None:
    big = {"all": [{"field": "amount", "at_least": "some.amount"}]}
    course = Course(
        procedure(
            step("s", needs=MONEY), step("big", "s", when=big), step("x", "big"), step("e", "x")
        ),
        values={"some.amount": 500},
    )
    course.do("s", fields={"amount": "4"})
    course.do("x")

    course.facts = facts(values={"some.amount": 300})

    assert codes(course.ask("big")) == {"passed"}
    assert course.do("e")
    assert outcome(course) is Outcome.COMPLETED


# ---- time


def test_a_month_ends_with_the_month_and_the_day_before_is_too_early() -> None:
    definition = procedure(
        step("s"),
        step("e", "s"),
        intervals=[{"from": "s", "to": "e", "least": 1, "unit": "months"}],
    )
    course = Course(definition).on(date(2026, 1, 31))
    course.do("s")

    early = course.on(date(2026, 2, 27)).ask("e")
    assert codes(early) == {"early"}
    assert "2026年2月28日起" in early.decision.who_can
    assert course.on(date(2026, 2, 28)).ask("e")


def test_workdays_jump_holidays_and_count_make_up_days() -> None:
    definition = procedure(
        step("s"),
        step("e", "s"),
        intervals=[{"from": "s", "to": "e", "least": 5, "unit": "workdays"}],
    )
    course = Course(definition)  # Monday; that Saturday is a make-up workday
    course.do("s")

    assert not course.on(date(2026, 3, 6)).ask("e")
    assert course.on(date(2026, 3, 7)).ask("e")


def test_a_year_without_a_calendar_is_not_guessed() -> None:
    definition = procedure(
        step("s"),
        step("e", "s"),
        intervals=[{"from": "s", "to": "e", "least": 5, "unit": "workdays"}],
    )
    course = Course(definition, calendar=Calendar(frozenset(), {}, frozenset()))
    course.do("s")

    assert codes(course.ask("e")) == {"unknown_term"}


SINCE = {"fields": [{"code": "since", "name": "起始日期", "kind": "date", "required": True}]}


def told_since(day: str, **bounds: Any) -> Course:
    """Something that began on a day which the second step tells; the first was done on Monday."""
    term = {"from": "t", "from_field": "since", "to": "e", "unit": "days", **bounds}
    steps = step("s"), step("t", "s", needs=SINCE), step("e", "t")
    course = Course(procedure(*steps, intervals=[term]))
    course.do("s")
    course.on(date(2026, 3, 10))
    assert course.do("t", fields={"since": day})
    return course


def test_a_term_counts_from_the_date_that_is_told_not_from_the_day_of_its_entry() -> None:
    ahead, behind = told_since("2026-03-20", least=5), told_since("2026-03-04", least=5)

    early = ahead.on(date(2026, 3, 24)).ask("e")
    assert codes(early) == {"early"}
    assert "距“起始日期”（2026年3月20日）不满5日" in early.decision.reason
    assert ahead.on(date(2026, 3, 25)).ask("e")
    assert behind.ask("e"), "five days are over already"
    late = told_since("2026-03-04", most=5, if_late="refuse")
    assert codes(late.ask("e")) == {"late"}
    assert "截止2026年3月9日" in late.ask("e").decision.reason


def test_no_date_that_is_told_shortens_the_least_time_by_lying_before_what_came_first() -> None:
    """Else a publicity entered with a day before the decision would be over at once."""
    course = told_since("2025-12-01", least=10)

    early = course.on(date(2026, 3, 11)).ask("e")
    assert "2025年12月1日，之前的步骤办完后从2026年3月2日起算" in early.decision.reason
    assert course.on(date(2026, 3, 12)).ask("e")


@pytest.mark.parametrize(("if_late", "allowed"), [("flag", True), ("refuse", False)])
def test_lateness_is_marked_or_refused_as_declared(if_late: str, allowed: bool) -> None:
    definition = procedure(
        step("s"),
        step("e", "s"),
        intervals=[{"from": "s", "to": "e", "most": 6, "unit": "months", "if_late": if_late}],
    )
    course = Course(definition)
    course.do("s")

    assert bool(course.on(date(2026, 9, 2)).ask("e"))
    assert bool(course.on(date(2026, 9, 3)).ask("e")) is allowed


def test_a_term_takes_the_parameter_of_the_day() -> None:
    definition = procedure(
        step("s"),
        step("e", "s"),
        intervals=[{"from": "s", "to": "e", "least": "some.days", "unit": "days"}],
    )
    course = Course(definition, values={"some.days": 3})
    course.do("s")
    course.on(date(2026, 3, 4))

    assert codes(course.ask("e")) == {"early"}
    course.facts = facts(today=date(2026, 3, 4), values={"some.days": 2})
    assert course.ask("e")
    course.facts = facts(today=date(2026, 3, 4))
    assert codes(course.ask("e")) == {"unknown_term"}


def test_nothing_is_done_while_the_clock_stands_before_the_last_deed() -> None:
    course = Course(procedure(step("s"), step("e", "s")))
    course.do("s")

    answer = course.on(date(2026, 3, 1)).ask("e")

    assert {"clock", "before"} <= codes(answer)


def test_a_deed_is_entered_late_only_as_far_as_the_step_admits() -> None:
    course = Course(procedure(step("s", backdated=3), step("e", "s")))

    assert codes(course.ask("s", day=date(2026, 2, 26))) == {"backdated"}
    assert course.do("s", day=date(2026, 2, 27))
    assert codes(course.ask("e", day=date(2026, 3, 1))) == {"backdated"}
    assert codes(course.ask("e", day=date(2026, 3, 3))) == {"day"}


# ---- persons


@pytest.mark.parametrize(
    ("scope", "unit", "other"),
    [
        ("unit", "D1", "W1"),
        ("within", "W1", "H"),
        ("above", "H", "W1"),
        ("covering", "B1", "B2"),
        ("anywhere", "X", None),
        ("elsewhere", "D2", "W1"),
    ],
)
def test_a_post_counts_only_on_the_units_of_its_scope(
    scope: str, unit: str, other: str | None
) -> None:
    seat = [{"posts": ["head"], "at": scope}]
    course = Course(procedure(step("s", who=seat)))

    assert course.ask("s", doer(unit=unit))
    assert codes(course.ask("s", doer(unit=unit, post="nurse"))) == {"seat"}
    if other:
        assert codes(course.ask("s", doer(unit=other))) == {"seat"}


def test_only_the_leader_in_charge_of_the_unit_or_the_deputy_in_their_name() -> None:
    course = Course(procedure(step("s", who=[{"posts": ["head"], "at": "in_charge"}])))

    assert course.ask("s", doer("vice", unit="H"))
    assert course.ask("s", doer("x", unit="H", on_behalf_of="vice", is_delegated=True))
    assert codes(course.ask("s", doer("x", unit="H"))) == {"seat"}


def test_who_left_whose_post_ended_or_whose_delegation_is_narrow_does_nothing() -> None:
    course = Course(procedure(step("s", substitutes=False)))

    assert codes(course.ask("s", doer(is_here=False))) == {"not_here"}
    assert codes(course.ask("s", doer(is_limited=True))) == {"limited"}
    delegate = doer("x", on_behalf_of="p", is_delegated=True)
    assert codes(course.ask("s", delegate)) == {"substitute"}


def test_nobody_decides_about_themselves() -> None:
    course = Course(
        procedure(step("s"), step("e", "s", by_concerned=True)), concerned=frozenset({"a"})
    )

    assert codes(course.ask("s", A)) == {"concerned"}
    assert codes(course.ask("s", doer("x", on_behalf_of="a"))) == {"concerned"}
    course.do("s", B)
    assert course.ask("e", A)


APART = [{"steps": ["buy", "accept"], "by": "person"}]


@pytest.mark.parametrize(
    ("buyer", "taker"),
    [
        (A, A),
        (A, doer("x", on_behalf_of="a")),
        (doer("x", on_behalf_of="a"), A),
        (doer("x", on_behalf_of="a"), doer("y", on_behalf_of="a")),
        (doer("x", on_behalf_of="a"), doer("x")),
        (A, doer("old_a")),
    ],
)
def test_a_substitute_counts_as_both_in_a_separation(buyer: object, taker: object) -> None:
    place = Place(code="D1", aliases={"old_a": "a"})
    course = Course(procedure(step("buy"), step("accept", "buy"), different=APART), place=place)
    course.do("buy", buyer)  # type: ignore[arg-type]

    answer = course.ask("accept", taker)  # type: ignore[arg-type]

    assert codes(answer) == {"separation"}
    assert "没有办理过“步骤buy”" in answer.decision.who_can
    assert course.ask("accept", B)


def test_the_deputy_of_the_same_centre_may_not_accept_either() -> None:
    """A buyer tries to accept the goods of their own project; so does the deputy."""
    centre, other = frozenset({"BUY"}), frozenset({"STORE"})
    apart = [{"steps": ["buy", "accept"], "by": "department"}]
    place = Place(code="D1", successors={"OLD": "BUY"})
    course = Course(procedure(step("buy"), step("accept", "buy"), different=apart), place=place)
    course.do("buy", doer("a", departments=centre))

    assert codes(course.ask("accept", doer("a", departments=other))) == {"separation"}
    assert codes(course.ask("accept", doer("b", departments=centre | other))) == {"separation"}
    assert codes(course.ask("accept", doer("b", departments=frozenset({"OLD"})))) == {"separation"}
    assert course.ask("accept", doer("b", departments=other))


def test_two_sides_of_a_separation_are_free_within_themselves() -> None:
    apart = [{"steps": ["buy", "pay"], "against": ["accept"]}]
    course = Course(
        procedure(step("buy"), step("pay", "buy"), step("accept", "pay"), different=apart)
    )
    course.do("buy", A)

    assert course.do("pay", A)
    assert codes(course.ask("accept", A)) == {"separation"}
    assert course.do("accept", B)


def test_a_return_does_not_open_a_way_round_a_separation() -> None:
    course = Course(
        procedure(
            step("buy"),
            step("check", "buy", returns_to=["buy"]),
            step("accept", "check"),
            different=APART,
        )
    )
    course.do("buy", A)
    course.do("check", C, Verb.SEND_BACK, to="buy")
    course.do("buy", B)
    course.do("check", C)

    assert codes(course.ask("accept", A)) == {"separation"}
    assert course.ask("accept", C)


# ---- many voices


def test_countersigning_hears_every_seat_once_and_nobody_twice() -> None:
    who = [{"posts": ["head"], "at": "anywhere"}, {"posts": ["chief"], "at": "anywhere"}]
    course = Course(procedure(step("s", who=who, mode="all")))
    course.do("s", doer("c", post="chief"))

    assert not state_of(course.definition, course.acts).is_done("s")
    assert codes(course.ask("s", doer("d", post="chief"))) == {"seat"}
    assert codes(course.ask("s", doer("c", post="head"))) == {"spoken"}
    assert course.do("s", A)
    assert outcome(course) is Outcome.COMPLETED


def test_a_sequence_keeps_its_turns() -> None:
    who = [{"posts": ["head"], "at": "anywhere"}, {"posts": ["chief"], "at": "anywhere"}]
    course = Course(procedure(step("s", who=who, mode="sequence")))
    chief = doer("c", post="chief")

    answer = course.ask("s", chief)
    assert codes(answer) == {"seat"}
    assert "还没有轮到" in answer.decision.reason
    assert "head" in answer.decision.who_can
    course.do("s", A)
    assert course.do("s", chief)
    assert outcome(course) is Outcome.COMPLETED


def test_two_of_three_pass_at_the_second_voice_and_fall_at_the_second_refusal() -> None:
    definition = procedure(step("s", mode="n_of_m", count=2, of=3, may_reject=True))
    passed, fallen = Course(definition), Course(definition)

    passed.do("s", A)
    passed.do("s", B, Verb.REJECT)
    assert outcome(passed) is Outcome.RUNNING
    assert codes(passed.ask("s", doer("x", on_behalf_of="a"))) == {"spoken"}
    passed.do("s", C)
    assert outcome(passed) is Outcome.COMPLETED

    fallen.do("s", A, Verb.REJECT)
    fallen.do("s", B, Verb.REJECT)
    assert outcome(fallen) is Outcome.REJECTED


# ---- refusal, return, voiding


def test_what_was_rejected_never_reads_as_approved_again() -> None:
    course = Course(procedure(step("s", may_reject=True, returns_to=[]), step("e", "s")))
    course.do("s", A, Verb.REJECT)

    assert outcome(course) is Outcome.REJECTED
    assert codes(course.ask("s", B)) == {"ended"}
    assert codes(course.ask("e", B)) == {"ended"}


def test_a_refusal_needs_its_reason_and_a_step_that_admits_it() -> None:
    course = Course(procedure(step("s"), step("e", "s", may_reject=True, returns_to=["s"])))

    assert codes(course.ask("s", A, Verb.REJECT)) == {"verb"}
    course.do("s")
    assert codes(course.ask("e", A, Verb.REJECT, reason=" ")) == {"reason"}
    assert codes(course.ask("e", A, Verb.SEND_BACK, to="e")) == {"verb"}


def test_a_return_takes_away_what_came_after_and_keeps_the_acts() -> None:
    course = Course(
        procedure(
            step("s"),
            step("x", "s"),
            step("x2", "x"),
            step("y", "s"),
            step("e", "x2", "y", returns_to=["x"]),
        )
    )
    for key in ("s", "x", "x2", "y"):
        course.do(key)

    course.do("e", A, Verb.SEND_BACK, to="x")

    state = state_of(course.definition, course.acts)
    assert len(state.acts) == 5
    assert [act.step for act in state.valid] == ["s", "y"]
    assert [step.key for step in Way(state).open()] == ["x"]


def test_overseers_void_with_a_reason_even_what_has_ended_and_only_once() -> None:
    course = Course(procedure(step("s")))
    course.do("s")
    office = doer("o", post="office")

    def ask(who: object, reason: str = "录错了", verb: Verb = Verb.VOID) -> set[str]:
        return codes(
            may_oversee(
                course.definition,
                course.acts,
                who,
                course.facts,
                verb=verb,
                reason=reason,  # type: ignore[arg-type]
            )
        )

    assert ask(office) == set()
    assert ask(office, reason="") == {"reason"}
    assert ask(A) == {"seat"}
    assert ask(office, verb=Verb.MOVE) == {"ended"}


# ---- needs


def test_everything_that_is_missing_is_named_at_once() -> None:
    needs = {
        **MONEY,
        "documents": [{"kind": "form", "name": "申请表", "least": 2}],
        "requirements": [{"provider": "meetings.resolution"}],
    }
    course = Course(procedure(step("s", needs=needs)))
    form = Document(kind="form", sha256="0" * 64)

    assert codes(course.ask("s")) == {"field", "document", "requirement"}
    held = {("s", 0): Met(is_met=True, says="", who_can="")}
    course.facts = facts(requirements=held)
    assert course.ask("s", fields={"amount": "1万"}, documents=[form, form])
    assert codes(course.ask("s", fields={"amount": "1", "x": "1"}, documents=[form, form])) == {
        "field"
    }


def test_what_one_voice_brought_the_next_need_not_bring_again() -> None:
    needs = {**MONEY, "documents": [{"kind": "form", "name": "申请表"}]}
    course = Course(procedure(step("s", needs=needs, mode="n_of_m", count=2, of=2)))
    form = Document(kind="form", sha256="0" * 64)

    course.do("s", A, fields={"amount": "5"}, documents=[form])

    assert course.do("s", B)
    assert outcome(course) is Outcome.COMPLETED


# ---- starting and moving


def test_who_may_do_a_first_step_may_start_until_the_procedure_is_retired() -> None:
    definition = procedure(step("s", post="clerk"), active_to=date(2026, 3, 3))

    assert may_start(definition, doer(post="clerk"), facts())
    assert codes(may_start(definition, A, facts())) == {"seat"}
    late = facts(today=date(2026, 3, 3))
    assert codes(may_start(definition, doer(post="clerk"), late)) == {"retired"}


def test_a_running_one_moves_only_where_what_was_done_still_stands() -> None:
    course = Course(procedure(step("s"), step("x", "s"), step("e", "x")))
    course.do("s", A)
    course.do("x", A)

    def reasons(*steps: dict, **more: object) -> list[str]:
        return not_to_move(course, *steps, **more)

    assert reasons(step("s"), step("x", "s"), step("y", "x"), step("e", "y")) == []
    assert "步骤（x）" in reasons(step("s"), step("e", "s"))[0]
    apart = [{"steps": ["s", "x"]}]
    assert "不同的人" in reasons(step("s"), step("x", "s"), step("e", "x"), different=apart)[0]
    assert "已经结束" in reasons(step("s"), step("x", "s"))[0]
    inserted = reasons(step("s"), step("y", "s"), step("x", "y"), step("e", "x"))
    assert "之前还有没办的步骤" in inserted[0]


def not_to_move(course: Course, *steps: dict, **more: object) -> list[str]:
    spoke = {act.number: course.definition.by_key[act.step].who[act.seat] for act in course.acts}
    new = procedure(*steps, **more)
    return reasons_not_to_move(new, course.acts, spoke=spoke, values={}, place=PLACE)


@pytest.mark.parametrize("mode", ["all", "sequence"])
def test_a_countersignature_stays_that_of_who_gave_it_when_seats_change_places(mode: str) -> None:
    def steps(*posts: tuple[str, ...]) -> list[dict]:
        who = [{"posts": list(each), "at": "anywhere"} for each in posts]
        return [step("s", who=who, mode=mode), step("e", "s")]

    course = Course(procedure(*steps(("finance",), ("audit",))))
    course.do("s", doer("p", "finance"))

    told = not_to_move(course, *steps(("audit",), ("finance",)))
    assert told == ["“步骤s”已经表态的岗位，按新版不是同一方"]
    assert not_to_move(course, *steps(("finance", "deputy"), ("audit",))) == []


@pytest.mark.parametrize(
    "walk",
    [
        [("s", A, ""), ("x", C, "s"), ("s", B, ""), ("x", A, "")],
        [("s", A, ""), ("x", A, ""), ("e", C, "x"), ("x", B, "")],
    ],
)
def test_a_move_makes_no_way_round_a_separation_that_the_new_version_asks_for(
    walk: list[tuple[str, Doer, str]],
) -> None:
    """What a return took away counts as well, whichever of the two was done first."""
    steps = step("s"), step("x", "s", returns_to=["s"]), step("e", "x", returns_to=["x"])
    course = Course(procedure(*steps))
    for key, who, back in walk:
        assert course.do(key, who, Verb.SEND_BACK if back else Verb.APPROVE, to=back)

    assert not_to_move(course, *steps) == []
    told = not_to_move(course, *steps, different=[{"steps": ["s", "x"]}])
    assert told == ["“步骤s”与“步骤x”按新版必须由不同的人办理"]
