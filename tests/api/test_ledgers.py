"""Ledgers are read by whom the pages show them to; what few may know is not there at all."""

from __future__ import annotations

from datetime import date

from linghang.foundation import clock
from linghang.ledgers.entering import services as entering
from linghang.ledgers.entering.services import Written
from linghang.ledgers.filing import services as filings
from linghang.ledgers.models import Entry
from tests.api.conftest import Read
from tests.web_hospital import TODAY, Hospital


def written(hospital: Hospital, post: str, unit: str, ledger: str, **facts: str) -> Entry:
    """An entry that was handed in."""
    given = {"actor": hospital.actor(post), "at": clock.now(), "today": TODAY}
    told = Written(title="学雷锋义诊", unit=unit, day=date(2025, 3, 5), fields=facts)
    entry = entering.write(ledger=ledger, written=told, **given)  # type: ignore[arg-type]
    filings.hand_in(ledger=ledger, entries=[entry.pk], **given)  # type: ignore[arg-type]
    return entry


def clinic(hospital: Hospital) -> Entry:
    facts = {"kind": "义诊", "setting": "社区", "place": "东湖社区", "served": "160"}
    return written(hospital, "branch_secretary", "PB1", "outreach", **facts)


def test_an_entry_is_read_with_its_facts_as_texts(hospital: Hospital, read: Read) -> None:
    entry = clinic(hospital)
    status, told = read("cardiology_head", f"ledgers/outreach/entries/{entry.pk}")

    assert (status, told["number"], told["standing"]) == (200, "YZ-2025-00001", "submitted")
    assert (told["facts"]["kind"], told["facts"]["served"]) == ("义诊", "160")
    assert len(told["definition"]) == 64
    assert read("cardiology_head", "ledgers/outreach/entries", unit="PB1")[1]["total"] == 1
    assert read("cardiology_head", "ledgers/outreach/entries", before="2025-03-05")[1]["total"] == 0


def test_administrators_and_strangers_read_nothing(hospital: Hospital, read: Read) -> None:
    entry = clinic(hospital)
    for path in ("ledgers/outreach/entries", f"ledgers/outreach/entries/{entry.pk}"):
        assert read("system_administrator", path)[0] == 404
    assert read("system_administrator", "ledgers")[1] == []
    assert read("cardiology_head", "ledgers/nothing/entries")[0] == 404


def test_what_few_may_know_is_not_there_for_those_who_may_either(
    hospital: Hospital, read: Read
) -> None:
    codes = {one["code"] for one in read("discipline_secretary", "ledgers")[1]}

    assert "outreach" in codes
    assert not codes & {"integrity_talks", "integrity_talk_notes"}
    assert read("discipline_secretary", "ledgers/integrity_talks/entries")[0] == 404
