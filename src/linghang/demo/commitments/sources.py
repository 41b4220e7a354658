"""Where supervised matters of the demo came from: decisions of meetings, and what these left."""

from __future__ import annotations

from datetime import date

from linghang.commitments.offering.providers import ITEM, LINE
from linghang.meetings.models import AgendaItem, FollowUp

BODIES = ("committee_meeting", "president_meeting", "leaders_life_meeting")


def find(today: date) -> dict[str, tuple[str, str]]:
    """Title of a decision, or of what a meeting left to be done → the thing; the first of each."""
    items = AgendaItem.objects.filter(form__kind__in=BODIES, form__meeting__day__lte=today)
    lines = FollowUp.objects.filter(form__kind__in=BODIES, form__meeting__day__lte=today)
    return {
        title: (kind, str(pk))
        for kind, rows in ((ITEM, items), (LINE, lines))
        for title, pk in rows.order_by("-form__meeting__day", "-pk").values_list("title", "pk")
    }
