"""What a row measure is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A sum over the rows that meet `where`, in a plain SQL subset (DuckDB, PostgreSQL, Spark).

    where: condition on one row. amount: what a row adds, 1 for counts. merge: how two cells
    become one.
    """

    code: str
    name: str
    unit: str
    source: str
    where: str = "true"
    amount: str = "1"
    merge: Literal["sum"] = "sum"

    @property
    def sql(self) -> str:
        """The aggregate."""
        return f"sum(case when {self.where} then {self.amount} else 0 end)"
