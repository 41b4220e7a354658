"""Inner loop of reading: text of Arrow columns to numbers. Compiled beforehand.

Everything here runs without Python's lock on plain memory; callers share work among threads.
"""

# Types are numba's business here: it infers them from what it is called with.
# mypy: allow-untyped-defs, allow-untyped-decorators, allow-any-generics, allow-incomplete-defs
from __future__ import annotations

import numpy as np
from numba import njit

from linghang.cases.drg import rules
from linghang.cases.drg.memory import (
    ONE,
    SIXTEEN,
    THREE,
    TURN,
    ZERO,
    i32,
    lowest_bit,
    put_i32,
    u8,
    u16,
    u64,
)

MISSING, BLANK = np.int32(rules.MISSING), np.int32(rules.BLANK)
LOWEST, HIGHEST = np.int32(rules.LOWEST), np.int32(rules.HIGHEST)
BAR = np.uint64(124)
ONES = np.uint64(0x0101010101010101)
HIGHS = np.uint64(0x8080808080808080)
BARS = np.uint64(0x7C7C7C7C7C7C7C7C)
A, B, C, D = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xC2B2AE3D27D4EB4F),
    np.uint64(0x165667B19E3779F9),
    np.uint64(0xD6E8FEB86659FD93),
)

# ---- codes: text → numbers ----------------------------------------------------------------------


@njit
def count_codes(content, offsets, rows):
    """At most so many codes stand in so many rows of an Arrow string column; by address."""
    count = rows
    for at in range(i32(offsets, 0), i32(offsets, rows)):
        count += u8(content, at) == BAR
    return count


@njit
def _bars(word):
    """The high bit of the first byte that is `|`; bits above it mean nothing."""
    other = word ^ BARS
    return (other - ONES) & ~other & HIGHS


@njit
def _first_bytes(word, count):
    """The word with zeros after so many bytes, 0 … 8."""
    return word & ((ONE << np.uint64(8 * count)) - ONE) if count < 8 else word


@njit
def _long_code(place, left):
    """Length and three words of the code that begins at a place, byte by byte."""
    length = 0
    w0, w1, w2 = ZERO, ZERO, ZERO
    while length < left:
        byte = u8(place, length)
        if byte == BAR:
            break
        moved = byte << np.uint64(8 * (length & 7))
        if length < 8:
            w0 |= moved
        elif length < 16:
            w1 |= moved
        elif length < 24:
            w2 |= moved
        length += 1
    return length, w0, w1, w2


@njit
def _found(w0, w1, w2, length, keys, slots, shift, mask):
    """The number of a code, 0 when it is in no table."""
    w2 |= np.uint64(length) << np.uint64(56)
    mixed = w0 * A + w1 * B + w2 * C
    mixed = (mixed ^ (mixed >> TURN)) * D
    slot = mixed >> shift
    tried = u16(slots, slot)
    while tried:
        key = keys + np.uint64(24) * tried
        if ((u64(key, 0) ^ w0) | (u64(key, 1) ^ w1) | (u64(key, 2) ^ w2)) == ZERO:
            break
        slot = (slot + ONE) & mask
        tried = u16(slots, slot)
    return np.int32(tried)


@njit
def read_codes(content, size, offsets, rows, one_if_empty, keys, slots, slot_count, numbers, ends):
    """Numbers of the `|`-joined codes of so many rows of an Arrow string column; all by address.

    content, size: the bytes of the column; offsets: int32. keys, slots: see codes.Codes.
    numbers: int32, room for count_codes. ends: int32 (rows+1), where each row's numbers begin and
    end. An empty row holds no code, or with one_if_empty one unknown code. Returns how many
    numbers were written.
    """
    mask = np.uint64(slot_count - 1)
    shift = np.uint64(64) - lowest_bit(np.uint64(slot_count))
    safe = content + size
    written = np.int64(0)
    put_i32(ends, 0, 0)
    for row in range(rows):
        place = content + np.uint64(i32(offsets, row))
        left = np.int64(i32(offsets, row + 1)) - np.int64(i32(offsets, row))
        more = left > 0 or one_if_empty
        while more:
            length = np.int64(16)
            w0, w1, w2 = ZERO, ZERO, ZERO
            if place + SIXTEEN <= safe:
                w0, w1 = u64(place, 0), u64(place, 1)
                to0 = np.int64(lowest_bit(_bars(w0)) >> THREE)
                to1 = np.int64(lowest_bit(_bars(w1)) >> THREE)
                length = min(to0 + (to1 if to0 == 8 else 0), left)
                w0 = _first_bytes(w0, length)
                w1 = _first_bytes(w1, max(length - 8, 0))
            if length >= 16:
                length, w0, w1, w2 = _long_code(place, left)
            number = np.int32(0)
            if 0 < length < 24:
                number = _found(w0, w1, w2, length, keys, slots, shift, mask)
            put_i32(numbers, written, number)
            written += 1
            more = length < left
            place += np.uint64(length + 1)
            left -= length + 1
        put_i32(ends, row + 1, np.int32(written))
    return written


@njit
def _whole(place, left):
    """The whole number that is written there, MISSING for anything else."""
    sign = np.int64(1)
    if left > 1 and (u8(place, 0) == 45 or u8(place, 0) == 43):
        sign = np.int64(-1) if u8(place, 0) == 45 else np.int64(1)
        place += ONE
        left -= 1
    value = np.int64(0)
    digits, dots = 0, 0
    for at in range(left):
        byte = np.int64(u8(place, at))
        if byte == 46 and dots == 0 and digits > 0:
            dots = 1
        elif byte < 48 or byte > 57 or (dots and byte != 48):
            return MISSING
        else:
            digits += 1
            value = value if dots else min(value * 10 + byte - 48, np.int64(HIGHEST))
    return np.int32(max(sign * value, np.int64(LOWEST))) if digits else MISSING


@njit
def read_numbers(content, offsets, rows, blank, numbers):
    """Whole numbers of so many rows of an Arrow string column into int32; all by address.

    Blanks around, a sign, and decimals that are all zero are read over; what is empty becomes
    `blank`, what is no whole number MISSING; too large ones become the largest.
    """
    for row in range(rows):
        place = content + np.uint64(i32(offsets, row))
        left = np.int64(i32(offsets, row + 1)) - np.int64(i32(offsets, row))
        while left > 0 and u8(place, 0) == 32:
            place += ONE
            left -= 1
        while left > 0 and u8(place, left - 1) == 32:
            left -= 1
        put_i32(numbers, row, np.int32(blank) if left == 0 else _whole(place, left))
    return rows


@njit
def spread(indices, rows, from_numbers, from_ends, numbers, ends):
    """Codes of distinct texts to rows; with numbers 0, only the ends. Returns the last end.

    All int32 and by address. indices: the text of each row.
    """
    written = np.int64(0)
    put_i32(ends, 0, 0)
    for row in range(rows):
        text = i32(indices, row)
        first, last = i32(from_ends, text), i32(from_ends, text + 1)
        if numbers:
            for at in range(first, last):
                put_i32(numbers, written + at - first, i32(from_numbers, at))
        written += last - first
        put_i32(ends, row + 1, np.int32(written))
    return written
