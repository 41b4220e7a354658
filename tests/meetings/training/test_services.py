"""A training is recorded from a pasted list; the year of each member follows from it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from linghang.meetings.models import Training
from linghang.meetings.training import queries, services
from linghang.meetings.training.services import CannotRecordTraining
from linghang.org.models import Appointment
from tests.meetings.branch import BRANCH, TODAY, deed

pytestmark = pytest.mark.usefixtures("branch")


def record(**given: Any) -> Training:
    facts: dict[str, Any] = {
        "unit": BRANCH,
        "title": "支部书记培训班",
        "starts_on": date(2025, 9, 1),
        "ends_on": date(2025, 9, 5),
        "hours": Decimal(40),
        "today": TODAY,
        **deed(),
    }
    return services.record(**{**facts, **given})


def of_branch() -> dict[str, tuple[Decimal, Decimal]]:
    found = queries.of_branches([BRANCH], 2025, TODAY)[BRANCH]
    return {one.person: (one.hours, one.short) for one in found}


def test_a_pasted_list_names_people_by_number_or_name_and_tells_every_line_that_fails() -> None:
    row = record(people="M01\n党员M02\nM03 党员M03\n\nM01")

    assert set(row.trainees.values_list("person_id", flat=True)) == {"M01", "M02", "M03"}
    with pytest.raises(CannotRecordTraining, match="“没有这人”不在当日在院人员中；“M01 党员M09”"):
        record(series="第2期", people="M01\n没有这人\nM01 党员M09")
    assert Training.objects.count() == 1


def test_everybody_but_those_named_was_there_and_the_secretary_owes_more() -> None:
    """§1.9.2: 56 h for secretaries, 32 h for members."""
    record(everybody=True, people="M07")

    found = of_branch()
    assert len(found) == 31
    assert found["P5"] == (40, 16)
    assert found["M01"] == (40, 0)
    assert found["M07"] == (0, 32)


def test_a_secretary_of_this_year_without_training_in_half_a_year_is_late() -> None:
    """§1.9.2: new secretaries are trained within half a year."""
    Appointment.objects.filter(person__code="P5", post="branch_secretary").update(
        active_from=date(2025, 3, 1)
    )

    def late() -> list[str]:
        found = queries.of_branches([BRANCH], 2025, TODAY)[BRANCH]
        return [one.person for one in found if one.is_late]

    record(people="P5", starts_on=date(2025, 2, 1), ends_on=date(2025, 2, 1))
    assert late() == ["P5"]
    record(people="P5", series="第2期", starts_on=date(2025, 8, 1), ends_on=date(2025, 8, 1))
    assert late() == []


def test_one_sees_what_one_took_part_in_oneself() -> None:
    record(everybody=True, people="M07")
    record(people="M07", series="第2期", hours=Decimal("3.5"))

    hours, came = queries.of_person("M07", 2025, TODAY)
    assert (hours, [one.series for one in came]) == (Decimal("3.5"), ["第2期"])
    assert queries.of_person("M08", 2025, TODAY)[0] == 40


def test_who_did_not_finish_a_course_has_no_hours_of_it_and_keeps_it_in_the_file() -> None:
    row = record(people="M01 结业\n党员M02 未结业\nM03 优秀", result="考试合格率66.7%。")

    assert dict(row.trainees.values_list("person_id", "result")) == {
        "M01": "finished",
        "M02": "unfinished",
        "M03": "excellent",
    }
    found = of_branch()
    assert (found["M01"][0], found["M02"][0]) == (40, 0)
    record(title="集中轮训", everybody=True, people="M01", hours=Decimal(8))
    assert [(one.hours, one.result) for one in queries.file_of("M02", TODAY)] == [
        (8, ""),
        (0, "未结业"),
    ]
    assert [one.result for one in queries.file_of("M01", TODAY)] == ["结业"]
    with pytest.raises(CannotRecordTraining, match="写了两种结业情况"):
        record(series="第3期", people="M01 结业 未结业")
    with pytest.raises(CannotRecordTraining, match="不写结业情况"):
        record(series="第4期", everybody=True, people="M01 结业")
