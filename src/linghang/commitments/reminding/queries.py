"""What became of each reminder: delivered, read, escalated, or stuck on its way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from linghang.commitments.models import CommitmentQuerySet
from linghang.notices.models import Delivery, Notice

COMMITMENT, PROGRAMME = "commitments.commitment", "commitments.programme"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """One notice to one person. ways: channel and state of each delivery, in Chinese.

    escalated_to: names of those to whom it went up. about: (type, id) of what it tells of.
    """

    notice: int
    about: tuple[str, str]
    kind: str
    title: str
    person: str
    told_at: datetime
    due: date | None
    read_at: datetime | None
    confirmed_at: datetime | None
    escalated_at: datetime | None
    ways: tuple[tuple[str, str], ...] = ()
    escalated_to: tuple[str, ...] = ()

    @property
    def says(self) -> str:
        """已上报；已确认；已读；已送达，未读."""
        if self.escalated_at:
            return "已上报"
        if self.confirmed_at:
            return "已确认"
        return "已读" if self.read_at else "已送达，未读"


def fates(about: Collection[int], *, type: str = COMMITMENT) -> dict[int, list[Fate]]:
    """Commitment → what became of every notice about it, the latest first; three queries."""
    told = Notice.objects.filter(
        subject_type=type, subject_id__in=[str(pk) for pk in about], escalation_of=None
    )
    rows = list(told.select_related("person").order_by("-created_at", "-pk"))
    found: defaultdict[int, list[Fate]] = defaultdict(list)
    for one in became_of(rows):
        found[int(one.about[1])].append(one)
    return dict(found)


def of_programme(rows: CommitmentQuerySet, programme: int, *, whole: bool) -> QuerySet[Notice]:
    """Every notice about these commitments. whole: also those about their programme itself."""
    numbers = rows.order_by().annotate(as_text=Cast("pk", CharField())).values("as_text")
    asked = Q(subject_type=COMMITMENT, subject_id__in=numbers)
    if whole:
        asked |= Q(subject_type=PROGRAMME, subject_id=str(programme))
    return Notice.objects.filter(asked, escalation_of=None).select_related("person")


def became_of(rows: Sequence[Notice]) -> list[Fate]:
    """What became of each notice, in their order; two queries."""
    ways: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for one in Delivery.objects.filter(notice__in=rows).order_by("pk"):
        if one.notice_id is not None:
            ways[one.notice_id].append((one.get_channel_display(), one.get_state_display()))
    above: defaultdict[int, list[str]] = defaultdict(list)
    passed = Notice.objects.filter(escalation_of__in=rows).order_by("pk")
    for pk, name in passed.values_list("escalation_of", "person__name"):
        above[int(pk or 0)].append(name)
    return [
        Fate(
            notice=row.pk,
            about=(row.subject_type, row.subject_id),
            kind=row.kind_name,
            title=row.title,
            person=row.person.name,
            told_at=row.created_at,
            due=row.due,
            read_at=row.read_at,
            confirmed_at=row.confirmed_at,
            escalated_at=row.escalated_at,
            ways=tuple(ways[row.pk]),
            escalated_to=tuple(above[row.pk]),
        )
        for row in rows
    ]
