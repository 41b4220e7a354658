"""An indicator over records as a page: it is divided by department and month, and leads to them."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.indicators.records.test_records import INDICATORS
from tests.ledgers.counting import test_replays

pytestmark = pytest.mark.one_engine


def test_its_page_leads_to_the_records(empty_hospital, tmp_path, settings):
    system = tmp_path / "ours"
    system.mkdir()
    (system / "indicators.yaml").write_text(INDICATORS, "utf-8")
    settings.CATALOG_OVERRIDES = str(tmp_path)
    each = {"kind": "义诊", "setting": "社区", "place": "东湖社区", "served": 22}
    test_replays.enter("outreach", [each] * 4)
    client = empty_hospital.client("president")

    answer = client.get("/indicators/served_per_clinic/", {"period": "2025"})

    assert answer.status_code == 200
    page = answer.content.decode()
    assert "内科第一党支部" in page
    assert "by=team" not in page
    ways = [unescape(way) for way in re.findall(r'href="(/ledgers/outreach/figures/[^"]+)"', page)]
    assert [client.get(way).status_code for way in ways] == [200, 200]
