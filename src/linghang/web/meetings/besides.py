"""What belongs to a meeting besides its record: fields, speakers, what is left to do, papers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.urls import reverse

from linghang.foundation.period import day_label
from linghang.meetings import catalog
from linghang.meetings.follow_ups.rules import STATE_NAMES, State, state
from linghang.meetings.lessons.catalog import place_name
from linghang.meetings.lessons.rules import LESSON_NAMES, LessonKind
from linghang.meetings.models import FollowUp, Form, Lesson, Meeting, MeetingPaper
from linghang.meetings.particulars import queries as particulars
from linghang.meetings.recording.rules import TOOK_PLACE
from linghang.org import posts
from linghang.web.details import Facts, Related, Way
from linghang.web.lists import Column, Link, Listing, Mark, Words
from linghang.web.lists.cells import Value
from linghang.web.meetings.seen import kind_name

TONES = {State.OPEN: "going", State.LATE: "failed", State.CLOSED: "done"}


def post_name(code: str) -> str:
    """The post as people say it; 党员 for none."""
    return posts.post(code).name if code else "党员"


def follow_up_state(row: FollowUp, today: date) -> Mark:
    """How far a line is, as a mark."""
    found = state(row.due_date, row.closed_on, today)
    return Mark(STATE_NAMES[found], TONES[found])


SPEAKERS = Listing(
    code="meetings.speakers",
    title="主讲人",
    counted="人",
    columns=(
        Column("speaker", "主讲人", value="speaker.name", tone="nowrap"),
        Column("post", "时任职务", value=lambda one: post_name(one.post), tone="nowrap"),
        Column("topic", "题目"),
        Column("kind", "形式", value=lambda one: LESSON_NAMES[LessonKind(one.kind)], tone="nowrap"),
        Column("place", "地点", value=lambda one: place_name(one.place), tone="nowrap"),
    ),
)
PAPERS = Listing(
    code="meetings.papers",
    title="会议材料",
    counted="份",
    columns=(
        Column("kind", "材料", tone="nowrap"),
        Column(
            "name",
            "文件",
            value=lambda one: Link(one.evidence.name, reverse("meeting-paper", args=[one.pk])),
        ),
    ),
)


def _closing(row: FollowUp, may: bool) -> Value:
    if row.closed_on:
        return Words(row.result, f"{day_label(row.closed_on)}销号")
    return Link("销号", reverse("follow-up-close", args=[row.pk])) if may else Words("")


def follow_ups(title: str, today: date, may: bool) -> Listing:
    """The list of what is left to do, under its own name (整改清单)."""
    return Listing(
        code="meetings.follow_ups",
        title=title,
        counted="项",
        columns=(
            Column("title", "事项", value=lambda one: Words(one.title, one.measure)),
            Column("owner", "责任人", value="owner.name", tone="nowrap"),
            Column("due", "完成时限", value="due_date", tone="nowrap"),
            Column("state", "情况", value=lambda one: follow_up_state(one, today)),
            Column("result", "完成情况", value=lambda one: _closing(one, may)),
        ),
    )


def facts(forms: Sequence[Form]) -> list[Facts]:
    """What was written down of each form besides its record; nothing for one without."""
    found = []
    for form in forms:
        kept = [
            (one.name, form.facts[one.code])
            for one in catalog.meetings()[form.kind].fields
            if one.code in form.facts
        ]
        if kept:
            found.append(Facts(f"{kind_name(form.kind)}情况", kept))
    return found


def warnings(meeting: Meeting, forms: Sequence[Form], today: date) -> list[str]:
    """What to look at again, over all forms."""
    if meeting.state not in TOOK_PLACE:
        return []
    return [says for form in forms for says in particulars.warnings(meeting, form, today)]


def ways(meeting: Meeting, forms: Sequence[Form]) -> Iterator[Way]:
    """What may be written down besides, form by form."""
    if meeting.state not in TOOK_PLACE:
        return
    for form in forms:
        kind = catalog.meetings()[form.kind]
        of = kind.name if len(forms) > 1 else ""
        if kind.lessons:
            yield Way("登记主讲人", reverse("lesson-keep", args=[form.pk]), "person")
        if kind.fields:
            yield Way(f"填写{of}情况", reverse("meeting-besides", args=[form.pk]), "pencil")
        if kind.agreed:
            yield Way(f"登记{kind.agreed}", reverse("follow-up-add", args=[form.pk]), "plus")
        if kind.papers:
            yield Way(f"上传{of}材料", reverse("meeting-paper-add", args=[form.pk]), "upload")


def related(meeting: Meeting, forms: Sequence[Form], today: date, may: bool) -> list[Related]:
    """Speakers, lists of what is left to do, papers: only those that a form has use for."""
    if meeting.state not in TOOK_PLACE:
        return []
    kinds = {form.kind: catalog.meetings()[form.kind] for form in forms}
    found = []
    if any(one.lessons for one in kinds.values()):
        speakers = Lesson.objects.filter(form__meeting=meeting).select_related("speaker")
        found.append(Related(listing=SPEAKERS, rows=list(speakers), says="还没有登记主讲人。"))
    left = list(FollowUp.objects.filter(form__meeting=meeting).select_related("owner", "form"))
    for kind in kinds.values():
        if kind.agreed:
            rows = [one for one in left if one.form.kind == kind.code]
            listing = follow_ups(kind.agreed, today, may)
            found.append(Related(listing=listing, rows=rows, says=f"还没有登记{kind.agreed}。"))
    papers = MeetingPaper.objects.filter(form__meeting=meeting).select_related("evidence")
    if any(one.papers for one in kinds.values()):
        found.append(Related(listing=PAPERS, rows=list(papers), says="还没有上传材料。"))
    return found
