"""Which cases a post may see: the departments and teams of its subtree, or all of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class CaseScope:
    """`everywhere`, or the unit codes of departments and teams; empty sees nothing.

    A case that belongs to no department (未归属) is seen only everywhere.
    """

    everywhere: bool = False
    units: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def hospital(cls) -> CaseScope:
        return cls(everywhere=True)

    @classmethod
    def of(cls, units: Collection[str]) -> CaseScope:
        return cls(units=frozenset(units))

    def sql(self) -> tuple[str, list[object]]:
        """(condition over case columns, its parameters)."""
        if self.everywhere:
            return "true", []
        codes = sorted(self.units)
        owned = "(list_contains(?, department) or list_contains(?, team))"
        return f"(department is not null and {owned})", [codes, codes]
