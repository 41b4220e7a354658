"""Invented cases with real codes: Zipf-like frequencies, a share of them directed at rules."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from linghang.cases.drg import codes, sources

COLUMNS = ("id", "sex", "age", "age_days", "birth_weight", "los", "discharge", "dx", "px")
PART = 250_000


def write(path: Path, count: int, *, seed: int = 20261122) -> None:
    """So many cases as Parquet (zstd) as the grouping command takes them, in several row groups."""
    random = np.random.default_rng(seed)
    drawn = _Drawn(random)
    writer = None
    for first in range(0, count, PART):
        table = drawn.table(first, min(PART, count - first))
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer:
        writer.close()


class _Drawn:
    def __init__(self, random: np.random.Generator) -> None:
        tables, _ = sources.read(codes.TABLES / "chs_drg_11")
        self.random = random
        self.every = np.array(random.permutation(codes.build().dx.all[1:]))
        self.valid = np.array(random.permutation(list(tables.valid)))
        self.complications = np.array(random.permutation([*tables.mcc, *tables.cc]))
        self.principals = [
            np.array(random.permutation(list(one))) for one in tables.mdc_codes.values() if one
        ]
        self.pairs = [
            (np.array(random.permutation(list(dx))), np.array(random.permutation(list(px))))
            for (rule, name), px in tables.lists.items()
            if name == "px"
            if (dx := tables.lists.get((rule, "dx")) or self._of_mdc(tables, rule))
        ]

    @staticmethod
    def _of_mdc(tables: sources.RuleTables, rule: str) -> dict[str, str] | None:
        return tables.mdc_codes.get(f"MDC{rule[0]}")

    def _some(self, among: np.ndarray, count: int) -> list[str]:
        """Zipf-like: the first of the (shuffled) list are the frequent ones."""
        places = (len(among) ** self.random.random(count) - 1).astype(int)
        return among[np.minimum(places, len(among) - 1)].tolist()

    def table(self, first: int, count: int) -> pa.Table:
        random = self.random
        age = random.integers(0, 100, count)
        days = np.where(age == 0, random.integers(0, 365, count), age * 365 + 100)
        others = np.minimum(random.poisson(6, count), 10)
        procedures = np.minimum(random.poisson(1.4, count), 6)
        # Drawn in bulk and dealt out: a call for each case would take minutes.
        bulk = iter(self._some(self.every, int(others.sum())))
        serious = iter(self._some(self.complications, int(others.sum())))
        operations = iter(self._some(self.valid, int(procedures.sum())))
        fate = random.random(count)
        is_serious = iter((random.random(int(others.sum())) < 0.15).tolist())
        which = random.integers(0, 1 << 30, count).tolist()
        dx, px = [], []
        for case in range(count):
            chosen = [next(operations) for _ in range(procedures[case])]
            if fate[case] < 0.25:
                pair = self.pairs[which[case] % len(self.pairs)]
                principal = pair[0][self._place(which[case] >> 4, len(pair[0]))]
                chosen = [pair[1][self._place(which[case] >> 8, len(pair[1]))], *chosen[1:]]
            else:
                among = self.principals[which[case] % len(self.principals)]
                principal = among[self._place(which[case] >> 3, len(among))]
                chosen = chosen if fate[case] > 0.6 else []
            rest = [next(serious) if next(is_serious) else next(bulk) for _ in range(others[case])]
            dx.append("|".join([principal, *rest]))
            px.append("|".join(chosen))
        newborn = (age == 0) & (days <= 28)
        return pa.table(
            {
                "id": pa.array(np.arange(first, first + count)),
                "sex": pa.array(random.integers(1, 3, count)),
                "age": pa.array(age),
                "age_days": pa.array(days),
                "birth_weight": pa.array(np.where(newborn, random.integers(600, 4500, count), 0)),
                "los": pa.array(random.integers(1, 30, count)),
                "discharge": pa.array(random.integers(1, 6, count)),
                "dx": pa.array(dx),
                "px": pa.array(px),
            }
        )

    @staticmethod
    def _place(number: int, size: int) -> int:
        return int(size ** ((number % 9973) / 9973) - 1) % size
