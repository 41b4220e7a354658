"""Trainings of a year: two for all members with exceptions, two classes for secretaries with some
away; what each came to."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from linghang.demo.landmarks import COMMITTEE
from linghang.meetings.models import Trainee, Training
from linghang.meetings.training.rules import Result
from linghang.meetings.yearly.rosters import Roster

SPARED = 0.05  # who missed the training for everybody
ENDED = (*(Result.FINISHED,) * 9, *(Result.EXCELLENT,) * 2, Result.UNFINISHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Class:
    """away: share of those who were expected and did not come."""

    title: str
    series: str
    month: int
    day: int
    hours: int
    away: float
    syllabus: str
    result: str
    everybody: bool = False


CLASSES = (
    _Class(
        title="党员集中轮训",
        series="上半年",
        month=4,
        day=14,
        hours=16,
        away=SPARED,
        everybody=True,
        syllabus="党的创新理论、纪律条例、医德医风案例",
        result="结合测试平均91分，缺训人员由所在支部组织补学。",
    ),
    _Class(
        title="党员集中轮训",
        series="下半年",
        month=9,
        day=15,
        hours=16,
        away=SPARED,
        everybody=True,
        syllabus="全会精神、公立医院高质量发展、廉洁行医",
        result="结合测试平均93分，收到学习体会二百余篇。",
    ),
    _Class(
        title="支部书记培训班",
        series="第1期",
        month=5,
        day=19,
        hours=16,
        away=0.1,
        syllabus="支部工作条例、组织生活规范、发展党员流程",
        result="笔试和案例研讨两项考核，结业情况逐人登记。",
    ),
    _Class(
        title="支部书记培训班",
        series="第2期",
        month=10,
        day=20,
        hours=8,
        away=0.2,
        syllabus="党建和业务融合、述职评议、品牌创建",
        result="现场交流支部案例十二个，评出优秀学员。",
    ),
)


def do(found: Mapping[str, Roster], chance: random.Random, year: int, at: datetime) -> None:
    """The classes with who was named in them."""
    members = sorted({one for roster in found.values() for one in roster.members})
    leaders = sorted({one for roster in found.values() for one in roster.secretaries})
    for one in CLASSES:
        _hold(one, members if one.everybody else leaders, chance, year, at)


def _hold(
    one: _Class, people: Collection[str], chance: random.Random, year: int, at: datetime
) -> None:
    day = date(year, one.month, one.day)
    row = Training.objects.create(
        unit_id=COMMITTEE,
        title=one.title,
        series=one.series,
        starts_on=day,
        ends_on=day + timedelta(days=1),
        place="学术报告厅",
        syllabus=one.syllabus,
        hours=Decimal(one.hours),
        everybody=one.everybody,
        result=one.result,
        recorded_at=at,
    )
    away = {person for person in people if chance.random() < one.away}
    named = away if one.everybody else [person for person in people if person not in away]
    ended = random.Random(day.toordinal())
    Trainee.objects.bulk_create(
        [
            Trainee(
                training=row,
                person_id=person,
                result="" if one.everybody else ended.choice(ENDED).value,
            )
            for person in sorted(named)
        ],
        batch_size=500,
    )
