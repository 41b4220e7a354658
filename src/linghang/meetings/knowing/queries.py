"""What of one meeting the acting post may know (§2.4.9)."""

from __future__ import annotations

from dataclasses import dataclass

from linghang.meetings.knowing import catalog
from linghang.meetings.models import AgendaItem, Meeting, PutUp, TermSeat
from linghang.org.rules import Rights

WITHHELD = "涉密事项"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What may be shown. items, agenda: in order. hidden, hidden_agenda: how many may not be.

    kinds: kinds of items that are withheld from the reader at this meeting.
    """

    items: tuple[AgendaItem, ...]
    agenda: tuple[PutUp, ...]
    hidden: int
    hidden_agenda: int
    kinds: frozenset[str]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is withheld, so that the raw record may be read as it stands."""
        return not self.hidden and not self.hidden_agenda

    @property
    def says(self) -> str:
        """涉密事项1项; "" where nothing is withheld."""
        count = max(self.hidden, self.hidden_agenda)
        return f"{WITHHELD}{count}项" if count else ""


def known(meeting: Meeting, rights: Rights) -> Known:
    """Items and agenda of the meeting as the acting post may know them, in three queries."""
    rows = AgendaItem.objects.filter(form__meeting=meeting)
    items = list(rows.select_related("form", "owner", "person", "leader").order_by("number"))
    agenda = list(meeting.agenda.select_related("person").order_by("number"))
    withheld = set(catalog.told(rights.post.code).withheld)
    if withheld & ({one.kind for one in items} | {one.kind for one in agenda}):
        seats = TermSeat.objects.on(meeting.day).filter(
            unit__code=meeting.unit_id, person__code=rights.person
        )
        bodies = set(seats.values_list("kind", flat=True))
    else:
        withheld, bodies = set(), set()

    def may(kind: str, body: str) -> bool:
        return kind not in withheld or body in bodies

    shown = tuple(one for one in items if may(one.kind, one.form.kind) or one.published_on)
    announced = {one.title for one in shown if one.published_on}
    put_up = tuple(one for one in agenda if may(one.kind, one.form) or one.title in announced)
    return Known(
        items=shown,
        agenda=put_up,
        hidden=len(items) - len(shown),
        hidden_agenda=len(agenda) - len(put_up),
        kinds=frozenset(
            one.kind
            for one in items
            if not may(one.kind, one.form.kind) and one.published_on is None
        ),
    )
