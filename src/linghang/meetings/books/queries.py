"""What a record book holds: the meetings of a branch and its groups in a year, ready to print."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from linghang.foundation.period import Period
from linghang.meetings import catalog
from linghang.meetings.books.definitions import Book
from linghang.meetings.models import AgendaItem, BookCheck, Form, HeartTalk
from linghang.meetings.recording.rules import TOOK_PLACE
from linghang.meetings.talks.rules import OCCASION_NAMES
from linghang.org.models import Placement
from linghang.org.rules import Rights


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One meeting of a book. number: within the book, the earliest first. facts: (name, text).

    is_whole: nothing of it is withheld from the reader, so that its raw record may be printed.
    """

    number: int
    form: Form
    name: str
    facts: tuple[tuple[str, str], ...]
    is_whole: bool


def entries(unit: str, book: Book, year: int, *, today: date, rights: Rights) -> list[Entry]:
    """The meetings of the book in the order of their days; in eleven queries, however many.

    The branch's groups count as the branch. Items that the reader must not know of are left out.
    """
    span = Period.year(year)
    on = min(today, span.last_day)
    groups = Placement.objects.on(on).filter(parent__code=unit).values("unit__code")
    forms = (
        Form.objects.filter(
            Q(meeting__unit__code=unit) | Q(meeting__unit__code__in=groups),
            kind__in=book.kinds,
            meeting__state__in=TOOK_PLACE,
            meeting__day__gte=span.start,
            meeting__day__lt=span.end,
        )
        .select_related("meeting__unit", "meeting__chair", "meeting__recorder")
        .prefetch_related(
            "meeting__absences__person",
            "meeting__observers__person",
            Prefetch("items", AgendaItem.objects.known_to(rights).select_related("owner")),
            "lessons__speaker",
            "follow_ups__owner",
        )
        .order_by("meeting__day", "pk")
    )
    known, withheld = catalog.meetings(), _withheld(forms, rights)
    return [
        Entry(
            number=number,
            form=form,
            name=known[form.kind].name,
            facts=tuple(
                (one.name, form.facts[one.code])
                for one in known[form.kind].fields
                if one.code in form.facts
            ),
            is_whole=form.meeting_id not in withheld,
        )
        for number, form in enumerate(forms, 1)
    ]


def _withheld(forms: QuerySet[Form], rights: Rights) -> set[int]:
    """Meetings that hold an item of which the reader must not know."""
    of = AgendaItem.objects.filter(form__meeting__forms__in=forms.order_by().values("pk"))
    hidden = of.exclude(pk__in=AgendaItem.objects.known_to(rights).values("pk"))
    return set(hidden.values_list("form__meeting_id", flat=True))


def talks(unit: str, year: int) -> list[tuple[str, int]]:
    """How many talks the branch held in the year, by occasion; neither who nor what."""
    span = Period.year(year)
    rows = HeartTalk.objects.filter(unit__code=unit, day__gte=span.start, day__lt=span.end)
    counted = Counter(rows.values_list("occasion", flat=True))
    return [
        (name, counted[one.value]) for one, name in OCCASION_NAMES.items() if counted[one.value]
    ]


def checks(unit: str, year: int, book: str = "") -> list[BookCheck]:
    """The inspections of the branch's books of the year, latest first."""
    rows = BookCheck.objects.filter(unit__code=unit, year=year).select_related("checked_by")
    return list(rows.filter(book=book) if book else rows)


def counted(unit: str, year: int, today: date) -> dict[str, int]:
    """Kind of meeting → how many of the branch and its groups in the year, in one query."""
    span = Period.year(year)
    on = min(today, span.last_day)
    groups = Placement.objects.on(on).filter(parent__code=unit).values("unit__code")
    rows = Form.objects.filter(
        Q(meeting__unit__code=unit) | Q(meeting__unit__code__in=groups),
        meeting__state__in=TOOK_PLACE,
        meeting__day__gte=span.start,
        meeting__day__lt=span.end,
    )
    return dict(Counter(rows.values_list("kind", flat=True)))
