"""What meetings hold of somebody who was registered twice comes to the person that stays."""

from __future__ import annotations

from django.db import models

from linghang.meetings.models import (
    Absence,
    AgendaItem,
    AppraisalGrade,
    BookCheck,
    BranchOpinion,
    Candidate,
    Excuse,
    FollowUp,
    Former,
    HeartTalk,
    LeftOut,
    Lesson,
    Meeting,
    Minutes,
    NoVote,
    Observer,
    PlannedLesson,
    PutUp,
    Recusal,
    Stance,
    TermSeat,
    Trainee,
    YearPlan,
)
from linghang.org.merging import pointing
from linghang.org.models import Person

# Column by column; where a person stands once in a thing, a second row of the survivor stays.
_COLUMNS: tuple[tuple[type[models.Model], str, str], ...] = (
    (NoVote, "person", ""),
    (LeftOut, "person", ""),
    (TermSeat, "person", ""),
    (Meeting, "chair", ""),
    (Meeting, "recorder", ""),
    (Absence, "person", "meeting"),
    (Observer, "person", "meeting"),
    (Meeting, "saved_by", ""),
    (Former, "saved_by", ""),
    (PutUp, "person", ""),
    (AgendaItem, "owner", ""),
    (AgendaItem, "person", ""),
    (AgendaItem, "leader", ""),
    (Recusal, "person", "item"),
    (Stance, "person", "item"),
    (Candidate, "person", "item"),
    (Minutes, "signed_by", ""),
    (Excuse, "told_by", ""),
    (AppraisalGrade, "person", "appraisal"),
    (HeartTalk, "talker", ""),
    (HeartTalk, "other", ""),
    (Lesson, "speaker", "form"),
    (PlannedLesson, "speaker", ""),
    (FollowUp, "owner", ""),
    (FollowUp, "closed_by", ""),
    (Trainee, "person", "training"),
    (YearPlan, "keeper", ""),
    (BookCheck, "checked_by", ""),
    (BranchOpinion, "author", ""),
)


class _Repoint:
    """Brings one column from the one to the other, but for what both have."""

    def __init__(self, model: type[models.Model], column: str, within: str) -> None:
        self.model, self.column, self.within = model, column, within

    def __call__(self, *, duplicate: Person, survivor: Person) -> int:
        rows = self.model._default_manager.filter(**{self.column: duplicate})
        if self.within:
            taken = self.model._default_manager.filter(**{self.column: survivor})
            rows = rows.exclude(**{f"{self.within}__in": taken.values(self.within)})
        return int(rows.update(**{self.column: survivor}))


_REPOINTS = {
    f"{model._meta.label_lower}.{column}": _Repoint(model, column, within)
    for model, column, within in _COLUMNS
}


def register() -> None:
    """Declare every column that names a person."""
    for column, repoint in _REPOINTS.items():
        pointing.register(column, repoint)
