"""Lessons that leaders gave before 1 July, and the rota of the year; written in bulk.

Leaders taught in their own branch; some of them in a village, at a contact point or in a branch
that they are in charge of. The last of them is still missing, and one lesson was moved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from linghang.demo.landmarks import COMMITTEE
from linghang.meetings.lessons.queries import posts_on
from linghang.meetings.models import Form, Lesson, PlannedLesson
from linghang.meetings.recording.rules import TOOK_PLACE
from linghang.meetings.yearly.rosters import Roster
from linghang.org import posts
from linghang.org.models import Appointment, Coverage
from linghang.org.posts_held.rules import Basis

HALF = 7  # the month before which leaders taught
LEADERS_TOPIC = "弘扬伟大建党精神，推动医院高质量发展"
TOPICS = ("新时代医德医风", "支部建设与学科发展", "为民服务从小事做起")
TOLD = ("village", "contact_point", "")
AHEAD = timedelta(days=12)
BEHIND = timedelta(days=9)


def do(found: Mapping[str, Roster], today: date) -> None:
    """After the lessons of branches; what leaders gave, then what was planned."""
    forms = _forms(today)
    lessons = _by_leaders(found, forms, today)
    Lesson.objects.bulk_create(lessons)
    given = [(one.speaker_id, one.form, one.topic, one.place) for one in lessons]
    plans = [
        PlannedLesson(
            unit_id=form.meeting.unit_id,
            kept_by_id=COMMITTEE,
            speaker_id=speaker,
            day=form.meeting.day - timedelta(days=7 if number == 1 else 0),
            kind="special",
            topic=topic,
            place=place,
            set_on=_beginning(today),
        )
        for number, (speaker, form, topic, place) in enumerate(given)
    ]
    PlannedLesson.objects.bulk_create([*plans, *_of_branches(found, forms, today)], batch_size=500)


def _forms(today: date) -> dict[str, list[Form]]:
    """Branch → its lessons of the year, by day."""
    rows = Form.objects.filter(
        kind="party_lesson",
        meeting__state__in=TOOK_PLACE,
        meeting__day__year=today.year,
        meeting__day__lte=today,
    ).select_related("meeting")
    found: defaultdict[str, list[Form]] = defaultdict(list)
    for form in rows.order_by("meeting__day", "pk"):
        found[form.meeting.unit_id].append(form)
    return found


def _by_leaders(
    found: Mapping[str, Roster], forms: Mapping[str, Sequence[Form]], today: date
) -> list[Lesson]:
    """Each leader but the last in the own branch; elsewhere by turns, the last but one nowhere."""
    branch_of = {who: code for code, roster in sorted(found.items()) for who in roster.members}
    leading = [code for code, one in posts.catalog().items.items() if one.item.is_leader]
    held = Appointment.objects.on(today).filter(post__in=leading).exclude(basis=Basis.DELEGATED)
    people = dict.fromkeys(held.order_by("pk").values_list("person__code", flat=True))
    members = [one for one in people if one in branch_of]
    rows: list[Lesson] = []
    for number, person in enumerate(members[:-1]):
        early = [one for one in forms[branch_of[person]] if one.meeting.day.month < HALF]
        if early:
            rows.append(_lesson(early[-1], person, LEADERS_TOPIC))
        if number < len(members) - 2:
            told = TOLD[number % len(TOLD)]
            elsewhere = early[:1] if told else _in_charge(person, forms, today)
            if elsewhere and (told or elsewhere[0].meeting.unit_id != branch_of[person]):
                rows.append(_lesson(elsewhere[0], person, TOPICS[number % len(TOPICS)], told))
    return _once(rows)


def _lesson(form: Form, person: str, topic: str, place: str = "") -> Lesson:
    post = posts_on([person], form.meeting.day).get(person, "")
    return Lesson(form=form, speaker_id=person, post=post, kind="special", topic=topic, place=place)


def _in_charge(person: str, forms: Mapping[str, Sequence[Form]], today: date) -> list[Form]:
    """The early lessons of branches that cover what the person is in charge of."""
    charged = Appointment.objects.on(today).filter(person__code=person).values("charges__unit")
    covering = Coverage.objects.on(today).filter(covered__in=charged)
    codes = covering.order_by("unit__code").values_list("unit__code", flat=True)
    return [one for code in codes for one in forms.get(code, ()) if one.meeting.day.month < HALF]


def _once(rows: Sequence[Lesson]) -> list[Lesson]:
    """Nobody twice at one meeting; numbered after those who are there already."""
    taken = {
        (form, speaker): number
        for form, speaker, number in Lesson.objects.filter(
            form__in={one.form_id for one in rows}
        ).values_list("form_id", "speaker__code", "number")
    }
    last: defaultdict[int, int] = defaultdict(int)
    for (form, _), number in taken.items():
        last[form] = max(last[form], number)
    found = []
    for one in rows:
        if (one.form_id, one.speaker_id) not in taken:
            last[one.form_id] += 1
            one.number = taken[one.form_id, one.speaker_id] = last[one.form_id]
            found.append(one)
    return found


def _of_branches(
    found: Mapping[str, Roster], forms: Mapping[str, Sequence[Form]], today: date
) -> list[PlannedLesson]:
    """Each branch planned its secretary's last lesson and one to come; three are behind."""
    rows = []
    for number, (code, roster) in enumerate(sorted(found.items())):
        speaker = next(iter(sorted(roster.secretaries)), "")
        if not speaker:
            continue
        days = [today + AHEAD + timedelta(days=number % 5)]
        days += [one.meeting.day for one in forms.get(code, ())[-1:]]
        days += [today - BEHIND] if number < 3 else []
        rows += [
            PlannedLesson(
                unit_id=code,
                kept_by_id=code,
                speaker_id=speaker,
                day=day,
                kind="special",
                topic=TOPICS[(number + at) % len(TOPICS)],
                set_on=_beginning(today),
            )
            for at, day in enumerate(dict.fromkeys(days))
        ]
    return rows


def _beginning(today: date) -> date:
    """The rota of a year is fixed in its first days."""
    return date(today.year, 1, 8)
