"""Rule parameters and the workday calendar."""

from __future__ import annotations

from datetime import date

from linghang.foundation import clock
from linghang.foundation.evidence import services as evidence
from linghang.foundation.parameters import services
from tests.foundation.workdays.notices import NOTICES
from tests.web.access.base import EVERYBODY, POSTS, Row
from tests.web_hospital import TODAY, Hospital

READERS = [
    "president",
    "party_secretary",
    "hr_director",
    "system_administrator",
    "security_administrator",
    "audit_administrator",
]
DRAFTERS = ["security_administrator"]
APPROVERS = ["president", "party_secretary"]
CHANGE = (
    ("value", "9"),
    ("active_from", "2026-03-01"),
    ("basis", "own"),
    ("reason", "从严"),
)
TITLE = "规则参数与工作日历"
ROWS = [
    Row(name="parameter-list", ok=READERS, others=403),
    Row(name="parameter-list", query="?format=xlsx", ok=READERS, others=403),
    Row(name="parameter", args=("cadre.notice",), ok=READERS, others=403),
    Row(
        name="parameter",
        args=("no.such",),
        ok=[],
        others=404,
        answers=tuple((post, 403) for post in POSTS if post not in READERS),
    ),
    Row(name="parameter-draft", args=("cadre.notice",), ok=DRAFTERS, others=403),
    Row(
        name="parameter-draft",
        args=("cadre.notice",),
        method="post",
        data=CHANGE,
        ok=DRAFTERS,
        status=302,
        others=403,
        late=True,
    ),
    Row(name="parameter-change", args=("change",), ok=READERS, others=403),
    Row(name="parameter-change-file", args=("change",), ok=READERS, others=403),
    Row(name="parameter-approve", args=("change",), ok=APPROVERS, others=403),
    Row(name="parameter-refuse", args=("change",), ok=APPROVERS, others=403),
    Row(
        name="parameter-refuse",
        args=("change",),
        method="post",
        ok=[],
        others=403,
        answers=tuple((post, 422) for post in APPROVERS),
    ),
    Row(name="parameter-withdraw", args=("change",), ok=DRAFTERS, others=403),
    Row(name="workday-years", ok=EVERYBODY, status=302),
    Row(name="workday-year", args=("2026",), ok=EVERYBODY),
    Row(name="workday-year", args=("1999",), ok=[]),
    Row(name="workday-load", ok=DRAFTERS, others=403),
    Row(
        name="workday-load",
        method="post",
        data=(("year", "2026"), ("document", "文号"), ("text", NOTICES[2026])),
        ok=DRAFTERS,
        others=403,
    ),
]


def things(hospital: Hospital) -> dict[str, str]:
    """A draft with a file, by the security administrator."""
    drafter = hospital.actor("security_administrator")
    file = evidence.store(
        content=b"minutes",
        name="会议纪要.pdf",
        media_type="application/pdf",
        happened_on=TODAY,
        actor=drafter,
        at=clock.now(),
    )
    change = services.draft(
        code="cadre.notice",
        value=7,
        active_from=date(2026, 2, 1),
        reason="从严",
        evidence_id=file.pk,
        actor=drafter,
        at=clock.now(),
        today=TODAY,
    )
    return {"change": str(change.pk)}
