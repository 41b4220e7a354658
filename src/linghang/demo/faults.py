"""The kinds of faults that are planted in the demo's front sheets, as data."""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from importlib import resources
from typing import Literal, cast

from linghang.demo import profiles

FULL = 120_000
Effect = Literal["refused", "warned", "corrected", "silent"]
EFFECT_NAMES: dict[Effect, str] = {
    "refused": "整行拒收",
    "warned": "入库并提示",
    "corrected": "以后到的为准",
    "silent": "入库，不提示",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A row of faults.csv.

    effect: what an import does with such a row. count: how many stand among 120,000 cases,
    0 where it follows from the cases. column: where it stands; where: how it looks;
    rule: the rule by which an import names it, "" where it says nothing.
    """

    code: str
    name: str
    effect: Effect
    count: int
    column: str
    where: str
    rule: str

    def among(self, cases: int) -> int:
        """How many of them a smaller or larger demo has: in proportion, at least one."""
        return max(1, round(self.count * cases / FULL)) if self.count else 0


@functools.cache
def faults() -> dict[str, Fault]:
    """Code → kind of fault, the gravest first."""
    with resources.files(profiles).joinpath("faults.csv").open(encoding="utf-8") as stream:
        return {
            row["code"]: Fault(
                code=row["code"],
                name=row["name"],
                effect=cast(Effect, row["effect"]),
                count=int(row["count"]),
                column=row["column"],
                where=row["where"],
                rule=row["rule"],
            )
            for row in csv.DictReader(stream)
        }
