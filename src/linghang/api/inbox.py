"""Read one's own notices. Reading them here marks nothing as read: that is a deed of a person."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import Http404
from ninja import Path, Query, Router, Schema
from pydantic import Field

from linghang.api import paging
from linghang.api.bearing import Request
from linghang.api.paging import Page, Slice
from linghang.api.problems import ANSWERS, only
from linghang.api.words import Truth, Whole
from linghang.notices.models import Notice

router = Router(tags=["通知"])
LARGEST_ID = 2**63 - 1


class NoticesAsked(Slice):
    """Which of one's own notices."""

    open: Truth = Field(False, description="只要还没有阅读或确认的")


class NoticeOut(Schema):
    """A notice to the reader."""

    id: int
    kind: str
    kind_name: str
    title: str
    body: str
    subject_type: str
    subject_id: str
    created_at: datetime
    due: date | None
    must_confirm: bool
    read_at: datetime | None
    confirmed_at: datetime | None
    settled_at: datetime | None


@router.get(
    "/notices",
    response={200: Page[NoticeOut], **ANSWERS},
    url_name="api-notices",
    summary="我的通知",
)
def notices(request: Request, asked: Query[NoticesAsked]) -> Any:
    """One's own notices, the newest first."""
    only(request, *NoticesAsked.model_fields)
    rows = Notice.objects.of(request.auth.person)
    chosen, rest = paging.of(rows.open() if asked.open else rows, asked)
    return {"items": [_notice(one) for one in chosen], **rest}


@router.get(
    "/notices/{id}",
    response={200: NoticeOut, **ANSWERS},
    url_name="api-notice",
    summary="一条通知",
)
def notice(request: Request, id: Annotated[Whole, Path(ge=1, le=LARGEST_ID)]) -> Any:
    """One of one's own notices; another's is not there."""
    only(request)
    found = Notice.objects.of(request.auth.person).filter(pk=id).first()
    if found is None:
        raise Http404
    return _notice(found)


def _notice(row: Notice) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "kind_name": row.kind_name,
        "title": row.title,
        "body": row.body,
        "subject_type": row.subject_type,
        "subject_id": row.subject_id,
        "created_at": row.created_at,
        "due": row.due,
        "must_confirm": row.must_confirm,
        "read_at": row.read_at,
        "confirmed_at": row.confirmed_at,
        "settled_at": row.settled_at,
    }
