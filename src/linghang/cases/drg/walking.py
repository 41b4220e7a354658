"""Walks the compiled tables in plain Python and remembers every trial, for explanations.

The same tables as the inner loop, asked one question at a time; tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from linghang.cases.drg import compiled as c
from linghang.cases.drg.compiled import CompiledRules
from linghang.cases.drg.rules import BLANK, Case, check_faults, whole

SIGNS = (int.__eq__, int.__lt__, int.__le__, int.__gt__, int.__ge__)


@dataclass(frozen=True, slots=True)
class LineTrial:
    """One line of a block: what it asks of the principal codes, and which literals failed."""

    step: int
    diagnosis_fits: bool
    procedure_fits: bool
    failed: tuple[int, ...]

    @property
    def held(self) -> bool:
        """Whether the line takes the case."""
        return self.diagnosis_fits and self.procedure_fits and not self.failed


@dataclass(frozen=True, slots=True)
class BlockTrial:
    """An MDC's entry, and its lines when it was entered."""

    mdc: int
    diagnosis_fits: bool
    procedure_fits: bool
    failed: tuple[int, ...]
    regions: int | None
    least_regions: int
    lines: tuple[LineTrial, ...]

    @property
    def entered(self) -> bool:
        """Whether everything that the entry asks holds."""
        fits = self.diagnosis_fits and self.procedure_fits and not self.failed
        return fits and (self.regions is None or self.regions >= self.least_regions)


class Walk:
    """One case on its way through one rule set."""

    def __init__(self, case: Case, rules: CompiledRules, *, map_codes: bool = False) -> None:
        self.rules, self.arrays, self.map_codes = rules, rules.arrays, map_codes
        numbers = (case.sex, case.age, case.age_days, case.birth_weight, case.los)
        self.numbers = tuple(whole(one) for one in numbers)
        self.dx_given = [rules.codes.dx.number(code) for code in case.dx or ("",)]
        self.px_given = [rules.codes.px.number(code) for code in case.px]
        self.dx, self.px = self.dx_given, self.px_given
        if map_codes:
            self.dx = [int(rules.codes.dx.mapped[number]) for number in self.dx_given]
            self.px = [int(rules.codes.px.mapped[number]) for number in self.px_given]

    @cached_property
    def faults(self) -> list[str]:
        """Why the case fails the check before grouping."""
        sex, age, days, weight, los = self.numbers
        passes = self.rules.facts.blank_weight_passes
        return check_faults((sex, age, days, weight, los), blank_weight_passes=passes)

    @cached_property
    def severity(self) -> tuple[bool, bool]:
        """Whether an MCC and whether a CC counts."""
        levels = [level for _, level, excluded in self.complications() if not excluded]
        return "mcc" in levels, "cc" in levels

    def complications(self) -> Iterator[tuple[int, str, bool]]:
        """Place among the diagnoses, level, and whether the principal diagnosis excludes it."""
        excluded = int(self.arrays.exclusion[self.dx[0]])
        for place, number in enumerate(self.dx[1:], 1):
            table = int(self.arrays.severity[number])
            if table:
                yield place, "mcc" if table > 0 else "cc", abs(table) == excluded

    def outcome(self) -> int:
        """The outcome number, as the inner loop gives it."""
        if self.map_codes and min(self.dx) < 0:
            return c.DX_UNMAPPED
        if self.map_codes and self.px and min(self.px) < 0:
            return c.PX_UNMAPPED
        if self.faults:
            return c.UNCHECKED
        for block in range(len(self.arrays.blocks)):
            trial = self.block(block)
            for line in trial.lines:
                if line.held and (outcome := self.drg(line.step)) >= 0:
                    return outcome
        return c.UNGROUPED

    def block(self, block: int) -> BlockTrial:
        """Try a block: its entry, then its lines up to the first that takes the case for good."""
        a = self.arrays
        dx_row = a.dx_rows[a.dx_class[self.dx[0]]].tolist()
        px_row = a.px_rows[a.px_class[self.px[0] if self.px else 0]].tolist()
        mdc, least, region_row, start, stop = a.blocks[block].tolist()
        regions = None
        if least:
            regions = len({int(a.regions[region_row, one]) for one in self.dx} - {0})
        entry = BlockTrial(
            mdc,
            bool(dx_row[-1] >> block & 1),
            bool(px_row[-1] >> block & 1),
            self.failed(start, stop),
            regions,
            least,
            (),
        )
        if not entry.entered:
            return entry
        lines = tuple(self._lines(block, dx_row[block + 1], px_row[block + 1]))
        return BlockTrial(
            mdc, entry.diagnosis_fits, entry.procedure_fits, (), regions, least, lines
        )

    def _lines(self, block: int, dx_bits: int, px_bits: int) -> Iterator[LineTrial]:
        for bit in range(self.rules.told["lines"][block]):
            start, stop, step = self.arrays.lines[block * c.LINES + bit].tolist()
            fits = bool(dx_bits >> bit & 1), bool(px_bits >> bit & 1)
            line = LineTrial(step, *fits, self.failed(start, stop))
            yield line
            if line.held and self.drg(step) >= 0:
                return

    def drg(self, step: int) -> int:
        """Outcome of a step that took the case, -1 when the case goes on."""
        ambiguous, fallback, kind, *by_severity, start, stop = self.arrays.steps[step].tolist()
        if ambiguous >= 0:
            return int(ambiguous)
        outcome = -1
        if kind:
            mcc, cc = self.severity
            outcome = by_severity[2 * mcc + cc]
        else:
            for split in self.arrays.splits[start:stop].tolist():
                if not self.failed(split[0], split[1]):
                    outcome = split[2]
                    break
        return int(outcome if outcome >= 0 else fallback)

    def failed(self, start: int, stop: int) -> tuple[int, ...]:
        """The numbers of the literals of a span that don't hold."""
        return tuple(at for at in range(start, stop) if not self._holds(at))

    def _holds(self, literal: int) -> bool:
        kind, which, sign, value, wanted = self.arrays.literals[literal].tolist()
        if kind == c.NUMBER:
            held = self.numbers[which] > BLANK and SIGNS[sign](self.numbers[which], value)
        elif kind in {c.MCC, c.CC}:
            held = self.severity[0 if kind == c.MCC else 1]
        else:
            asked = {
                c.PDX: self.dx[:1],
                c.ANYDX: self.dx,
                c.ODX: self.dx[1:],
                c.PPROC: self.px[:1],
                c.ANYPROC: self.px,
            }[kind]
            flags = self.arrays.dx_flags if kind <= c.ODX else self.arrays.px_flags
            held = any(int(flags[one, which >> 6]) >> (which & 63) & 1 for one in asked)
        return held == bool(wanted)
