"""Months that were counted beforehand say what their entries say, whatever is written meanwhile."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone

from linghang.foundation.period import Period
from linghang.ledgers import health
from linghang.ledgers.counting import adding, tallied
from linghang.ledgers.counting.adding import ByMonth, Question
from linghang.ledgers.counting.lines import Basis, Level, read
from linghang.ledgers.models import Entry, Mention, Tally, Touch
from linghang.ledgers.tallies import queries, rules, services, triggers
from linghang.ledgers.tallies.rules import Part
from linghang.org.memberships.rules import Line
from linghang.org.models import Membership, Person, Placement, Unit
from tests.ledgers.counting import some_ledger
from tests.ledgers.counting.some_ledger import LEDGER, PEOPLE, UNITS

TODAY = date(2026, 11, 22)
PERIODS = ("2025", "2024-02..2026-01", "2024Q4", "2025-03")
db = pytest.mark.django_db


def asked(period, **more):
    return Question(
        ledger=LEDGER, declared=LEDGER, figures=LEDGER.figures, period=Period.parse(period), **more
    )


def numbers(totals):
    """Lines with something; a line without an entry may be there or not."""
    found = {
        (line, code): (one.number, one.estimated, one.entries)
        for line, figures in totals.items()
        for code, one in figures.items()
    }
    return {key: told for key, told in found.items() if any(told)}


def lines(period, level=Level.DEPARTMENT):
    period = Period.parse(period)
    return read(UNITS, level=level, basis=Basis.THEN, period=period, today=TODAY)


def agree(period, by=None, **more):
    question = asked(period, **more)
    told = numbers(tallied.added(question, by))
    assert told == numbers(adding.added(question, by)), (period, by, more)
    return told


@pytest.fixture
def kept(said, monkeypatch):
    """Every month of the random entries is counted."""
    monkeypatch.setattr(queries, "stamp", lambda declared: "test")
    monkeypatch.setattr(services.catalog, "current", lambda code: SimpleNamespace(item=LEDGER))
    monkeypatch.setattr(services, "_ledgers", lambda: [LEDGER])
    monkeypatch.setattr(services, "FEWEST", 1)
    services.renew()
    assert Tally.objects.count() > 30
    assert not Touch.objects.exists()
    return said


def enter(entry, new):
    some_ledger.save(LEDGER, [some_ledger.entry(LEDGER, new, LEDGER.code)], [new])


def correct(entry, new):
    some_ledger.correct(LEDGER, entry, new, entry.effective_on + timedelta(1), LEDGER.code)


def void(entry, new):
    Entry.objects.filter(pk=entry.pk).update(standing="voided", voided_on=TODAY)


def set_past_models(entry, new):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledgers_entry SET n1 = 77 WHERE id = %s", [entry.pk])


def move(entry, new):
    Entry.objects.filter(pk=entry.pk).update(day=new.day, until=None, unit_id=new.unit)


def name_another(entry, new):
    one = Mention.objects.filter(entry=entry).first()
    Mention.objects.filter(pk=one.pk).update(code=f"N{new.key}", name="")


def name_no_more(entry, new):
    Mention.objects.filter(entry=entry).delete()


def throw_away(entry, new):
    Mention.objects.filter(entry=entry).delete()
    Entry.objects.filter(pk=entry.pk)._raw_delete(connection.alias)


def leave_the_party(entry, new):
    Membership.objects.filter(person__code="D1").update(active_to=new.day)


def join_the_party(entry, new):
    Membership.objects.filter(person__code="P1").update(active_from=new.day, active_to=None)


def renumber(entry, new):
    Person.objects.filter(code="D3").update(code="D9")


WAYS = (enter, correct, void, set_past_models, move, name_another, name_no_more, throw_away)
WAYS += (leave_the_party, join_the_party, renumber)


@db
def test_kept_months_say_what_entries_say_after_every_way_of_writing(kept):
    chance = random.Random(5)
    for at, write in enumerate(WAYS):
        naming = Entry.objects.filter(standing="verified", mentions__isnull=False, day__year=2025)
        entry = chance.choice(naming.distinct().order_by("pk"))
        write(entry, some_ledger.row(1000 + at, chance, units=UNITS, people=PEOPLE))
        for period in PERIODS:
            agree(period)
        agree("2025", ByMonth())
        agree("2025", lines("2025"))
        agree("2025", units=["CARD1", "PB1"])
        if at % 3 == 2:
            services.renew()
            assert agree("2024-02..2026-01")
            assert not Touch.objects.exists()


@db
def test_untouched_months_are_read_in_one_query_and_others_from_their_entries(
    kept, django_assert_num_queries
):
    happened = tuple(one for one in LEDGER.figures if rules.is_kept(one))
    question = Question(ledger=LEDGER, declared=LEDGER, figures=happened, period=Period.year(2025))
    with django_assert_num_queries(1):
        tallied.added(question)
    Entry.objects.filter(pk=Entry.objects.filter(day__year=2025).first().pk).update(n1=3)
    distinct = sum(one.of == "distinct" for one in happened)
    with django_assert_num_queries(1 + 2 + distinct):
        tallied.added(question)


@db
def test_a_unit_that_moves_in_mid_month_is_counted_entry_by_entry(kept):
    moved = date(2025, 7, 11)
    seat = Placement.objects.get(unit__code="CARD1")
    Placement.objects.filter(pk=seat.pk).update(active_to=moved)
    Placement.objects.create(
        unit=Unit.objects.get(code="CARD1"),
        parent=Unit.objects.get(code="ORTH"),
        active_from=moved,
    )
    by = lines("2025")

    assert agree("2025", by)
    assert agree("2025", line=(by, "ORTH"))


@db
def test_what_does_not_count_touches_nothing(kept):
    loose = some_ledger.row(5000, random.Random(1), units=UNITS, people=PEOPLE)
    draft = some_ledger.entry(LEDGER, loose, LEDGER.code, standing="draft", effective_on=None)
    some_ledger.save(LEDGER, [draft], [loose])
    Entry.objects.filter(pk=draft.pk).update(standing="submitted")
    Person.objects.filter(code="D1").update(name="某人")
    assert Membership.objects.exclude(line=Line.PARTY.value).update(active_to=TODAY)

    assert not Touch.objects.exists()

    Entry.objects.filter(pk=draft.pk).update(standing="verified", effective_on=TODAY)
    (touch,) = Touch.objects.values_list("ledger", "since")
    assert touch == (LEDGER.code, loose.day.replace(day=1))


@db
def test_without_its_triggers_nothing_kept_is_believed(kept):
    triggers.drop(connection)
    (finding,) = health.check(timezone.now())
    assert finding.level == "✗"

    triggers.keep(using="default")

    assert not Tally.objects.exists()
    assert triggers.are_kept(connection)
    assert services.renew() > 30
    assert agree("2025")


@db
def test_other_definitions_let_everything_be_counted_anew(kept, monkeypatch):
    monkeypatch.setattr(queries, "stamp", lambda declared: "newer")
    assert agree("2025")

    assert services.renew() == Tally.objects.count() > 30
    assert set(Tally.objects.values_list("stamp", flat=True)) == {"newer"}


@db
def test_the_check_up_counts_again(kept, monkeypatch):
    monkeypatch.setattr(health.catalog, "whole", lambda code: LEDGER)
    monkeypatch.setattr(health, "SOME", 99)
    (finding,) = health.check(timezone.now())
    assert finding.level == "✓"

    Tally.objects.filter(month=date(2025, 3, 1)).update(whole="{}")

    (finding,) = health.check(timezone.now())
    assert "2025-03" in finding.says


def test_parts_are_added_as_they_are_and_people_once():
    text = rules.dumped(
        {"a": Part(Decimal("1.5"), Decimal(1), 2), "b": Part(Decimal(2), keys={"x"})}
    )
    found = rules.of_whole(text, ["a", "b", "c"])
    found["a"].add(Part(Decimal("0.5"), Decimal(0), 1))
    found["b"].add(Part(keys={"x", "y"}))

    assert found["a"] == Part(Decimal(2), Decimal(1), 3)
    assert found["b"].keys == {"x", "y"}


def test_what_is_not_kept_remains():
    year = Period(date(2025, 1, 10), date(2026, 1, 1))
    months = rules.months(year)
    assert months == [date(2025, month, 1) for month in range(2, 13)]
    assert rules.rest(Period.year(2025), rules.months(Period.year(2025))) == []
    assert rules.rest(year, months) == [Period(date(2025, 1, 10), date(2025, 2, 1))]
    some = [date(2025, 2, 1), date(2025, 4, 1), date(2025, 6, 1)]
    assert rules.rest(Period.year(2025), some) == [Period.year(2025)]
