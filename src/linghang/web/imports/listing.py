"""The list of the batches of a kind."""

from __future__ import annotations

from functools import cache

from linghang.foundation.intake import kinds
from linghang.foundation.intake.models import Batch, State
from linghang.web.imports import faces
from linghang.web.imports.faces import Face, Place
from linghang.web.lists import Column, Empty, Filter, Listing, Mark, Way, Words

TONES = {
    State.RECEIVED: "going",
    State.STAGING: "going",
    State.COMMITTING: "going",
    State.STAGED: "warning",
    State.COMMITTED: "done",
    State.REFUSED: "failed",
    State.INTERRUPTED: "failed",
}


def _files(batch: Batch) -> Words:
    """The first file by name, and how many there are."""
    count = len(batch.files)
    return Words(batch.files[0]["name"] if count else "", f"等{count}个" if count > 1 else "")


BEFORE = (
    Column("batch", "批次", value=str, sort="pk"),
    Column(
        "state",
        "状态",
        value=lambda one: Mark(one.get_state_display(), TONES.get(State(one.state), "")),
    ),
    Column("files", "文件", value=_files),
)
SUMMARY = Column("summary", "内容", value=lambda one: one.facts.get("summary") or one.message[:60])
AFTER = (
    Column("person", "导入人", is_person=True, tone="nowrap"),
    Column("received", "收到", value="received_at", sort="received_at", tone="nowrap"),
    Column("committed", "入库", value="committed_at", sort="committed_at", tone="nowrap"),
)


def listing(place: Place) -> Listing:
    """The shape of the list; one and the same for every target of a kind."""
    return _listing(place.face)


@cache
def _listing(face: Face) -> Listing:
    title, hint = kinds.of(face.kind).words.empty
    return Listing(
        code=face.listing or f"imports.{face.kind}",
        title="导入记录",
        headed=True,
        counted="批",
        columns=(*BEFORE, *(face.columns or (SUMMARY,)), *AFTER),
        filters=(
            Filter("state", "状态", Way.CHOICE, path="state", options=State.choices),
            Filter("received", "收到", Way.INSTANT, path="received_at"),
            Filter("person", "导入人", Way.PERSON, path="person"),
        ),
        order="-received",
        link=_leads,
        empty=Empty(title, hint),
    )


def _leads(batch: Batch) -> str:
    return faces.of(batch).url("", batch.pk)
