"""A case for every group of a rule set, or the reason why no case can get there.

Codes with equal rows of tests are one class, so trying every pair of classes tries every pair of
principal diagnosis and principal procedure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from numpy.typing import NDArray

from linghang.cases.drg import compiled as c
from linghang.cases.drg.compiled import CompiledRules
from linghang.cases.drg.rules import Case
from linghang.cases.drg.single import group_one
from linghang.cases.drg.walking import SIGNS

ROUNDS = (4, 40, 120)
"""Pairs of classes that are tried for a line, while some of its outcomes aren't reached."""


FEW = 8


@dataclass(slots=True)
class Reached:
    """cases: one for each DRG (ambiguous and fallback codes, too) that was reached.

    unreached: for the others the reason, in Chinese.
    """

    cases: dict[str, Case] = field(default_factory=dict)
    unreached: dict[str, str] = field(default_factory=dict)


def reach(rules: CompiledRules) -> Reached:
    """Try to reach every outcome of a set; takes seconds."""
    return _Search(rules).run()


class _Search:
    def __init__(self, rules: CompiledRules) -> None:
        self.rules, self.a = rules, rules.arrays
        self.found = Reached()
        self.dx_of = _first_codes(self.a.dx_class, len(self.a.dx_rows))
        self.px_of = _first_codes(self.a.px_class, len(self.a.px_rows))
        self.landed: dict[str, Counter[str]] = {}
        self.never: dict[str, str] = {}
        unmarked = (self.a.dx_flags == 0).all(1) & (self.a.regions == 0).all(0)
        self.usable: dict[tuple[str, int], NDArray[np.int64]] = {}
        self.mcc = np.flatnonzero(unmarked & (self.a.severity > 0))
        self.cc = np.flatnonzero(unmarked & (self.a.severity < 0))

    def run(self) -> Reached:
        for most in ROUNDS:
            for block in range(len(self.a.blocks)):
                for bit in range(self.rules.told["lines"][block]):
                    self._line(block, bit, most)
        for _, _, _, drg, _ in self.rules.told["outcomes"][4:]:
            if drg not in self.found.cases:
                self.found.unreached[drg] = self._reason(drg)
        return self.found

    def _reason(self, drg: str) -> str:
        if drg in self.never:
            return self.never[drg]
        landed = self.landed.get(drg)
        if not landed:
            return "没有病例符合它的条件"
        others = "、".join(one or "无法入组" for one, _ in landed.most_common(3))
        return f"为它构造的{sum(landed.values())}个病例都先归了 {others}"

    # ---- one line ------------------------------------------------------------------------------

    def _line(self, block: int, bit: int, most: int) -> None:
        start, stop, step = self.a.lines[block * c.LINES + bit].tolist()
        wanted = self._outcomes(step)
        if all(drg in self.found.cases for drg in wanted):
            return
        pairs = self._pairs(block, bit, most)
        if not len(pairs):
            for drg in wanted:
                self.never.setdefault(drg, "没有主要诊断和首要手术操作能同时符合它和它所在的大类")
            return
        spans = [*range(start, stop), *range(*self.a.blocks[block, 3:5].tolist())]
        pairs = np.concatenate([pairs, self._carriers(block, bit, spans, pairs)])
        for dx, px in pairs.tolist():
            if all(drg in self.found.cases for drg in wanted):
                return
            for case, drg in self._cases(block, step, spans, dx, px):
                got = group_one(case, self.rules).drg
                self.found.cases.setdefault(got, case)
                if drg not in self.found.cases:
                    self.landed.setdefault(drg, Counter())[got] += 1

    def _outcomes(self, step: int) -> list[str]:
        ambiguous, fallback, kind, *by_severity, first, last = self.a.steps[step].tolist()
        if ambiguous >= 0:
            return [self.rules.outcomes[ambiguous].drg]
        numbers = by_severity if kind else self.a.splits[first:last, 2].tolist()
        if not kind or -1 in by_severity:
            numbers = [*numbers, fallback]
        return [self.rules.outcomes[one].drg for one in dict.fromkeys(numbers) if one >= 0]

    def _pairs(self, block: int, bit: int, most: int) -> NDArray[np.int64]:
        """Pairs of classes that fit the line, those with the fewest earlier lines first."""
        one = np.uint64(1)
        column, mask = block + 1, np.uint64(1 << bit)
        dx = np.flatnonzero(self.a.dx_rows[:, column] & mask)
        px = np.flatnonzero(self.a.px_rows[:, column] & mask)
        dx, px = dx[self.dx_of[dx] >= 0], px[self.px_of[px] >= 0]
        if not len(dx) or not len(px):
            return np.empty((0, 2), np.int64)
        earlier = np.zeros((len(dx), len(px)), np.int64)
        for before in range(1, column + 1):
            fits = self.a.dx_rows[dx, before][:, None] & self.a.px_rows[px, before][None, :]
            if before == column:
                fits = fits & (mask - one)
            earlier += np.bitwise_count(fits)
        order = np.argsort(earlier, axis=None, kind="stable")
        spread = order if len(order) <= most else order[:: max(1, len(order) // (2 * most))][:most]
        best = np.concatenate([order[:most], spread])
        rows, columns = np.unravel_index(np.unique(best), earlier.shape)
        return np.column_stack([self.dx_of[dx[rows]], self.px_of[px[columns]]])

    def _carriers(
        self, block: int, bit: int, spans: list[int], pairs: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """The same with principal diagnoses that themselves are what any diagnosis shall be."""
        carries = (self.a.dx_rows[self.a.dx_class, block + 1] >> np.uint64(bit) & np.uint64(1)) > 0
        asked = False
        for kind, which, _, _, wanted in self.a.literals[spans].tolist():
            if kind == c.ANYDX and wanted:
                asked = True
                carries &= (
                    self.a.dx_flags[:, which >> 6] >> np.uint64(which & 63) & np.uint64(1)
                ) > 0
        carriers = np.flatnonzero(carries) if asked else np.empty(0, np.int64)
        marks = np.bitwise_count(self.a.dx_flags[carriers]).sum(1)
        few = carriers[np.argsort(marks, kind="stable")][:FEW]
        procedures = np.unique(pairs[:, 1])[:FEW]
        found = list(product(few.tolist(), procedures.tolist()))
        return np.array(found, np.int64).reshape(-1, 2)

    # ---- cases ---------------------------------------------------------------------------------

    def _cases(
        self, block: int, step: int, spans: list[int], dx: int, px: int
    ) -> Iterator[tuple[Case, str]]:
        """Cases with these principal codes, one for each outcome of the step."""
        kind, first, last = (int(self.a.steps[step, at]) for at in (2, 7, 8))
        wanted = self._outcomes(step)
        if kind or self.a.steps[step, 0] >= 0:
            for mcc, cc in ((False, False), (False, True), (True, False), (True, True)):
                drg = self.rules.outcomes[max(0, int(self.a.steps[step, 3 + 2 * mcc + cc]))].drg
                if case := self._case(block, spans, dx, px, mcc=mcc, cc=cc):
                    yield case, drg if drg in wanted else wanted[0]
            return
        for split in self.a.splits[first:last].tolist():
            more = [*spans, *range(split[0], split[1])]
            kinds = self.a.literals[split[0] : split[1], 0].tolist()
            case = self._case(block, more, dx, px, mcc=c.MCC in kinds, cc=c.CC in kinds)
            if case:
                yield case, self.rules.outcomes[split[2]].drg
        if case := self._case(block, spans, dx, px, mcc=False, cc=False, los=0):
            yield case, wanted[-1]

    def _case(
        self, block: int, spans: list[int], dx: int, px: int, *, mcc: bool, cc: bool, los: int = 5
    ) -> Case | None:
        literals = [self.a.literals[at].tolist() for at in spans]
        numbers = self._numbers([one for one in literals if one[0] == c.NUMBER], los)
        if numbers is None:
            return None
        others = self._regions(block, dx)
        procedures: list[int] = []
        for kind, which, _, _, wanted in literals:
            if kind > c.ANYPROC or not wanted:
                continue
            of_px = kind >= c.PPROC
            flags = self.a.px_flags if of_px else self.a.dx_flags
            held = np.flatnonzero(flags[:, which >> 6] >> np.uint64(which & 63) & np.uint64(1))
            present = procedures + [px] if of_px else others + [dx] * (kind == c.ANYDX)
            if len(held) and not set(held.tolist()) & set(present):
                (procedures if of_px else others).append(int(held[(dx + px) % len(held)]))
        excluded = int(self.a.exclusion[dx])
        for level, asked in (("mcc", mcc), ("cc", cc)):
            usable = self._complications(level, excluded)
            if asked and len(usable):
                others.append(int(usable[dx % len(usable)]))
        dx_codes, px_codes = self.rules.codes.dx.all, self.rules.codes.px.all
        first = [px] if px else ([0] if procedures else [])
        return Case(
            *numbers,
            dx=tuple(dx_codes[one] for one in [dx, *others]),
            px=tuple(px_codes[one] for one in [*first, *procedures]),
        )

    def _complications(self, level: str, excluded: int) -> NDArray[np.int64]:
        """Diagnoses of a level that the exclusion table leaves standing."""
        if (level, excluded) not in self.usable:
            among = self.mcc if level == "mcc" else self.cc
            kept = among[np.abs(self.a.severity[among]) != excluded]
            self.usable[level, excluded] = kept
        return self.usable[level, excluded]

    def _regions(self, block: int, dx: int) -> list[int]:
        """Further diagnoses of other regions, as many as the block asks."""
        _, least, row, _, _ = self.a.blocks[block].tolist()
        regions = self.a.regions[row]
        found: list[int] = []
        seen = {int(regions[dx])} - {0}
        for one in np.flatnonzero(regions).tolist() if least else ():
            fresh = int(regions[one]) not in seen
            if len(seen) < least and fresh and self.a.severity[one] == 0:
                seen.add(int(regions[one]))
                found.append(one)
        return found

    @staticmethod
    def _numbers(literals: list[list[int]], los: int) -> tuple[int, int, int, int, int] | None:
        """Sex, age, days, weight, los that pass all comparisons, None when there are none."""
        ages = {(40, 14_700), (0, 100), (0, 10)}
        weights, stays = {3_000}, {los}
        for _, which, _, value, _ in literals:
            near = (value - 1, value, value + 1)
            if which == 1:
                ages |= {(one, one * 365 + 100) for one in near if one >= 0}
            elif which == 2:
                ages |= {(0, one) for one in near if 0 <= one < 366}
            elif which == 3:
                weights |= {one for one in near if one > 0}
            elif which == 4:
                stays |= {one for one in near if one >= 0}
        adult_first = sorted(ages, key=lambda one: one != (40, 14_700))
        for sex, (age, days), weight, stay in product((1, 2), adult_first, weights, sorted(stays)):
            values = (sex, age, days, weight, stay)
            if all(
                SIGNS[sign](values[at], value) == bool(yes) for _, at, sign, value, yes in literals
            ):
                return values
        return None


def _first_codes(classes: NDArray[np.uint16], count: int) -> NDArray[np.int64]:
    """A code of each class; number 0, unknown or none, only where there is no other."""
    found = np.full(count, -1)
    found[classes[::-1].astype(np.int64)] = np.arange(len(classes))[::-1]
    return found
