"""On what decision a programme is approved (依据): an item of a meeting, or a document."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from linghang.commitments import reach
from linghang.commitments.definitions import ProgrammeKind, Role
from linghang.commitments.faults import Complaint
from linghang.commitments.models import Basis, Commitment, Programme
from linghang.foundation.access import Actor
from linghang.foundation.period import day_label
from linghang.foundation.sensitivity import rules as sensitivity
from linghang.meetings import catalog as meetings
from linghang.meetings.counting.rules import Verdict
from linghang.meetings.models import AgendaItem, Meeting
from linghang.meetings.recording.rules import TOOK_PLACE
from linghang.org.rules import Rights

THING = "commitments.basis"
LONGEST = {"document": 60, "title": 200}
DECIDED = (Verdict.PASSED.value, Verdict.HEARD.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """The decision that is cited. item: of a meeting; else number and title of a document."""

    item: int | None = None
    document: str = ""
    title: str = ""

    @property
    def plain(self) -> Cited:
        """Without blanks around its texts."""
        return replace(self, document=self.document.strip(), title=self.title.strip())


NOTHING = Cited()


def items(programme: Programme, rights: Rights, today: date) -> QuerySet[AgendaItem]:
    """What may be cited: items on which a meeting that the post may read came to a decision, since
    the programme was approved last; of the bodies that its kind names, if it does. Latest first."""
    rows = known_to(rights).filter(
        verdict__in=DECIDED,
        form__meeting__state__in=TOOK_PLACE,
        form__meeting__day__lte=today,
        form__meeting__day__gte=programme.approved_on or programme.began_on,
    )
    if revision := programme.definition.revision:
        rows = rows.filter(form__kind__in=revision.bodies)
    return rows.select_related("form__meeting").order_by("-form__meeting__day", "number")


def known_to(rights: Rights) -> QuerySet[AgendaItem]:
    """Items of which the post may know, in records that it may read."""
    found = AgendaItem.objects.known_to(rights)
    return found.filter(form__meeting__in=Meeting.objects.visible_to(rights))


def meeting_says(item: AgendaItem) -> str:
    """党委会2025年6月3日: which meeting, without what it was about."""
    kind = meetings.meetings().items.get(item.form.kind)
    name = kind.item.name if kind else item.form.kind
    return f"{name}{day_label(item.form.meeting.day)}"


def is_needed(
    kind: ProgrammeKind, programme: Programme, rows: Collection[Commitment], changed: bool
) -> bool:
    """Whether what was approved reads otherwise now and its kind asks whose decision that was.

    rows: what is not voided; a goal more is a change, too. Not the first time.
    """
    if kind.revision is None or not programme.approved_hash:
        return False
    new_goal = any(row.role == Role.GOAL.value and row.begun_on is None for row in rows)
    return changed or new_goal or programme.needs_approval


def faults(
    programme: Programme, cited: Cited, actor: Actor, today: date, *, is_needed: bool
) -> Iterator[Complaint]:
    """Why it can't be cited, or has to be."""
    revision = programme.definition.revision
    if is_needed and revision is not None and cited == NOTHING:
        says = f"改动由{revision.name}决定，写明依据：选会议议题，或写文号和文件名称"
        yield Complaint("title", says)
    if cited.item is None:
        yield from _of_document(programme, cited)
        return
    rights = reach.of_actor(actor, today)
    known = rights is not None and items(programme, rights, today).filter(pk=cited.item).exists()
    if not known:
        yield Complaint("item", "没有这个议题，或者不能作这个方案的依据")
    if cited.document or cited.title:
        yield Complaint("title", "会议议题和文件只写一样")


def _of_document(programme: Programme, cited: Cited) -> Iterator[Complaint]:
    if cited.document and not cited.title:
        yield Complaint("title", "写了文号，也要写文件名称")
    for field, text in (("document", cited.document), ("title", cited.title)):
        if len(text) > LONGEST[field]:
            yield Complaint(field, f"最多{LONGEST[field]}字")
    words = f"{cited.document}{cited.title}"
    for says in sensitivity.reasons_not_to_keep(words, "", programme.sensitivity):
        yield Complaint("title", says)


def keep(programme: Programme, cited: Cited) -> Basis | None:
    """Keep it, once it may be cited; None for nothing."""
    if cited == NOTHING:
        return None
    if cited.item is None:
        return Basis.objects.create(programme=programme, document=cited.document, title=cited.title)
    item = AgendaItem.objects.select_related("form__meeting").get(pk=cited.item)
    return Basis.objects.create(
        programme=programme,
        meeting=item.form.meeting,
        document=meeting_says(item)[: LONGEST["document"]],
        title=item.title,
    )
