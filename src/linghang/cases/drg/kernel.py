"""The two inner loops: codes from text to numbers, and cases to outcomes. Compiled by numba.

Everything here runs without Python's lock on plain arrays; callers share work among threads.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from linghang.cases.drg import machine_code

CACHED = machine_code.keeps()
"""Whether compiled code is kept on disk."""

MISSING = np.int32(-(2**31))
BLANK = np.int32(-(2**31) + 1)
LOWEST = np.int32(-(2**31) + 2)
HIGHEST = np.int32(2**31 - 1)
BAR = np.uint8(124)
ONES = np.uint64(0x0101010101010101)
HIGHS = np.uint64(0x8080808080808080)
BARS = np.uint64(0x7C7C7C7C7C7C7C7C)
A, B, C, D = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xC2B2AE3D27D4EB4F),
    np.uint64(0x165667B19E3779F9),
    np.uint64(0xD6E8FEB86659FD93),
)
ZERO, ONE, EIGHT = np.uint64(0), np.uint64(1), np.uint64(8)


@intrinsic
def load8(typingctx: Any, address: Any) -> Any:
    """Eight bytes at an address as a little-endian word; the address needs no alignment."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        pointer = builder.inttoptr(arguments[0], ir.IntType(64).as_pointer())
        return builder.load(pointer, align=1)

    return types.uint64(types.uint64), generate


@intrinsic
def load1(typingctx: Any, address: Any) -> Any:
    """One byte at an address."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        pointer = builder.inttoptr(arguments[0], ir.IntType(8).as_pointer())
        return builder.load(pointer)

    return types.uint8(types.uint64), generate


@intrinsic
def lowest_bit(typingctx: Any, word: Any) -> Any:
    """The number of the lowest bit that is set; 64 for 0."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 0))

    return types.uint64(types.uint64), generate


# ---- codes: text → numbers ----------------------------------------------------------------------


@njit(nogil=True, cache=CACHED)
def count_codes(address, offsets, start, stop):  # type: ignore[no-untyped-def]
    """At most so many codes stand in the rows start … stop of an Arrow string column."""
    count = stop - start
    place = np.uint64(address) + np.uint64(offsets[start])
    for at in range(offsets[stop] - offsets[start]):
        count += load1(place + np.uint64(at)) == BAR
    return count


@njit(nogil=True, cache=CACHED, inline="always")
def _word(place, left, safe):  # type: ignore[no-untyped-def]
    """Up to eight bytes at a place, zeros after `left`; reads no byte from `safe` on."""
    if place + EIGHT <= safe:
        word = load8(place)
    else:
        word = ZERO
        for at in range(left if left < 8 else 8):
            word |= np.uint64(load1(place + np.uint64(at))) << np.uint64(8 * at)
    if left < 8:
        word &= (ONE << np.uint64(8 * left)) - ONE
    return word


@njit(nogil=True, cache=CACHED)
def read_codes(  # type: ignore[no-untyped-def]
    address, size, offsets, start, stop, one_if_empty, keys, slots, numbers, ends
):
    """Numbers of the `|`-joined codes of rows start … stop of an Arrow string column.

    address, size: the bytes of the column; offsets: int32. numbers: int32, room for count_codes.
    ends: int32 (stop-start+1), where each row's numbers begin and end. An empty row holds no code,
    or with one_if_empty one unknown code. Returns how many numbers were written.
    """
    mask = np.uint64(slots.size - 1)
    shift = np.uint64(0)
    while (slots.size >> np.int64(shift)) > 1:
        shift += ONE
    shift = np.uint64(64) - shift
    base = np.uint64(address)
    safe = base + np.uint64(size)
    written = 0
    ends[0] = 0
    for row in range(start, stop):
        place = base + np.uint64(offsets[row])
        left = np.int64(offsets[row + 1]) - np.int64(offsets[row])
        more = left > 0 or one_if_empty
        while more:
            more = False
            length = 0
            w0, w1, w2 = ZERO, ZERO, ZERO
            while length < left:
                rest = left - length
                word = _word(place + np.uint64(length), rest, safe)
                bars = word ^ BARS
                bars = (bars - ONES) & ~bars & HIGHS
                found = 8
                if bars != ZERO:
                    found = np.int64(lowest_bit(bars) >> np.uint64(3))
                    word &= (ONE << np.uint64(8 * found)) - ONE
                if length == 0:
                    w0 = word
                elif length == 8:
                    w1 = word
                elif length == 16:
                    w2 = word
                length += min(found, rest)
                if found < 8:
                    more = True
                    break
            number = np.int32(0)
            if 0 < length < 24:
                w2 |= np.uint64(length) << np.uint64(56)
                mixed = w0 * A + w1 * B + w2 * C
                mixed = (mixed ^ (mixed >> np.uint64(29))) * D
                slot = mixed >> shift
                while True:
                    tried = slots[slot]
                    if tried == 0:
                        break
                    if keys[tried, 0] == w0 and keys[tried, 1] == w1 and keys[tried, 2] == w2:
                        number = tried
                        break
                    slot = (slot + ONE) & mask
            numbers[written] = number
            written += 1
            if more:
                place += np.uint64(length + 1)
                left -= length + 1
        ends[row - start + 1] = written
    return written


@njit(nogil=True, cache=CACHED)
def read_numbers(address, offsets, start, stop, blank, numbers):  # type: ignore[no-untyped-def]
    """Whole numbers of rows of an Arrow string column into int32 `numbers`.

    Blanks around, a sign, and decimals that are all zero are read over; what is empty becomes
    `blank`, what is no whole number MISSING; too large ones become the largest.
    """
    for row in range(start, stop):
        place = np.uint64(address) + np.uint64(offsets[row])
        left = np.int64(offsets[row + 1]) - np.int64(offsets[row])
        while left > 0 and load1(place) == 32:
            place += ONE
            left -= 1
        while left > 0 and load1(place + np.uint64(left - 1)) == 32:
            left -= 1
        sign = 1
        if left > 1 and (load1(place) == 45 or load1(place) == 43):
            sign = -1 if load1(place) == 45 else 1
            place += ONE
            left -= 1
        value = np.int64(0)
        digits, dots, good = 0, 0, True
        for at in range(left):
            byte = np.int64(load1(place + np.uint64(at)))
            if byte == 46 and dots == 0 and digits > 0:
                dots = 1
            elif 48 <= byte <= 57:
                digits += 1
                if dots == 0:
                    value = min(value * 10 + byte - 48, np.int64(HIGHEST))
                elif byte != 48:
                    good = False
            else:
                good = False
        if left == 0:
            numbers[row - start] = blank
        elif good and digits > 0:
            numbers[row - start] = max(sign * value, np.int64(LOWEST))
        else:
            numbers[row - start] = MISSING


@njit(nogil=True, cache=CACHED)
def spread(indices, start, stop, from_numbers, from_ends, numbers, ends):  # type: ignore[no-untyped-def]
    """Codes of distinct texts to rows; with numbers empty, only the ends. Returns the last end."""
    written = 0
    ends[0] = 0
    for row in range(start, stop):
        text = indices[row]
        first, last = from_ends[text], from_ends[text + 1]
        if numbers.size:
            for at in range(first, last):
                numbers[written + at - first] = from_numbers[at]
        written += last - first
        ends[row - start + 1] = written
    return written


# ---- rules: cases → outcomes --------------------------------------------------------------------


@njit(nogil=True, cache=CACHED, inline="always")
def _in_list(flags, numbers, first, last, which):  # type: ignore[no-untyped-def]
    word, bit = which >> 6, np.uint64(which & 63)
    for at in range(first, last):
        if (flags[numbers[at], word] >> bit) & ONE:
            return True
    return False


@njit(nogil=True, cache=CACHED, inline="always")
def _compares(value, sign, limit):  # type: ignore[no-untyped-def]
    if value <= BLANK:
        return False
    if sign == 0:
        return value == limit
    if sign == 1:
        return value < limit
    if sign == 2:
        return value <= limit
    if sign == 3:
        return value > limit
    return value >= limit


@njit(nogil=True, cache=CACHED)
def severity_of(severity, exclusion, dx, first, last):  # type: ignore[no-untyped-def]
    """Bit 1: an MCC counts, bit 0: a CC counts; the first diagnosis is the principal one."""
    found = 0
    if last > first:
        excluded = exclusion[dx[first]]
        for at in range(first + 1, last):
            table = severity[dx[at]]
            if table > 0 and table != excluded:
                found |= 2
            elif table < 0 and -table != excluded:
                found |= 1
    return found


@njit(nogil=True, cache=CACHED)
def _holds(literals, start, stop, numbers, dx, d0, d1, px, p0, p1, tables):  # type: ignore[no-untyped-def]
    dx_flags, px_flags, severity, exclusion = tables
    for at in range(start, stop):
        kind, which = literals[at, 0], literals[at, 1]
        if kind == 0:
            held = _in_list(dx_flags, dx, d0, min(d0 + 1, d1), which)
        elif kind == 1:
            held = _in_list(dx_flags, dx, d0, d1, which)
        elif kind == 2:
            held = _in_list(dx_flags, dx, d0 + 1, d1, which)
        elif kind == 3:
            held = _in_list(px_flags, px, p0, min(p0 + 1, p1), which)
        elif kind == 4:
            held = _in_list(px_flags, px, p0, p1, which)
        elif kind == 5:
            held = _compares(numbers[which], literals[at, 2], literals[at, 3])
        else:
            level = severity_of(severity, exclusion, dx, d0, d1)
            held = (level & 2) != 0 if kind == 6 else (level & 1) != 0
        if held != (literals[at, 4] != 0):
            return False
    return True


@njit(nogil=True, cache=CACHED, inline="always")
def _regions(regions, row, dx, d0, d1):  # type: ignore[no-untyped-def]
    seen = ZERO
    count = 0
    for at in range(d0, d1):
        region = regions[row, dx[at]]
        if region:
            bit = ONE << np.uint64(region - 1)
            if not seen & bit:
                seen |= bit
                count += 1
    return count


@njit(nogil=True, cache=CACHED)
def _unchecked(sex, age, days, weight, blank_passes):  # type: ignore[no-untyped-def]
    if (sex != 1 and sex != 2) or age <= BLANK:
        return True
    if age != 0:
        return False
    if days <= BLANK:
        return True
    return days <= 28 and (weight == MISSING or (weight == BLANK and not blank_passes))


@njit(nogil=True, cache=CACHED)
def _drg(step, steps, splits, literals, numbers, dx, d0, d1, px, p0, p1, tables):  # type: ignore[no-untyped-def]
    """Outcome of a step that took the case, -1 when the case goes on."""
    if steps[step, 0] >= 0:
        return steps[step, 0]
    outcome = np.int32(-1)
    if steps[step, 2]:
        outcome = steps[step, 3]
        if not (outcome == steps[step, 4] == steps[step, 5] == steps[step, 6]):
            outcome = steps[step, 3 + severity_of(tables[2], tables[3], dx, d0, d1)]
    else:
        for split in range(steps[step, 7], steps[step, 8]):
            s0, s1 = splits[split, 0], splits[split, 1]
            if _holds(literals, s0, s1, numbers, dx, d0, d1, px, p0, p1, tables):
                outcome = splits[split, 2]
                break
    return outcome if outcome >= 0 else steps[step, 1]


@njit(nogil=True, cache=CACHED)
def group(  # type: ignore[no-untyped-def]
    sex, age, days, weight, los, dx, dx_ends, px, px_ends, start, stop, outcomes,
    dx_mapped, px_mapped, mapping, blank_passes,
    dx_class, dx_rows, px_class, px_rows, dx_flags, px_flags, severity, exclusion, regions,
    literals, blocks, lines, steps, splits,
):  # fmt: skip
    """Outcome numbers of the cases start … stop; see compiled.Arrays for the tables.

    The five numbers: int32 arrays, MISSING where not given. dx, px: int32 code numbers; the codes
    of case i are those from ends[i] to ends[i+1]. outcomes: int32, one for each case.
    """
    tables = (dx_flags, px_flags, severity, exclusion)
    numbers = np.empty(5, np.int32)
    for case in range(start, stop):
        d0, d1 = dx_ends[case], dx_ends[case + 1]
        p0, p1 = px_ends[case], px_ends[case + 1]
        if mapping:
            unmapped = np.int32(2) if d0 == d1 else np.int32(0)
            for at in range(d0, d1):
                if dx_mapped[dx[at]] < 0:
                    unmapped = np.int32(2)
                    break
            if not unmapped:
                for at in range(p0, p1):
                    if px_mapped[px[at]] < 0:
                        unmapped = np.int32(3)
                        break
            if unmapped:
                outcomes[case] = unmapped
                continue
        if _unchecked(sex[case], age[case], days[case], weight[case], blank_passes):
            outcomes[case] = 1
            continue
        numbers[0], numbers[1], numbers[2] = sex[case], age[case], days[case]
        numbers[3], numbers[4] = weight[case], los[case]
        dx_row = dx_class[dx[d0]] if d1 > d0 else dx_class[0]
        px_row = px_class[px[p0]] if p1 > p0 else px_class[0]
        outcome = np.int32(-1)
        visit = dx_rows[dx_row, 0] & px_rows[px_row, 0]
        while visit and outcome < 0:
            block = np.int64(lowest_bit(visit))
            visit &= visit - ONE
            fits = dx_rows[dx_row, block + 1] & px_rows[px_row, block + 1]
            if not fits:
                continue
            b0, b1 = blocks[block, 3], blocks[block, 4]
            if b0 < b1 and not _holds(literals, b0, b1, numbers, dx, d0, d1, px, p0, p1, tables):
                continue
            least = blocks[block, 1]
            if least > 0 and _regions(regions, blocks[block, 2], dx, d0, d1) < least:
                continue
            while fits and outcome < 0:
                line = block * 64 + np.int64(lowest_bit(fits))
                fits &= fits - ONE
                l0, l1 = lines[line, 0], lines[line, 1]
                if l0 == l1 or _holds(literals, l0, l1, numbers, dx, d0, d1, px, p0, p1, tables):
                    outcome = _drg(
                        lines[line, 2], steps, splits, literals,
                        numbers, dx, d0, d1, px, p0, p1, tables,
                    )  # fmt: skip
        outcomes[case] = max(outcome, np.int32(0))
