"""Reading and writing plain memory from compiled code, by address.

Numba counts references whenever an array is handed to a function, and those counts cost more than
what the inner loops do with the array; numbers are free. Callers keep alive what addresses name.
"""

# mypy: allow-untyped-decorators
from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import extending, types

intrinsic: Any = extending.intrinsic

ZERO, ONE, THREE, SIX, EIGHT, SIXTEEN, TURN = (np.uint64(one) for one in (0, 1, 3, 6, 8, 16, 29))


def _pointer(builder: Any, arguments: Any, bits: int) -> Any:
    typed = ir.IntType(bits).as_pointer()
    return builder.gep(builder.inttoptr(arguments[0], typed), [arguments[1]])


@intrinsic
def i32(typingctx: Any, address: Any, index: Any) -> Any:
    """The int32 at an index of the array at an address."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.load(_pointer(builder, arguments, 32))

    return types.int32(types.uint64, types.uint64), generate


@intrinsic
def u64(typingctx: Any, address: Any, index: Any) -> Any:
    """The uint64 at an index of the array at an address; the address needs no alignment."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.load(_pointer(builder, arguments, 64), align=1)

    return types.uint64(types.uint64, types.uint64), generate


@intrinsic
def u16(typingctx: Any, address: Any, index: Any) -> Any:
    """The uint16 at an index of the array at an address, as uint64."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.zext(builder.load(_pointer(builder, arguments, 16)), ir.IntType(64))

    return types.uint64(types.uint64, types.uint64), generate


@intrinsic
def u8(typingctx: Any, address: Any, index: Any) -> Any:
    """The byte at an index of the array at an address, as uint64."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.zext(builder.load(_pointer(builder, arguments, 8)), ir.IntType(64))

    return types.uint64(types.uint64, types.uint64), generate


@intrinsic
def put_i32(typingctx: Any, address: Any, index: Any, value: Any) -> Any:
    """Write an int32 at an index of the array at an address."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        builder.store(arguments[2], _pointer(builder, arguments, 32))
        return context.get_dummy_value()

    return types.void(types.uint64, types.uint64, types.int32), generate


@intrinsic
def lowest_bit(typingctx: Any, word: Any) -> Any:
    """The number of the lowest bit that is set; 64 for 0."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 0))

    return types.uint64(types.uint64), generate
