"""A rule set as integers: the tables that batch, single case and explanation all walk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linghang.cases.drg.codes import CodeTable
from linghang.cases.drg.rules import DrgName, Facts, Grouped, Status

LINES = 64
"""Lines of a block: one bit of a word each."""

PDX, ANYDX, ODX, PPROC, ANYPROC, NUMBER, MCC, CC = range(8)
"""Kinds of literals, column 0 of `literals`."""

UNGROUPED, UNCHECKED, DX_UNMAPPED, PX_UNMAPPED = range(4)
"""The outcomes that every set has; those of its groups follow."""


@dataclass(frozen=True)
class Arrays:
    """What the kernel reads. n: codes of a kind; number 0 is unknown (or: no procedure).

    dx_class, px_class: uint16 (n+1), the row of each code in `*_rows`.
    *_rows: uint64 (classes, 1+blocks+1): blocks to visit; for each block the lines whose tests of
    the principal code hold; blocks whose entry test of the principal code holds.
    *_flags: uint64 (n+1, words), the lists that a code stands in, for tests of other codes.
    severity: int32 (n+1), table of an MCC, minus the table of a CC, 0 neither.
    exclusion: int32 (n+1), the exclusion table of a principal diagnosis, 0 none.
    regions: uint8 (k, n+1), region number of a diagnosis, 0 none.
    literals: int32 (m, 5): kind, list or field, sign, value, wanted.
    blocks: int32 (blocks, 5): MDC, least regions, row of regions, span of literals.
    lines: int32 (blocks*LINES, 3): span of literals, step.
    steps: int32 (steps, 9): outcome when ambiguous or -1, fallback or -1; 2 when there is one DRG,
    1 when it follows from severity, 0 when splits decide; outcomes for neither, cc, mcc, both;
    span of splits.
    splits: int32 (k, 3): span of literals, outcome.
    """

    dx_class: NDArray[np.uint16]
    dx_rows: NDArray[np.uint64]
    px_class: NDArray[np.uint16]
    px_rows: NDArray[np.uint64]
    dx_flags: NDArray[np.uint64]
    px_flags: NDArray[np.uint64]
    severity: NDArray[np.int32]
    exclusion: NDArray[np.int32]
    regions: NDArray[np.uint8]
    literals: NDArray[np.int32]
    blocks: NDArray[np.int32]
    lines: NDArray[np.int32]
    steps: NDArray[np.int32]
    splits: NDArray[np.int32]

    def book(self, codes: CodeTable) -> NDArray[np.uint64]:
        """The addresses that the kernel asks for; valid as long as arrays and codes are kept."""
        arrays = [*vars(self).values(), codes.dx.mapped, codes.px.mapped]
        wide = (self.dx_rows, self.px_rows, self.dx_flags, self.px_flags, self.regions)
        assert all(one.flags.c_contiguous for one in arrays)
        return np.array(
            [one.ctypes.data for one in arrays] + [one.shape[1] for one in wide], np.uint64
        )

    def through(self, codes: CodeTable) -> Arrays:
        """The same rules for codes that are mapped first; unmappable codes become unknown."""
        dx, px = np.maximum(codes.dx.mapped, 0), np.maximum(codes.px.mapped, 0)
        return Arrays(
            **{
                **vars(self),
                "dx_class": self.dx_class[dx],
                "px_class": self.px_class[px],
                "dx_flags": self.dx_flags[dx],
                "px_flags": self.px_flags[px],
                "severity": self.severity[dx],
                "exclusion": self.exclusion[dx],
                "regions": np.ascontiguousarray(self.regions[:, dx]),
            }
        )


@dataclass(frozen=True)
class CompiledRules:
    """A rule set, ready to group. Everything in it is shared and must not be changed.

    told: the words that explanations use: mdcs, steps, literals, splits (dictionaries by number),
    lines (how many each block has), outcomes (status, mdc, adrg, drg, name), drgs (mdc, adrg, drg,
    name).
    """

    facts: Facts
    digest: str
    codes: CodeTable
    arrays: Arrays
    told: Mapping[str, Any]

    @cached_property
    def mapped_arrays(self) -> Arrays:
        """The arrays for clinical codes that are mapped first."""
        return self.arrays.through(self.codes)

    @cached_property
    def book(self) -> NDArray[np.uint64]:
        """Addresses of the arrays, for the kernel."""
        return self.arrays.book(self.codes)

    @cached_property
    def addresses(self) -> tuple[int, int]:
        """Where the two books stand: for codes as they are, for codes that are mapped first."""
        return int(self.book.ctypes.data), int(self.mapped_book.ctypes.data)

    @cached_property
    def mapped_book(self) -> NDArray[np.uint64]:
        """Addresses of the mapped arrays, for the kernel."""
        return self.mapped_arrays.book(self.codes)

    @cached_property
    def outcomes(self) -> tuple[Grouped, ...]:
        """What each outcome number means."""
        return tuple(
            Grouped(Status(status), mdc, adrg, drg)
            for status, mdc, adrg, drg, _ in self.told["outcomes"]
        )

    @cached_property
    def mdc_names(self) -> dict[str, str]:
        """Name of each MDC of the set, in the order in which they are tried."""
        return {one["code"]: one["name"] for one in self.told["mdcs"]}

    @cached_property
    def adrg_names(self) -> dict[str, str]:
        """Name of each ADRG."""
        return {
            one["adrg"]: one["name"] for one in reversed(self.told["steps"]) if one["kind"] != "qy"
        }

    @cached_property
    def drg_names(self) -> dict[str, str]:
        """Name of each DRG, ambiguous groups and fallback codes included."""
        return {drg: name for _, _, _, drg, name in self.told["outcomes"][4:]}

    @cached_property
    def drgs(self) -> tuple[DrgName, ...]:
        """Every DRG of the set, in its order; no ambiguous groups, no fallback codes."""
        return tuple(DrgName(*one) for one in self.told["drgs"])
