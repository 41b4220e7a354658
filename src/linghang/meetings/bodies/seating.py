"""Who sits at one meeting: the body of the day, or who was just elected to it (§1.2.3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q, QuerySet

from linghang.meetings import catalog
from linghang.meetings.bodies import queries
from linghang.meetings.bodies.queries import Member
from linghang.meetings.bodies.rules import LEAST_COMMITTEE
from linghang.meetings.counting.rules import Verdict
from linghang.meetings.definitions import MeetingKind
from linghang.meetings.matters import NOTHING, Thing
from linghang.meetings.models import AgendaItem, Candidate
from linghang.meetings.recording.rules import TOOK_PLACE, State
from linghang.org.models import Appointment
from linghang.org.posts_held.rules import Basis

ELECTED = "新当选"


@dataclass(frozen=True, slots=True)
class Put:
    """One item that is put up. about: what it is about, NOTHING for nothing."""

    item: str
    about: Thing = NOTHING


def members(unit: str, kind: MeetingKind, on: date, items: Iterable[Put]) -> tuple[Member, ...]:
    """Everybody who belongs to the unit's meeting that deals with these items.

    What the newly elected decide (`of_elected`) is decided by them, though the posts are still the
    former committee's; fewer than a committee were elected beside those who stay.
    """
    seated = queries.members(unit, kind, on)
    for one in _of_elected(kind, items):
        new = _named(_elections(unit, kind, on, one))
        if one.about == NOTHING and len(new) < LEAST_COMMITTEE:
            return (*(each for each in seated if each.person not in _codes(new)), *new)
        if new:
            return new
    return seated


def also(unit: str, kind: MeetingKind, on: date, items: Iterable[Put]) -> tuple[Member, ...]:
    """The members of the day, and who may sit instead of them if one of these items is chosen."""
    seated, new = queries.members(unit, kind, on), members(unit, kind, on, items)
    return (*seated, *(one for one in new if one.person not in _codes(seated)))


def still_open(unit: str, form: str, on: date, items: Iterable[Put]) -> list[str]:
    """Names of the elections on which the meeting rests, and whose record may still change.

    form: its kind.
    """
    if form not in catalog.meetings():
        return []
    kind = catalog.meetings()[form]
    open_ones = {
        row.kind
        for one in _of_elected(kind, items)
        for row in _elections(unit, kind, on, one)
        if row.form.meeting.state != State.CLOSED
    }
    return [catalog.items()[code].name for code in sorted(open_ones)]


def _of_elected(kind: MeetingKind, items: Iterable[Put]) -> Iterator[Put]:
    for one in items:
        item = catalog.item(one.item)
        if item is not None and item.of_elected and kind.code in item.decided_by:
            yield one


def _elections(unit: str, kind: MeetingKind, on: date, put: Put) -> QuerySet[AgendaItem]:
    """The elections from which the committee of the item goes forth: of the same re-election, or
    those since the last change in the posts, which has not followed yet."""
    rows = AgendaItem.objects.filter(
        form__meeting__unit__code=unit,
        form__meeting__state__in=TOOK_PLACE,
        form__meeting__day__lte=on,
        kind=catalog.items()[put.item].of_elected,
        verdict=Verdict.PASSED,
    ).select_related("form__meeting")
    if put.about != NOTHING:
        return rows.filter(about_type=put.about[0], about_id=put.about[1])
    changed = _last_change(unit, kind, on)
    return rows.filter(form__meeting__day__gte=changed) if changed else rows


def _last_change(unit: str, kind: MeetingKind, on: date) -> date | None:
    """The last day up to which somebody took up or left one of the posts; None for never."""
    posts = Appointment.objects.filter(unit__code=unit, post__in=kind.posts)
    days = posts.exclude(basis=Basis.DELEGATED).aggregate(
        begun=Max("active_from", filter=Q(active_from__lte=on)),
        ended=Max("active_to", filter=Q(active_to__lte=on)),
    )
    return max((day for day in days.values() if day), default=None)


def _named(rows: QuerySet[AgendaItem]) -> tuple[Member, ...]:
    found = Candidate.objects.filter(item__in=rows, is_elected=True).order_by("person__name")
    people = dict(found.values_list("person__code", "person__name"))
    return tuple(Member(person=code, name=name, title=ELECTED) for code, name in people.items())


def _codes(people: Iterable[Member]) -> set[str]:
    return {one.person for one in people}
