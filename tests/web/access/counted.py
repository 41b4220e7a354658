"""Figures of ledgers: whoever may read a ledger; what posts must fill in is no secret."""

from __future__ import annotations

from tests.web.access.base import EVERYBODY, Row

TITLE = "台账统计"
READERS = [post for post in EVERYBODY if not post.endswith("_administrator")]
OUTREACH = ("outreach",)
ROWS = [
    Row(name="ledger-burden", ok=EVERYBODY),
    Row(name="ledger-figures", args=OUTREACH, ok=READERS),
    Row(name="ledger-figures", args=("no_such",), ok=[]),
    Row(name="ledger-figure", args=("outreach", "clinics"), ok=READERS),
    Row(name="ledger-figure", args=("outreach", "no_such"), ok=[]),
    Row(name="ledger-twins", args=OUTREACH, ok=READERS),
    Row(name="ledger-twins", args=("no_such",), ok=[]),
    Row(name="ledger-apart", args=OUTREACH, ok=READERS),
]
