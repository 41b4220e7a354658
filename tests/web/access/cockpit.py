"""The overview and the indicators: pages, breakdowns and exports."""

from __future__ import annotations

from tests.web.access.base import CARDIOLOGY, EVERYBODY, FIGURES, HOSPITAL, Row
from tests.web_hospital import JUNE

OF_CARDIOLOGY = f"?period={JUNE.code}&department=CARD"
WITH_CARDIOLOGY = [*HOSPITAL, *CARDIOLOGY]
TITLE = "运行总览与指标"
ROWS = [
    Row(name="cockpit", ok=EVERYBODY),
    Row(name="cockpit", query="?department=CARD", ok=WITH_CARDIOLOGY),
    Row(name="cockpit", query="?department=none", ok=HOSPITAL),
    Row(name="cockpit", query="?campus=EAST", ok=HOSPITAL),
    Row(name="cockpit", query="?team=CARD-A", ok=[*WITH_CARDIOLOGY, "team_leader"]),
    Row(name="cockpit", query="?department=CARD&team=ORTH-A", ok=HOSPITAL),
    Row(name="cockpit", query="?department=NEVER-WAS", ok=[]),
    Row(name="indicator", args=("discharges",), ok=FIGURES, others=403),
    Row(name="indicator", args=("discharges",), query=OF_CARDIOLOGY, ok=WITH_CARDIOLOGY),
    Row(name="indicator", args=("no_such",), ok=[]),
    Row(name="indicator-export", args=("discharges",), ok=FIGURES, others=403),
    Row(name="indicator-export", args=("discharges",), query=OF_CARDIOLOGY, ok=WITH_CARDIOLOGY),
]
