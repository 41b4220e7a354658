"""What tests of grouping need around the cases."""

from __future__ import annotations

from datetime import UTC, date, datetime

from linghang.cases.grouping.models import OwnWeights
from linghang.foundation.parameters.models import ParameterChange, State

START = date(2020, 1, 1)
NOW = datetime(2020, 1, 1, tzinfo=UTC)


def set_parameter(code: str, value: str, *, active_from: date = START) -> None:
    """A change that was approved; in force from the day."""
    ParameterChange.objects.create(
        code=code,
        value=value,
        active_from=active_from,
        reason="测试",
        state=State.APPROVED,
        drafted_by="甲",
        drafted_at=NOW,
        approved_by="乙",
        decided_at=NOW,
    )


def own_weights(weights: dict[str, str], **more: object) -> OwnWeights:
    """A table of the hospital, in force from 2020."""
    facts = {"name": "本市权重", "edition": "chs_drg_11", "active_from": START, "source": "测试"}
    file = {"file_name": "权重.csv", "file_sha256": "0" * 64, "person": "甲", "loaded_at": NOW}
    return OwnWeights.objects.create(weights=weights, **{**facts, **file, **more})
