"""What is inconsistent in a rule set: every complaint names file, row and reason, in Chinese."""

from __future__ import annotations

from linghang.cases.drg.codes import CodeTable
from linghang.cases.drg.sources import Complaint, RuleTables


def complaints(tables: RuleTables, codes: CodeTable) -> list[Complaint]:
    """Faults between tables; fatal ones forbid the set's use, the others are for the reader."""
    return []
