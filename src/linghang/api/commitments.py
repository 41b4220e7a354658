"""Read programmes, their commitments, and figures as of a day; within what the post sees."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import Http404
from ninja import Path, Query, Router, Schema
from pydantic import Field

from linghang.api import paging
from linghang.api.bearing import Request
from linghang.api.paging import Page, Slice
from linghang.api.problems import ANSWERS, only
from linghang.api.words import Code, Day, Truth, Whole
from linghang.commitments import reach
from linghang.commitments.counting import queries
from linghang.commitments.counting.queries import Asked, Figures
from linghang.commitments.definitions import Role
from linghang.commitments.models import Commitment, CommitmentQuerySet, Programme
from linghang.commitments.versions import queries as said
from linghang.commitments.versions import rules
from linghang.commitments.versions.queries import Former

router = Router(tags=["任务与整改"])
LARGEST_ID = 2**63 - 1
# Not the enumeration itself: the description names schemas by class, and ledgers have one, too.
Standing = Literal["planned", "open", "closing", "done", "stage_done", "reopened", "voided"]
ID = Annotated[Whole, Path(ge=1, le=LARGEST_ID)]


class CommitmentsAsked(Slice):
    """Which commitments."""

    unit: Code | None = Field(None, description="责任部门编码")
    level: Code | None = Field(None, description="层级编码")
    standing: Standing | None = Field(None, description="状态")
    due_before: Day | None = Field(None, description="现行时限在哪一天前（不含）")


class FiguresAsked(Schema):
    """As of which day, on which base, by what."""

    on: Day | None = Field(None, description="截至哪一天，不填为今天")
    then: Truth = Field(False, description="按那一天所知，不计以后补登和更正的")
    base: Literal["problems", "measures"] = Field("measures", description="按问题计还是按措施计")
    by: Literal["", "unit", "leader", "heading", "type"] = Field("", description="按什么分列")


class ProgrammeOut(Schema):
    """A programme of which the post sees something."""

    id: int
    kind: str
    number: str
    title: str
    unit: str = Field(description="牵头部门编码")
    began_on: date
    feedback_on: date | None
    standing: str
    definition: str = Field(description="定义的 SHA-256")


class CommitmentOut(Schema):
    """A commitment; persons by their codes."""

    id: int
    programme: int
    parent: int | None = Field(description="上级；本职务看不到的也写编号")
    level: str
    role: str
    number: str
    title: str
    type: str
    unit: str | None
    owner: str
    leader: str
    first_due: date | None = Field(description="原定时限，从不改变")
    due: date | None = Field(description="现行时限")
    weight: Decimal | None
    percent: int | None
    reported_on: date | None
    standing: Standing
    since: date
    needs_approval: bool = Field(description="需重新审定")
    content: str = Field(description="现在内容的 SHA-256")


class VersionOut(Schema):
    """What a commitment said from one deed until the next that changed it."""

    number: int
    day: date | None = Field(description="从哪一天起；开始保存历次内容以前的可能不明")
    person: str = Field(description="办理人编码")
    deed: str = Field(description="事由，如 added、changed、moved")
    content: str = Field(description="内容的 SHA-256，与审定、销号时所依据的一致")
    approved: bool = Field(description="现在有效的审定是按这一版")
    closed: bool = Field(description="现在的销号是按这一版")
    found: bool = Field(description="开始保存历次内容时补存，此前的没有保存")
    says: dict[str, Any] = Field(description="这一版的全部内容；看不到的任务不写序号")


class FigureOut(Schema):
    """How many stand how, on one line."""

    line: str = Field(description="分列的编码，不分列的为空")
    total: int
    done: int
    stage_done: int
    open: int
    overdue: int
    extended: int
    returned: int
    reopened: int


class FiguresOut(Schema):
    """Figures as of a day. base says of what they are shares."""

    on: date
    then: bool
    base: str
    lines: list[FigureOut]


@router.get(
    "/programmes",
    response={200: Page[ProgrammeOut], **ANSWERS},
    url_name="api-programmes",
    summary="工作方案",
)
def programmes(request: Request, asked: Query[Slice]) -> Any:
    """The programmes of which the post sees anything, the latest first."""
    only(request, *Slice.model_fields)
    rows = reach.programmes(request.auth, request.today).order_by("-began_on", "-pk")
    chosen, rest = paging.of(rows, asked)
    return {"items": [_programme(one) for one in chosen], **rest}


@router.get(
    "/programmes/{id}/commitments",
    response={200: Page[CommitmentOut], **ANSWERS},
    url_name="api-commitments",
    summary="方案中的任务",
)
def commitments(request: Request, id: ID, asked: Query[CommitmentsAsked]) -> Any:
    """In the order of the tree, as far as the post sees them."""
    only(request, *CommitmentsAsked.model_fields)
    _found(request, id)
    given = {
        "unit": asked.unit,
        "level": asked.level,
        "standing": asked.standing,
        "due__lt": asked.due_before,
    }
    rows = _seen(request, [id]).filter(
        **{name: value for name, value in given.items() if value is not None}
    )
    chosen, rest = paging.of(rows.order_by("path"), asked)
    return {"items": [_commitment(one) for one in chosen], **rest}


@router.get(
    "/commitments/{id}",
    response={200: CommitmentOut, **ANSWERS},
    url_name="api-commitment",
    summary="一项任务",
)
def commitment(request: Request, id: ID) -> Any:
    """One commitment; what the post does not see is not there."""
    only(request)
    return _commitment(_one(request, id))


@router.get(
    "/commitments/{id}/versions",
    response={200: list[VersionOut], **ANSWERS},
    url_name="api-commitment-versions",
    summary="一项任务的历次内容",
)
def versions(request: Request, id: ID) -> Any:
    """Everything that the commitment said, the first version first; never changed."""
    only(request)
    row = _one(request, id)
    found = said.history(row)
    seen = _seen(request, [row.programme_id])
    within = said.numbers([one.version for one in found], seen)
    return [_version(one, within) for one in found]


@router.get(
    "/programmes/{id}/figures",
    response={200: FiguresOut, **ANSWERS},
    url_name="api-programme-figures",
    summary="截至某天的数",
)
def figures(request: Request, id: ID, asked: Query[FiguresAsked]) -> Any:
    """By problem or by measure, as of a day; a later day than today is today."""
    only(request, *FiguresAsked.model_fields)
    row = _found(request, id)
    on = min(asked.on or request.today, request.today)
    role = Role.FINDING if asked.base == "problems" else Role.TASK
    whole = reach.sees_all(row.definition, request.auth, request.today)
    within = None if whole else _seen(request, [row.pk])
    scope = Asked(
        programmes=[row.pk],
        known=on if asked.then else None,
        within=within,
        level=row.definition.counted_level(role),
    )
    counted = queries.as_of(on, scope, role=role, by=asked.by)
    lines = [_figure(line, one) for line, one in counted.items()]
    return {"on": on, "then": asked.then, "base": asked.base, "lines": lines}


def _found(request: Request, id: int) -> Programme:
    row = reach.programmes(request.auth, request.today, within=[id]).first()
    if row is None:
        raise Http404
    return row


def _one(request: Request, id: int) -> Commitment:
    of = Commitment.objects.filter(pk=id).order_by().values_list("programme", flat=True)
    row = _seen(request, list(of)).filter(pk=id).first()
    if row is None:
        raise Http404
    return row


def _seen(request: Request, programmes: list[int]) -> CommitmentQuerySet:
    return reach.visible_to(request.auth, request.today, within=programmes)


def _programme(row: Programme) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "number": row.number,
        "title": row.title,
        "unit": row.unit_id,
        "began_on": row.began_on,
        "feedback_on": row.feedback_on,
        "standing": row.standing,
        "definition": row.definition_hash,
    }


def _commitment(row: Commitment) -> dict[str, Any]:
    same = ("level", "role", "number", "title", "type", "owner", "leader", "first_due", "due")
    more = ("weight", "percent", "reported_on", "standing", "since", "needs_approval")
    return {
        "id": row.pk,
        "programme": row.programme_id,
        "parent": row.parent_id,
        "unit": row.unit_id,
        "content": row.content_hash,
        **{name: getattr(row, name) for name in (*same, *more)},
    }


def _version(one: Former, within: Collection[str]) -> dict[str, Any]:
    kept = one.version
    return {
        "number": kept.number,
        "day": kept.step.day if kept.step else None,
        "person": kept.step.person if kept.step else "",
        "deed": kept.step.what if kept.step else "",
        "content": kept.hash,
        "approved": one.is_approved,
        "closed": one.is_closed,
        "found": kept.is_found,
        "says": rules.as_seen(kept.says, within),
    }


def _figure(line: str, one: Figures) -> dict[str, Any]:
    tally = one.tally
    return {
        "line": line,
        "total": tally.total,
        "done": tally.done,
        "stage_done": tally.stage_done,
        "open": tally.open,
        "overdue": one.overdue,
        "extended": one.extended,
        "returned": one.returned,
        "reopened": one.reopened,
    }
