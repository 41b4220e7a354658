"""An appraisal from its opening to the report, with grades that no ballot decides."""

from __future__ import annotations

from datetime import date

import pytest

from linghang.foundation.trail.models import Entry
from linghang.meetings.appraisal import queries, services
from linghang.meetings.appraisal.rules import Disposal, Grade, Standing, Step, Votes
from linghang.meetings.appraisal.services import CannotAppraise, Given
from linghang.meetings.models import Appraisal, AppraisalGrade
from tests.meetings.branch import BRANCH, EVERYBODY, MEMBERS, TODAY, deed

pytestmark = pytest.mark.usefixtures("branch")
DAY = date(2025, 12, 20)
GRADED = [one for one in EVERYBODY if one not in MEMBERS[-4:]]
STEPS = dict.fromkeys((Step.SELF, Step.PEERS, Step.BALLOT, Step.OPINION), DAY)


def opened() -> Appraisal:
    return services.open_appraisal(unit=BRANCH, year=2025, day=DAY, **deed())  # type: ignore[arg-type]


def settle(row: Appraisal, excellent: int, **other: Standing) -> None:
    given = [
        Given(
            other.get(one)
            or Standing(
                person=one, grade=Grade.EXCELLENT if number < excellent else Grade.QUALIFIED
            ),
            Votes(unqualified=27),
        )
        for number, one in enumerate(GRADED)
    ]
    services.grade(appraisal_id=row.pk, given=given, **deed())  # type: ignore[arg-type]


def test_a_branch_of_31_may_grade_9_excellent_and_not_10() -> None:
    """B9, on the members of the day: 31, of whom 4 on probation."""
    row = opened()

    assert queries.people_of(BRANCH, DAY).graded == 27
    with pytest.raises(CannotAppraise, match="优秀10人，多于9人"):
        settle(row, 10)
    settle(row, 9)

    assert AppraisalGrade.objects.filter(grade="excellent").count() == 9


def test_a_grade_never_follows_from_the_ballot() -> None:
    """§1.4.5: votes are only a reference; here all 27 voted 不合格 and the grade is 合格."""
    settle(opened(), 0)

    row = AppraisalGrade.objects.get(person__code="M05")
    assert (row.unqualified, row.grade) == (27, "qualified")


def test_an_appraisal_is_held_once_a_year() -> None:
    """§1.4.3: 1 a year."""
    opened()

    with pytest.raises(CannotAppraise, match="2025年的民主评议已经登记"):
        opened()


def test_it_is_reported_once_everybody_was_told_and_never_changes_after() -> None:
    row = opened()
    bad = Standing(person="M02", grade=Grade.UNQUALIFIED, disposal=Disposal.CORRECT)
    services.note_steps(appraisal_id=row.pk, steps=STEPS, today=TODAY, **deed())  # type: ignore[arg-type]
    settle(row, 9, M02=bad)

    with pytest.raises(CannotAppraise, match="还没有告知本人"):
        services.report(appraisal_id=row.pk, day=TODAY, today=TODAY, **deed())  # type: ignore[arg-type]
    told = services.tell(
        appraisal_id=row.pk,
        people=GRADED,
        day=DAY,
        today=TODAY,
        **deed(),  # type: ignore[arg-type]
    )
    services.report(appraisal_id=row.pk, day=TODAY, today=TODAY, **deed())  # type: ignore[arg-type]

    assert told == 27
    with pytest.raises(CannotAppraise, match="已经上报"):
        settle(row, 1)


def test_the_trail_tells_numbers_and_never_whose_grade() -> None:
    settle(opened(), 9)

    entry = Entry.objects.get(action="meetings.appraisal.graded")
    assert entry.facts == {
        "unit": "内科第一党支部",
        "year": 2025,
        "graded": 27,
        "excellent": 9,
    }
