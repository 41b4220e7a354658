"""What was written down of a form besides its record, and what its kind still waits for."""

from __future__ import annotations

from datetime import date
from typing import Any

from linghang.foundation.fields import rules as fields
from linghang.foundation.parameters import queries as parameters
from linghang.meetings import catalog
from linghang.meetings.definitions import REPORTED_ON, MeetingKind
from linghang.meetings.models import AgendaItem, Form, Meeting
from linghang.meetings.particulars import rules
from linghang.meetings.particulars.rules import Opening


def values_of(form: Form) -> dict[str, Any]:
    """Field → value, as `fields.rules.parse` gives; fields without one are absent."""
    found = {
        one.code: fields.parse(one, form.facts[one.code]).value
        for one in catalog.meetings()[form.kind].fields
        if one.code in form.facts
    }
    return {code: value for code, value in found.items() if value is not None}


def warnings(meeting: Meeting, form: Form, today: date) -> list[str]:
    """What somebody should look at again, in Chinese: no first topic, not reported in time."""
    kind = catalog.meetings()[form.kind]
    found = []
    items = AgendaItem.objects.filter(form=form).order_by("number").values_list("kind", flat=True)
    state = rules.opening(kind.opens_with, list(items[:1]), kind.opens_told, form.facts)
    if state is Opening.MISSING:
        found.append(f"{kind.name}的首项议题不是{catalog.items()[kind.opens_with].name}。")
    elif state is Opening.UNTOLD:
        empty = rules.untold(kind.opens_told, form.facts)
        names = "、".join(one.name for one in kind.fields if one.code in empty)
        found.append(f"{catalog.items()[kind.opens_with].name}没有登记：{names}。")
    days = _days(kind, meeting.day)
    if days is not None:
        reported = values_of(form).get(REPORTED_ON)
        by = rules.report_by(meeting.day, days)
        if rules.is_unreported(meeting.day, days, reported, today):
            found.append(f"{kind.name}的情况应在{by.isoformat()}前上报，已经超期。")
        elif reported is None:
            found.append(f"{kind.name}的情况还没有上报，最迟{by.isoformat()}。")
    return found


def _days(kind: MeetingKind, day: date) -> int | None:
    found = parameters.value(kind.reported_within, day) if kind.reported_within else None
    return found if isinstance(found, int) else None
