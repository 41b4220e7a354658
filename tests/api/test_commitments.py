"""Commitments are read by whom the pages show them to, and figures within the same scope."""

from __future__ import annotations

from typing import get_args

from linghang.api.commitments import Standing
from linghang.commitments.spells import rules
from tests.api.conftest import Read
from tests.web.access import commitments as made
from tests.web_hospital import Hospital


def test_standings_are_those_of_the_engine() -> None:
    assert list(get_args(Standing)) == [one.value for one in rules.Standing]


def test_each_post_reads_its_own_and_counts_no_more(hospital: Hospital, read: Read) -> None:
    things = made.things(hospital)
    path = f"programmes/{things['programme']}"

    assert [one["title"] for one in read("cardiology_head", "programmes")[1]["items"]] == [
        "市委巡察整改"
    ]
    assert read("president", "programmes")[1]["total"] == 2
    rows = read("cardiology_head", f"{path}/commitments", level="measure")[1]["items"]
    assert [(one["title"], one["standing"]) for one in rows] == [("修订采购制度", "open")]
    assert read("president", f"{path}/commitments", standing="closing")[1]["total"] == 1
    assert read("cardiology_head", f"commitments/{things['measure']}")[1]["number"] == "1.1.1"
    assert read("orthopaedics_head", f"commitments/{things['measure']}")[0] == 404
    (first,) = read("cardiology_head", f"commitments/{things['measure']}/versions")[1]
    assert (first["number"], first["deed"], first["approved"]) == (1, "added", True)
    assert (first["says"]["title"], first["says"]["answers"]) == ("修订采购制度", ["1.1"])
    assert read("orthopaedics_head", f"commitments/{things['measure']}/versions")[0] == 404

    assert read("president", f"{path}/figures")[1]["lines"][0]["total"] == 2
    assert read("cardiology_head", f"{path}/figures")[1]["lines"][0]["total"] == 1
    by_unit = read("president", f"{path}/figures", by="unit", then="true")[1]["lines"]
    assert {one["line"]: one["open"] for one in by_unit} == {"CARD": 1, "ORTH": 1}
    assert read("president", f"{path}/figures", base="problems")[1]["lines"][0]["open"] == 1
    assert read("records", f"{path}/figures")[0] == 404
