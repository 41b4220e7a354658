"""Deeds about trainings: record one with who took part, also from a pasted list."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from linghang.foundation.access import Actor
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail
from linghang.meetings import trail_actions
from linghang.meetings.models import Trainee, Training
from linghang.meetings.training.rules import RESULT_NAMES, Result
from linghang.org.definitions import KINDS, Kind, Tree
from linghang.org.models import Person, Unit
from linghang.org.rules import missing, refuse

MOST_HOURS = 200
MOST_TOLD = 10
_BETWEEN = re.compile(r"[\s,，、;；]+")
_RESULTS = {name: one for one, name in RESULT_NAMES.items()} | {"优秀": Result.EXCELLENT}


class CannotRecordTraining(Refused):
    """The training cannot be recorded; the message lists every reason."""


@transaction.atomic
def record(
    *,
    unit: str,
    title: str,
    starts_on: date,
    ends_on: date,
    hours: Decimal,
    everybody: bool = False,
    people: str = "",
    series: str = "",
    place: str = "",
    syllabus: str = "",
    result: str = "",
    actor: Actor,
    at: datetime,
    today: date,
    training_id: int | None = None,
) -> Training:
    """Record a training, or with training_id put this in place of what was recorded.

    people: pasted, one a line, 工号 or 姓名 or both: who took part, with `everybody` who stayed
    away. Behind who took part may stand how they ended it (结业, 优秀学员, 未结业). A line that
    names nobody, or more than one, is refused by name; nothing is kept then. result: of the course,
    in words. Raises CannotRecordTraining.
    """
    host = Unit.objects.select_for_update().get(code=unit)
    found, wrong = named(people, starts_on)
    reasons = [*missing(培训名称=title.strip()), *wrong]
    if KINDS[Kind(host.kind)].tree is not Tree.PARTY:
        reasons.append(f"“{host.name}”不是党组织")
    if not starts_on <= ends_on <= today:
        reasons.append("培训应已结束，结束日期不早于开始日期")
    if not 0 < hours <= MOST_HOURS:
        reasons.append(f"学时应大于0，不超过{MOST_HOURS}")
    if not everybody and not found:
        reasons.append("没有写参训人员")
    if everybody and any(found.values()):
        reasons.append("全体参加的，名单里是没有参加的人，不写结业情况")
    same = Training.objects.filter(
        unit=host, title=title.strip(), series=series.strip(), starts_on=starts_on
    ).exclude(pk=training_id or 0)
    if same.exists():
        reasons.append("这一期培训已经登记")
    refuse(CannotRecordTraining, "不能登记", reasons)
    row = (
        Training.objects.select_for_update().get(pk=training_id, unit=host)
        if training_id
        else Training(unit=host)
    )
    row.title, row.series, row.place = title.strip(), series.strip(), place.strip()
    row.starts_on, row.ends_on, row.hours = starts_on, ends_on, hours
    row.everybody, row.syllabus, row.recorded_at = everybody, syllabus.strip(), at
    row.result = result.strip()
    row.save()
    row.trainees.all().delete()
    Trainee.objects.bulk_create(
        Trainee(training=row, person_id=code, result=ended) for code, ended in found.items()
    )
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.TRAINED,
        subject=row,
        facts={
            "unit": host.name,
            "title": row.title,
            "day": starts_on.isoformat(),
            "hours": str(hours),
        },
    )
    return row


def named(text: str, on: date) -> tuple[dict[str, str], list[str]]:
    """The people that a pasted list names, each once, with how they ended the course ("" where it
    does not stand there), and a reason for each line that fails."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    split = [set(_BETWEEN.split(line)) for line in lines]
    words = set().union(*split)
    rows = Person.objects.on(on).filter(Q(code__in=words) | Q(name__in=words))
    known = list(rows.values_list("code", "name"))
    found: dict[str, str] = {}
    wrong = []
    for line, said in zip(lines, split, strict=True):
        hits = _hits(said, known)
        ended = [_RESULTS[word] for word in said if word in _RESULTS]
        if len(hits) == 1 and len(ended) <= 1:
            found.setdefault(next(iter(hits)), ended[0].value if ended else "")
        elif len(hits) == 1:
            wrong.append(f"“{line[:40]}”写了两种结业情况")
        else:
            wrong.append(f"“{line[:40]}”{'不止一人，请写工号' if hits else '不在当日在院人员中'}")
    if len(wrong) > MOST_TOLD:
        wrong[MOST_TOLD:] = [f"另有{len(wrong) - MOST_TOLD}行对不上"]
    return found, wrong


def _hits(words: Collection[str], known: Collection[tuple[str, str]]) -> set[str]:
    """Codes that a line names: by the number alone where it stands there, else by the name."""
    by_code = {code for code, _ in known if code in words}
    names = {name for _, name in known if name in words}
    if by_code and names:
        return {code for code, name in known if code in by_code and name in names}
    return by_code or {code for code, name in known if name in words}
