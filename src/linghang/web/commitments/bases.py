"""On what decisions programmes were approved, in words; who may not know of an item reads only of
which meeting it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from linghang.commitments.models import Basis, Step
from linghang.commitments.setting import basis
from linghang.web.requests import Request


@dataclass(frozen=True, slots=True)
class Told:
    """A decision in words. url: of the meeting, "" where the post reads no record of it."""

    text: str
    url: str = ""


def told(request: Request, steps: Iterable[Step]) -> dict[str, Told]:
    """Id of a basis (Step.about_id) → in words, of those that the steps rest on; two queries."""
    wanted = {one.about_id for one in steps if one.about_type == basis.THING}
    rows = list(Basis.objects.filter(pk__in=wanted).order_by("pk")) if wanted else []
    known = _known(request, rows)
    return {str(row.pk): _told(row, known) for row in rows}


def _known(request: Request, rows: Iterable[Basis]) -> set[tuple[int, str]]:
    """(meeting, title) of the items of which the post may know."""
    meetings = {row.meeting_id for row in rows if row.meeting_id}
    if not meetings:
        return set()
    items = basis.known_to(request.rights).filter(form__meeting__in=meetings)
    return set(items.order_by().values_list("form__meeting", "title"))


def _told(row: Basis, known: set[tuple[int, str]]) -> Told:
    if row.meeting_id is None:
        return Told(f"{row.document}《{row.title}》")
    if (row.meeting_id, row.title) not in known:
        return Told(f"{row.document}议定")
    return Told(f"{row.document}“{row.title}”", reverse("meeting", args=[row.meeting_id]))


def of_step(step: Step, bases: Mapping[str, Told]) -> Told | None:
    """What a step rests on, where that is the decision of an approval."""
    return bases.get(step.about_id) if step.about_type == basis.THING else None
