"""Read what was settled: meetings with their counts, and proceedings with their steps."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import Http404
from ninja import Path, Query, Router, Schema
from pydantic import Field

from linghang.api import paging
from linghang.api.bearing import Request
from linghang.api.paging import Page, Slice
from linghang.api.problems import ANSWERS, only
from linghang.api.words import Code, Day, Whole
from linghang.meetings import catalog as meetings_catalog
from linghang.meetings.models import Meeting
from linghang.meetings.recording.rules import State
from linghang.procedures import catalog as procedures
from linghang.procedures import queries
from linghang.procedures.days import Day as DayOfRules
from linghang.procedures.definitions import Outcome
from linghang.procedures.models import Proceeding, ProceedingQuerySet
from linghang.procedures.reading import Reading

router = Router(tags=["会议和程序"])
LARGEST_ID = 2**63 - 1


class MeetingsAsked(Slice):
    """Which meetings."""

    unit: Code | None = Field(None, description="召开单位编码")
    kind: Code | None = Field(None, description="会议类别编码")
    state: State | None = Field(None, description="状态")
    since: Day | None = Field(None, description="自哪一天起")
    before: Day | None = Field(None, description="到哪一天前（不含）")


class ProceedingsAsked(Slice):
    """Which proceedings."""

    procedure: Code | None = Field(None, description="程序编码")
    unit: Code | None = Field(None, description="所属单位编码")
    outcome: Outcome | None = Field(None, description="结果")


class FormOut(Schema):
    """One form of a meeting with its counts, null before it was recorded."""

    kind: str
    kind_name: str
    expected: int | None = Field(description="应到")
    came: int | None = Field(description="实到")
    entitled: int | None = Field(description="应到会有表决权")


class MeetingOut(Schema):
    """A meeting; what was said there is read on its page alone."""

    id: int
    unit: str
    day: date
    state: State
    theme: str
    forms: list[FormOut]


class StepOut(Schema):
    """A step of a proceeding: where it stands, and by when it should be done."""

    key: str
    title: str
    status: str
    done_on: date | None
    due: date | None


class ProceedingOut(Schema):
    """A proceeding."""

    id: int
    procedure: str
    title: str
    unit: str
    outcome: Outcome
    started_at: str
    ended_on: date | None


class WholeProceedingOut(ProceedingOut):
    """A proceeding with all its steps; dossier and opinions are read on its page alone."""

    definition: str = Field(description="所用程序版本的 SHA-256")
    steps: list[StepOut]


@router.get(
    "/meetings",
    response={200: Page[MeetingOut], **ANSWERS},
    url_name="api-meetings",
    summary="会议",
)
def meetings(request: Request, asked: Query[MeetingsAsked]) -> Any:
    """Meetings about whose records the post may read, the latest first."""
    only(request, *MeetingsAsked.model_fields)
    given = {
        "unit__code": asked.unit,
        "forms__kind": asked.kind,
        "state": asked.state,
        "day__gte": asked.since,
        "day__lt": asked.before,
    }
    rows = Meeting.objects.visible_to(request.auth).filter(
        **{name: value for name, value in given.items() if value is not None}
    )
    rows = rows.select_related("unit").prefetch_related("forms").order_by("-day", "-pk")
    chosen, rest = paging.of(rows, asked)
    return {"items": [_meeting(one) for one in chosen], **rest}


@router.get(
    "/meetings/{id}",
    response={200: MeetingOut, **ANSWERS},
    url_name="api-meeting",
    summary="一次会议",
)
def meeting(request: Request, id: Annotated[Whole, Path(ge=1, le=LARGEST_ID)]) -> Any:
    """One meeting; another unit's is not there."""
    only(request)
    rows = Meeting.objects.visible_to(request.auth).select_related("unit")
    found = rows.prefetch_related("forms").filter(pk=id).first()
    if found is None:
        raise Http404
    return _meeting(found)


@router.get(
    "/proceedings",
    response={200: Page[ProceedingOut], **ANSWERS},
    url_name="api-proceedings",
    summary="程序办理",
)
def proceedings(request: Request, asked: Query[ProceedingsAsked]) -> Any:
    """Proceedings in which the post has a part, the latest first; none that few may know of."""
    only(request, *ProceedingsAsked.model_fields)
    given = {
        "procedure": asked.procedure,
        "unit__code": asked.unit,
        "outcome": asked.outcome,
    }
    rows = _proceedings(request).filter(
        **{name: value for name, value in given.items() if value is not None}
    )
    chosen, rest = paging.of(rows.select_related("unit").order_by("-started_at", "-pk"), asked)
    return {"items": [_proceeding(one) for one in chosen], **rest}


@router.get(
    "/proceedings/{id}",
    response={200: WholeProceedingOut, **ANSWERS},
    url_name="api-proceeding",
    summary="一件程序",
)
def proceeding(request: Request, id: Annotated[Whole, Path(ge=1, le=LARGEST_ID)]) -> Any:
    """One proceeding with its steps; one without a part for the post is not there."""
    only(request)
    row = _proceedings(request).whole().filter(pk=id).first()
    if row is None:
        raise Http404
    reading = Reading(row, DayOfRules(request.today), request.today)
    return {
        **_proceeding(row),
        "definition": row.definition_hash,
        "steps": [
            {
                "key": line.step.key,
                "title": line.step.title,
                "status": line.status.value,
                "done_on": line.done_on,
                "due": line.due,
            }
            for line in queries.lines(reading, request.auth)
        ],
    }


def _proceedings(request: Request) -> ProceedingQuerySet:
    """Those in which the post has a part; what few may know of is not there for machines at all."""
    known = procedures.catalog().items.items()
    few = [code for code, loaded in known if loaded.item.in_person]
    return queries.visible_to(request.auth, request.today).exclude(procedure__in=few)


def _meeting(row: Meeting) -> dict[str, Any]:
    known = meetings_catalog.meetings().items
    return {
        "id": row.pk,
        "unit": row.unit.code,
        "day": row.day,
        "state": row.state,
        "theme": row.theme,
        "forms": [
            {
                "kind": form.kind,
                "kind_name": known[form.kind].item.name if form.kind in known else form.kind,
                "expected": form.expected,
                "came": form.came,
                "entitled": form.entitled,
            }
            for form in row.forms.all()
        ],
    }


def _proceeding(row: Proceeding) -> dict[str, Any]:
    return {
        "id": row.pk,
        "procedure": row.procedure,
        "title": row.title,
        "unit": row.unit.code,
        "outcome": row.outcome,
        "started_at": row.started_at.isoformat(),
        "ended_on": row.ended_on,
    }
