"""Rectifications whose figures were published (§3.1.6), replayed in a fictional hospital.

Everything is entered as an older ledger is taken over; every figure is counted, and opens to its
rows.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection

from linghang.commitments import health
from linghang.commitments.counting import queries
from linghang.commitments.counting.queries import Asked
from linghang.commitments.definitions import Role
from linghang.commitments.faults import CannotCommit
from linghang.commitments.models import Commitment, Programme
from linghang.commitments.spells.rules import ACCEPTED, COUNTED, UNDER_WAY, Standing
from linghang.commitments.taking_over.rules import Brought
from linghang.commitments.taking_over.services import Approved, take_over
from linghang.commitments.writing.rules import Wanted
from tests.commitments.hospital import On
from tests.commitments.replayed import (
    LARGE,
    LETTERS,
    MANY,
    REPORTED,
    STEPS,
    TASKS,
    TASKS_TITLE,
    Counted,
    published,
)


@pytest.fixture
def reported(db: None) -> On:
    """The day on which all of them are reported; the server knows how many rows there are, as it
    does of rows that were committed."""
    held = published()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in apps.get_app_config("commitments").get_models():
                cursor.execute(f"ANALYZE {model._meta.db_table}")
    return On(held, REPORTED)


def of(counted: Counted) -> Programme:
    return Programme.objects.get(title=counted.title)


def opened(asked: Asked, role: Role, *standings: Standing) -> set[str]:
    rows = queries.rows(REPORTED, asked, role=role, standings=standings)
    return set(rows.values_list("number", flat=True))


def told(programme: Programme, role: Role, level: str = "") -> tuple[int, int, int]:
    """Done, done for the stage, open; each opens to as many rows as it says."""
    asked = Asked(programmes=[programme.pk], level=level)
    tally = queries.as_of(REPORTED, asked, role=role)[""].tally
    for count, standings in (
        (tally.done, [Standing.DONE]),
        (tally.stage_done, [Standing.STAGE_DONE]),
        (tally.open, UNDER_WAY),
        (tally.total, COUNTED),
    ):
        assert len(opened(asked, role, *standings)) == count
    return (tally.done, tally.stage_done, tally.open)


@pytest.mark.parametrize("counted", [LARGE, STEPS, LETTERS, MANY], ids=lambda one: one.title)
def test_each_figure_opens_to_exactly_its_rows(reported: On, counted: Counted) -> None:
    for role, level, expected in (
        (Role.TASK, "measure", counted.by_measure),
        (Role.FINDING, "", counted.by_problem),
    ):
        asked = Asked(programmes=[of(counted).pk], level=level)
        found = {
            "done": opened(asked, role, Standing.DONE),
            "stage_done": opened(asked, role, Standing.STAGE_DONE),
            "open": opened(asked, role, *UNDER_WAY),
        }
        assert found == expected


def test_44_problems_78_measures_59_done_19_kept_up_1042_rules_revised(reported: On) -> None:
    programme = of(LARGE)
    asked = Asked(programmes=[programme.pk])
    aspects = queries.as_of(REPORTED, asked, by="heading", role=Role.FINDING)
    assert {number: one.total for number, one in aspects.items()} == {
        "1": 14,
        "2": 12,
        "3": 10,
        "4": 8,
    }
    assert told(programme, Role.TASK, "measure") == (59, 19, 0)
    assert told(programme, Role.FINDING) == (29, 15, 0)
    assert queries.produced(REPORTED, asked) == {"policy_revised": 1_042}
    came = queries.produced_rows(REPORTED, asked).filter(code="policy_revised")
    assert sum(came.values_list("number", flat=True)) == 1_042
    measures = {"措施1", *(f"措施{n}" for n in range(60, 79))}
    assert set(came.values_list("commitment__number", flat=True)) == measures


def test_a_report_as_of_an_earlier_day_counts_less_and_names_what_was_entered_later(
    reported: On,
) -> None:
    programme = of(LARGE)
    asked = Asked(programmes=[programme.pk], level="measure")
    earlier = REPORTED - timedelta(days=30)
    then, now = (queries.as_of(day, asked)[""].tally for day in (earlier, REPORTED))
    assert then.total == now.total == 78
    assert (then.done, then.stage_done) == (30, 9)
    changed = queries.changes(earlier, REPORTED, asked)
    assert len(changed) == 78 - 39
    assert {one.after for one in changed} == set(ACCEPTED)
    as_known_then = Asked(programmes=[programme.pk], known=earlier)
    assert queries.as_of(earlier, as_known_then)[""].total == 0
    assert queries.entered_later(earlier, asked).filter(what="closed").count() == 39


def test_33_problems_97_measures_171_steps(reported: On) -> None:
    programme = of(STEPS)
    assert told(programme, Role.FINDING) == (33, 0, 0)
    assert told(programme, Role.TASK, "measure") == (97, 0, 0)
    assert told(programme, Role.TASK, "step") == (171, 0, 0)


def test_35_problems_28_done_7_for_the_stage_15_letters_40_rules(reported: On) -> None:
    programme = of(LETTERS)
    assert told(programme, Role.FINDING) == (28, 7, 0)
    assert told(programme, Role.TASK, "letter") == (15, 0, 0)
    types = queries.as_of(REPORTED, Asked(programmes=[programme.pk], level="measure"), by="type")
    assert types["at_once"].tally.done == types["at_once"].total == 6
    at_once = Commitment.objects.filter(programme=programme, type="at_once")
    assert set(at_once.values_list("number", flat=True)) == {f"措施{n}" for n in range(1, 7)}
    assert queries.produced(REPORTED, Asked(programmes=[programme.pk])) == {"policy_new": 40}


def test_65_problems_some_open(reported: On) -> None:
    programme = of(MANY)
    assert told(programme, Role.FINDING) == (40, 0, 25)
    assert Commitment.objects.filter(programme=programme, level="problem").count() == 65


def test_8_aspects_20_tasks_all_done(reported: On) -> None:
    programme = Programme.objects.get(title=TASKS_TITLE)
    asked = Asked(programmes=[programme.pk])
    aspects = queries.as_of(REPORTED, asked, by="heading")
    assert {n: (one.total, one.tally.done) for n, one in aspects.items()} == {
        f"{n}": (tasks, tasks) for n, tasks in enumerate(TASKS, 1)
    }
    assert told(programme, Role.TASK) == (20, 0, 0)
    numbers = {f"{a}.{n}" for a, tasks in enumerate(TASKS, 1) for n in range(1, tasks + 1)}
    assert opened(asked, Role.TASK, Standing.DONE) == numbers
    assert Commitment.objects.filter(programme=programme, level="area").count() == 8


def test_an_older_ledger_comes_in_whole_or_not_at_all(reported: On) -> None:
    programme = of(MANY)
    count = Commitment.objects.count()
    more = Brought(key="x", wanted=Wanted(level="aspect", title="另一方面"))
    approved = Approved(by=reported.held["party_secretary"].person.code, on=REPORTED)
    with pytest.raises(CannotCommit, match="空的方案"):
        take_over(
            programme_id=programme.pk, rows=[more], approved=approved, **reported.by("party_clerk")
        )
    itself = replace(approved, by=reported.held["party_clerk"].person.code)
    with pytest.raises(CannotCommit, match="不能同时是审定的人"):
        take_over(
            programme_id=programme.pk, rows=[more], approved=itself, **reported.by("party_clerk")
        )
    assert Commitment.objects.count() == count
    assert list(health.differing()) == []
