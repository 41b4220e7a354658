"""What happened to a commitment, day by day: deeds and reports in one line of time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from linghang.commitments.deeds import WHAT_NAMES, What
from linghang.commitments.due.rules import period_says
from linghang.commitments.models import Note, Paper, Step
from linghang.foundation.access import SYSTEM
from linghang.foundation.period import day_label
from linghang.web import subjects
from linghang.web.commitments import bases
from linghang.web.commitments.bases import Told
from linghang.web.commitments.deeds import is_reporting
from linghang.web.commitments.seen import Seen

TONES = {
    What.CLOSED: "done",
    What.RETURNED: "failed",
    What.REFUSED: "failed",
    What.REOPENED: "failed",
    What.EXTENDED: "warning",
    What.CORRECTED: "warning",
    What.EXCUSED: "warning",
    What.ASKED: "going",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One line of the story. texts: (name, words). later: the day of entry where it differs.

    url: of what it rests on; hash: of what it was decided on; papers: files that came with it.
    is_struck: corrected since; correct: where the post corrects it.
    """

    day: date
    at: datetime
    what: str
    tone: str
    person: str
    texts: Sequence[tuple[str, str]] = ()
    later: date | None = None
    url: str = ""
    hash: str = ""
    papers: Sequence[Paper] = ()
    is_struck: bool = False
    correct: str = ""


def happenings(seen: Seen, names: Mapping[str, str]) -> list[Happened]:
    """Everything, the latest first; five queries."""
    papers: defaultdict[int, list[Paper]] = defaultdict(list)
    for one in seen.row.papers.filter(note__isnull=False):
        papers[one.note_id or 0].append(one)
    notes = seen.row.notes.all()
    corrected = {note.corrects_id for note in notes if note.corrects_id}
    steps = list(seen.row.steps.all())
    known = bases.told(seen.plan.request, steps)
    found = [_step(one, names, bases.of_step(one, known)) for one in steps]
    may = is_reporting(seen)
    for note in notes:
        is_corrected = note.pk in corrected
        url = reverse("commitment-report-correct", args=[seen.row.pk, note.pk])
        correct = url if may and not is_corrected else ""
        found.append(_note(note, names, papers[note.pk], is_corrected, correct))
    in_order = sorted(found, key=lambda one: (one.day, one.at))
    return in_order[::-1]


def _step(step: Step, names: Mapping[str, str], rests_on: Told | None) -> Happened:
    what = What(step.what)
    texts = [("说明", step.text)] if step.text else []
    if step.from_due and step.to_due:
        days = f"由{day_label(step.from_due)}延至{day_label(step.to_due)}"
        texts.insert(0, ("时限", days))
    if rests_on:
        texts.append(("依据", rests_on.text))
    about = (step.about_type, step.about_id)
    leads = about[1] and about[0] != "commitments.review"
    url = subjects.address(*about) if leads else ""
    return Happened(
        day=step.day,
        at=step.at,
        what=WHAT_NAMES[what],
        tone=TONES.get(what, ""),
        person="系统" if step.person == SYSTEM else names.get(step.person, step.person),
        texts=texts,
        later=step.known_on if step.known_on != step.day else None,
        url=rests_on.url if rests_on else url,
        hash=step.hash,
    )


def _note(
    note: Note,
    names: Mapping[str, str],
    papers: Sequence[Paper],
    is_corrected: bool,
    correct: str,
) -> Happened:
    told = (("已做", note.done), ("困难", note.difficulties), ("下一步", note.next))
    texts = [(name, text) for name, text in told if text]
    if note.percent is not None:
        texts.insert(0, ("进度", f"{note.percent}%"))
    period = f"（{period_says(note.period)}）" if note.period else ""
    what = f"{'更正反馈' if note.corrects_id else '反馈进展'}{period}"
    if note.reason:
        texts.append(("更正理由", note.reason))
    return Happened(
        day=note.day,
        at=note.at,
        what=what,
        tone="",
        person=names.get(note.person, note.person),
        texts=texts,
        papers=papers,
        is_struck=is_corrected,
        correct=correct,
    )
