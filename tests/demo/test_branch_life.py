"""The year of the branches is lived in: mostly held, some missed, one vote lost, one correction."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from linghang.demo import branch_life, committee_life, party_records, services
from linghang.foundation.access import system_actor
from linghang.foundation.period import Period
from linghang.meetings.duties import queries
from linghang.meetings.duties.rules import State
from linghang.meetings.models import AgendaItem, Meeting, Minutes, NoVote, Stance
from linghang.org.models import Membership, PartyRecord, Unit
from linghang.org.party.rules import Standing

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TODAY = date(2025, 12, 31)


@pytest.mark.django_db
def test_a_year_has_its_gaps_its_lost_vote_and_its_correction(
    settings: Any, tmp_path: Path
) -> None:
    settings.HOME = tmp_path
    services.load_organisation(actor=system_actor(), clock=lambda: NOW)

    for _ in range(2):  # the second time nothing is left to do
        branch_life.do(today=TODAY, clock=lambda: NOW)
        committee_life.do(today=TODAY, clock=lambda: NOW)
        party_records.do(today=TODAY)

    codes = Unit.objects.filter(kind__in=("party_branch", "party_group"))
    owed = queries.duties(list(codes.values_list("code", flat=True)), Period.year(2025), TODAY)
    states = [one.state for one in owed]
    assert states.count(State.DONE) > 0.95 * len(states)
    assert {State.MISSING, State.EXCUSED, State.OPEN} <= set(states)
    assert AgendaItem.objects.filter(verdict="failed").count() == 1
    assert list(Minutes.objects.order_by("version").values_list("version", flat=True)) == [1, 2]
    assert Meeting.objects.filter(kind="committee_meeting").count() == 1
    assert Stance.objects.count() == 10
    members = Membership.objects.on(TODAY).filter(line="party").count()
    standings = [row.dates.standing(TODAY) for row in PartyRecord.objects.all()]
    assert len(standings) == members
    assert standings.count(Standing.PROBATION) == NoVote.objects.on(TODAY).count()
