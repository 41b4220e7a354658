"""Rule sets: all groups are reached or named, facts decide, faults are told by file and row."""

from __future__ import annotations

from datetime import date

import pytest

from linghang.cases.drg import SETS, Facts, group_one, is_in_force, load_rules, standing
from linghang.cases.drg.reaching import reach

UNREACHABLE = {
    "chs_drg_11": set(),
    "guangxi_2022": set(),
    "yunnan_2023": set(),
    "linfen_2022": set(),
    "beijing_2022": {"AG11", "AG15", "AG29", "WB19", "CD1D", "DC2D", "IT2B", "IT2C"},
    "chs_drg_10": {
        "PC19",
        "PJ19",
        "PK19",
        "PR11",
        "PR13",
        "PR15",
        "PS11",
        "PS13",
        "PS15",
        "PT19",
        "PT29",
        "PU19",
        "YR11",
        "YR13",
        "YR15",
        "YR29",
        "WC11",
        "WC13",
        "WC15",
        "WJ11",
        "WJ13",
        "WJ15",
        "WR11",
        "WR13",
        "WR15",
        "WZ11",
        "WZ13",
        "WZ15",
    },
}
"""Groups that no case can get, because tables of the source are as they are."""


@pytest.mark.parametrize("name", SETS)
def test_every_group_is_reached_or_named_with_the_reason(name: str) -> None:
    rules = load_rules(name)
    found = reach(rules)
    drgs = {one.drg for one in rules.drgs}
    assert drgs - found.cases.keys() == UNREACHABLE[name]
    assert all(found.unreached[drg] for drg in UNREACHABLE[name])
    for drg, case in list(found.cases.items())[::25]:
        assert group_one(case, rules).drg == drg


@pytest.mark.parametrize("name", SETS)
def test_names_are_at_hand_for_lists_and_searches(name: str) -> None:
    rules = load_rules(name)
    assert len(rules.mdc_names) == 26
    assert all(rules.mdc_names.values())
    assert all(one.name and one.drg.startswith(one.adrg) for one in rules.drgs)
    assert {one.adrg for one in rules.drgs} <= rules.adrg_names.keys()
    assert dict(rules.codes.dx.listed())["K80.304"]
    assert dict(rules.codes.px.listed())["51.2300"]


# ---- facts -----------------------------------------------------------------------------------


def test_an_edition_is_in_force_at_its_places_and_in_its_time() -> None:
    facts = Facts(
        code="x",
        title="x",
        places=("450000",),
        active_from=date(2025, 1, 1),
        active_to=date(2027, 1, 1),
    )
    assert is_in_force(facts, place="450100", on=date(2026, 12, 31))
    assert standing(facts, place="450100", on=date(2026, 12, 31)) == ""
    for place, on in [
        ("530100", date(2026, 1, 1)),
        ("450100", date(2027, 1, 1)),
        ("450100", date(2024, 12, 31)),
        (None, date(2026, 1, 1)),
    ]:
        assert standing(facts, place=place, on=on) == "试算（旧版）"
    everywhere = Facts(code="x", title="x", places=("000000",), active_from=date(2025, 1, 1))
    assert is_in_force(everywhere, place="450100", on=date(2026, 1, 1))


@pytest.mark.parametrize("name", SETS)
def test_no_edition_that_comes_along_passes_for_one_in_force(name: str) -> None:
    facts = load_rules(name).facts
    assert facts.source
    assert standing(facts, place="450100", on=date(2026, 11, 22)).startswith("试算")
    assert facts.comparison_only == (name == "chs_drg_10")
