"""民主评议党员: who gets a grade, how many may be excellent, what has to follow from a grade."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from linghang.meetings.appraisal.rules import (
    GRADE_NAMES,
    STEP_NAMES,
    Disposal,
    Grade,
    Standing,
    Step,
    Votes,
    most_excellent,
    out_of_order,
    reasons_not_to_grade,
    reasons_not_to_report,
    unlike_ballots,
)

THIRD = Fraction(1, 3)
MEMBERS = tuple(f"M{number:02}" for number in range(1, 32))
PROBATION = MEMBERS[-4:]
GRADED = MEMBERS[:-4]
DAY = date(2025, 12, 10)


def grades(excellent: int, **other: Grade) -> list[Standing]:
    """A grade for each of the 27; `other` by the code of the member."""
    found = {
        one: Grade.EXCELLENT if number < excellent else Grade.QUALIFIED
        for number, one in enumerate(GRADED)
    } | other
    return [Standing(person=one, grade=grade, told_on=DAY) for one, grade in found.items()]


def refused(given: list[Standing]) -> list[str]:
    return reasons_not_to_grade(
        given, members=MEMBERS, probation=PROBATION, share=THIRD, names={"M31": "预备甲"}
    )


def unreported(given: list[Standing], **steps: date) -> list[str]:
    days = dict.fromkeys(Step, DAY) | {Step(name): day for name, day in steps.items()}
    return reasons_not_to_report(
        given, steps=days, members=MEMBERS, probation=PROBATION, names={"M27": "党员甲"}
    )


def test_of_31_members_with_4_on_probation_27_are_graded_and_at_most_9_are_excellent() -> None:
    """B9: 31 members, 4 probationary → 27 graded → 优秀 ≤ 9."""
    assert (len(GRADED), most_excellent(len(GRADED), THIRD)) == (27, 9)
    assert refused(grades(9)) == []
    assert refused(grades(10)) == [
        "优秀10人，多于9人（定等次的党员27人，优秀不超过1/3）",
    ]


@pytest.mark.parametrize(("graded", "most"), [(3, 1), (26, 8), (27, 9), (28, 9), (29, 9), (2, 0)])
def test_the_third_that_may_be_excellent_is_rounded_down(graded: int, most: int) -> None:
    """§1.4.4: 优秀 normally ≤ 1/3; denominator: graded members of the branch on the day."""
    assert most_excellent(graded, THIRD) == most


def test_members_on_probation_take_part_and_get_no_grade() -> None:
    """§1.4.4: 预备党员 take part but get no grade."""
    assert refused([*grades(0), Standing(person="M31", grade=Grade.QUALIFIED)]) == [
        "预备甲是预备党员，参加评议但不定等次"
    ]


def test_who_does_not_belong_to_the_branch_on_the_day_gets_no_grade_there() -> None:
    """§1.4.4: denominator is of this branch on the assessment date."""
    assert refused([Standing(person="X1", grade=Grade.QUALIFIED)]) == ["X1评议当日不是本支部党员"]


def test_an_appraisal_has_its_steps_in_their_order_and_four_grades() -> None:
    """§1.4.3: 自评 → 互评 → 测评 → 评定意见 → report; 优秀/合格/基本合格/不合格."""
    assert list(STEP_NAMES.values()) == ["个人自评", "党员互评", "民主测评", "评定意见", "上报"]
    assert list(GRADE_NAMES.values()) == ["优秀", "合格", "基本合格", "不合格"]
    assert out_of_order({Step.SELF: DAY, Step.PEERS: date(2025, 12, 9)}) == [
        "党员互评（2025-12-09）早于个人自评（2025-12-10）"
    ]
    assert out_of_order({Step.SELF: DAY, Step.OPINION: DAY}) == []


def test_the_member_is_told_before_the_appraisal_is_reported() -> None:
    """§1.4.3: … → tell the member → report."""
    given = grades(0)
    given[-1] = Standing(person="M27", grade=Grade.QUALIFIED)

    assert unreported(given) == ["党员甲还没有告知本人"]
    assert unreported(grades(0)) == []
    assert unreported(grades(0)[:-1]) == ["党员甲还没有等次"]


def test_who_is_not_qualified_needs_a_disposal_and_nobody_else_has_one() -> None:
    """§1.4.6: 不合格 → 组织处置: 限期改正 → 劝退 → 除名."""
    assert unreported(grades(0, M27=Grade.UNQUALIFIED)) == ["党员甲评为不合格，没有写处置方式"]
    wrong = [Standing(person="M01", grade=Grade.BARELY, disposal=Disposal.CORRECT)]
    assert refused(wrong) == ["M01不是不合格，不写处置方式"]


def test_who_is_barely_qualified_needs_an_improvement_talk() -> None:
    """§1.4.6: 基本合格 → improvement talk."""
    assert unreported(grades(0, M27=Grade.BARELY)) == ["党员甲评为基本合格，还没有提醒谈话"]


def test_many_names_are_told_as_a_number() -> None:
    (says,) = unreported([])

    assert says.endswith("等27人还没有等次")


def test_every_paper_grades_every_member_once_so_that_the_counts_sum_alike() -> None:
    """§1.4.3: 民主测评; who does not grade themself differs by one paper."""
    alike = {"M01": Votes(20, 7), "M02": Votes(3, 22, 1), "M03": Votes()}
    apart = {"M01": Votes(11), "M02": Votes(10, 7), "M03": Votes(0, 12)}

    assert unlike_ballots(alike, {}) == []
    assert unlike_ballots({}, {}) == []
    [why] = unlike_ballots(apart, {"M01": "党员甲", "M03": "党员丙"})
    assert why.startswith("测评票数对不上：最多的合计17票，党员甲11票、党员丙12票")
