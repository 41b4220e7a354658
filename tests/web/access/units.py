"""The organisation's own pages."""

from __future__ import annotations

from tests.web.access.base import Row

# Their posts read about every unit; the others only about their own and what lies below.
READERS = [
    "president",
    "party_secretary",
    "discipline_secretary",
    "hr_director",
    "records",
    "system_administrator",
    "security_administrator",
    "audit_administrator",
]
TITLE = "组织机构"
ROWS = [
    Row(name="unit", args=("CARD",), ok=[*READERS, "cardiology_head"]),
    Row(name="unit", args=("CARD-A",), ok=[*READERS, "cardiology_head", "team_leader"]),
    Row(name="unit", args=("PB1",), ok=[*READERS, "branch_secretary"]),
    Row(name="unit", args=("NEVER-WAS",), ok=[]),
]
