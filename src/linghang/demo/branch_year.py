"""What branches do once a year: talks, appraisals, lessons, trainings, lists of corrections.

Drawn from a seed and written in bulk, as the meetings are; the visitor's own branch is appraised
by deeds, so that its history can be read.
"""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from linghang.demo import lesson_rota, themes, trainings
from linghang.demo.landmarks import COMMITTEE
from linghang.foundation.access import Actor
from linghang.meetings.appraisal import queries as appraised
from linghang.meetings.appraisal import services as appraisal
from linghang.meetings.appraisal.rules import Disposal, Grade, Standing, Step, Votes, most_excellent
from linghang.meetings.appraisal.services import CannotAppraise, Given
from linghang.meetings.bodies.rules import NoVoteGround
from linghang.meetings.models import (
    Appraisal,
    AppraisalGrade,
    BookCheck,
    FollowUp,
    Form,
    HeartTalk,
    Lesson,
    Meeting,
    NoVote,
    PlannedTheme,
    YearPlan,
)
from linghang.meetings.recording.rules import TOOK_PLACE
from linghang.meetings.talks.rules import Occasion
from linghang.meetings.yearly.rosters import Roster, rosters
from linghang.org.definitions import Kind
from linghang.org.models import Appointment, Unit

SEED = 20250102
OWN = "B01"  # the branch of the visitor who is its secretary
FAILED = "B04"  # where one member was not qualified
SILENT = 0.06  # who is short of talks
TALKED = "谈了近期工作、学习和思想情况，对支部工作提出建议。"
CONTENTS = ("学习", "学习、民主议事", "志愿服务、义诊", "重温入党誓词")
TOPICS = ("党的创新理论专题", "严守党的纪律", "医者初心与使命", "廉洁行医")
PROBLEMS = ("理论学习不够系统", "联系群众不够经常", "支部特色品牌不突出", "年轻党员培养不够")
MEASURES = ("每月集中学习两次，交流体会", "支委每季度走访病区", "结合专科开展义诊", "结对带教")
DONE = ("已按计划完成，成员反映较好。", "已建立制度并执行。")
REMARKS = ("个别会议缺席原因未写", "整改清单责任人不具体", "党课主讲人职务未核对")
Clock = Callable[[], datetime]


def do(*, today: date, clock: Clock) -> None:
    """The year up to today; nothing when it is there already."""
    if HeartTalk.objects.exists():
        return
    chance, at = random.Random(SEED), clock()
    branches = sorted(
        Unit.objects.on(today).filter(kind=Kind.PARTY_BRANCH.value).values_list("code", flat=True)
    )
    found = rosters(branches, today).of
    with transaction.atomic():
        _talks(found, chance, today.year, at)
        _appraisals(found, chance, today)
        trainings.do(found, chance, today.year, at)
        _lessons(found, chance, today.year)
        lesson_rota.do(found, today)
        _themes(found, today.year)
        _besides(chance, today)
        _checks(branches, today)
    _own_appraisal(found[OWN], today, clock)


def _talks(found: Mapping[str, Roster], chance: random.Random, year: int, at: datetime) -> None:
    """Two talks a year of each sort for nearly everybody; the last tenth of branches lags."""
    rows: list[HeartTalk] = []
    for number, (code, roster) in enumerate(sorted(found.items())):
        lags = number % 10 == 9
        for talker, other in _pairs(roster, chance, lags):
            day = date(year, 1, 15) + timedelta(days=chance.randrange(320))
            occasion = chance.choice((Occasion.YEARLY, Occasion.YEARLY, Occasion.TRANSFER))
            rows.append(
                HeartTalk(
                    unit_id=code,
                    talker_id=talker,
                    other_id=other,
                    day=day,
                    occasion=occasion.value,
                    summary=TALKED,
                    recorded_at=at,
                )
            )
    HeartTalk.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def _pairs(roster: Roster, chance: random.Random, lags: bool) -> Iterator[tuple[str, str]]:
    seats = sorted(roster.committee & set(roster.members))
    plain = sorted(set(roster.members) - set(seats))
    for one, other in zip(seats, seats[1:] + seats[:1], strict=True):
        if one != other:
            yield from ((one, other), (other, one))
    for number, one in enumerate(plain):
        if chance.random() < (0.5 if lags else SILENT):
            continue
        if seats:
            yield chance.choice(seats), one
            yield seats[number % len(seats)], one
        if len(plain) > 1:
            yield one, plain[number - 1]


def _appraisals(found: Mapping[str, Roster], chance: random.Random, today: date) -> None:
    """Last year's of every branch reported in January; this year's of every third branch."""
    late = NoVote.objects.filter(ground=NoVoteGround.PROBATION.value)
    probation = {one.person_id: one.span for one in late}
    at = datetime.combine(today, datetime.min.time()).astimezone()
    years = {today.year - 1: date(today.year, 1, 10), today.year: today - timedelta(days=21)}
    rows = [
        _walked(code, year, day, at)
        for year, day in years.items()
        for number, code in enumerate(sorted(found))
        if code != OWN and (year < today.year or number % 3 == 0)
    ]
    Appraisal.objects.bulk_create(rows)
    grades: list[AppraisalGrade] = []
    for row in rows:
        since = row.day if row.year == today.year else date(row.year, 12, 31)
        members = found[row.unit_id].members.items()
        people = sorted(
            one
            for one, day in members
            if day <= since and not (one in probation and row.day in probation[one])
        )
        best = set(chance.sample(people, most_excellent(len(people), appraised.share(row.day))))
        papers = len(people) - len(people) // 10  # some were away
        grades += [
            AppraisalGrade(
                appraisal=row,
                person_id=one,
                grade=(Grade.EXCELLENT if one in best else Grade.QUALIFIED).value,
                told_on=row.day + timedelta(days=4),
                **_counted(papers, chance, is_best=one in best),
            )
            for one in people
        ]
        if (row.unit_id, row.year) == (FAILED, today.year):
            _fail(next(one for one in reversed(grades) if one.person_id not in best))
    AppraisalGrade.objects.bulk_create(grades, batch_size=500)


def _counted(papers: int, chance: random.Random, *, is_best: bool) -> dict[str, int]:
    """What so many papers gave one member: each of them one grade."""
    excellent = (
        chance.randint(papers * 6 // 10, papers) if is_best else chance.randint(0, papers // 3)
    )
    barely = min(chance.choice((0, 0, 0, 1, 2)), papers - excellent)
    return {
        "excellent": excellent,
        "qualified": papers - excellent - barely,
        "barely": barely,
    }


def _fail(grade: AppraisalGrade) -> None:
    """The one member of the demo who was not qualified; what follows is for the visitor to do."""
    grade.grade, grade.disposal = Grade.UNQUALIFIED.value, Disposal.CORRECT.value
    grade.unqualified = max(0, grade.excellent + grade.qualified - 3)
    grade.excellent, grade.qualified = 0, min(3, grade.excellent + grade.qualified)


def _walked(code: str, year: int, day: date, at: datetime) -> Appraisal:
    return Appraisal(
        unit_id=code,
        year=year,
        day=day,
        self_on=day - timedelta(days=5),
        peers_on=day,
        ballot_on=day,
        opinion_on=day + timedelta(days=2),
        report_on=day + timedelta(days=8),
        opened_at=at,
    )


def _lessons(found: Mapping[str, Roster], chance: random.Random, year: int) -> None:
    """Nearly every lesson by the branch secretary; one by the Party secretary before 1 July."""
    forms = Form.objects.filter(
        kind="party_lesson", meeting__state__in=TOOK_PLACE, meeting__day__year=year
    ).select_related("meeting")
    leader = Appointment.objects.filter(post="party_secretary").values_list(
        "person__code", flat=True
    )
    rows = []
    for form in forms:
        unit, day = form.meeting.unit_id, form.meeting.day
        speaker, post = next(iter(sorted(found[unit].secretaries)), ""), "branch_secretary"
        if unit == OWN and day.month == 6 and leader:
            speaker, post = leader[0], "party_secretary"
        if speaker:
            topic = TOPICS[day.month // 3 - 1]
            rows.append(
                Lesson(
                    form=form, number=1, speaker_id=speaker, post=post, kind="special", topic=topic
                )
            )
        plain = sorted(set(found[unit].members) - found[unit].committee)
        if plain and chance.random() < 0.3:
            rows.append(
                Lesson(
                    form=form,
                    number=2,
                    speaker_id=chance.choice(plain),
                    kind="micro",
                    topic="五分钟党史故事",
                )
            )
    Lesson.objects.bulk_create(rows, batch_size=500)


def _themes(found: Mapping[str, Roster], year: int) -> None:
    """The committee's plan of theme days first, then the branches' own."""
    wanted = {
        COMMITTEE: dict(enumerate(themes.COMMITTEE_THEMES, 1)),
        **{code: themes.planned(code) for code in sorted(found)},
    }
    plans = YearPlan.objects.bulk_create(
        YearPlan(unit_id=code, kind="theme_day", year=year) for code, of in wanted.items() if of
    )
    PlannedTheme.objects.bulk_create(
        [
            PlannedTheme(
                plan=plan,
                month=month,
                theme=theme,
                fixed_on=date(year, 1, 3 if plan.unit_id == COMMITTEE else 8),
            )
            for plan in plans
            for month, theme in sorted(wanted[plan.unit_id].items())
        ],
        batch_size=500,
    )


def _besides(chance: random.Random, today: date) -> None:
    """What theme days and life meetings came to, and what the latter left to be done."""
    rows = list(
        Form.objects.filter(
            kind__in=("theme_day", "life_meeting"), meeting__state__in=TOOK_PLACE
        ).select_related("meeting")
    )
    left: list[FollowUp] = []
    for form in rows:
        if form.kind == "theme_day":
            form.facts = {
                "contents": chance.choice(CONTENTS),
                "result": "活动按计划开展，党员踊跃参加。",
            }
            continue
        form.facts = {
            "studied": "集中学习有关文件2次。",
            "opinions": f"征求党员群众意见{chance.randint(5, 15)}条。",
            "found": "；".join(PROBLEMS[:2]) + "。",
            "criticism": "支委会成员逐一作了对照检查，党员之间开展了批评和自我批评。",
        }
        left += _corrections(form, chance, today)
    for form in rows:
        if form.meeting.kind == "theme_day":
            form.meeting.theme = themes.held(form.meeting.unit_id, form.meeting.day.month)
    Form.objects.bulk_update(rows, ["facts"], batch_size=200)
    Meeting.objects.bulk_update({one.meeting for one in rows}, ["theme"], batch_size=200)
    FollowUp.objects.bulk_create(left, batch_size=500)


def _corrections(form: Form, chance: random.Random, today: date) -> Iterator[FollowUp]:
    owner = form.meeting.chair_id
    if not owner:
        return
    for number, which in enumerate(chance.sample(range(len(PROBLEMS)), 2), 1):
        due = form.meeting.day + timedelta(days=150 * number)
        is_open = number == 2 and chance.random() < 0.15
        closed = None if is_open else min(due - timedelta(days=chance.randint(1, 40)), today)
        yield FollowUp(
            form=form,
            number=number,
            title=PROBLEMS[which],
            measure=MEASURES[which],
            owner_id=owner,
            due_date=due,
            closed_on=closed,
            closed_by_id=owner if closed else None,
            result=chance.choice(DONE) if closed else "",
        )


def _checks(branches: Sequence[str], today: date) -> None:
    """Inspections of November: put right, still in time, late."""
    office = Appointment.objects.filter(post="party_office_director").values_list(
        "person__code", flat=True
    )[:1]
    day = today - timedelta(days=40)
    BookCheck.objects.bulk_create(
        BookCheck(
            unit_id=code,
            book=("life", "member_meetings", "lessons")[number % 3],
            year=today.year,
            checked_on=day,
            checked_by_id=person,
            remarks=REMARKS[number % len(REMARKS)],
            correct_by=day + timedelta(days=60 if number % 3 == 1 else 20),
            corrected_on=day + timedelta(days=10) if number % 3 == 0 else None,
            correction="已补正。" if number % 3 == 0 else "",
        )
        for person in office
        for number, code in enumerate(branches[:6])
    )


def _own_appraisal(roster: Roster, today: date, clock: Clock) -> None:
    """The visitor's branch: one grade too many is refused, then settled; still to be told."""
    held = Appointment.objects.on(today).filter(unit__code=OWN, post="branch_secretary").first()
    if held is None:
        return
    actor, at = Actor(person=held.person.code, appointment=held.pk), clock()
    day = today - timedelta(days=10)
    row = appraisal.open_appraisal(unit=OWN, year=today.year, day=day, actor=actor, at=at)
    steps: dict[Step, date] = {one: day for one in Step if one is not Step.REPORT}
    appraisal.note_steps(appraisal_id=row.pk, steps=steps, today=today, actor=actor, at=at)
    people = appraised.people_of(OWN, day)
    graded = sorted(set(people.names) - people.probation)
    most = appraised.most_excellent(OWN, day)
    for excellent in (most + 1, most):
        given = [
            Given(
                Standing(
                    person=one,
                    grade=Grade.EXCELLENT if number < excellent else Grade.QUALIFIED,
                ),
                Votes(excellent=len(graded) - number, qualified=number),
            )
            for number, one in enumerate(graded)
        ]
        with contextlib.suppress(CannotAppraise):
            appraisal.grade(appraisal_id=row.pk, given=given, actor=actor, at=at)
    appraisal.tell(
        appraisal_id=row.pk,
        people=graded[: len(graded) // 2],
        day=today - timedelta(days=3),
        today=today,
        actor=actor,
        at=at,
    )
