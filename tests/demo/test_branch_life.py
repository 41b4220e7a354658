"""The year of the branches is lived in: mostly held, some missed, one vote lost, one correction."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from linghang.branches.terms import queries as terms
from linghang.branches.terms.rules import State as TermState
from linghang.demo import (
    admissions,
    branch_life,
    branch_terms,
    branch_year,
    committee_life,
    dues,
    half_year_checks,
    party_records,
    services,
    study,
)
from linghang.dues import queries as dues_queries
from linghang.dues.models import Payment
from linghang.foundation.access import system_actor
from linghang.foundation.period import Period
from linghang.meetings.duties import queries
from linghang.meetings.duties.rules import State
from linghang.meetings.models import AgendaItem, Appraisal, Meeting, Minutes, NoVote, Stance
from linghang.meetings.yearly import queries as yearly
from linghang.meetings.yearly.rules import Matter
from linghang.meetings.yearly.study import opened, sessions
from linghang.org.models import Membership, PartyRecord, Unit
from linghang.org.party.rules import Standing
from linghang.procedures.models import Act, Proceeding, Turn

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TODAY = date(2025, 12, 31)


@pytest.mark.django_db
def test_a_year_has_its_gaps_its_lost_vote_and_its_correction(
    settings: Any, tmp_path: Path
) -> None:
    settings.HOME = tmp_path
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"
    services.load_organisation(actor=system_actor(), clock=lambda: NOW)

    for _ in range(2):  # the second time nothing is left to do
        branch_life.do(today=TODAY, clock=lambda: NOW)
        committee_life.do(today=TODAY, clock=lambda: NOW)
        party_records.do(today=TODAY)
        branch_terms.do(today=TODAY, clock=lambda: NOW)
        admissions.do(today=TODAY, at=NOW)
        half_year_checks.do(today=TODAY, at=NOW)
        dues.do(today=TODAY, clock=lambda: NOW)

    codes = Unit.objects.filter(kind__in=("party_branch", "party_group"))
    owed = queries.duties(list(codes.values_list("code", flat=True)), Period.year(2025), TODAY)
    states = [one.state for one in owed]
    assert states.count(State.DONE) > 0.95 * len(states)
    assert {State.MISSING, State.EXCUSED, State.OPEN} <= set(states)
    assert AgendaItem.objects.filter(verdict="failed").count() == 1
    assert list(Minutes.objects.order_by("version").values_list("version", flat=True)) == [1, 2]
    assert Meeting.objects.filter(kind="committee_meeting").count() == 1
    assert Stance.objects.count() == 9
    members = Membership.objects.on(TODAY).filter(line="party").count()
    standings = [row.dates.standing(TODAY) for row in PartyRecord.objects.all()]
    assert len(standings) == members
    assert standings.count(Standing.PROBATION) == NoVote.objects.on(TODAY).count()
    dues_are_behind_in_few_and_add_up()
    terms_stand_in_every_way()
    most_were_checked_in_their_half_year()
    assert len(set(belongs())) == len(belongs())
    a_year_of_branches_has_its_gaps()


def a_year_of_branches_has_its_gaps() -> None:
    """Some branches are behind with each matter, one committee meeting lacks its first topic."""
    for _ in range(2):
        branch_year.do(today=TODAY, clock=lambda: NOW)
        study.do(today=TODAY, clock=lambda: NOW)
    codes = list(Unit.objects.filter(kind="party_branch").values_list("code", flat=True))
    owing = yearly.owing(codes, 2025, TODAY)
    for matter in Matter:
        behind = sum(any(one.matter is matter for one in rows) for rows in owing.values())
        assert 0 < behind <= len(codes), matter
    own = Appraisal.objects.get(unit="B01", year=2025)
    graded = own.grades.count()
    assert own.grades.filter(grade="excellent").count() == graded // 3
    assert [one.lacks for one in opened(["P"], 2025)].count(True) == 1
    assert {day.month for day in sessions("P", 2025).days} == {3, 6, 8, 11}


def belongs() -> list[int]:
    """Whoever belongs to a branch today; nobody twice."""
    rows = Membership.objects.on(TODAY).filter(line="party")
    return list(rows.values_list("person", flat=True))


def dues_are_behind_in_few_and_add_up() -> None:
    """One, three, five and six months; the sums of branches are those of their payments."""
    assert {len(one.months) for one in dues_queries.office_behind(TODAY)} == {1, 3, 5, 6}
    opened = sum(int(one.amount.open()) for one in Payment.objects.all())
    assert sum(one.total.paid_sum for one in dues_queries.office(2025, TODAY)) == opened


def most_were_checked_in_their_half_year() -> None:
    """Of those on probation; a few branches owe it still."""
    lying = Turn.objects.filter(step="probation", seat=0, post="branch_secretary")
    late = lying.filter(due__lt=TODAY).count()
    assert 0 < late < 0.3 * lying.count()
    assert Act.objects.filter(verb="enter", step="probation", documents=None).count() == 0


def terms_stand_in_every_way() -> None:
    """Running, ending, put off and overdue; some renewed in time; transfers done and under way."""
    found = {one.state for one in terms.standings(None, TODAY)}
    assert found == set(TermState) - {TermState.UNKNOWN}
    renewed = terms.renewed(Period.year(2025), TODAY)
    assert 0 < len(renewed.in_time) < len(renewed.due)
    moved = Proceeding.objects.filter(procedure="relation_transfer")
    assert set(moved.values_list("outcome", flat=True)) == {"running", "completed"}
