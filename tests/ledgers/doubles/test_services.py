"""Entries that agree: shown until somebody says that they differ, and again when one changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linghang.foundation.trail.models import Entry as Told
from linghang.ledgers import catalog
from linghang.ledgers.changing import services as changing
from linghang.ledgers.doubles import queries, services
from linghang.ledgers.doubles.models import Apart
from linghang.ledgers.faults import CannotEnter
from linghang.ledgers.models import Change, Entry
from linghang.org.models import Appointment
from tests.ledgers.hospital import actor, by, clinic, hand_in, in_force, verify, write, wrote
from tests.ledgers.hospital import put_in_force as forced

Held = dict[str, Appointment]
BECAUSE = "上下午两个社区队伍"
DAY = clinic().day


def twins(ledger: str = "outreach") -> list[int]:
    return [one.pk for one in queries.twins(catalog.catalog()[ledger])]


def apart(held: Appointment, *entries: Entry, reason: str = BECAUSE) -> list[Apart]:
    keys = [one.pk for one in entries]
    return services.tell_apart(ledger="outreach", entries=keys, reason=reason, **by(held))


def three(held: Held) -> list[Entry]:
    """Three entries that agree in day, place, unit and kind."""
    return [in_force(held) for _ in range(3)]


def test_another_kind_of_activity_on_the_same_day_is_no_twin(held: Held) -> None:
    in_force(held)
    in_force(held, clinic(kind="讲座"))
    assert twins() == []


def test_either_way_of_agreeing_is_enough_and_an_empty_value_agrees_with_nothing(
    held: Held,
) -> None:
    common = {
        "journal": "示范医学",
        "indexed": "其他期刊",
        "first_author": "职工M1",
        "authors": "职工M1",
        "affiliation": "第一单位",
        "retracted": "否",
    }
    told = [("甲", "10.9999/a"), ("乙", "10.9999/a"), ("甲", ""), ("丙", ""), ("丁", "")]
    one, other, third, *_ = [
        forced(
            wrote(held["cardiology_head"], "papers", "CARD", DAY, title=title, doi=doi, **common)
        )
        for title, doi in told
    ]
    assert twins("papers") == [one.pk, other.pk, third.pk]
    papers = catalog.catalog()["papers"]
    assert set(queries.suspects(papers, other)) == {one}
    assert set(queries.suspects(papers, one)) == {other, third}


def test_what_was_told_apart_is_shown_no_more_until_that_is_taken_back(held: Held) -> None:
    one, other, third = three(held)
    office = held["party_office"]

    (found,) = apart(office, other, one)

    assert (found.first, found.second, found.reason) == (one, other, BECAUSE)
    assert twins() == [one.pk, third.pk, other.pk], "those that agree stand beside one another"
    ledger = catalog.catalog()["outreach"]
    assert set(queries.suspects(ledger, one)) == {third}
    assert len(apart(office, third)) == 2
    assert twins() == []
    assert not queries.suspects(ledger, one).exists()

    services.take_back(
        ledger="outreach", findings=[found.pk], reason="签到册上是同一队", **by(office)
    )
    assert twins() == [one.pk, other.pk]
    actions = Told.objects.filter(action__startswith="ledgers.entry.apart").values_list(
        "subject_id", flat=True
    )
    assert set(actions) == {str(one.pk), str(other.pk)}
    assert Told.objects.filter(action="ledgers.entry.told_apart").count() == 6


def test_two_entries_of_which_one_changes_are_looked_at_again(held: Held) -> None:
    one, other, _ = three(held)
    apart(held["party_office"], one, other)
    secretary = held["branch_secretary"]
    said = replace(clinic(served="161"), title=one.title)
    changing.ask_correction(entry_id=one.pk, written=said, reason="按签到册更正", **by(secretary))
    assert Apart.objects.standing().exists()

    verify(held["party_office"], Change.objects.get().filing)

    (found,) = Apart.objects.all()
    assert found.ended_at
    assert found.ended_because == "其中一条已更正或修改"
    assert {one, other} <= set(queries.twins(catalog.catalog()["outreach"]))


def test_it_takes_a_reason_entries_that_agree_and_who_looks_after_them(held: Held) -> None:
    one, other, third = three(held)
    stranger = write(held["branch_secretary"], clinic(place="西湖社区"))
    hand_in(held["branch_secretary"], stranger)
    office = held["party_office"]
    for asked, reason, says in (
        ((one, other), "", "为什么不是同一件"),
        ((one, stranger), BECAUSE, "没有疑似重复"),
        ((stranger,), BECAUSE, "没有疑似重复"),
    ):
        with pytest.raises(CannotEnter, match=says):
            apart(office, *asked, reason=reason)
    with pytest.raises(CannotEnter, match="党办主任、党办干事"):
        apart(held["branch_secretary"], one, other)
    apart(office, one, other, third)
    assert Apart.objects.count() == 3
    with pytest.raises(CannotEnter, match="可能已经核对过"):
        apart(office, one, other)
    assert {row.found_by for row in Apart.objects.all()} == {actor(office).person}
