"""The deeds of this engine, as sentences of the trail."""

from __future__ import annotations

from linghang.foundation.trail import actions

REBUILT = "indicators.cells.rebuilt"


def register() -> None:
    """Make the sentences known to the trail."""
    actions.register(REBUILT, "{actor}按现行口径重新计算了全部指标单元，共{months}个月")
