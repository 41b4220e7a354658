"""The year of the branches is lived in: mostly held, some missed, one vote lost, one correction."""

from __future__ import annotations

from collections.abc import Iterator
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
    party_records,
    services,
    study,
)
from linghang.demo.proceeding import Hall
from linghang.dues import queries as dues_queries
from linghang.dues.models import Payment
from linghang.foundation.access import system_actor
from linghang.foundation.period import Period
from linghang.meetings.duties import queries
from linghang.meetings.duties.rules import State
from linghang.meetings.models import (
    AgendaItem,
    Appraisal,
    AppraisalGrade,
    Minutes,
    NoVote,
    Stance,
)
from linghang.meetings.particulars.rules import Opening
from linghang.meetings.yearly import queries as yearly
from linghang.meetings.yearly.rules import Matter
from linghang.meetings.yearly.study import opened, sessions
from linghang.org.models import Membership, PartyRecord, Unit
from linghang.org.party.rules import Standing
from linghang.procedures.definitions import Step
from linghang.procedures.models import Act, Proceeding
from linghang.procedures.progress.rules import state_of
from linghang.procedures.rules import Facts, terms_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TODAY = date(2025, 12, 31)
HALL = Hall(TODAY)


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
        dues.do(today=TODAY, clock=lambda: NOW)

    codes = Unit.objects.filter(kind__in=("party_branch", "party_group"))
    owed = queries.duties(list(codes.values_list("code", flat=True)), Period.year(2025), TODAY)
    states = [one.state for one in owed]
    assert states.count(State.DONE) > 0.95 * len(states)
    assert {State.MISSING, State.EXCUSED, State.OPEN} <= set(states)
    failed = AgendaItem.objects.filter(verdict="failed").values_list("kind", flat=True)
    assert sorted(failed) == ["admission", "resolution"]
    assert list(Minutes.objects.order_by("version").values_list("version", flat=True)) == [1, 2]
    admissions_read_as_in_a_hospital()
    assert Stance.objects.count() == 9
    members = Membership.objects.on(TODAY).filter(line="party").count()
    standings = [row.dates.standing(TODAY) for row in PartyRecord.objects.all()]
    assert len(standings) == members
    assert standings.count(Standing.PROBATION) == NoVote.objects.on(TODAY).count()
    dues_are_behind_in_few_and_add_up()
    terms_stand_in_every_way()
    assert len(set(belongs())) == len(belongs())
    a_year_of_branches_has_its_gaps()


def admissions_read_as_in_a_hospital() -> None:
    """On scattered days, in time but for one talk, with papers and votes; returned and refused."""
    rows = list(Proceeding.objects.filter(procedure="party_admission").whole())
    admitted = {row.active_from for row in NoVote.objects.all()}
    assert len(admitted) > 0.6 * NoVote.objects.count()
    acts = Act.objects.filter(proceeding__in=rows)
    assert not acts.filter(dossier="0" * 64).exists()
    assert set(acts.values_list("verb", flat=True)) == {"start", "approve", "send_back", "reject"}
    assert {row.outcome for row in rows} == {"running", "completed", "rejected"}
    late = [told for row in rows for told in untimely(row)]
    assert [one.step for one in late] == ["talk"]
    lacking = [
        act
        for row in rows
        for act in row.acts.all()
        if act.verb == "approve" and not has_what_it_wants(row.definition.by_key[act.step], act)
    ]
    assert lacking == []


def untimely(row: Proceeding) -> Iterator[Act]:
    """The acts that were done before or after the days that the intervals leave for them."""
    acts = sorted(row.acts.all(), key=lambda act: act.number)
    for number, act in enumerate(acts):
        state = state_of(row.definition, [one.told() for one in acts[:number]])
        facts = Facts(
            today=act.day,
            place=HALL.day.place(row.unit.code),
            calendar=HALL.day.calendar,
            values=HALL.day.values(act.day),
        )
        if act.verb == "approve" and not all(
            (one.earliest or act.day) <= act.day <= (one.latest or act.day)
            for one in terms_of(row.definition, act.step, state, facts)
        ):
            yield act


def has_what_it_wants(step: Step, act: Act) -> bool:
    """Papers of each kind; the record of a meeting, or before this year its paper."""
    kinds = [one.kind for one in act.documents.all()]
    papers = all(kinds.count(one.kind) >= one.least for one in step.needs.documents)
    decides = any(one.provider == "meetings.resolution" for one in step.needs.requirements)
    return papers and (not decides or bool(act.rests_on) or "paper_minutes" in kinds)


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
    for one in Appraisal.objects.prefetch_related("grades"):
        assert len({sum(counts(grade)) for grade in one.grades.all()}) == 1, one
    own = Appraisal.objects.get(unit="B01", year=2025)
    graded = own.grades.count()
    assert own.grades.filter(grade="excellent").count() == graded // 3
    assert [one.state for one in opened(["P"], 2025)].count(Opening.MISSING) == 1
    assert {day.month for day in sessions("P", 2025).days} == {3, 6, 8, 11}


def counts(grade: AppraisalGrade) -> tuple[int, ...]:
    """What the ballot gave somebody."""
    return grade.excellent, grade.qualified, grade.barely, grade.unqualified


def belongs() -> list[int]:
    """Whoever belongs to a branch today; nobody twice."""
    rows = Membership.objects.on(TODAY).filter(line="party")
    return list(rows.values_list("person", flat=True))


def dues_are_behind_in_few_and_add_up() -> None:
    """One, three, five and six months; the sums of branches are those of their payments."""
    assert {len(one.months) for one in dues_queries.office_behind(TODAY)} == {1, 3, 5, 6}
    opened = sum(int(one.amount.open()) for one in Payment.objects.all())
    assert sum(one.total.paid_sum for one in dues_queries.office(2025, TODAY)) == opened


def terms_stand_in_every_way() -> None:
    """Running, ending, put off and overdue; some renewed in time; transfers done and under way."""
    found = {one.state for one in terms.standings(None, TODAY)}
    assert found == set(TermState) - {TermState.UNKNOWN}
    renewed = terms.renewed(Period.year(2025), TODAY)
    assert 0 < len(renewed.in_time) < len(renewed.due)
    moved = Proceeding.objects.filter(procedure="relation_transfer")
    assert set(moved.values_list("outcome", flat=True)) == {"running", "completed"}
