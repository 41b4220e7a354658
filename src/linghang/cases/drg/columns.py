"""Columns of Arrow as the inner loops want them: whole numbers, and codes as numbers."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from linghang.cases.drg import rules
from linghang.cases.drg.codes import Codes
from linghang.cases.drg.machine_code import loop
from linghang.foundation.errors import Refused

Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class CodeLists:
    """Codes of rows as numbers: those of row i are numbers[ends[i]:ends[i+1]], all int32."""

    numbers: Numbers
    ends: Numbers

    def fits(self, rows: int, codes: int) -> bool:
        """Whether the lists belong to so many rows, and name only codes below a number."""
        if len(self.ends) != rows + 1 or self.ends[0] != 0 or self.ends[-1] != len(self.numbers):
            return False
        if rows and np.diff(self.ends).min() < 0:
            return False
        # As unsigned numbers, negative ones are larger than any code.
        return not len(self.numbers) or int(self.numbers.view(np.uint32).max()) < codes


def is_text(kind: pa.DataType) -> bool:
    """Whether a column of this type holds text, be it in a dictionary."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    tests = (
        pa.types.is_string,
        pa.types.is_large_string,
        pa.types.is_string_view,
        pa.types.is_binary,
        pa.types.is_large_binary,
        pa.types.is_null,
    )
    return any(test(kind) for test in tests)


def is_number(kind: pa.DataType) -> bool:
    """Whether a column of this type may hold whole numbers."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    numeric = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
    return any(test(kind) for test in numeric) or is_text(kind)


def whole_numbers(array: pa.Array, *, blank: int) -> Numbers:
    """int32 of a column of numbers or text; null and what is no whole number become MISSING.

    blank: what empty text becomes. Too large ones become the largest. Raises Refused for a type
    that can't hold numbers.
    """
    if not is_number(array.type):
        raise Refused(f"类型是 {array.type}，应为整数")
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_null(array.type):
        return np.full(len(array), rules.MISSING, np.int32)
    if is_text(array.type):
        return _written(array, blank)
    if pa.types.is_integer(array.type):
        return _integers(array)
    values = array.cast(pa.float64(), safe=False)
    floats = values.to_numpy(zero_copy_only=False)
    whole = np.isfinite(floats) & (floats == np.floor(floats))
    clipped = np.clip(np.where(whole, floats, 0), rules.LOWEST, rules.HIGHEST)
    return np.where(whole, clipped, float(rules.MISSING)).astype(np.int32)


def code_lists(array: pa.Array, codes: Codes, *, one_if_empty: bool) -> CodeLists:
    """Numbers of the `|`-joined codes of a text column; null is like empty.

    one_if_empty: an empty row holds one unknown code instead of none. Raises Refused for a type
    that isn't text.
    """
    if not is_text(array.type):
        raise Refused(f"类型是 {array.type}，应为以“|”相连的文字")
    if pa.types.is_dictionary(array.type) and array.dictionary.null_count == 0:
        distinct = _distinct(array.dictionary, codes, one_if_empty=one_if_empty)
        return _spread(array, distinct, one_if_empty=one_if_empty)
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    return _lists(array, codes, one_if_empty=one_if_empty)


def _integers(array: pa.Array) -> Numbers:
    missing = array.is_null().to_numpy(zero_copy_only=False) if array.null_count else None
    if missing is not None:
        array = array.fill_null(0)
    values = array.to_numpy(zero_copy_only=False)
    if values.dtype.itemsize > 4 or values.dtype == np.uint32:
        if values.dtype == np.uint64:
            values = np.minimum(values, np.uint64(rules.HIGHEST)).astype(np.int64)
        if len(values) and (values.min() < rules.LOWEST or values.max() > rules.HIGHEST):
            values = np.clip(values, rules.LOWEST, rules.HIGHEST)
    found = np.ascontiguousarray(values, np.int32)
    if missing is not None:
        found = np.where(missing, np.int32(rules.MISSING), found)
    return found


def _plain(array: pa.Array) -> tuple[pa.Array, int, int, int]:
    """The array as plain text; address and size of its bytes, address of its int32 offsets."""
    if not (pa.types.is_string(array.type) or pa.types.is_binary(array.type)):
        target = pa.binary() if pa.types.is_large_binary(array.type) else pa.string()
        array = array.cast(target)
    _, offsets, content = array.buffers()
    first = offsets.address + 4 * array.offset
    return (array, content.address, content.size, first) if content else (array, 0, 0, first)


def _written(array: pa.Array, blank: int) -> Numbers:
    missing = array.is_null().to_numpy(zero_copy_only=False) if array.null_count else None
    if missing is not None:
        array = array.fill_null("")
    found = np.empty(len(array), np.int32)
    if len(array):
        array, content, _, offsets = _plain(array)
        loop("read_numbers")(content, offsets, len(array), blank, found.ctypes.data)
    if missing is not None:
        found[missing] = rules.MISSING
    return found


def _lists(array: pa.Array, codes: Codes, *, one_if_empty: bool) -> CodeLists:
    rows = len(array)
    if pa.types.is_null(array.type):
        array = pa.array([""] * rows, pa.string())
    if array.null_count:
        array = array.fill_null("")
    ends = np.zeros(rows + 1, np.int32)
    if rows == 0:
        return CodeLists(np.empty(0, np.int32), ends)
    array, content, size, offsets = _plain(array)
    numbers = np.empty(loop("count_codes")(content, offsets, rows), np.int32)
    written = loop("read_codes")(
        content,
        size,
        offsets,
        rows,
        one_if_empty,
        codes.keys.ctypes.data,
        codes.slots.ctypes.data,
        len(codes.slots),
        numbers.ctypes.data,
        ends.ctypes.data,
    )
    return CodeLists(numbers[:written], ends)


_latest = threading.local()


def _distinct(texts: pa.Array, codes: Codes, *, one_if_empty: bool) -> CodeLists:
    """Lists of a dictionary; batches of a row group share one, so each thread keeps the latest."""
    held = getattr(_latest, "held", {})
    place = [(one.address, one.size) if one else None for one in texts.buffers()]
    # The key's parts are kept alive in the value, so that no address can come to mean another.
    key = (id(codes), one_if_empty, len(texts), texts.offset, str(place))
    if key not in held:
        kept = list(held.items())[-1:]
        held = dict([*kept, (key, (texts, codes, _lists(texts, codes, one_if_empty=one_if_empty)))])
        _latest.held = held
    lists: CodeLists = held[key][2]
    return lists


def _spread(array: pa.DictionaryArray, distinct: CodeLists, *, one_if_empty: bool) -> CodeLists:
    """Lists of distinct texts dealt out to rows; one more text, at the end, stands for null."""
    empty = np.zeros(int(one_if_empty), np.int32)
    numbers = np.concatenate([distinct.numbers, empty])
    ends = np.append(distinct.ends, np.int32(len(numbers)))
    places = array.indices
    if places.null_count:
        places = places.fill_null(0)
    found = np.ascontiguousarray(places.to_numpy(zero_copy_only=False), np.int32)
    if array.null_count:
        nulls = array.indices.is_null().to_numpy(zero_copy_only=False)
        found = np.where(nulls, np.int32(len(ends) - 2), found)
    # The loop follows these places without looking; a damaged file must not lead it astray.
    if len(found) and not (int(found.min()) >= 0 and int(found.max()) < len(ends) - 1):
        raise Refused("已损坏：字典序号超出字典")
    rows = len(found)
    spread_ends = np.empty(rows + 1, np.int32)
    known = (found.ctypes.data, rows, numbers.ctypes.data, ends.ctypes.data)
    spread = np.empty(loop("spread")(*known, 0, spread_ends.ctypes.data), np.int32)
    loop("spread")(*known, spread.ctypes.data, spread_ends.ctypes.data)
    return CodeLists(spread, spread_ends)
