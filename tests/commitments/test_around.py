"""What other engines have of commitments, and commitments of them: figures, duties, offers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linghang.commitments import health, providers, reach, searched
from linghang.commitments import sources as commitments
from linghang.commitments.counting import queries
from linghang.commitments.extending import services as extending
from linghang.commitments.models import Commitment
from linghang.commitments.offering import registry as offers
from linghang.commitments.setting import group
from linghang.foundation import doctor
from linghang.foundation.period import Period
from linghang.foundation.search import services as search
from linghang.indicators.queries import Scope
from linghang.indicators.records import sources
from linghang.notices import duties
from linghang.org.merging import pointing
from linghang.org.models import Person
from linghang.org.rights import rights_of
from linghang.org.rules import Rights
from linghang.procedures.days import Day
from tests.commitments.hospital import TODAY, Held, On, inspection
from tests.ledgers import hospital as ledgers


def rights(held: Held, key: str, today: date = TODAY) -> Rights:
    return rights_of(held[key].pk, today)


def number(code: str, period: str, **place: str) -> int:
    source = sources.source(code)
    assert source is not None
    found = source.count(Period.parse(period), Scope(**place))
    return int(found) if found is not None else -1


def test_commitments_are_counted_for_indicators(on: On) -> None:
    _, _, (first, second, _) = inspection(on)
    on.close(first)
    asked = extending.ask(
        commitment_id=second.pk,
        to=date(2025, 7, 31),
        reason="招标推迟",
        **on.by("orthopaedics_head"),
    )
    extending.decide(extension_id=asked.pk, grant=True, **on.by("vice_president"))
    told = {
        figure: number(f"commitments.inspection.{figure}", "2025-06")
        for figure in ("total", "done", "open", "due", "due_closed", "closed_in_time", "extended")
    }
    assert told == {
        "total": 3,
        "done": 1,
        "open": 2,
        "due": 2,
        "due_closed": 1,
        "closed_in_time": 1,
        "extended": 1,
    }
    assert number("commitments.all.done", "2025-06", department="CARD") == 1
    assert number("commitments.all.done", "2025-06", department="ORTH") == 0
    assert number("commitments.inspection.findings", "2025-04") == 2
    source = sources.source("commitments.inspection.done")
    assert source is not None
    by_month = source.parts(Period.parse("2025-05..2025-06"), Scope(), "month")
    assert {month: int(n) for month, n in by_month.items()} == {"2025-05": 0, "2025-06": 1}


def test_lines_by_leader_add_up_and_open_to_their_rows(on: On) -> None:
    _, problems, (first, second, _) = inspection(on)
    Person.objects.create(code="R1B", name="职工R1", active_from=TODAY)
    on.measure(problems[1], "整改措施", leader="R1B", due=date(2025, 6, 10))
    on.measure(problems[1], "无人分管的措施", leader="", due=date(2025, 6, 20))
    on.approve(problems[1].programme)
    kept = Person.objects.get(code="R1")
    Person.objects.filter(code="R1B").update(merged_into=kept, active_to=date(2025, 6, 4))
    on.close(first)
    by, until = on.by("orthopaedics_head"), date(2025, 7, 31)
    asked = extending.ask(commitment_id=second.pk, to=until, reason="招标推迟", **by)
    extending.decide(extension_id=asked.pk, grant=True, **on.by("vice_president"))
    year = Period.year(2025)
    for figure in commitments.FIGURES:
        source = sources.source(f"commitments.inspection.{figure}")
        assert source is not None
        parts = source.parts(year, Scope(), "leader")
        assert sum(parts.values()) == source.count(year, Scope()), figure
        assert set(parts) <= {"R1", None}
        for leader, number in parts.items():
            rows = commitments.rows(
                "inspection",
                figure,
                year,
                leader=leader or sources.NOBODY,
                within=Commitment.objects.all(),
            )
            assert rows.count() == number, (figure, leader)
        assert source.parts(year, Scope(department="CARD"), "leader") == {}
    held = sources.source("meetings.theme_day.held")
    assert held is not None
    assert held.parts(year, Scope(), "leader") == {}


def test_the_workbench_says_what_waits(on: On) -> None:
    programme, _, (first, second, _) = inspection(on)
    later = On(on.held, date(2025, 7, 1))
    owed = duties.duties_of(rights(on.held, "cardiology_head", later.today), later.today)
    assert {providers.COMMITMENT} <= {one.subject[0] for one in owed}
    later.prove(first)
    later.apply(first)
    (wait,) = list(providers.to_check(rights(on.held, "party_clerk"), Day(later.today)))
    assert wait.title == "1.1.1 修订采购制度：初审"
    assert not list(providers.to_check(rights(on.held, "party_secretary"), Day(later.today)))
    extending.ask(
        commitment_id=second.pk,
        to=date(2025, 7, 31),
        reason="招标推迟",
        **later.by("orthopaedics_head"),
    )
    (decide,) = list(providers.to_decide(rights(on.held, "vice_president"), Day(later.today)))
    assert decide.title == f"{programme.title}：1项申请延期"


def test_the_workbench_asks_no_more_for_many(on: On) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            for key in ("cardiology_head", "party_clerk"):
                list(providers.duties(rights(on.held, key), TODAY))
        return len(found)

    _, problems, measures = inspection(on)
    on.prove(measures[0])
    on.apply(measures[0])
    few = asked()
    more = [on.measure(problems[0], f"措施{n}") for n in range(6)]
    on.approve(problems[0].programme)
    for row in more:
        on.prove(row)
        on.apply(row)
    assert asked() == few


def test_a_record_is_taken_over_not_typed_again(on: On) -> None:
    entry = ledgers.in_force(on.held)
    offer = offers.find(rights(on.held, "party_clerk"), ("ledgers.entry", str(entry.pk)), TODAY)
    assert offer is not None
    wanted = offer.wanted("measure")
    assert (wanted.title, wanted.unit) == (entry.title, "PB1")
    assert wanted.source == ("ledgers.entry", str(entry.pk))
    outsider = rights(on.held, "system_administrator")
    assert offers.find(outsider, ("ledgers.entry", str(entry.pk)), TODAY) is None
    assert set(offers.names()) >= {"meetings.agendaitem", "indicators.gap", "cases.batch"}


def test_what_was_found_before_is_recognised(on: On) -> None:
    _, (problem, _), _ = inspection(on)
    again = On(on.held, TODAY + timedelta(days=30))
    programme = again.inspection(title="市委回头看")
    aspect = again.add(programme, "aspect", "方面")
    same = again.add(programme, "problem", problem.title, parent=aspect.pk)
    search.rebuild(kinds=["commitments"])
    found = searched.similar(same, rights(on.held, "party_clerk"), again.today)
    assert problem in found
    assert same not in found


def test_a_member_of_the_leading_group_sees_the_programme(on: On) -> None:
    programme, *_ = inspection(on)
    head = rights(on.held, "records")
    assert not reach.visible_to(head, TODAY).exists()
    group.set_group(
        programme_id=programme.pk,
        members=[("P6", "组长"), ("P2", "成员")],
        **on.by("party_clerk"),
    )
    assert reach.visible_to(head, TODAY).count() == 6
    group.set_group(
        programme_id=programme.pk, members=[("P6", "组长")], **on.later(1).by("party_clerk")
    )
    assert not reach.visible_to(head, TODAY + timedelta(days=1)).exists()


def test_whoever_was_registered_twice_keeps_what_they_answer_for(on: On) -> None:
    _, _, (measure, *_) = inspection(on)
    duplicate, survivor = Person.objects.get(code="P3"), Person.objects.get(code="P4")
    pointing.repoint_all(duplicate=duplicate, survivor=survivor)
    measure.refresh_from_db()
    assert measure.owner == "P4"
    leader = Person.objects.get(code="R1")
    leader.merged_into, leader.active_to = Person.objects.get(code="P1"), TODAY
    leader.save()
    by_leader = queries.as_of(TODAY, by="leader")
    assert {code: one.total for code, one in by_leader.items()} == {"P1": 3}


@pytest.mark.parametrize("column", ["standing", "due"])
def test_the_check_up_finds_a_state_that_no_deed_made(on: On, column: str) -> None:
    _, _, (measure, *_) = inspection(on)
    on.close(measure)
    fine, kept = health.check(on.by("party_clerk")["at"])
    assert {fine.level, kept.level} == {doctor.Level.FINE}
    value = "open" if column == "standing" else date(2026, 1, 1)
    Commitment.objects.filter(pk=measure.pk).update(**{column: value})
    bad, kept = health.check(on.by("party_clerk")["at"])
    assert (bad.level, kept.level) == (doctor.Level.BAD, doctor.Level.FINE)
    assert "1.1.1" in bad.says


@pytest.mark.parametrize("table", ["commitments_version", "commitments_commitment"])
def test_the_check_up_finds_contents_that_no_deed_wrote(on: On, table: str) -> None:
    _, _, (measure, *_) = inspection(on)
    key, column = ("commitment_id", "hash") if table.endswith("version") else ("id", "content_hash")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = 'x' WHERE {key} = %s", [measure.pk])
    _, bad = health.check(on.by("party_clerk")["at"])
    assert bad.level is doctor.Level.BAD
    assert "1.1.1" in bad.says
