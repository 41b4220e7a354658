"""What posts must fill in, counted from what ledgers declare."""

from __future__ import annotations

from decimal import Decimal

from linghang.ledgers import catalog
from linghang.ledgers.burden.rules import burdens, monthly
from linghang.ledgers.definitions import Burden


def outreach(**changes):
    return catalog.catalog()["outreach"].model_copy(update=changes)


def test_a_post_must_fill_in_its_entries_times_what_each_requires():
    found = {one.post: one for one in burdens([outreach(burden=Burden(times=6, per="quarter"))])}

    assert "party_office_clerk" not in found, "enters for others, when they ask"
    (load,) = found["branch_secretary"].loads
    # Title, day, kind, setting, place, how many were served; the unit is the post's own.
    assert (load.entries, load.required, load.offered) == (Decimal(2), 6, 1)
    assert found["branch_secretary"].inputs == 12


def test_what_is_entered_when_it_happens_adds_nothing_and_is_told():
    (one, *_) = burdens([outreach(burden=None)])

    assert (one.entries, one.inputs, one.loads[0].entries) == (0, 0, None)


def test_twice_a_year_is_a_sixth_a_month():
    assert monthly(outreach(burden=Burden(times=2, per="year"))) == Decimal("0.17")
