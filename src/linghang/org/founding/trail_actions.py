"""The deed of founding, as a sentence of the trail."""

from __future__ import annotations

from linghang.foundation.trail import actions

FOUNDED = "org.hospital.founded"
actions.register(
    FOUNDED, "{actor}建立“{name}”（{level}）：单位{units}个、人员{people}名、病区对应{maps}项"
)
