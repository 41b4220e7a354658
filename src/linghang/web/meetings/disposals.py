"""From a grade of 不合格 to its disposal: who may open one, and how it stands."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from linghang.meetings.appraisal.rules import Grade
from linghang.meetings.models import Appraisal, AppraisalGrade
from linghang.org.posts_held.rules import Basis
from linghang.procedures import catalog, queries
from linghang.procedures.definitions import OUTCOME_NAMES, Outcome
from linghang.procedures.models import Proceeding
from linghang.procedures.party.disposals import GRADE, PROCEDURE
from linghang.web.lists import Link
from linghang.web.lists.cells import Value
from linghang.web.requests import Request


def may_dispose(request: Request, appraisal: Appraisal) -> bool:
    """Whether the post may open a disposal: its own branch's, in person, once it is reported."""
    rights, loaded = request.rights, catalog.current(PROCEDURE)
    if loaded is None or not appraisal.report_on or rights.basis is Basis.DELEGATED:
        return False
    posts = {post for seat in loaded.item.starters for post in seat.posts}
    return rights.post.code in posts and rights.unit.code == appraisal.unit_id


def standing(
    request: Request, appraisal: Appraisal, grades: Iterable[AppraisalGrade]
) -> dict[int, Value]:
    """Grade → what its column says: the latest disposal, or where to open one; in one query."""
    failed = [one.pk for one in grades if one.grade == Grade.UNQUALIFIED]
    if not failed:
        return {}
    seen = queries.visible_to(request.rights, request.today).filter(
        subject_type=GRADE, subject_id__in=[str(pk) for pk in failed]
    )
    latest: dict[int, Proceeding] = {}
    for row in seen.order_by("pk"):
        latest[int(row.subject_id)] = row
    found: dict[int, Value] = {
        pk: Link(OUTCOME_NAMES[Outcome(row.outcome)], reverse("proceeding", args=[row.pk]))
        for pk, row in latest.items()
    }
    if may_dispose(request, appraisal):
        for pk in set(failed) - set(found):
            found[pk] = Link("发起处置", reverse("disposal-start", args=[pk]))
    return found
