"""What few may know of leaves no word anywhere else: files, the trail, exports, approvals."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from linghang.foundation import clock
from linghang.foundation.access import system_actor
from linghang.foundation.desk.models import ExportRequest
from linghang.foundation.evidence import services as evidence
from linghang.foundation.evidence.services import CannotStore
from linghang.foundation.search import providers
from linghang.foundation.trail.models import Entry as TrailEntry
from linghang.foundation.vault import services as vault
from linghang.ledgers import reasons
from linghang.ledgers.changing import services as changing
from linghang.ledgers.closing import services as closing
from linghang.ledgers.entering import services as entering
from linghang.ledgers.entering.papers import opened
from linghang.ledgers.entering.services import Written
from linghang.ledgers.models import SEALED_FOR, Closing, Entry, Filing, Paper
from linghang.org.models import Appointment, Unit
from linghang.org.posts_held.rules import Basis
from linghang.procedures.models import Proceeding
from tests.ledgers.hospital import AT, FROM, by, hand_in, verify, wrote
from tests.web.leaks.asking import said
from tests.web_hospital import Hospital

pytestmark = pytest.mark.one_engine
DAY = date(2025, 3, 5)
TITLE, SAID, BECAUSE = "标记事由", "标记内容", "标记退回原因"
# Reasons in the life of the sealed note, which lie encrypted; those of the talk do not.
RETURNED, VOIDED, REOPENED = "密标记退回原因", "密标记作废理由", "密标记开放理由"
FILE, CONTENT = "标记签字记录.txt", "标记签字的谈话记录全文".encode()
TALK = {"kind": "提醒", "ground": "节假日前", "talkers": "Q6", "persons": "M1"}
NOTE = {"talk": "YT-2025-00001", "content": SAID}
# Nothing of this may stand anywhere: marks, the names of the two ledgers, their numbers.
WORDS = ("标记", "廉政谈话", "YT-2025", "YN-2025")


def attach(house: Hospital, entry: Entry, field: str, content: bytes = CONTENT) -> Paper:
    return entering.attach(
        entry_id=entry.pk,
        field=field,
        content=content,
        name=FILE,
        media_type="text/plain",
        **by(house.appointments["discipline"]),
    )


def note(house: Hospital) -> Entry:
    """A draft of what was said, in the sealed ledger."""
    office = house.appointments["discipline"]
    return wrote(office, "integrity_talk_notes", "DC", DAY, title=TITLE, **NOTE)


def verified_note(house: Hospital) -> Entry:
    entry = note(house)
    verify(
        house.appointments["discipline_secretary"],
        *hand_in(house.appointments["discipline"], entry),
    )
    return Entry.objects.get(pk=entry.pk)


def refusal(house: Hospital, of: str) -> str:
    """The address of the form by which something that was handed in is sent back."""
    office = house.appointments["discipline"]
    facts = TALK if of == "talks" else NOTE
    entry = wrote(office, f"integrity_{of}", "DC", DAY, title=TITLE, **facts)
    (filing,) = hand_in(office, entry)
    return f"/proceedings/{filing.proceeding}/verify/refuse/"


@pytest.fixture
def lived(house: Hospital) -> list[Entry]:
    """A talk and its note: sent back, verified, corrected and voided, with a file."""
    office, secretary = (house.appointments[one] for one in ("discipline", "discipline_secretary"))
    talk = wrote(office, "integrity_talks", "DC", DAY, title=TITLE, **TALK)
    filings = hand_in(office, talk)
    verify(secretary, *filings, because=BECAUSE)
    hand_in(office, Entry.objects.get(pk=talk.pk))
    verify(secretary, *filings)
    said_in_it = note(house)
    attach(house, said_in_it, "record")
    filings = hand_in(office, said_in_it)
    verify(secretary, *filings, because=RETURNED)
    hand_in(office, Entry.objects.get(pk=said_in_it.pk))
    verify(secretary, *filings)
    for entry, reason in ((talk, "标记作废理由"), (said_in_it, VOIDED)):
        change = changing.ask_voiding(entry_id=entry.pk, reason=reason, **by(office))
        verify(secretary, change.filing)
    return [talk, said_in_it]


def words_of(client: Client, url: str) -> str:
    return "\n".join(said(client.get(url)))


def test_a_file_of_a_sealed_ledger_is_kept_encrypted(house: Hospital, capsys: Any) -> None:
    entry = note(house)
    paper = attach(house, entry, "record")
    files = [one for one in Path(settings.EVIDENCE_FOLDER).rglob("*") if one.is_file()]
    stored = [one.read_bytes() for one in files]

    assert len(stored) == 1
    assert CONTENT not in stored[0]
    call_command("dumpdata", "ledgers", "evidence", "trail", verbosity=0)
    dumped = capsys.readouterr().out
    assert "v1:ledgers:" in dumped
    assert "标记" not in dumped
    assert evidence.damaged() == []

    url = f"/ledgers/integrity_talk_notes/{entry.pk}/papers/{paper.pk}/"
    taken = house.client("discipline").get(url)
    assert b"".join(taken.streaming_content) == CONTENT
    shown = house.client("discipline").get(f"/ledgers/integrity_talk_notes/{entry.pk}/")
    assert FILE in shown.content.decode()
    edited = house.client("discipline").get(f"/ledgers/integrity_talk_notes/{entry.pk}/edit/")
    assert FILE in edited.content.decode()
    for post in ("president", "party_secretary", "system_administrator", "audit_administrator"):
        assert house.client(post).get(url).status_code == 404, post


def test_reasons_in_a_sealed_ledger_lie_encrypted_and_are_read_by_who_reads_it(
    house: Hospital, lived: list[Entry], capsys: Any
) -> None:
    office, note = house.appointments["discipline"], lived[1]
    closed = Closing.objects.create(
        ledger=note.ledger, year=2024, closed_by="Q6", closed_at=AT, entries=0, digest="-"
    )
    reopener = house.appointments["discipline_secretary"]
    closing.reopen(closing_id=closed.pk, reason=REOPENED, **by(reopener))

    call_command("dumpdata", verbosity=0)
    dumped = capsys.readouterr().out
    assert "标记退回原因" in dumped  # of the talk: known to few, not sealed
    assert not [word for word in (RETURNED, VOIDED, REOPENED) if word in dumped]

    secretary, url = house.client("discipline_secretary"), f"/ledgers/{note.ledger}/"
    assert RETURNED in words_of(secretary, f"{url}{note.pk}/")
    assert REOPENED in words_of(secretary, f"{url}closing/")
    for one in Filing.objects.filter(ledger=note.ledger):
        assert house.client("president").get(f"/proceedings/{one.proceeding}/").status_code == 404
    returned = Filing.objects.filter(ledger=note.ledger).earliest("pk")
    assert RETURNED in words_of(secretary, f"/proceedings/{returned.proceeding}/")

    asked = changing.ask_correction(
        entry_id=verified_note(house).pk,
        written=Written(title=TITLE, unit="DC", day=DAY, fields=NOTE),
        reason=VOIDED,
        **by(office),
    )
    assert (asked.reason, reasons.shown(asked)) == ("（内容加密）", VOIDED)
    waiting = words_of(secretary, "/ledgers/waiting/")
    assert VOIDED in waiting
    assert "留痕里不写" in waiting


def test_who_sends_back_is_told_who_reads_the_reason(house: Hospital) -> None:
    assert "理由加密保存" in words_of(
        house.client("discipline_secretary"), refusal(house, "talk_notes")
    )
    few = words_of(house.client("discipline_secretary"), refusal(house, "talks"))
    assert "只有能看到这件程序的人看到理由" in few
    assert "理由加密保存" not in few


def test_a_new_key_of_the_ledger_opens_old_files(house: Hospital, transactional_db: None) -> None:
    paper = attach(house, note(house), "record")
    before = paper.sealed.token

    vault.rotate(SEALED_FOR, actor=system_actor(), at=clock.now())

    paper.refresh_from_db()
    assert paper.sealed.token != before
    assert opened(paper).read() == CONTENT


def test_an_empty_file_is_refused_though_its_ciphertext_is_not_empty(house: Hospital) -> None:
    with pytest.raises(CannotStore, match="文件是空的"):
        attach(house, note(house), "record", content=b"")


@pytest.mark.usefixtures("lived")
def test_the_trail_tells_its_readers_that_something_was_done_and_no_more(house: Hospital) -> None:
    office = house.client("discipline")
    office.post("/ledgers/integrity_talks/?format=csv&q=标记", {"reason": "报年度谈话情况"})
    office.get("/ledgers/integrity_talks/sheet/")
    told = TrailEntry.objects.filter(subject_type__startswith="ledgers.")
    audit = house.client("audit_administrator")

    assert told.filter(action="ledgers.entry.voided").count() == 2
    single = [f"/trail/{one.pk}/" for one in TrailEntry.objects.all()]
    for url in ("/trail/", "/trail/privacy/", *single):
        read = words_of(audit, url)
        assert not [word for word in WORDS if word in read], url
    assert "知悉范围内的台账" in words_of(audit, "/trail/")
    taken = audit.post("/trail/", {"reason": "年度审计抽查", "format": "csv"})
    assert not [word for word in WORDS if word in "\n".join(said(taken))]
    for word in WORDS:
        assert "知悉范围内" not in words_of(audit, f"/trail/?word={word}&at_from=2025-01-01"), word


def test_who_reads_the_ledger_reads_the_trail_in_full(house: Hospital, lived: list[Entry]) -> None:
    secretary = house.client("discipline_secretary")

    assert "〔廉政谈话登记 YT-2025-00001〕" in words_of(secretary, "/trail/")
    history = words_of(secretary, f"/ledgers/integrity_talks/{lived[0].pk}/")
    assert BECAUSE in history


def test_a_list_known_to_few_leaves_for_a_reason_and_never_by_an_approval(
    house: Hospital, lived: list[Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    office, url = house.client("discipline"), "/ledgers/integrity_talks/?format=csv"
    asks = office.get(url)
    assert "理由" in asks.content.decode()
    assert TITLE not in asks.content.decode()
    taken = office.post(url, {"reason": "报年度谈话情况"})
    assert TITLE in "\n".join(said(taken))

    monkeypatch.setattr("linghang.web.lists.reasons.most_people", lambda _request: 0)
    refused = office.post(url, {"reason": "报年度谈话情况"})

    assert refused.status_code == 422
    assert "分次导出" in refused.content.decode()
    assert not ExportRequest.objects.exists()


def test_a_list_that_is_offered_leaves_for_a_reason(house: Hospital) -> None:
    answer = house.client("party_clerk").get("/ledgers/fifty_years/offered/?format=csv")

    assert answer.headers["Content-Type"].startswith("text/html")
    assert "理由" in answer.content.decode()


def stand_in(house: Hospital, key: str, principal: str, **more: Any) -> None:
    """The president acts for somebody by a delegation; logs in under `key`."""
    held = house.appointments[principal]
    house.appointments[key] = Appointment.objects.create(
        person=house.appointments["president"].person,
        post=held.post,
        unit=held.unit,
        basis=Basis.DELEGATED.value,
        principal=held,
        active_from=FROM,
        active_to=date(2026, 7, 1),
        **more,
    )


def test_what_few_may_know_of_is_not_passed_on_with_a_post(
    house: Hospital, lived: list[Entry]
) -> None:
    stand_in(house, "deputy", "discipline_secretary")
    deputy = house.client("deputy")
    ways = [f"/ledgers/entries/{one.pk}/" for one in lived]
    ways += [f"/proceedings/{one}/" for one in Proceeding.objects.values_list("pk", flat=True)]
    ways += [f"/ledgers/integrity_{one}/import/" for one in ("talks", "talk_notes")]

    for url in (*ways, "/ledgers/integrity_talks/", "/ledgers/integrity_talks/figures/"):
        assert deputy.get(url).status_code == 404, url
    for url in ("/", "/ledgers/", "/ledgers/waiting/", "/proceedings/", f"/search/?q={TITLE}"):
        read = words_of(deputy, url)
        assert "YT-2025" not in read, url
        assert "/ledgers/integrity_talk" not in read, url
    assert deputy.get("/ledgers/integrity_pledges/").status_code == 200


def test_a_few_capabilities_pass_on_no_ledger(house: Hospital) -> None:
    stand_in(house, "helper", "discipline_secretary", limited_to=["trail.read"])

    assert house.client("helper").get("/ledgers/integrity_pledges/").status_code == 404
    assert house.client("helper").get("/ledgers/outreach/").status_code == 200


def test_who_left_the_office_is_told_of_nothing_that_was_sent_back(house: Hospital) -> None:
    office = house.appointments["discipline"]
    talk = wrote(office, "integrity_talks", "DC", DAY, title=TITLE, **TALK)
    verify(house.appointments["discipline_secretary"], *hand_in(office, talk), because=BECAUSE)
    assert "廉政谈话登记" in words_of(house.client("discipline"), "/")

    office.active_to = DAY
    office.save()
    house.appointments["elsewhere"] = Appointment.objects.create(
        person=office.person,
        post="department_head",
        unit=Unit.objects.get(code="CARD"),
        active_from=FROM,
    )

    for url in ("/", "/deadlines/", "/ledgers/", f"/ledgers/entries/{talk.pk}/"):
        assert "廉政谈话登记" not in words_of(house.client("elsewhere"), url), url


def test_machines_and_the_index_know_of_nothing_that_few_may_know_of(
    house: Hospital, lived: list[Entry]
) -> None:
    secretary = house.client("discipline_secretary")
    proceeding = Proceeding.objects.order_by("pk")[0]

    assert secretary.get(f"/proceedings/{proceeding.pk}/").status_code == 200
    assert secretary.get(f"/api/proceedings/{proceeding.pk}").status_code == 404
    for url in ("/api/proceedings", "/api/notices", "/api/ledgers"):
        assert not [word for word in WORDS if word in words_of(secretary, url)], url
    for one in lived:
        url = f"/api/ledgers/{one.ledger}/entries"
        assert secretary.get(url).status_code == 404
        assert secretary.get(f"{url}/{one.pk}").status_code == 404
    indexed = [one for each in providers.registered() for one in each.documents(None)]
    assert "示范医院" in str(indexed)
    said_there = (TITLE, SAID, BECAUSE, FILE, "YT-2025", "YN-2025")
    assert not [word for word in said_there if word in str(indexed)]
