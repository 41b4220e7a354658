"""Rectifications whose figures were published (§3.1.6), replayed in a fictional hospital.

Everything is entered as an older ledger is taken over; every figure is counted, and opens to its
rows.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from linghang.commitments import health
from linghang.commitments.counting import queries
from linghang.commitments.counting.queries import Asked
from linghang.commitments.definitions import Role
from linghang.commitments.faults import CannotCommit
from linghang.commitments.models import Commitment, Programme
from linghang.commitments.spells.rules import ACCEPTED, COUNTED, Standing
from linghang.commitments.taking_over.rules import Brought
from linghang.commitments.taking_over.services import Approved, take_over
from linghang.commitments.writing.rules import Wanted
from tests.commitments.hospital import On
from tests.commitments.replayed import REPORTED, Counted, bring

LARGE = Counted(
    title="四个方面的巡察整改",
    aspects=(14, 12, 10, 8),
    measures=(2,) * 34 + (1,) * 10,
    done=59,
    continuous=19,
    stage_done=19,
    count=1_042,
)
STEPS = Counted(
    title="三十三个问题的整改",
    aspects=(12, 12, 9),
    measures=(3,) * 31 + (2,) * 2,
    done=97,
    steps=(2,) * 74 + (1,) * 23,
)
LETTERS = Counted(
    title="三十五个问题的整改",
    aspects=(10, 10, 15),
    measures=(1,) * 35,
    done=28,
    continuous=7,
    stage_done=7,
    at_once=6,
    rules="policy_new",
    count=40,
    letters=15,
)
MANY = Counted(
    title="六十五个问题的整改", aspects=(20, 20, 25), measures=(1,) * 65, done=40, continuous=5
)


@pytest.fixture
def reported(on: On) -> On:
    return On(on.held, REPORTED)


def told(programme: Programme, role: Role, level: str = "") -> tuple[int, int, int]:
    """Done, done for the stage, open; each opens to as many rows as it says."""
    asked = Asked(programmes=[programme.pk], level=level)
    tally = queries.as_of(REPORTED, asked, role=role)[""].tally
    for count, standings in (
        (tally.done, [Standing.DONE]),
        (tally.stage_done, [Standing.STAGE_DONE]),
        (tally.total, COUNTED),
    ):
        rows = queries.rows(REPORTED, asked, role=role, standings=standings)
        assert rows.count() == count
    return (tally.done, tally.stage_done, tally.open)


def test_44_problems_78_measures_59_done_19_kept_up_1042_rules_revised(reported: On) -> None:
    programme = bring(reported, LARGE)
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


def test_a_report_as_of_an_earlier_day_counts_less_and_names_what_was_entered_later(
    reported: On,
) -> None:
    programme = bring(reported, LARGE)
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
    programme = bring(reported, STEPS)
    assert told(programme, Role.FINDING) == (33, 0, 0)
    assert told(programme, Role.TASK, "measure") == (97, 0, 0)
    assert told(programme, Role.TASK, "step") == (171, 0, 0)


def test_35_problems_28_done_7_for_the_stage_15_letters_40_rules(reported: On) -> None:
    programme = bring(reported, LETTERS)
    assert told(programme, Role.FINDING) == (28, 7, 0)
    assert told(programme, Role.TASK, "letter") == (15, 0, 0)
    types = queries.as_of(REPORTED, Asked(programmes=[programme.pk], level="measure"), by="type")
    assert types["at_once"].tally.done == types["at_once"].total == 6
    assert queries.produced(REPORTED, Asked(programmes=[programme.pk])) == {"policy_new": 40}


def test_65_problems_some_open(reported: On) -> None:
    programme = bring(reported, MANY)
    assert told(programme, Role.FINDING) == (40, 0, 25)
    assert Commitment.objects.filter(programme=programme, level="problem").count() == 65


def test_an_older_ledger_comes_in_whole_or_not_at_all(reported: On) -> None:
    programme = bring(reported, MANY)
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
