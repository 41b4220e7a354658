"""A year that is locked stays as it is: nothing comes into it or out of it but by who oversees."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from linghang.ledgers.changing import services as changing
from linghang.ledgers.closing import queries
from linghang.ledgers.closing import services as closing
from linghang.ledgers.closing.models import Closing
from linghang.ledgers.entering import services as entering
from linghang.ledgers.faults import CannotEnter
from linghang.ledgers.models import Entry
from linghang.org.models import Appointment
from tests.ledgers.hospital import by, clinic, hand_in, in_force, verify, write

Held = dict[str, Appointment]
LAST = date(2024, 3, 5)
PDF: dict[str, Any] = {"field": "receipt", "content": b"%PDF", "media_type": "application/pdf"}


def lock(held: Held, year: int = 2024) -> Closing:
    return closing.close(ledger="outreach", year=year, **by(held["party_office"]))


def digest() -> str:
    return closing.digest(Entry.objects.filter(ledger="outreach", day__year=2024))


def correct(held: Held, who: str, entry: Entry, day: date = LAST, **more: Any) -> changing.Change:
    written = clinic(day, **more)
    return changing.ask_correction(
        entry_id=entry.pk, written=written, reason="日期写错了", **by(held[who])
    )


def test_a_draft_from_before_is_handed_in_by_who_oversees_alone(held: Held) -> None:
    in_force(held, clinic(LAST))
    draft = write(held["branch_secretary"], clinic(date(2024, 5, 1)))
    (drafts,) = queries.drafts("outreach", 2024)
    assert (drafts.person, drafts.count) == ("职工P5", 1)
    closed = lock(held)

    with pytest.raises(CannotEnter, match="2024年已经归档，补录和更正请找党办主任"):
        hand_in(held["branch_secretary"], draft)

    draft.refresh_from_db()
    assert (draft.standing, digest()) == ("draft", closed.digest)


def test_a_year_is_locked_only_when_no_change_waits(held: Held) -> None:
    """Of what is in it, and of what would come into it."""
    entry, later = in_force(held, clinic(LAST)), in_force(held)
    for one, day in ((entry, LAST), (later, date(2024, 7, 1))):
        change = correct(held, "branch_secretary", one, day, served="170")
        with pytest.raises(CannotEnter, match="还有1件更正或作废待审核"):
            lock(held)
        change.dropped_on = date(2025, 6, 3)
        change.save()
    assert lock(held).entries == 1


def test_a_change_asked_for_before_is_not_done_to_a_locked_year(held: Held) -> None:
    """However it came about: the year may have been locked at the same moment."""
    entry = in_force(held, clinic(LAST))
    change = correct(held, "branch_secretary", entry, served="170")
    Closing.objects.create(
        ledger="outreach",
        year=2024,
        closed_by="Q2",
        closed_at=datetime(2025, 6, 3, 4, tzinfo=UTC),
        entries=1,
        digest=digest(),
    )
    with pytest.raises(CannotEnter, match="提出以后2024年归档了"):
        verify(held["party_office"], change.filing)
    assert Entry.objects.get().n2 == 160


def test_nothing_is_moved_into_a_locked_year_or_out_of_it(held: Held) -> None:
    entry, later = in_force(held, clinic(LAST)), in_force(held)
    returned = write(held["branch_secretary"], clinic(date(2025, 4, 1)))
    filing = hand_in(held["branch_secretary"], returned)[0]
    verify(held["party_office"], filing, because="请核对日期")
    lock(held)
    entry.refresh_from_db()
    assert entry.standing == "locked"

    for one, day in ((entry, date(2025, 3, 5)), (later, LAST)):
        with pytest.raises(CannotEnter, match="2024年已经归档"):
            correct(held, "branch_secretary", one, day)
    with pytest.raises(CannotEnter, match="2024年已经归档"):
        write(held["branch_secretary"], clinic(LAST), entry_id=returned.pk)
    with pytest.raises(CannotEnter, match="2024年已经归档，补充材料请找党办主任"):
        entering.attach(entry_id=entry.pk, name="后补.pdf", **PDF, **by(held["branch_secretary"]))
    entering.attach(entry_id=entry.pk, name="后补.pdf", **PDF, **by(held["party_office"]))


def test_who_oversees_corrects_a_locked_year_and_another_verifies(held: Held) -> None:
    entry, later = in_force(held, clinic(LAST)), in_force(held)
    closed = lock(held)
    overseer = Appointment.objects.create(
        person=held["party_clerk"].person,
        post="party_office_director",
        unit=held["party_office"].unit,
        active_from=held["party_office"].active_from,
    )
    for one in (entry, later):
        change = correct({"overseer": overseer}, "overseer", one, served="170")
        verify(held["party_office"], change.filing)
        one.refresh_from_db()
        assert (one.standing, one.day, one.n2) == ("locked", LAST, 170)
    assert digest() != closed.digest
    closing.reopen(closing_id=closed.pk, reason="审计要求", **by(held["party_office"]))
    assert set(Entry.objects.values_list("standing", flat=True)) == {"verified"}
