"""What posts must fill in, counted from what ledgers declare."""

from __future__ import annotations

from datetime import date
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


def test_a_title_that_is_begun_is_offered_and_not_typed():
    traffic = catalog.catalog()["alliance_traffic"]
    load = next(one for one in burdens([traffic]) if one.post == "department_head").loads[0]

    assert traffic.first_title(date(2025, 3, 5)) == "2025年3月双向转诊与远程协作"
    assert outreach(titled="year").first_title(date(2025, 3, 5)) == "2025年义诊与志愿服务"
    assert outreach().first_title(date(2025, 3, 5)) == ""
    # The day; the title is begun, the partner is chosen, and the unit is the post's own.
    assert (load.required, load.offered) == (1, 3)


def test_what_is_entered_when_it_happens_adds_nothing_and_is_told():
    (one, *_) = burdens([outreach(burden=None)])

    assert (one.entries, one.inputs, one.loads[0].entries) == (0, 0, None)


def test_twice_a_year_is_a_sixth_a_month():
    assert monthly(outreach(burden=Burden(times=2, per="year"))) == Decimal("0.17")
