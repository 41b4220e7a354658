"""Two people at the same moment: one acts, the other is told; both databases."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection

from linghang.org.models import Appointment
from linghang.procedures import services
from linghang.procedures.progress.rules import Verb
from linghang.procedures.services import SomebodyWasFaster
from tests.procedures.test_services import AT, TODAY, actor, asked

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("loan")]


def beside(folder: Path) -> str:
    """The database that the threads share: SQLite's of the tests lies in memory, where writers
    can't wait for each other as they do in a file, so it is written into one."""
    if connection.vendor == "postgresql":
        return str(connection.settings_dict["NAME"])
    file = folder / "both.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(file)])
    with closing(sqlite3.connect(file)) as written:
        written.execute(
            "PRAGMA journal_mode = WAL"
        )  # as migrate leaves it: two can't do it at once
    return str(file)


def test_of_two_at_the_same_moment_one_is_told_that_somebody_was_faster(
    hospital: dict[str, Appointment], tmp_path: Path
) -> None:
    proceeding = asked(hospital)
    name, both = beside(tmp_path), Barrier(2)
    numbers: list[int] = []

    def check(key: str) -> str:
        connection.settings_dict = {**connection.settings_dict, "NAME": name}
        both.wait()
        try:
            services.act(
                proceeding_id=proceeding.pk,
                step="check",
                verb=Verb.APPROVE,
                seen=2,
                actor=actor(hospital[key]),
                at=AT,
                today=TODAY,
            )
        except SomebodyWasFaster:
            return "told"
        else:
            return "done"
        finally:
            numbers.append(proceeding.acts.count())
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        answers = sorted(threads.map(check, ["records", "orthopaedics_head"]))

    assert answers == ["done", "told"]
    assert max(numbers) == 3
