"""How the plan of themes of a year went."""

from __future__ import annotations

import pytest

from linghang.meetings.yearly.rules import Outcome, outcome


@pytest.mark.parametrize(
    ("planned", "held", "is_over", "expected"),
    [
        ("重温入党誓词", ["重温入党誓词"], True, Outcome.AS_PLANNED),
        ("重温入党誓词", ["“重温入党誓词”主题党日"], False, Outcome.AS_PLANNED),
        ("重温入党誓词", ["义诊", "重温 入党誓词"], True, Outcome.AS_PLANNED),
        ("重温入党誓词", ["义诊"], True, Outcome.OTHERWISE),
        ("重温入党誓词", [""], True, Outcome.OTHERWISE),
        ("重温入党誓词", [], True, Outcome.MISSED),
        ("重温入党誓词", [], False, Outcome.OPEN),
        ("", ["义诊"], True, Outcome.UNPLANNED),
        ("", [], True, None),
    ],
)
def test_a_theme_is_fixed_beforehand_and_what_was_held_is_told_against_it(
    planned: str, held: list[str], is_over: bool, expected: Outcome | None
) -> None:
    """§1.4.1: theme fixed beforehand; a month that is not over may still be held."""
    assert outcome(planned, held, is_over=is_over) is expected
