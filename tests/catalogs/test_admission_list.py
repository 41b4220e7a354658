"""Admission to the Party has its twenty-five steps in five stages, by rules that have dates."""

from __future__ import annotations

from datetime import date

import pytest

from linghang.foundation.parameters import catalog as parameters
from linghang.procedures import catalog

ADMISSION = catalog.catalog()["party_admission"]
STAGES = {
    "申请入党": ["application", "talk"],
    "入党积极分子": ["activist", "activist_record", "mentors", "cultivation"],
    "发展对象": ["target", "target_record", "introducers", "political_review", "training"],
    "预备党员的接收": [
        "branch_review",
        "pre_review",
        "volunteer_form",
        "admission_meeting",
        "admission_talk",
        "admission_approval",
        "admission_record",
    ],
    "预备党员的教育考察和转正": [
        "branch_group",
        "oath",
        "probation",
        "confirmation_request",
        "confirmation_meeting",
        "confirmation_approval",
        "archive",
    ],
}
BESIDE = {"extension_approval", "extended_meeting", "extended_approval", "cancellation"}


def test_the_twenty_five_steps_stand_in_their_five_stages_and_their_order() -> None:
    """§1.6.1: and four more for an extended probation and for its cancellation (§1.6.5)."""
    listed = [key for keys in STAGES.values() for key in keys]
    declared = [step.key for step in ADMISSION.steps if step.key not in BESIDE]

    assert len(listed) == 25
    assert declared == listed
    assert {step.key: step.stage for step in ADMISSION.steps if step.key in set(listed)} == {
        key: stage for stage, keys in STAGES.items() for key in keys
    }
    assert {step.key for step in ADMISSION.steps} - set(listed) == BESIDE


@pytest.mark.parametrize(
    ("start", "end", "bound", "months"),
    [
        ("application", "talk", "most", 1),
        ("activist", "target", "least", 12),
        ("pre_review", "admission_meeting", "most", 1),
        ("admission_meeting", "admission_approval", "most", 3),
        ("admission_meeting", "admission_approval", "most", 6),
        ("admission_meeting", "confirmation_meeting", "least", 12),
        ("admission_meeting", "probation", "most", 12),
        ("admission_meeting", "confirmation_meeting", "most", 13),
        ("confirmation_meeting", "extension_approval", "most", 3),
        ("confirmation_meeting", "extended_meeting", "least", 6),
        ("confirmation_meeting", "extended_meeting", "most", 12),
        ("confirmation_meeting", "confirmation_approval", "most", 3),
    ],
)
def test_each_term_is_a_rule_with_a_day_from_which_it_holds_and_a_source(
    start: str, end: str, bound: str, months: int
) -> None:
    """§1.6.1, §1.6.9: no term is written into the procedure; a newer text takes its place."""
    named = [
        getattr(one, bound)
        for one in ADMISSION.intervals
        if (one.start, one.end) == (start, end) and getattr(one, bound) is not None
    ]
    declared = [parameters.catalog()[code] for code in named]

    assert months in [one.typed for one in declared]
    assert all(isinstance(one.active_from, date) and one.source for one in declared)
