"""The deed about lessons: who taught at a meeting, in which post, on what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.meetings import catalog, trail_actions
from linghang.meetings.lessons import catalog as declared_lessons
from linghang.meetings.lessons import queries
from linghang.meetings.lessons.rules import LessonKind
from linghang.meetings.models import Form, Lesson
from linghang.meetings.recording.rules import TOOK_PLACE
from linghang.meetings.rota import services as rota
from linghang.org.models import Person
from linghang.org.rules import refuse


class CannotKeepLesson(Refused):
    """The speakers cannot be kept; the message lists every reason."""


@dataclass(frozen=True, slots=True)
class Talk:
    """One speaker with what was taught. place: where, if not in the branch itself."""

    speaker: str
    topic: str
    kind: LessonKind = LessonKind.SPECIAL
    place: str = ""


@transaction.atomic
def keep(*, form_id: int, talks: Sequence[Talk], actor: Actor, at: datetime, today: date) -> Form:
    """Keep the speakers of a lesson in place of those before; what was planned or owed is met.

    The post of each is the highest that they held on that day (§1.11.8). Raises CannotKeepLesson.
    """
    form = (
        Form.objects.select_for_update(of=("self",)).select_related("meeting__unit").get(pk=form_id)
    )
    declared, speakers = catalog.meetings()[form.kind], [one.speaker for one in talks]
    reasons = [] if declared.lessons else [f"{declared.name}没有主讲人"]
    if form.meeting.state not in TOOK_PLACE:
        reasons.append("会议还没有召开")
    if not talks or any(not one.topic.strip() for one in talks):
        reasons.append("每位主讲人都要写题目")
    if len(set(speakers)) < len(speakers):
        reasons.append("同一主讲人写了两次")
    if Person.objects.filter(code__in=speakers).count() < len(set(speakers)):
        reasons.append("主讲人不在人员登记中")
    if any(one.place and one.place not in declared_lessons.told() for one in talks):
        reasons.append("没有这样的讲课地点")
    refuse(CannotKeepLesson, "不能登记", reasons)
    held = queries.posts_on(speakers, form.meeting.day)
    form.lessons.all().delete()
    Lesson.objects.bulk_create(
        Lesson(
            form=form,
            number=number,
            speaker_id=one.speaker,
            post=held.get(one.speaker, ""),
            kind=one.kind.value,
            topic=one.topic.strip(),
            place=one.place,
        )
        for number, one in enumerate(talks, 1)
    )
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.TAUGHT,
        subject=form.meeting,
        facts={
            "unit": form.meeting.unit.name,
            "kind": declared.name,
            "day": form.meeting.day.isoformat(),
            "speakers": len(talks),
        },
    )
    rota.keep(meeting=form.meeting, speakers=speakers, actor=actor, at=at, today=today)
    _meet(speakers, form.meeting.day.year, actor, at, today)
    return form


def _meet(speakers: Sequence[str], year: int, actor: Actor, at: datetime, today: date) -> None:
    """Note what these people owe no more; their reminders are at rest."""
    people = Person.objects.filter(code__in=speakers)
    for one in queries.owing(year, today, people=people):
        if not one.short:
            trail.leave(
                at=at,
                actor=actor,
                action=trail_actions.LESSON_MET,
                subject=(
                    trail_actions.LESSON_DUTY,
                    trail_actions.lesson_duty_id(one.person, one.duty, year),
                ),
                facts={
                    "person": one.person,
                    "year": year,
                    "duty": declared_lessons.duties()[one.duty].name,
                },
            )
