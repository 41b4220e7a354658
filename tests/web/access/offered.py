"""What ledgers offer: to whoever enters or oversees them, and to nobody else."""

from __future__ import annotations

from tests.web.access.base import Row

TITLE = "台账待登记名单"
ROWS = [
    Row(name="ledger-offered", args=("brands",), ok=["branch_secretary"]),
    Row(name="ledger-offered", args=("integrity_talks",), ok=["discipline_secretary"]),
    Row(name="ledger-offered", args=("outreach",), ok=[]),
    Row(name="ledger-offered", args=("no_such",), ok=[]),
]
