"""What does not hang together in a catalog of meetings is named."""

from __future__ import annotations

from fractions import Fraction

import pytest

from linghang.foundation.parameters.kinds import Base, Majority, Recurrence
from linghang.meetings import catalog
from linghang.meetings.checking.rules import faults
from linghang.meetings.definitions import ItemKind, MeetingKind

HALF = Majority(Fraction(1, 2), True, Base.ENTITLED)
PARAMETERS = {
    "half": HALF,
    "all_and_one": Majority(Fraction(1), True, Base.ENTITLED),
    "of_present": Majority(Fraction(1, 2), True, Base.PRESENT),
    "monthly": Recurrence.MONTH,
    "days": 2,
}


def kind(code: str = "members", **facts: object) -> MeetingKind:
    given = {"of": ("party_branch",), "among": "party_members", "quorum": "half", "passes": "half"}
    return MeetingKind.model_validate(
        {"code": code, "name": code, "source": "规定", **given, **facts}, strict=False
    )


def item(**facts: object) -> ItemKind:
    given = {"code": "item", "name": "议题", "source": "规定", "decided_by": ("members",)}
    return ItemKind.model_validate({**given, **facts}, strict=False)


def found(kinds: list[MeetingKind], items: list[ItemKind]) -> list[tuple[str, str]]:
    wrong = faults(kinds, items, posts={"branch_secretary"}, parameters=PARAMETERS)
    return [(one.code, one.field) for one in wrong]


def test_a_sound_catalog_has_no_faults() -> None:
    assert found([kind(every="monthly", material="days")], [item()]) == []


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"of": ("choir",)}, "of"),
        ({"chair": ("conductor",)}, "chair"),
        ({"may_hold": ("concert",)}, "may_hold"),
        ({"quorum": "no_such"}, "quorum"),
        ({"quorum": "all_and_one"}, "quorum"),
        ({"quorum": "of_present"}, "quorum"),
        ({"passes": "monthly"}, "passes"),
        ({"every": "half"}, "every"),
        ({"notice": "half"}, "notice"),
    ],
)
def test_a_wrong_kind_is_named_with_its_field(facts: dict[str, object], field: str) -> None:
    assert found([kind(**facts)], []) == [("members", field)]


def test_a_meeting_never_holds_itself_by_way_of_others() -> None:
    circle = [kind("members", may_hold=("lesson",)), kind("lesson", may_hold=("members",))]

    assert found(circle, []) == [("members", "may_hold"), ("lesson", "may_hold")]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"decided_by": ("concert",)}, "decided_by"),
        ({"first": "concert"}, "first"),
        ({"present": ("conductor",)}, "present"),
        ({"decided_by": ("hearing",), "quorum": "half", "passes": "half"}, "decided_by"),
        (
            {"is_election": True, "ballot": "secret", "quorum": "half", "passes": "half"},
            "passes",
        ),
    ],
)
def test_a_wrong_item_is_named_with_its_field(facts: dict[str, object], field: str) -> None:
    hearing = kind("hearing", mode="heard", quorum="", passes="")

    assert found([kind(), hearing], [item(**facts)]) == [("item", field)]


def test_passing_needs_a_quorum() -> None:
    with pytest.raises(ValueError, match="quorum"):
        kind(quorum="")


def test_our_own_catalogs_hang_together() -> None:
    catalog.check()

    assert {"member_meeting", "branch_committee", "committee_meeting"} <= set(
        catalog.meetings().items
    )
