"""Ledgers: known to who holds a seat; drafts are their writer's alone."""

from __future__ import annotations

from datetime import date

from linghang.foundation import clock
from linghang.ledgers.closing.services import digest
from linghang.ledgers.entering import services
from linghang.ledgers.entering.keeping import Upload, keep
from linghang.ledgers.entering.services import Written
from linghang.ledgers.filing import services as filings
from linghang.ledgers.models import Closing, Entry
from tests.web.access.base import EVERYBODY, Row
from tests.web_hospital import TODAY, Hospital

TITLE = "台账"
# Free clinics are read by every post but those that look after the system.
READERS = [post for post in EVERYBODY if not post.endswith("_administrator")]
WRITERS = ["cardiology_head", "orthopaedics_head", "branch_secretary"]
SECRETARY = ["branch_secretary"]
IN_FORCE, DRAFT = ("outreach", "entry in force"), ("outreach", "draft entry")


def _of(name: str, *args: str, ok: list[str]) -> Row:
    return Row(name=name, args=("outreach", *args), ok=ok)


ROWS = [
    Row(name="ledger-overview", ok=EVERYBODY),
    Row(name="ledger-waiting", ok=EVERYBODY),
    _of("ledger", ok=READERS),
    Row(name="ledger", args=("no_such",), ok=[]),
    Row(name="ledger", args=("outreach",), query="?format=xlsx", ok=READERS),
    _of("ledger-about", ok=READERS),
    Row(name="ledger-about", args=("no_such",), ok=[]),
    _of("ledger-new", ok=WRITERS),
    _of("ledger-grid", ok=WRITERS),
    _of("ledger-print", ok=READERS),
    _of("ledger-booklet", ok=READERS),
    _of("ledger-closing", ok=[]),
    _of("ledger-close", "2024", ok=[]),
    _of("ledger-reopen", "closing", ok=[]),
    Row(
        name="ledger-people",
        args=("outreach",),
        method="post",
        data=(("unit", "内科第一党支部（PB1）"),),
        ok=SECRETARY,
    ),
    Row(name="ledger-entry", args=IN_FORCE, ok=READERS),
    Row(name="ledger-entry", args=DRAFT, ok=SECRETARY),
    Row(name="ledger-entry", args=("outreach", "999999"), ok=[]),
    Row(name="ledger-entry-of", args=("entry in force",), ok=READERS, status=302),
    Row(name="ledger-entry-of", args=("draft entry",), ok=SECRETARY, status=302),
    Row(name="ledger-filing", args=("filing",), ok=READERS, status=302),
    Row(name="ledger-edit", args=DRAFT, ok=SECRETARY),
    Row(name="ledger-edit", args=IN_FORCE, ok=[]),
    Row(name="ledger-copy", args=IN_FORCE, ok=WRITERS),
    Row(name="ledger-correct", args=IN_FORCE, ok=SECRETARY),
    Row(name="ledger-void", args=IN_FORCE, ok=SECRETARY),
    Row(name="ledger-attach", args=IN_FORCE, ok=SECRETARY),
    Row(name="ledger-discard", args=DRAFT, ok=SECRETARY),
    Row(name="ledger-paper", args=("outreach", "draft entry", "ledger paper"), ok=SECRETARY),
    Row(name="ledger-discard", args=DRAFT, method="post", ok=SECRETARY, status=302, late=True),
]


def things(hospital: Hospital) -> dict[str, str]:
    """A clinic of the branch that is in force, a draft with a file, and a year that was locked."""
    by = {"actor": hospital.actor("branch_secretary"), "at": clock.now(), "today": TODAY}
    facts = {"kind": "clinic", "setting": "community", "place": "东湖社区", "served": "160"}
    written = Written(title="义诊", unit="PB1", day=date(2025, 3, 5), fields=facts)
    entry = services.write(ledger="outreach", written=written, **by)
    (filing,) = filings.hand_in(ledger="outreach", entries=[entry.pk], **by)
    Entry.objects.filter(pk=entry.pk).update(standing="verified", effective_on=TODAY)
    photo = Upload(field="photos", content=b"1", name="现场.jpg", media_type="image/jpeg")
    draft = keep(ledger="outreach", written=written, uploads=[photo], **by)
    closing = Closing.objects.create(
        ledger="outreach",
        year=2023,
        closed_by="P1",
        closed_at=clock.now(),
        entries=0,
        digest=digest(Entry.objects.none()),
    )
    return {
        "entry in force": str(entry.pk),
        "draft entry": str(draft.pk),
        "filing": str(filing.pk),
        "closing": str(closing.pk),
        "ledger paper": str(draft.papers.get().pk),
    }
