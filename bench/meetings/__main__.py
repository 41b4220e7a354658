"""`python -m bench.meetings`: duties of 200 branches, pages with 20,000 meetings; median and p95.

Writes into an empty database: a new SQLite file, or the one of LINGHANG_DATABASE_URL.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

BRANCHES, MEMBERS = 200, 30
PAGES = (
    ("支部工作台", "/meetings/units/B000/", "branch_secretary"),
    ("记录会议", "/meetings/units/B000/new/member_meeting/", "branch_secretary"),
    ("会议记录", "/meetings/", "party_office_director"),
    ("一次会议", "/meetings/1/", "party_office_director"),
    ("全院组织生活", "/meetings/office/", "party_office_director"),
    ("工作台", "/", "branch_secretary"),
    ("支部年度事项", "/meetings/year/", "party_office_director"),
    ("培训学时", "/meetings/hours/", "party_office_director"),
    ("谈心谈话", "/meetings/units/B000/talks/", "branch_secretary"),
    ("记录本", "/meetings/units/B000/books/life/2025/", "branch_secretary"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--meetings", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=40)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="linghang-bench-") as folder:
        os.environ["LINGHANG_HOME"] = folder
        os.environ["LINGHANG_DEMO"] = "1"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linghang.settings.embedded")
        _measure(wanted.meetings, wanted.runs)


def _measure(meetings: int, runs: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from linghang.foundation.period import Period
    from linghang.meetings.duties import queries
    from linghang.meetings.yearly import queries as yearly

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    today = date.fromisoformat(settings.DEMO_TODAY)
    appointments = _write(meetings, today)
    gc.collect()
    gc.freeze()  # as a server's process does, see linghang.wsgi
    gc.set_threshold(10_000, 10, 10)
    codes = [f"B{number:03}" for number in range(BRANCHES)]
    found = queries.duties(codes, Period.year(today.year), today)
    sys.stdout.write(f"{BRANCHES}个支部、{meetings}次会议，全年应开{len(found)}项\n")
    _tell("应开和缺的", lambda: queries.duties(codes, Period.year(today.year), today), runs)
    _tell("年度事项", lambda: yearly.owing(codes, today.year, today), runs)
    for name, address, post in PAGES:
        client = Client()
        client.post(f"/login/demo/{appointments[post]}/")
        assert client.get(address).status_code == 200, address
        _tell(name, lambda client=client, address=address: client.get(address), runs)


def _tell(name: str, deed: Callable[[], object], runs: int) -> None:
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        deed()
        times.append(time.perf_counter() - began)
    p95 = statistics.quantiles(times, n=20)[-1]
    sys.stdout.write(
        f"  {name}：{runs}次，中位数{statistics.median(times) * 1000:.0f}毫秒，"
        f"p95 {p95 * 1000:.0f}毫秒\n"
    )


def _write(meetings: int, today: date) -> dict[str, int]:
    """Branches with members and committees, and their meetings back from today."""
    from django.utils import timezone

    from linghang.meetings.models import Absence, Form, Meeting
    from linghang.org.models import Account, Appointment, Membership, Person, Placement, Unit

    since = today - timedelta(days=4000)
    top = Unit.objects.create(
        code="P", name="党委", kind="party_committee", tree="party", active_from=since
    )
    office = Unit.objects.create(
        code="LH", name="示范医院", kind="hospital", tree="administration", active_from=since
    )
    units = Unit.objects.bulk_create(
        Unit(
            code=f"B{number:03}",
            name=f"第{number}党支部",
            kind="party_branch",
            tree="party",
            active_from=since,
        )
        for number in range(BRANCHES)
    )
    Placement.objects.bulk_create(
        [Placement(unit=top, active_from=since), Placement(unit=office, active_from=since)]
        + [Placement(unit=unit, parent=top, active_from=since) for unit in units]
    )
    people = Person.objects.bulk_create(
        Person(code=f"{unit.code}-{number:02}", name=f"党员{unit.code}{number}", active_from=since)
        for unit in units
        for number in range(MEMBERS)
    )
    of = {unit.code: people[n * MEMBERS : (n + 1) * MEMBERS] for n, unit in enumerate(units)}
    Membership.objects.bulk_create(
        Membership(person=one, unit=unit, line="party", active_from=since)
        for unit in units
        for one in of[unit.code]
    )
    posts = ("branch_secretary", "branch_organisation_member", "branch_publicity_member")
    held = Appointment.objects.bulk_create(
        Appointment(person=of[unit.code][n], post=post, unit=unit, active_from=since)
        for unit in units
        for n, post in enumerate(posts)
    )
    director = Appointment.objects.create(
        person=people[-1], post="party_office_director", unit=top, active_from=since
    )
    for person in (people[0], people[-1]):
        Account.objects.create(username=person.code, person=person)
    kinds = (("theme_day", 1), ("branch_committee", 2), ("member_meeting", 3))
    rows = Meeting.objects.bulk_create(
        [
            Meeting(
                unit=units[number % BRANCHES],
                kind=kinds[number // BRANCHES % 3][0],
                day=today - timedelta(days=number // BRANCHES * 10),
                state="held",
                version=1,
                saved_at=timezone.now(),
            )
            for number in range(meetings)
        ],
        batch_size=500,
    )
    Form.objects.bulk_create(
        [
            Form(meeting=one, kind=one.kind, expected=MEMBERS, came=MEMBERS - 2, entitled=MEMBERS)
            for one in rows
        ],
        batch_size=500,
    )
    Absence.objects.bulk_create(
        [
            Absence(meeting=one, person=of[one.unit.code][away], ground="duty")
            for one in rows
            for away in (4, 5)
        ],
        batch_size=500,
    )
    _year(units, of, today)
    return {"branch_secretary": held[0].pk, "party_office_director": director.pk}


def _year(units: list[Any], of: dict[str, list[Any]], today: date) -> None:
    """A year of each branch: 60 talks, an appraisal of half of them; 20 trainings for all."""
    from django.utils import timezone

    from linghang.meetings.models import Appraisal, HeartTalk, Trainee, Training

    now = timezone.now()
    HeartTalk.objects.bulk_create(
        [
            HeartTalk(
                unit=unit,
                talker=of[unit.code][number % MEMBERS],
                other=of[unit.code][(number * 7 + 1) % MEMBERS],
                day=today - timedelta(days=1 + number),
                occasion="yearly",
                summary="谈了近期工作和学习情况。",
                recorded_at=now,
            )
            for unit in units
            for number in range(60)
            if number % MEMBERS != (number * 7 + 1) % MEMBERS
        ],
        batch_size=500,
    )
    Appraisal.objects.bulk_create(
        Appraisal(unit=unit, year=today.year, day=today, opened_at=now) for unit in units[::2]
    )
    for number in range(20):
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
            Trainee(training=row, person=of[unit.code][number]) for unit in units
        )


main()
