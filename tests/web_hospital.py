"""The small hospital as the pages show it: logins, imported cases, uploads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.test import Client

from linghang.cases import queries
from linghang.cases.queries import CaseFilter, CaseRow
from linghang.cases.scope import CaseScope
from linghang.foundation import clock
from linghang.foundation.access import Actor
from linghang.foundation.intake import services
from linghang.foundation.intake.definitions import Upload
from linghang.foundation.intake.models import Batch
from linghang.foundation.period import Period
from linghang.org.models import Account, Appointment
from tests import front_sheets, kept, small_hospital

TODAY = date(2025, 12, 31)
JUNE = Period.month(2025, 6)


@dataclass(kw_only=True)
class Hospital:
    """Appointments by the keys of small_hospital.POSTS, and what was imported."""

    appointments: dict[str, Appointment]
    folder: Path
    batch: Batch | None = None
    cases: dict[str, CaseRow] = field(default_factory=dict)

    def actor(self, post: str) -> Actor:
        held = self.appointments[post]
        return Actor(person=held.person.code, appointment=held.pk)

    def client(self, post: str = "", **options: object) -> Client:
        """A browser in which the post was taken by a click; nobody's without a post."""
        client = Client(**options)
        if post:
            answer = client.post(f"/login/demo/{self.appointments[post].pk}/")
            assert answer.status_code == 302, answer
        return client

    def bring_in(self, rows: list[dict[str, str]], name: str = "病案首页.csv") -> Batch:
        """Import and commit rows as the records office does."""
        file = front_sheets.write(self.folder / name, rows)
        return services.import_files(
            kind="front_sheet",
            files=[file],
            actor=self.actor("records"),
            today=TODAY,
            clock=clock.now,
        )

    def stage(self, rows: list[dict[str, str]], name: str = "待入库.csv") -> Batch:
        """Upload and check rows, and leave them there."""
        file = front_sheets.write(self.folder / name, rows)
        upload = Upload(name, file)
        batch = services.receive(
            kind="front_sheet",
            uploads=[upload],
            actor=self.actor("records"),
            at=clock.now(),
            keep=True,
        )
        return services.check(batch_id=batch.pk, today=TODAY, clock=clock.now)


def sheets(*, first: int = 1, count: int = 12, **columns: object) -> list[dict[str, str]]:
    """Discharges of June 2025 from cardiology, team A, each of another person."""
    return [front_sheets.sheet(f"{number:06}", **columns) for number in range(first, first + count)]


ORTHOPAEDICS = {
    "B17": "骨科一病区",
    "B23C": "990000000000003",
    "C03C": "S72.000",
    "C04N": "股骨颈骨折",
}


def empty(folder: Path) -> Hospital:
    """People with logins, units and posts, but no case. Made once in a process."""
    return _of(kept.once("empty hospital", lambda: made_empty(folder)), folder)


def filled(folder: Path) -> Hospital:
    """The same with the cases of `made_filled`. Made once in a process."""
    return _of(kept.once("filled hospital", lambda: made_filled(folder)), folder)


def _of(hospital: Hospital, folder: Path) -> Hospital:
    hospital.folder = folder
    return hospital


def made_empty(folder: Path) -> Hospital:
    """People with logins, units and posts, but no case."""
    appointments = small_hospital.made()
    for person in {held.person for held in appointments.values()}:
        Account.objects.create(username=person.code, person=person)
    return Hospital(appointments=appointments, folder=folder)


def made_filled(folder: Path) -> Hospital:
    """12 cases of cardiology team A, 2 of team B, 11 of orthopaedics, 1 that belongs nowhere."""
    hospital = made_empty(folder)
    hospital.batch = hospital.bring_in(
        [
            *sheets(count=12),
            *sheets(first=101, count=2, B23C="990000000000002"),
            *sheets(first=201, count=11, B20="6", B15="2025-06-07 10:00:00", **ORTHOPAEDICS),
            *sheets(first=301, count=1, B17="没有登记的病房", B23C="-"),
        ]
    )
    assert hospital.batch.state == "committed", hospital.batch.message
    for row in queries.page(CaseFilter(period=JUNE), scope=CaseScope.hospital()).rows:
        hospital.cases.setdefault(row.team or row.department or "nowhere", row)
    return hospital
