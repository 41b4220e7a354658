"""Figures as of a day: by measure and by problem, by unit, as known then and now."""

from __future__ import annotations

from datetime import date, timedelta

from pytest_django import DjangoAssertNumQueries

from linghang.commitments import reach
from linghang.commitments.counting import queries
from linghang.commitments.counting.queries import Asked, By, InTime
from linghang.commitments.definitions import Role
from linghang.commitments.extending import services as extending
from linghang.commitments.models import Commitment
from linghang.commitments.reporting import services as reporting
from linghang.commitments.reviewing import services as reviewing
from linghang.commitments.spells.rules import Standing
from linghang.commitments.writing import services as writing
from linghang.commitments.writing.rules import Wanted
from linghang.org.rights import rights_of
from tests.commitments.hospital import APPROVED, TODAY, On, inspection


def told(on: date, role: Role = Role.TASK, asked: Asked = queries.EVERYTHING) -> tuple[int, ...]:
    tally = queries.as_of(on, asked, role=role)[""].tally
    return (tally.done, tally.stage_done, tally.open)


def test_by_measure_and_by_problem_as_of_any_day(
    on: On, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    programme, _, measures = inspection(on)
    on.close(measures[0])
    on.later(5).close(measures[1], "orthopaedics_head")
    assert told(APPROVED) == (0, 0, 3)
    assert told(TODAY) == (1, 0, 2)
    assert told(TODAY + timedelta(days=5)) == (2, 0, 1)
    assert told(TODAY + timedelta(days=4), Role.FINDING) == (0, 0, 2)
    assert told(TODAY + timedelta(days=5), Role.FINDING) == (1, 0, 1)
    with django_assert_num_queries(2):
        by_unit = queries.as_of(TODAY, Asked(programmes=[programme.pk]), by="unit")
    assert {unit: one.tally.done for unit, one in by_unit.items()} == {"CARD": 1, "ORTH": 0}
    heading = queries.as_of(TODAY, Asked(programmes=[programme.pk]), by="heading")
    assert {number: one.total for number, one in heading.items()} == {"1": 3}
    opened = queries.rows(TODAY, standings=[Standing.DONE])
    assert list(opened) == [measures[0]]
    found = queries.changes(TODAY, TODAY + timedelta(days=5))
    assert [(one.commitment, one.after.value) for one in found] == [(measures[1].pk, "done")]


def test_overdue_extended_and_in_time(on: On) -> None:
    _, _, (first, second, _) = inspection(on)
    assert queries.as_of(date(2025, 6, 30))[""].overdue == 0
    assert queries.as_of(date(2025, 7, 1))[""].overdue == 2
    assert set(queries.overdue_rows(date(2025, 7, 1))) == {first, second}
    on.close(first)
    on.later(40).close(second, "orthopaedics_head")
    told = queries.in_time(date(2025, 6, 1), date(2025, 8, 1))
    assert told == {"": InTime(due=2, closed=2, in_time=1)}
    units = queries.in_time(date(2025, 6, 1), date(2025, 8, 1), by="unit")
    assert units["CARD"] == InTime(due=1, closed=1, in_time=1)


def test_what_befell_tasks_stands_in_the_line_in_which_they_counted(on: On) -> None:
    """By unit, leader and type as on the day, however they are called since; not what is voided."""
    programme, _, (_, measure, _) = inspection(on)
    to = date(2025, 8, 1)
    by = on.by("orthopaedics_head")
    asked = extending.ask(commitment_id=measure.pk, to=to, reason="招标推迟", **by)
    extending.decide(extension_id=asked.pk, grant=True, **on.by("vice_president"))
    later = on.later(10)
    wanted = Wanted(
        level="measure",
        title=measure.title,
        type="by_date",
        unit="CARD",
        owner="P3",
        leader="R2",
        due=measure.first_due,
    )
    by = later.by("party_clerk")
    writing.edit(commitment_id=measure.pk, wanted=wanted, reason="移交", **by)

    def extended(day: date, by: By) -> dict[str, int]:
        lines = queries.as_of(day, Asked(programmes=[programme.pk]), by=by)
        assert sum(one.extended for one in lines.values()) == queries.as_of(day)[""].extended
        return {line: one.extended for line, one in lines.items() if one.extended}

    assert extended(TODAY, "unit") == {"ORTH": 1}
    assert extended(TODAY, "type") == {"at_once": 1}
    assert extended(later.today, "unit") == {"CARD": 1}
    assert extended(later.today, "leader") == {"R2": 1}
    assert extended(later.today, "type") == {"by_date": 1}
    assert extended(later.today, "heading") == {"1": 1}
    writing.void(commitment_id=measure.pk, reason="重复", **later.by("party_clerk"))
    assert extended(later.today, "unit") == {}
    assert extended(TODAY, "unit") == {"ORTH": 1}


def test_a_named_later_deed_alone_changes_a_figure(on: On) -> None:
    _, _, (measure, *_) = inspection(on)
    on.close(measure)
    then = told(TODAY)
    later = on.later(10)
    reviewing.correct(
        commitment_id=measure.pk, day=TODAY, reason="材料不符", **later.by("party_clerk")
    )
    assert then == told(TODAY, asked=Asked(known=TODAY)) == (1, 0, 2)
    assert told(TODAY) == (0, 0, 3)
    assert [step.what for step in queries.entered_later(TODAY)] == ["corrected"]


def test_rules_revised_are_counted_from_what_came_of_measures(on: On) -> None:
    _, _, (measure, *_) = inspection(on)
    by = on.by("cardiology_head")
    for number in (1_000, 42):
        made = reporting.produce(
            commitment_id=measure.pk, code="policy_revised", number=number, **by
        )
    assert queries.produced(TODAY) == {"policy_revised": 1042}
    reporting.unproduce(produced_id=made.pk, reason="重复登记", **on.later(3).by("cardiology_head"))
    assert queries.produced(TODAY) == {"policy_revised": 1000}
    assert queries.produced(TODAY, Asked(known=TODAY)) == {"policy_revised": 1042}


def test_a_department_sees_its_own_what_it_helps_with_and_what_stands_above(on: On) -> None:
    programme, _, _ = inspection(on)

    def seen(key: str) -> set[str]:
        rows = reach.visible_to(rights_of(on.held[key].pk, TODAY), TODAY)
        return set(rows.values_list("number", flat=True))

    assert (
        seen("party_secretary")
        == seen("party_clerk")
        == {*("1", "1.1", "1.2", "1.1.1", "1.1.2", "1.2.1")}
    )
    assert seen("orthopaedics_head") == {"1", "1.1", "1.1.2"}
    assert seen("cardiology_head") == {"1", "1.1", "1.2", "1.1.1", "1.2.1"}
    assert seen("vice_president") == seen("party_secretary")
    for outsider in ("team_leader", "system_administrator", "records"):
        assert seen(outsider) == set(), outsider
        rights = rights_of(on.held[outsider].pk, TODAY)
        assert not reach.programmes(rights, TODAY).exists()
    only = Commitment.objects.filter(unit="ORTH")
    assert queries.as_of(TODAY, Asked(within=only))[""].total == 1
    assert programme in reach.programmes(rights_of(on.held["orthopaedics_head"].pk, TODAY), TODAY)


def test_a_draft_is_seen_by_those_who_see_all(bare: On) -> None:
    programme = bare.inspection()
    aspect = bare.add(programme, "aspect", "方面")
    problem = bare.add(programme, "problem", "问题", parent=aspect.pk)
    bare.measure(problem)
    head = rights_of(bare.held["cardiology_head"].pk, TODAY)
    assert not reach.visible_to(head, TODAY).exists()
    assert not reach.programmes(head, TODAY).exists()
