"""The tables of meetings, gathered from their parts."""

from linghang.meetings.models.agenda import AgendaItem, Candidate, Recusal, Stance
from linghang.meetings.models.appraisals import Appraisal, AppraisalGrade
from linghang.meetings.models.bodies import LeftOut, NoVote, TermSeat
from linghang.meetings.models.lessons import FollowUp, Lesson, MeetingPaper
from linghang.meetings.models.meetings import Absence, Form, Meeting, MeetingQuerySet, Observer
from linghang.meetings.models.minutes import Excuse, Minutes
from linghang.meetings.models.talks import HeartTalk
from linghang.meetings.models.trainings import Trainee, Training
from linghang.meetings.models.yearly import BookCheck, PlannedTheme, YearPlan

__all__ = [
    "Absence",
    "AgendaItem",
    "Appraisal",
    "AppraisalGrade",
    "BookCheck",
    "Candidate",
    "Excuse",
    "FollowUp",
    "Form",
    "HeartTalk",
    "LeftOut",
    "Lesson",
    "Meeting",
    "MeetingPaper",
    "MeetingQuerySet",
    "Minutes",
    "NoVote",
    "Observer",
    "PlannedTheme",
    "Recusal",
    "Stance",
    "TermSeat",
    "Trainee",
    "Training",
    "YearPlan",
]
