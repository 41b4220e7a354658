"""The tables of meetings, gathered from their parts."""

from linghang.meetings.models.agenda import AgendaItem, Candidate, Recusal, Stance
from linghang.meetings.models.appraisals import Appraisal, AppraisalGrade
from linghang.meetings.models.bodies import BranchNature, LeftOut, NoVote, TermSeat
from linghang.meetings.models.called import Former, Material, PutUp
from linghang.meetings.models.lessons import FollowUp, Lesson, LessonQuerySet, MeetingPaper
from linghang.meetings.models.meetings import Absence, Form, Meeting, MeetingQuerySet, Observer
from linghang.meetings.models.minutes import Excuse, Minutes
from linghang.meetings.models.opinions import BranchOpinion
from linghang.meetings.models.rota import PlannedLesson, PlannedLessonQuerySet
from linghang.meetings.models.talks import HeartTalk
from linghang.meetings.models.trainings import Trainee, Training
from linghang.meetings.models.yearly import BookCheck, PlannedTheme, YearPlan

__all__ = [
    "Absence",
    "AgendaItem",
    "Appraisal",
    "AppraisalGrade",
    "BookCheck",
    "BranchNature",
    "BranchOpinion",
    "Candidate",
    "Excuse",
    "FollowUp",
    "Form",
    "Former",
    "HeartTalk",
    "LeftOut",
    "Lesson",
    "LessonQuerySet",
    "Material",
    "Meeting",
    "MeetingPaper",
    "MeetingQuerySet",
    "Minutes",
    "NoVote",
    "Observer",
    "PlannedLesson",
    "PlannedLessonQuerySet",
    "PlannedTheme",
    "PutUp",
    "Recusal",
    "Stance",
    "TermSeat",
    "Trainee",
    "Training",
    "YearPlan",
]
