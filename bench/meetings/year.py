"""A year of the branches of the measurement: talks, appraisals, trainings."""

from __future__ import annotations

from datetime import date, timedelta

TALKS, TRAININGS = 60, 20


def write_year(today: date) -> None:
    """Of each branch 60 talks, an appraisal of half of them; 20 trainings for all members."""
    from django.utils import timezone

    from linghang.meetings.models import Appraisal, HeartTalk, Trainee, Training
    from linghang.org.models import Membership

    now = timezone.now()
    of: dict[str, list[str]] = {}
    rows = Membership.objects.filter(line="party").order_by("person__code")
    for unit, person in rows.values_list("unit__code", "person__code"):
        of.setdefault(unit, []).append(person)
    HeartTalk.objects.bulk_create(
        [
            HeartTalk(
                unit_id=unit,
                talker_id=people[number % len(people)],
                other_id=people[(number + 1) % len(people)],
                day=today - timedelta(days=1 + number),
                occasion="yearly",
                summary="谈了近期工作和学习情况。",
                recorded_at=now,
            )
            for unit, people in of.items()
            for number in range(TALKS)
        ],
        batch_size=500,
    )
    Appraisal.objects.bulk_create(
        Appraisal(unit_id=unit, year=today.year, day=today, opened_at=now) for unit in list(of)[::2]
    )
    for number in range(TRAININGS):
        day = today - timedelta(days=10 + number * 15)
        row = Training.objects.create(
            unit_id="P",
            title=f"第{number}期培训",
            starts_on=day,
            ends_on=day,
            hours=2,
            everybody=True,
            recorded_at=now,
        )
        Trainee.objects.bulk_create(
            Trainee(training=row, person_id=people[number]) for people in of.values()
        )
