"""民主评议党员: steps in order, who gets a grade, how many may be excellent (§1.4.3–1.4.6)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

MOST_TO_TELL = 8  # names in one sentence


class Grade(StrEnum):
    """优秀, 合格, 基本合格, 不合格."""

    EXCELLENT = "excellent"
    QUALIFIED = "qualified"
    BARELY = "barely"
    UNQUALIFIED = "unqualified"


class Disposal(StrEnum):
    """What becomes of somebody who is not qualified; each by a procedure of its own (§1.4.6)."""

    CORRECT = "correct"
    PERSUADE = "persuade"
    STRIKE = "strike"


class Step(StrEnum):
    """The steps of an appraisal, in their order (§1.4.3)."""

    SELF = "self"
    PEERS = "peers"
    BALLOT = "ballot"
    OPINION = "opinion"
    REPORT = "report"


GRADE_NAMES: dict[Grade, str] = {
    Grade.EXCELLENT: "优秀",
    Grade.QUALIFIED: "合格",
    Grade.BARELY: "基本合格",
    Grade.UNQUALIFIED: "不合格",
}
DISPOSAL_NAMES: dict[Disposal, str] = {
    Disposal.CORRECT: "限期改正",
    Disposal.PERSUADE: "劝其退党",
    Disposal.STRIKE: "党内除名",
}
STEP_NAMES: dict[Step, str] = {
    Step.SELF: "个人自评",
    Step.PEERS: "党员互评",
    Step.BALLOT: "民主测评",
    Step.OPINION: "评定意见",
    Step.REPORT: "上报",
}


@dataclass(frozen=True, slots=True)
class Votes:
    """What the anonymous ballot gave one member: a reference, never the grade (§1.4.5)."""

    excellent: int = 0
    qualified: int = 0
    barely: int = 0
    unqualified: int = 0

    @property
    def total(self) -> int:
        return self.excellent + self.qualified + self.barely + self.unqualified


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One member's grade with what follows from it.

    disposal: None without one. talked_on: of the improvement talk. told_on: when the member was
    told of the grade.
    """

    person: str
    grade: Grade
    disposal: Disposal | None = None
    talked_on: date | None = None
    told_on: date | None = None


def most_excellent(graded: int, share: Fraction) -> int:
    """How many of those graded may be excellent: the share, rounded down."""
    return int(graded * share)


def reasons_not_to_grade(
    grades: Sequence[Standing],
    *,
    members: Collection[str],
    probation: Collection[str],
    share: Fraction,
    names: Mapping[str, str],
) -> list[str]:
    """Why the grades cannot be kept; every reason, in Chinese.

    members: everybody who belongs to the branch on the day of the appraisal. probation: those of
    them who take part and get no grade. names: code → name.
    """
    return [
        *_wrong_people([one.person for one in grades], members, probation, names),
        *_too_many(grades, len(set(members) - set(probation)), share),
        *(
            f"{names.get(one.person, one.person)}不是不合格，不写处置方式"
            for one in grades
            if one.disposal and one.grade is not Grade.UNQUALIFIED
        ),
    ]


def unlike_ballots(votes: Mapping[str, Votes], names: Mapping[str, str]) -> list[str]:
    """Why the counts can't be of one ballot, on which every paper grades every member once.

    votes: person → counts; who has none is not looked at. Who does not grade themself, and who
    was away, differ by one paper at most.
    """
    totals = {one: found.total for one, found in votes.items() if found.total}
    most = max(totals.values(), default=0)
    if most - min(totals.values(), default=0) <= 1:
        return []
    short = [one for one, total in totals.items() if total < most - 1]
    return [
        f"测评票数对不上：最多的合计{most}票，"
        f"{told([names.get(one, one) + f'{totals[one]}票' for one in short], {})}；"
        "每张测评票对每名党员各打一个等次，各人合计应相同（本人不给自己打等次的差1票）"
    ]


def _wrong_people(
    given: Sequence[str],
    members: Collection[str],
    probation: Collection[str],
    names: Mapping[str, str],
) -> Iterator[str]:
    twice = sorted({one for one in given if given.count(one) > 1})
    for people, says in (
        (twice, "写了两次"),
        ([one for one in given if one in probation], "是预备党员，参加评议但不定等次"),
        ([one for one in given if one not in members], "评议当日不是本支部党员"),
    ):
        if people:
            yield f"{told(people, names)}{says}"


def _too_many(grades: Sequence[Standing], graded: int, share: Fraction) -> Iterator[str]:
    excellent = sum(one.grade is Grade.EXCELLENT for one in grades)
    most = most_excellent(graded, share)
    if excellent > most:
        yield (
            f"优秀{excellent}人，多于{most}人"
            f"（定等次的党员{graded}人，优秀不超过{share.numerator}/{share.denominator}）"
        )


def reasons_not_to_report(
    grades: Sequence[Standing],
    *,
    steps: Mapping[Step, date],
    members: Collection[str],
    probation: Collection[str],
    names: Mapping[str, str],
) -> list[str]:
    """What is still open before the appraisal is reported; every reason, in Chinese."""
    reasons = [
        f"没有写{STEP_NAMES[one]}的日期"
        for one in Step
        if one is not Step.REPORT and one not in steps
    ]
    known = {one.person for one in grades}
    lacking = sorted(set(members) - set(probation) - known)
    for people, says in (
        (lacking, "还没有等次"),
        ([one.person for one in grades if one.told_on is None], "还没有告知本人"),
        (
            [o.person for o in grades if o.grade is Grade.UNQUALIFIED and o.disposal is None],
            "评为不合格，没有写处置方式",
        ),
        (
            [o.person for o in grades if o.grade is Grade.BARELY and o.talked_on is None],
            "评为基本合格，还没有提醒谈话",
        ),
    ):
        if people:
            reasons.append(f"{told(people, names)}{says}")
    return reasons


def out_of_order(steps: Mapping[Step, date]) -> list[str]:
    """Steps whose day lies before that of an earlier step."""
    known = [(one, steps[one]) for one in Step if one in steps]
    return [
        f"{STEP_NAMES[after]}（{day.isoformat()}）早于{STEP_NAMES[before]}（{other.isoformat()}）"
        for (before, other), (after, day) in zip(known, known[1:], strict=False)
        if day < other
    ]


def told(people: Sequence[str], names: Mapping[str, str]) -> str:
    """Names in a row; of many only the first with their number."""
    shown = "、".join(names.get(one, one) for one in people[:MOST_TO_TELL])
    return f"{shown}等{len(people)}人" if len(people) > MOST_TO_TELL else shown
