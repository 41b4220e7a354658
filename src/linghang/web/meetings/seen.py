"""Units and meetings as a page may show them: what belongs to others is not there."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from linghang.foundation.access import deny
from linghang.meetings import catalog
from linghang.meetings.knowing.queries import known
from linghang.meetings.models import Meeting
from linghang.meetings.planning.services import names
from linghang.org import policy
from linghang.org.definitions import Kind
from linghang.org.models import Unit
from linghang.web.access import hide_unless, require
from linghang.web.requests import Request

KEEPERS = "党委办公室主任"


def unit_seen(request: Request, code: str) -> Unit:
    """The unit, if one may read about its meetings and it holds any; else 404."""
    unit = get_object_or_404(Unit, code=code)
    hide_unless(policy.may_read_meetings(request.rights, code, Kind(unit.kind)))
    if not catalog.held_by(unit.kind):
        raise Http404
    return unit


def unit_recorded(request: Request, code: str) -> Unit:
    """The same, if one may record its meetings (else 403)."""
    unit = unit_seen(request, code)
    require(policy.may_record_meetings(request.rights, code, Kind(unit.kind)))
    return unit


def meeting_seen(request: Request, pk: int) -> Meeting:
    """The meeting, if one may read it; else 404."""
    rows = Meeting.objects.visible_to(request.rights).select_related("unit", "chair", "recorder")
    return get_object_or_404(rows, pk=pk)


def meeting_recorded(request: Request, pk: int) -> Meeting:
    """The same, if one may record it (else 403)."""
    meeting = meeting_seen(request, pk)
    unit = meeting.unit
    require(policy.may_record_meetings(request.rights, unit.code, Kind(unit.kind)))
    return meeting


def whole(request: Request, meeting: Meeting) -> None:
    """Go on if nothing of the meeting is withheld from the acting post; else 403 with who may.

    Who must not know of an item can't write the record that tells of it (§2.4.9).
    """
    found = known(meeting, request.rights)
    if not found.is_whole:
        require(deny(f"这次会议有{found.says}，不在本职务的知悉范围内", who_can=KEEPERS))


def may_record(request: Request, unit: Unit) -> bool:
    """Whether the page offers to record."""
    return bool(policy.may_record_meetings(request.rights, unit.code, Kind(unit.kind)))


def called(meeting: Meeting) -> str:
    """What a meeting is called on a page: its forms and its day."""
    kinds = [form.kind for form in meeting.forms.all()] or [meeting.kind]
    return f"{names(kinds)} {meeting.day.isoformat()}"


def matter_name(code: str) -> str:
    """The Chinese name of a great matter of departments; the code of one declared no more."""
    found = catalog.department_matters().items.get(code)
    return found.item.name if found else code


def kind_name(code: str) -> str:
    """The Chinese name of a kind of meeting; the code of one that is declared no more."""
    return names([code])
