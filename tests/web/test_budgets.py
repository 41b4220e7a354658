"""Lists cost the same number of queries for 2 and for 20 lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linghang.cases.models import Manifest
from linghang.foundation import clock
from linghang.foundation.evidence import services as evidence
from linghang.foundation.intake.models import Batch, State
from linghang.org.models import Account, Appointment, CodeMap, Person, Placement, Unit
from linghang.reports.models import Report
from tests.web_hospital import JUNE, TODAY, Hospital, sheets

pytestmark = pytest.mark.one_engine

FROM = date(2020, 1, 1)
MOST = 22  # queries of any page; each list stays below, whatever it holds


def departments(hospital: Hospital, numbers: range) -> None:
    """More departments, each with a team, a head and a login, and cases of June."""
    top = Unit.objects.get(kind="hospital")
    rows = []
    for number in numbers:
        code = f"X{number:02}"
        unit = Unit.objects.create(
            code=code, name=f"{code}科", kind="department", tree="administration", active_from=FROM
        )
        team = Unit.objects.create(
            code=f"{code}T",
            name=f"{code}组",
            kind="medical_team",
            tree="administration",
            active_from=FROM,
        )
        Placement.objects.create(unit=unit, parent=top, active_from=FROM)
        Placement.objects.create(unit=team, parent=unit, active_from=FROM)
        CodeMap.objects.create(
            system="front_sheet.ward", code=f"{code}病房", unit=unit, active_from=FROM
        )
        person = Person.objects.create(code=code, name=f"主任{code}", active_from=FROM)
        Account.objects.create(username=code, person=person)
        for held, post in ((unit, "department_head"), (top, "quality_director")):
            Appointment.objects.create(person=person, post=post, unit=held, active_from=FROM)
        rows += sheets(first=9000 + number, count=1, B17=f"{code}病房")
    hospital.bring_in(rows, name="各科.csv")


def batches(hospital: Hospital, numbers: range) -> None:
    for number in numbers:
        Batch.objects.create(
            kind="front_sheet",
            state=State.REFUSED,
            person=f"P{number % 5 + 1}",
            files=[{"name": f"{number}.csv", "bytes": number}],
            received_at=clock.now(),
        )


def cases(hospital: Hospital, numbers: range) -> None:
    rows = sheets(first=7000 + numbers.start, count=len(numbers))
    hospital.bring_in(rows, name="更多.csv")


def complaints(hospital: Hospital, numbers: range) -> None:
    rows = sheets(first=8000 + numbers.start, count=len(numbers), B17="没有的病房")
    hospital.bring_in(rows, name="有问题.csv")


def built(hospital: Hospital, numbers: range) -> None:
    for number in numbers:
        Report.objects.create(
            code="brief",
            title=f"简报{number}",
            period_start=JUNE.start,
            period_end=JUNE.end,
            built_at=clock.now(),
            person=f"P{number % 5 + 1}",
            evidence=evidence.store(
                content=str(number).encode(),
                name=f"{number}.docx",
                media_type="text/plain",
                happened_on=TODAY,
                actor=hospital.actor("records"),
                at=clock.now(),
            ),
            manifest=Manifest.current(),
            definition_hash="",
            definition_hashes={},
            content={},
        )


LISTS: list[tuple[str, Callable[[Hospital, range], None]]] = [
    ("/login/", departments),
    ("/overview/?period=2025-06", departments),
    ("/indicators/discharges/?period=2025-06&by=department", departments),
    ("/indicators/discharges/?period=2025-06&by=team", departments),
    ("/indicators/discharges/export/?period=2025-06", departments),
    ("/org/units/H/", departments),
    ("/cases/?period=2025-06", cases),
    ("/drg/?period=2025-06", departments),
    ("/drg/cases/?period=2025-06", cases),
    ("/drg/groups/?period=2025-06", cases),
    ("/cases/import/", batches),
    ("/cases/import/{last_batch}/", complaints),
    ("/reports/", built),
]


def named(url: str) -> str:
    """The address with what was made last."""
    return url.format(last_batch=Batch.objects.latest("pk").pk)


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    assert answer.status_code == 200, url
    return len(captured)


@pytest.mark.parametrize(("url", "more"), LISTS)
def test_a_list_costs_the_same_for_two_lines_and_for_twenty(
    hospital: Hospital, url: str, more: Callable[[Hospital, range], None]
) -> None:
    client = Client() if url == "/login/" else hospital.client("records")

    counts = []
    for numbers in (range(2), range(2, 20)):
        more(hospital, numbers)
        counts.append(queries(client, named(url)))

    assert counts[0] == counts[1]
    assert counts[1] <= MOST
