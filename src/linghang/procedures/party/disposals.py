"""Who was graded 不合格 in an appraisal, as the subject of a proceeding (§1.4.6)."""

from __future__ import annotations

from datetime import date

from linghang.meetings.appraisal.rules import Grade
from linghang.meetings.models import AppraisalGrade
from linghang.procedures import subjects
from linghang.procedures.subjects import Subject

GRADE, PROCEDURE = "meetings.appraisal_grade", "party_disposal"


def describe(id: str, _on: date) -> Subject | None:
    """A grade of 不合格 that was reported and changes no more; None for any other.

    The title names nobody: few may know, and titles stand in lists and notices.
    """
    if not id.isdigit():
        return None
    rows = AppraisalGrade.objects.select_related("appraisal__unit")
    settled = rows.filter(grade=Grade.UNQUALIFIED.value, appraisal__report_on__isnull=False)
    row = settled.filter(pk=int(id)).first()
    if row is None:
        return None
    return Subject(
        title=f"{row.appraisal.year}年度民主评议不合格党员组织处置",
        unit=row.appraisal.unit.code,
        concerned=frozenset({row.person_id}),
    )


def register() -> None:
    """Declare it."""
    subjects.register(GRADE, "民主评议等次", describe)
