"""Inner loop of grouping: cases to outcomes, by the tables of a rule set. Compiled beforehand.

It runs without Python's lock, on memory by address; callers share work among threads. Two books
hold the addresses: `columns` those of the cases (numbers of COLUMNS), `tables` those of the rules
(compiled.Arrays in their order, then the widths of those with two dimensions).
"""

# Types are numba's business here: it infers them from what it is called with.
# mypy: allow-untyped-defs, allow-untyped-decorators, allow-any-generics, allow-incomplete-defs
from __future__ import annotations

import numpy as np
from numba import njit

from linghang.cases.drg.memory import ONE, SIX, ZERO, i32, lowest_bit, put_i32, u8, u16, u64
from linghang.cases.drg.reading import BLANK, MISSING

# Cases: five numbers (sex, age, days, weight, los), codes with their ends; all int32.
DX, DX_ENDS, PX, PX_ENDS = 5, 6, 7, 8
# Rules.
DX_CLASS, DX_ROWS, PX_CLASS, PX_ROWS, DX_FLAGS, PX_FLAGS, SEVERITY, EXCLUSION = range(8)
REGIONS, LITERALS, BLOCKS, LINES, STEPS, SPLITS, DX_MAPPED, PX_MAPPED = range(8, 16)
DX_WIDTH, PX_WIDTH, DX_WORDS, PX_WORDS, REGIONS_WIDTH = range(16, 21)


@njit
def _in_list(flags, words, numbers, first, last, which):
    """Whether a code of a span stands in a list."""
    word, bit = which >> SIX, which & np.uint64(63)
    found = ZERO
    for at in range(first, last):
        found |= u64(flags, np.uint64(i32(numbers, at)) * words + word) >> bit
    return (found & ONE) != ZERO


@njit
def _compares(value, sign, limit):
    """Signs: = < <= > >=; a number that is missing passes no test."""
    below, same = value < limit, value == limit
    held = same and (sign == 0 or sign == 2 or sign == 4)
    held = held or (below and (sign == 1 or sign == 2))
    held = held or (not below and not same and sign >= 3)
    return held and value > BLANK


@njit
def _severity(severity, exclusion, dx, first, last):
    """Bit 1: an MCC counts, bit 0: a CC counts; the first diagnosis is the principal one."""
    found = 0
    if last > first:
        excluded = i32(exclusion, i32(dx, first))
        for at in range(first + 1, last):
            table = i32(severity, i32(dx, at))
            found |= ((table > 0) & (table != excluded)) << 1
            found |= (table < 0) & (-table != excluded)
    return found


@njit
def _test(literal, columns, tables, case, d0, d1, p0, p1):
    """Whether the test of a literal holds; literal: its address."""
    kind, which = i32(literal, 0), np.uint64(i32(literal, 1))
    if kind <= 2:
        first = d0 + 1 if kind == 2 else d0
        last = min(d0 + 1, d1) if kind == 0 else d1
        words = u64(tables, DX_WORDS)
        return _in_list(u64(tables, DX_FLAGS), words, u64(columns, DX), first, last, which)
    if kind <= 4:
        last = min(p0 + 1, p1) if kind == 3 else p1
        words = u64(tables, PX_WORDS)
        return _in_list(u64(tables, PX_FLAGS), words, u64(columns, PX), p0, last, which)
    if kind == 5:
        return _compares(i32(u64(columns, which), case), i32(literal, 2), i32(literal, 3))
    found = _severity(u64(tables, SEVERITY), u64(tables, EXCLUSION), u64(columns, DX), d0, d1)
    return ((found >> (7 - kind)) & 1) == 1


@njit
def _holds(start, stop, columns, tables, case, d0, d1, p0, p1):
    """Whether all literals of a span hold."""
    for at in range(start, stop):
        literal = u64(tables, LITERALS) + np.uint64(20 * at)
        if _test(literal, columns, tables, case, d0, d1, p0, p1) != (i32(literal, 4) != 0):
            return False
    return True


@njit
def _regions(tables, row, dx, d0, d1):
    """How many regions of the body the diagnoses name."""
    seen = ZERO
    count = 0
    start = u64(tables, REGIONS) + np.uint64(row) * u64(tables, REGIONS_WIDTH)
    for at in range(d0, d1):
        bit = (ONE << u8(start, i32(dx, at))) >> ONE
        count += (seen & bit) != bit
        seen |= bit
    return count


@njit
def _unchecked(columns, case, blank_passes):
    """Whether a case fails the check before grouping."""
    sex, age = i32(u64(columns, 0), case), i32(u64(columns, 1), case)
    if (sex != 1 and sex != 2) or age <= BLANK:
        return True
    if age != 0:
        return False
    days, weight = i32(u64(columns, 2), case), i32(u64(columns, 3), case)
    weightless = weight == MISSING or (weight == BLANK and not blank_passes)
    return days <= BLANK or (days <= 28 and weightless)


@njit
def _unmapped(columns, tables, d0, d1, p0, p1):
    """Outcome of a case with a code that can't be mapped, else 0; diagnoses come first."""
    least = -1 if d0 == d1 else 0
    for at in range(d0, d1):
        least = min(least, i32(u64(tables, DX_MAPPED), i32(u64(columns, DX), at)))
    if least < 0:
        return 2
    for at in range(p0, p1):
        least = min(least, i32(u64(tables, PX_MAPPED), i32(u64(columns, PX), at)))
    return 3 if least < 0 else 0


@njit
def _drg(number, columns, tables, case, d0, d1, p0, p1):
    """Outcome of a step that took the case, -1 when the case goes on."""
    step = u64(tables, STEPS) + np.uint64(36 * number)
    if i32(step, 0) >= 0:
        return i32(step, 0)
    kind, outcome = i32(step, 2), i32(step, 3)
    if kind == 1:
        severity, exclusion = u64(tables, SEVERITY), u64(tables, EXCLUSION)
        outcome = i32(step, 3 + _severity(severity, exclusion, u64(columns, DX), d0, d1))
    elif kind == 0:
        outcome = np.int32(-1)
        for at in range(i32(step, 7), i32(step, 8)):
            split = u64(tables, SPLITS) + np.uint64(12 * at)
            if _holds(i32(split, 0), i32(split, 1), columns, tables, case, d0, d1, p0, p1):
                outcome = i32(split, 2)
                break
    return outcome if outcome >= 0 else i32(step, 1)


@njit
def _block(number, fits, columns, tables, case, d0, d1, p0, p1):
    """Outcome by the lines of a block that fit the principal codes, -1 when none takes the case."""
    block = u64(tables, BLOCKS) + np.uint64(20) * number
    start, stop, least = i32(block, 3), i32(block, 4), i32(block, 1)
    if start < stop and not _holds(start, stop, columns, tables, case, d0, d1, p0, p1):
        return np.int32(-1)
    if least > 0 and _regions(tables, i32(block, 2), u64(columns, DX), d0, d1) < least:
        return np.int32(-1)
    while fits:
        line = u64(tables, LINES) + np.uint64(12) * ((number << SIX) | lowest_bit(fits))
        fits &= fits - ONE
        start, stop = i32(line, 0), i32(line, 1)
        if start == stop or _holds(start, stop, columns, tables, case, d0, d1, p0, p1):
            outcome = _drg(i32(line, 2), columns, tables, case, d0, d1, p0, p1)
            if outcome >= 0:
                return outcome
    return np.int32(-1)


@njit
def _one(columns, tables, case, mapping, blank_passes):
    """Outcome of one case."""
    d0, d1 = i32(u64(columns, DX_ENDS), case), i32(u64(columns, DX_ENDS), case + 1)
    p0, p1 = i32(u64(columns, PX_ENDS), case), i32(u64(columns, PX_ENDS), case + 1)
    if mapping:
        unmapped = _unmapped(columns, tables, d0, d1, p0, p1)
        if unmapped:
            return np.int32(unmapped)
    if _unchecked(columns, case, blank_passes):
        return np.int32(1)
    d = i32(u64(columns, DX), d0) if d1 > d0 else np.int32(0)
    p = i32(u64(columns, PX), p0) if p1 > p0 else np.int32(0)
    dx_row = u16(u64(tables, DX_CLASS), d) * u64(tables, DX_WIDTH)
    px_row = u16(u64(tables, PX_CLASS), p) * u64(tables, PX_WIDTH)
    dx_rows, px_rows = u64(tables, DX_ROWS), u64(tables, PX_ROWS)
    visit = u64(dx_rows, dx_row) & u64(px_rows, px_row)
    while visit:
        block = lowest_bit(visit)
        visit &= visit - ONE
        fits = u64(dx_rows, dx_row + block + ONE) & u64(px_rows, px_row + block + ONE)
        if fits:
            outcome = _block(block, fits, columns, tables, case, d0, d1, p0, p1)
            if outcome >= 0:
                return outcome
    return np.int32(0)


@njit
def group(columns, tables, start, stop, outcomes, mapping, blank_passes):
    """Outcome numbers of the cases start … stop into `outcomes`, int32 by address.

    columns, tables: addresses of the two books; mapping, blank_passes: 0 or 1. The numbers of cases
    are MISSING where not given; the codes of case i are those from ends[i] to ends[i+1].
    """
    for case in range(start, stop):
        put_i32(outcomes, case, _one(columns, tables, case, mapping, blank_passes))
    return stop - start
