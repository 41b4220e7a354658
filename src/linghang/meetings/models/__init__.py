"""The tables of meetings, gathered from their parts."""

from linghang.meetings.models.agenda import AgendaItem, Candidate, Recusal, Stance
from linghang.meetings.models.bodies import BranchNature, LeftOut, NoVote, TermSeat
from linghang.meetings.models.called import Former, Material, PutUp
from linghang.meetings.models.meetings import Absence, Form, Meeting, MeetingQuerySet, Observer
from linghang.meetings.models.minutes import Excuse, Minutes
from linghang.meetings.models.opinions import BranchOpinion

__all__ = [
    "Absence",
    "AgendaItem",
    "BranchOpinion",
    "BranchNature",
    "Candidate",
    "Excuse",
    "Form",
    "Former",
    "LeftOut",
    "Material",
    "Meeting",
    "MeetingQuerySet",
    "Minutes",
    "NoVote",
    "Observer",
    "PutUp",
    "Recusal",
    "Stance",
    "TermSeat",
]
