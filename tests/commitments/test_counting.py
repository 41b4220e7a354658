"""Figures as of a day: by measure and by problem, by unit, as known then and now."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from types import SimpleNamespace

from django.db import connection
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from linghang.commitments import keeping, reach
from linghang.commitments.counting import queries, weighing
from linghang.commitments.counting.queries import Asked, By, InTime
from linghang.commitments.definitions import Role
from linghang.commitments.extending import services as extending
from linghang.commitments.models import Commitment, Programme, Span, Step
from linghang.commitments.reporting import services as reporting
from linghang.commitments.reviewing import services as reviewing
from linghang.commitments.spells.rules import Standing
from linghang.commitments.writing import moving
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


def aspects(on: date, programme: Programme, **known: date) -> dict[str, int]:
    asked = Asked(programmes=[programme.pk], **known)
    return {n: one.total for n, one in queries.as_of(on, asked, by="heading").items()}


def moved(on: On) -> tuple[Programme, list[Commitment]]:
    """The inspection, of which a measure with a step below it comes to another aspect later on."""
    programme, _, measures = inspection(on)
    aspect = on.add(programme, "aspect", "外部监督方面")
    problem = on.add(programme, "problem", "问题3", parent=aspect.pk)
    on.measure(problem, "公开结果")
    on.measure(measures[1], "分步实施", unit="ORTH", owner="P4")
    on.approve(programme)
    on.close(measures[0])
    by = on.later(10).by("party_clerk")
    moving.move(commitment_id=measures[1].pk, parent=problem.pk, reason="属于问题3", **by)
    return programme, measures


def test_what_moves_counts_with_all_below_it_where_it_stood_then(on: On) -> None:
    """By aspect, with the deeds on it; the branch moved comes along with a step of its own."""
    programme, measures = moved(on)
    later = TODAY + timedelta(days=10)
    for day in (TODAY, TODAY + timedelta(days=9)):
        assert aspects(day, programme) == aspects(day, programme, known=day) == {"1": 4, "2": 1}
    assert aspects(later, programme) == {"1": 2, "2": 3}
    measures[1].refresh_from_db()
    below = Commitment.objects.below(measures[1]).get()
    assert below.steps.get(what="moved").text == f"随“{measures[1].number} 开展自查”调整：属于问题3"
    rows = Commitment.objects.filter(programme=programme).in_bulk()
    assert keeping.differing(programme, rows) == []


def test_shares_by_weight_are_those_of_the_day(
    on: On, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Closed: one of two that weigh alike; then it weighs 30 beside 10, and the other comes to the
    other aspect, which nobody began."""
    programme, _, measures = inspection(on)
    on.close(measures[0])
    assert weighing.shares(programme, TODAY).whole is None, "nobody gave a weight"
    for days, row, weight in ((3, measures[0], 30), (5, measures[1], 10)):
        told = {"level": "measure", "title": row.title, "type": row.type, "due": row.first_due}
        told |= {"unit": row.unit_id, "owner": row.owner, "leader": row.leader}
        wanted = Wanted(weight=Decimal(weight), **told)
        by = on.later(days).by("party_clerk")
        writing.edit(commitment_id=row.pk, wanted=wanted, reason="明确权重", **by)
    first = Commitment.objects.get(programme=programme, number="1.1")

    def share(days: int) -> Fraction | None:
        day = TODAY + timedelta(days=days)
        assert weighing.shares(programme, day) == weighing.shares(programme, day, known=day)
        return weighing.shares(programme, day).of.get(first.pk)

    assert [share(days) for days in (0, 3, 5)] == [None, Fraction(1, 2), Fraction(3, 4)]
    with django_assert_num_queries(4):
        weighing.shares(programme, TODAY + timedelta(days=5))


def test_spans_of_before_are_filled_from_what_holds(on: On) -> None:
    """As an upgrade finds them: deeds and spans that say nothing of places and weights."""
    programme, _, (measure, other, _) = inspection(on)
    on.measure(other, "分步实施", weight=Decimal(40))
    on.close(measure)
    rows = Commitment.objects.filter(programme=programme).in_bulk()
    kept = list(Span.objects.known().values_list("pk", "top", "above", "weight"))
    Span.objects.update(top=None, above=None, weight=None, is_measured=False)
    places = {"top", "above", "weight", "is_measured"}
    with connection.cursor() as cursor:
        for step in Step.objects.all():
            changes = {k: v for k, v in step.changes.items() if k not in places}
            told = json.dumps(changes)
            cursor.execute(
                "UPDATE commitments_step SET changes = %s WHERE id = %s", [told, step.pk]
            )
    assert keeping.differing(programme, rows) == []
    migration = import_module("linghang.commitments.migrations.0005_places_and_weights")
    plain = {one.__name__: QuerySet(one) for one in (Commitment, Span, Step)}
    state = SimpleNamespace(get_model=lambda _, name: SimpleNamespace(objects=plain[name]))
    migration.fill(state, None)
    assert keeping.differing(programme, rows) == []
    assert sorted(kept) == sorted(Span.objects.known().values_list("pk", "top", "above", "weight"))


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
