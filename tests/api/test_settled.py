"""Meetings and proceedings are read by whom the pages show them to."""

from __future__ import annotations

import pytest

from linghang.foundation.search import services
from tests.api.conftest import Read
from tests.web.access import meetings, procedures
from tests.web_hospital import Hospital


@pytest.fixture
def made(hospital: Hospital) -> dict[str, str]:
    """Two recorded meetings of the branch, one planned, and an admission that has begun."""
    return {**meetings.things(hospital), **procedures.things(hospital)}


def test_a_branch_reads_its_meetings_with_their_counts_and_others_read_none(
    read: Read, made: dict[str, str]
) -> None:
    _, own = read("branch_secretary", "meetings", kind="member_meeting")
    _, others = read("cardiology_head", "meetings")

    assert [one["id"] for one in own["items"]] == [int(made["held"])]
    assert own["items"][0]["forms"][0] == {
        "kind": "member_meeting",
        "kind_name": "支部党员大会",
        "expected": 31,
        "came": 30,
        "entitled": 26,
    }
    assert others["total"] == 0
    assert read("branch_secretary", "meetings", state="planned")[1]["total"] == 1
    assert read("cardiology_head", f"meetings/{made['held']}")[0] == 404


def test_a_proceeding_is_read_with_its_steps_by_who_has_a_part(
    read: Read, made: dict[str, str]
) -> None:
    pk = made["the admission"]
    _, told = read("branch_secretary", f"proceedings/{pk}")

    assert (told["outcome"], len(told["definition"])) == ("running", 64)
    assert told["steps"][0]["status"] == "open"
    assert read("branch_secretary", "proceedings", procedure="party_admission")[1]["total"] == 1
    assert read("branch_secretary", "proceedings", outcome="voided")[1]["total"] == 0
    assert read("records", f"proceedings/{pk}")[0] == 404
    assert read("records", "proceedings")[1]["total"] == 0


def test_both_are_found_by_whom_they_are_shown_to(hospital: Hospital, made: dict[str, str]) -> None:
    services.rebuild()

    def found(post: str, text: str) -> str:
        return hospital.client(post).post("/search/", {"q": text}).content.decode()

    meeting, proceeding = (
        f'href="/meetings/{made["held"]}/"',
        f'href="/proceedings/{made["the admission"]}/"',
    )
    assert meeting in found("branch_secretary", "党员大会")
    assert meeting in found("party_secretary", "党员大会")
    assert proceeding in found("branch_secretary", "某申请人")
    for post in ("cardiology_head", "records", "system_administrator"):
        assert meeting not in found(post, "党员大会")
        assert proceeding not in found(post, "某申请人")
