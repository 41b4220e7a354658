"""An indicator over commitments as a page: by leader responsible, down to the rows of each."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.web.commitments.world import World

pytestmark = pytest.mark.one_engine
INDICATOR = """
- code: closed_rate
  name: 任务销号率
  unit: "%"
  direction: up
  numerator: commitments.all.done
  denominator: commitments.all.total
  scale: "100"
  decimals: 1
  meaning: 期末已销号的任务占已下达任务的比例。
  source: 医院督办工作规定
  examples: [{numerator: "1", denominator: "2", value: "50.0"}]
"""
PAGE = "/indicators/closed_rate/"


def test_its_page_is_told_by_leader_and_leads_to_the_rows(
    world: World, tmp_path: Path, settings: Any
) -> None:
    system = tmp_path / "ours"
    system.mkdir()
    (system / "indicators.yaml").write_text(INDICATOR, "utf-8")
    settings.CATALOG_OVERRIDES = str(tmp_path)
    world.on.measure(world.problems[0], "没有写明领导的措施", leader="")
    world.on.approve(world.programme)
    world.on.close(world.measures[0])

    page = world.text("president", f"{PAGE}?period=2025&by=leader")
    exported = world.text("president", f"{PAGE}export/?period=2025&by=leader")

    ways = [unescape(way) for way in re.findall(r'href="(/commitments/records/[^"]+)"', page)]
    led, unled = (next(way for way in ways if f"leader={one}" in way) for one in ("R1", "none"))
    assert "职工R1,33.3,1,3" in exported
    assert "没有写明,0.0,0,1" in exported
    assert "合计,25.0,1,4" in exported
    assert "修订采购制度" in world.text("party_clerk", led)
    assert "开展自查" not in world.text("party_clerk", led)
    rows = world.text("party_clerk", unled.replace("done", "open"))
    assert "没有写明领导的措施" in rows
    assert "开展自查" not in rows
    own = world.text("cardiology_head", f"{PAGE}?period=2025&department=CARD&by=leader")
    assert "职工R1" not in own
