"""Pure rules: what held on each day, days due, lights, hashes, targets, faults of a catalog."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linghang.commitments import catalog
from linghang.commitments.checking import rules as checking
from linghang.commitments.checking.rules import Known
from linghang.commitments.closing import rules as closing
from linghang.commitments.content import rules as content
from linghang.commitments.definitions import Example, Revision, Rhythm
from linghang.commitments.due import rules as due
from linghang.commitments.due.rules import Light
from linghang.commitments.likeness import rules as likeness
from linghang.commitments.progress.rules import Part, shares, weighted
from linghang.commitments.spells import rules as spells
from linghang.commitments.spells.rules import Deed, Facet, Spell, Standing
from linghang.commitments.targets import rules as targets
from linghang.commitments.targets.rules import Op, Seen, State, Target
from linghang.foundation.search.rules import tokens
from linghang.procedures.definitions import Procedure

# How long it takes to draw says nothing of the rules, and much of who else is at work.
PATIENT = settings(suppress_health_check=[HealthCheck.too_slow])
DAY = date(2025, 6, 3)
INSPECTION = catalog.catalog()["inspection"]
POSTS = frozenset(post for seat in INSPECTION.seats.all for post in seat.posts)
PARAMETERS = frozenset(
    {
        *(f"rectification.{one}_months" for one in ("plan", "concentrated", "report", "publish")),
        *(f"commitments.{one}" for one in ("extensions", "review_months", "amber_days")),
    }
)
KNOWN = Known(posts=POSTS, parameters=PARAMETERS)
DAYS = st.integers(0, 60).map(lambda n: DAY + timedelta(days=n))
CHANGES = st.one_of(
    st.sampled_from(list(Standing)).map(lambda one: {"standing": one.value}),
    DAYS.map(lambda day: {"due": day.isoformat()}),
    st.sampled_from(["A", "B", ""]).map(lambda unit: {"unit": unit}),
)


@st.composite
def deeds(draw: st.DrawFn) -> list[Deed]:
    drawn = draw(st.lists(st.tuples(DAYS, CHANGES), min_size=1, max_size=8))
    return [Deed(day=day, order=n, changes=changes) for n, (day, changes) in enumerate(drawn)]


@PATIENT
@given(deeds())
def test_every_day_since_the_first_deed_has_exactly_one_facet(done: list[Deed]) -> None:
    found = spells.spells(done)
    assert found[0].start == min(one.day for one in done)
    assert found[-1].until is None
    for one, following in zip(found, found[1:], strict=False):
        assert one.until == following.start > one.start
        assert one.facet != following.facet


@PATIENT
@given(deeds(), DAYS)
def test_what_held_is_what_a_plain_reading_says(done: list[Deed], day: date) -> None:
    facet = spells.on(spells.spells(done), day)
    told: dict[str, str] = {}
    for one in sorted(done, key=lambda one: (one.day, one.order)):
        if one.day <= day:
            told.update(one.changes)
    if not any(one.day <= day for one in done):
        assert facet is None
        return
    assert facet is not None
    assert facet.standing.value == told.get("standing", "planned")
    assert (facet.due.isoformat() if facet.due else "") == told.get("due", "")
    assert facet.unit == told.get("unit", "")


@PATIENT
@given(st.lists(deeds(), max_size=4), DAYS)
def test_a_problem_is_never_done_with_a_measure_under_way(
    below: list[list[Deed]], day: date
) -> None:
    own = [Spell(start=DAY, until=None, facet=Facet(standing=Standing.OPEN))]
    found = spells.on(spells.derived(own, [spells.spells(one) for one in below]), day)
    assert found is not None
    held = [facet.standing for one in below if (facet := spells.on(spells.spells(one), day))]
    counted = [one for one in held if one is not Standing.VOIDED]
    if found.standing in spells.ACCEPTED:
        assert counted
        assert all(one in spells.ACCEPTED for one in counted)
    if found.standing is Standing.DONE:
        assert set(counted) == {Standing.DONE}


@pytest.mark.parametrize(
    ("rhythm", "since", "reported", "missing"),
    [
        (Rhythm.MONTHLY, date(2025, 4, 20), None, True),
        (Rhythm.MONTHLY, date(2025, 4, 20), date(2025, 5, 2), False),
        (Rhythm.MONTHLY, date(2025, 4, 20), date(2025, 4, 30), True),
        (Rhythm.MONTHLY, date(2025, 5, 2), None, False),
        (Rhythm.WEEKLY, date(2025, 5, 1), date(2025, 5, 26), False),
        (Rhythm.WEEKLY, date(2025, 5, 1), date(2025, 5, 25), True),
        (Rhythm.QUARTERLY, date(2025, 1, 1), date(2025, 3, 31), False),
        (Rhythm.QUARTERLY, date(2025, 1, 2), None, False),
        (Rhythm.NONE, date(2020, 1, 1), None, False),
    ],
)
def test_a_report_is_missing_for_the_last_whole_period(
    rhythm: Rhythm, since: date, reported: date | None, missing: bool
) -> None:
    found = due.is_report_missing(rhythm, since=since, reported=reported, today=DAY)
    assert found is missing


@pytest.mark.parametrize(
    ("day", "percent", "light"),
    [
        (date(2025, 6, 2), 90, Light.RED),
        (DAY, None, Light.AMBER),
        (date(2025, 6, 10), None, Light.AMBER),
        (date(2025, 6, 11), None, Light.GREEN),
        (date(2025, 9, 3), 10, Light.AMBER),
        (date(2025, 9, 3), 45, Light.GREEN),
        (None, 0, Light.GREEN),
    ],
)
def test_lights_follow_the_day_and_the_progress(
    day: date | None, percent: int | None, light: Light
) -> None:
    """§2.6.3: red overdue, amber within seven days or twenty points behind the time."""
    found = due.light(
        is_under_way=True,
        due=day,
        since=date(2025, 3, 3),
        percent=percent,
        today=DAY,
        days=7,
        behind=20,
    )
    assert found is light


@pytest.mark.parametrize(
    ("code", "says"),
    [("2025-06", "2025年6月"), ("2025Q2", "2025年第二季度"), ("2025-W03", "2025年第3周")],
)
def test_a_period_of_reports_is_told_in_words(code: str, says: str) -> None:
    assert due.period_says(code) == says


def test_titles_that_say_the_same_are_alike() -> None:
    """Wording differs from one inspection to the next; what is about something else stays away."""
    titles = {
        1: "采购程序执行不够严格",
        2: "采购程序执行不严",
        3: "党员教育管理不够严格",
        4: "",
        5: "采购程序执行不严",
    }
    assert likeness.alike("采购程序执行不严", titles, 9) == [5, 2, 1]
    assert likeness.alike("采购程序执行不严", titles, 1) == [5]
    assert likeness.alike("", titles, 9) == []


@given(st.text("采购程序执行不严管理", max_size=20), st.text("采购程序执行不严管理", max_size=20))
def test_likeness_is_mutual_and_whole_with_itself(one: str, other: str) -> None:
    first, second = Counter(tokens(one)), Counter(tokens(other))
    assert likeness.likeness(first, second) == likeness.likeness(second, first)
    assert 0 <= likeness.likeness(first, second) <= 1
    assert likeness.likeness(first, first) == (1 if one else 0)


def test_the_hash_tells_a_change_and_nothing_else() -> None:
    told = dict.fromkeys(content.APPROVED, "")
    more = {"helps": ["A", "B"], "answers": ["1.1"]}
    first = content.digest(content.says(told, **more))
    assert first == content.digest(content.says(dict(told), helps=["B", "A"], answers=["1.1"]))
    for other in (
        content.says({**told, "standard": "全部修订"}, **more),
        content.says({**told, "due_rule": {"anchor": "opening", "n": 3}}, **more),
        content.says(told, **more, under="1.2"),
        content.says(told, **more, measures=[]),
    ):
        assert first != content.digest(other)
    whole, typed = (content.says({**told, "weight": Decimal(n)}) for n in ("25.00", "25"))
    assert whole == typed
    assert content.needs_approval(approved="a", content="b")
    assert content.needs_approval(approved="b", content="b", closed="a")
    assert not content.needs_approval(approved="", content="b")


def test_the_procedure_has_the_steps_whose_seats_are_written() -> None:
    whole = closing.procedure_of(INSPECTION)
    titles = [step.title for step in whole.steps]
    assert titles == ["自查申请", "初审", "审签", "复核", "监督意见", "审定"]
    assert whole.different[0].steps == ("apply",)
    assert set(whole.different[0].against) == {step.key for step in whole.steps[1:]}
    seats = INSPECTION.seats.model_copy(update={"review": (), "supervise": ()})
    short = closing.procedure_of(INSPECTION.model_copy(update={"seats": seats}))
    assert [step.key for step in short.steps] == ["apply", "sign", "verify", "decide"]


def test_a_procedure_of_its_own_lets_others_than_who_asked_pass_it() -> None:
    made = closing.procedure_of(INSPECTION)
    kind = INSPECTION.model_copy(update={"procedure": made.code})

    def says(procedure: Procedure) -> list[str]:
        known = replace(KNOWN, procedures={made.code: procedure})
        return [f"{one.field}：{one.says}" for one in checking.faults(kind, known)]

    assert says(made) == []
    wrong = f"procedure：程序 {made.code} 要写明申请的人不办其后的步骤（different）"
    one_left_out = made.different[0].model_copy(update={"against": ("review", "decide")})
    assert says(made.model_copy(update={"different": ()})) == [wrong]
    assert says(made.model_copy(update={"different": (one_left_out,)})) == [wrong]
    assert says(made.model_copy(update={"steps": made.steps[:1]})) == [wrong]
    assert says(made.model_copy(update={"subject": "ledgers.entry"})) == [
        f"procedure：没有办理销号的程序 {made.code}"
    ]


def test_a_wrong_kind_is_told_by_field() -> None:
    assert checking.faults(INSPECTION, KNOWN) == []
    few = replace(KNOWN, posts=POSTS - {"party_secretary"}, parameters=frozenset())
    told = {one.field for one in checking.faults(INSPECTION, few)}
    assert {"seats", "extensions", "review_after", "lights.days", "days.plan_due"} <= told
    example = Example(
        problems=(INSPECTION.examples[0].problems[0],), by_problem=(1, 0, 0), by_measure=(1, 1, 0)
    )
    wrong = INSPECTION.model_copy(update={"examples": (example,)})
    (fault,) = checking.faults(wrong, KNOWN)
    assert fault.says == "应为[1, 0, 0]，算得[0, 1, 0]"
    revision = Revision(bodies=("committee_meeting", "no_such"), name="党委会")
    (fault,) = checking.faults(
        INSPECTION.model_copy(update={"revision": revision}),
        replace(KNOWN, meetings=frozenset({"committee_meeting"})),
    )
    assert (fault.field, fault.says) == ("revision", "会议目录里没有 no_such")


def test_what_causes_are_split_by_is_a_field_of_the_problem_that_splits() -> None:
    kind = catalog.catalog()["disputes"]
    assert kind.causes is not None

    def says(*split_by: str) -> list[str]:
        assert kind.causes is not None
        causes = kind.causes.model_copy(update={"split_by": split_by})
        found = checking.faults(kind.model_copy(update={"causes": causes}), KNOWN)
        return [f"{one.field}：{one.says}" for one in found if one.field.startswith("causes")]

    assert says("department", "way") == []
    assert says("ward") == ["causes：问题没有 ward 这些项"]
    unfit = "不能用来分列：只能按单选、多选或单位，且不含个人信息"
    assert says("paid", "happened_on") == [f"causes.split_by：paid、happened_on {unfit}"]
    assert says("way", "way") == ["causes.split_by：写了两次：way"]


@pytest.mark.parametrize(
    ("aim", "seen", "day", "state"),
    [
        (Target(op=Op.AT_MOST, value=Decimal(8)), Seen(value=Decimal(7)), None, State.ON_THE_WAY),
        (
            Target(op=Op.AT_MOST, value=Decimal(8)),
            Seen(value=Decimal(7), is_final=True),
            None,
            State.REACHED,
        ),
        (
            Target(op=Op.AT_MOST, value=Decimal(8)),
            Seen(value=Decimal(9), is_final=True),
            None,
            State.MISSED,
        ),
        (
            Target(op=Op.BETWEEN, value=Decimal(3), value2=Decimal(5)),
            Seen(value=Decimal(5)),
            date(2025, 6, 2),
            State.REACHED,
        ),
        (Target(op=Op.DECREASE, base=Decimal(5)), Seen(value=Decimal(6)), None, State.ON_THE_WAY),
        (Target(op=Op.EVENT), Seen(), date(2025, 6, 4), State.ON_THE_WAY),
        (Target(op=Op.EVENT), Seen(happened=True), None, State.REACHED),
        (Target(op=Op.AT_LEAST, value=Decimal(1)), Seen(), date(2025, 1, 1), State.NO_FIGURE),
    ],
)
def test_a_target_stands_as_its_figure_says(
    aim: Target, seen: Seen, day: date | None, state: State
) -> None:
    assert targets.state_of(aim, seen, due=day, today=DAY) is state
    assert targets.target(aim.told()) == aim


@PATIENT
@given(st.lists(st.tuples(st.integers(1, 100), st.booleans()), max_size=6))
def test_a_weighted_share_lies_between_nothing_and_all(parts: list[tuple[int, bool]]) -> None:
    found = weighted([(Decimal(weight), Fraction(int(is_done))) for weight, is_done in parts])
    if not parts:
        assert found is None
        return
    assert found is not None
    assert 0 <= found <= 1
    assert (found == 1) == all(is_done for _, is_done in parts)


def test_weights_roll_up_the_tree() -> None:
    """Counted by hand: 50 % done, 30 % of which 60 % are done, 20 % open: 0.5 + 0.3 × 0.6 = 0.68.

    The other goal is of the same size without a weight, and has reached half: 0.59 in all.
    """
    goal = Part(below=(11, 12, 13, 14))
    tree = {
        1: Part(below=(10, 20)),
        10: replace(goal, weight=None),
        11: Part(weight=Decimal(50), is_accepted=True, whole=True, below=(111,)),
        111: Part(is_accepted=False),
        12: Part(weight=Decimal(30), is_accepted=False, below=(121, 122)),
        121: Part(weight=Decimal(60), is_accepted=True, whole=True),
        122: Part(weight=Decimal(40), is_accepted=False),
        13: Part(weight=Decimal(20), is_accepted=False),
        14: Part(weight=Decimal(90)),
        20: Part(below=(21, 22, 23)),
        21: Part(is_accepted=True),
        22: Part(is_accepted=False),
        23: Part(below=()),
    }
    found = shares(tree)
    assert {key: found[key] for key in (1, 10, 12, 14, 20, 23)} == {
        1: Fraction(59, 100),
        10: Fraction(68, 100),
        12: Fraction(60, 100),
        14: None,
        20: Fraction(1, 2),
        23: None,
    }
    assert weighted([(Decimal(30), Fraction(1)), (Decimal(10), Fraction(0)), (None, None)]) == (
        Fraction(3, 4)
    )
    assert weighted([(Decimal(30), Fraction(1)), (None, Fraction(0))]) == Fraction(1, 2)
