"""Thrift's compact protocol, as far as the footer of a Parquet file needs it: read, write.

Source: Apache Thrift, «Thrift compact protocol encoding». A struct is a dictionary of field number
→ (type, value) in writing order, a list is (type of elements, elements).
"""

from __future__ import annotations

import struct as packing
from typing import Any

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT, UUID = range(1, 14)
Struct = dict[int, tuple[int, Any]]
MOST_DEPTH = 32


class NotThrift(ValueError):  # noqa: N818
    """The bytes are no struct of the compact protocol."""


def read(content: bytes) -> Struct:
    """The struct that begins the bytes. Raises NotThrift."""
    try:
        return _Reader(content).struct(0)
    except (IndexError, packing.error, KeyError) as fault:
        raise NotThrift(str(fault)) from fault


def write(value: Struct) -> bytes:
    """The bytes of a struct."""
    out = bytearray()
    _write_struct(out, value)
    return bytes(out)


class _Reader:
    def __init__(self, content: bytes) -> None:
        self.content, self.place = content, 0

    def byte(self) -> int:
        value = self.content[self.place]
        self.place += 1
        return value

    def varint(self) -> int:
        value = shift = 0
        while True:
            byte = self.content[self.place]
            self.place += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7
            if shift > 63:
                raise NotThrift("number too long")

    def zigzag(self) -> int:
        value = self.varint()
        return (value >> 1) ^ -(value & 1)

    def taken(self, size: int) -> bytes:
        if self.place + size > len(self.content):
            raise NotThrift("cut off")
        value = self.content[self.place : self.place + size]
        self.place += size
        return value

    def struct(self, depth: int) -> Struct:
        if depth > MOST_DEPTH:
            raise NotThrift("too deep")
        found: Struct = {}
        number = 0
        while head := self.byte():
            kind = head & 15
            number = number + (head >> 4) if head >> 4 else self.zigzag()
            value = kind == TRUE if kind in {TRUE, FALSE} else self.value(kind, depth)
            found[number] = (kind, value)
        return found

    def value(self, kind: int, depth: int) -> Any:
        if kind in {I16, I32, I64}:
            return self.zigzag()
        if kind == BINARY:
            return self.taken(self.varint())
        if kind == STRUCT:
            return self.struct(depth + 1)
        if kind in {LIST, SET}:
            return self.list(depth + 1)
        if kind in {BYTE, TRUE, FALSE}:
            return self.byte()
        if kind == DOUBLE:
            return self.taken(8)
        raise NotThrift(f"type {kind}")

    def list(self, depth: int) -> tuple[int, list[Any]]:
        if depth > MOST_DEPTH:
            raise NotThrift("too deep")
        head = self.byte()
        size = head >> 4 if head >> 4 < 15 else self.varint()
        if size > len(self.content):
            raise NotThrift("cut off")
        return head & 15, [self.value(head & 15, depth) for _ in range(size)]


def _varint(out: bytearray, value: int) -> None:
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)


def _zigzag(out: bytearray, value: int) -> None:
    _varint(out, value << 1 if value >= 0 else (-value << 1) - 1)


def _write_struct(out: bytearray, value: Struct) -> None:
    before = 0
    for number, (kind, one) in sorted(value.items()):
        if kind in {TRUE, FALSE}:
            kind = TRUE if one else FALSE
        if 0 < number - before < 16:
            out.append((number - before) << 4 | kind)
        else:
            out.append(kind)
            _zigzag(out, number)
        before = number
        if kind not in {TRUE, FALSE}:
            _write_value(out, kind, one)
    out.append(0)


def _write_value(out: bytearray, kind: int, value: Any) -> None:
    if kind in {I16, I32, I64}:
        _zigzag(out, value)
    elif kind == BINARY:
        _varint(out, len(value))
        out += value
    elif kind == STRUCT:
        _write_struct(out, value)
    elif kind in {LIST, SET}:
        inner, values = value
        if len(values) < 15:
            out.append(len(values) << 4 | inner)
        else:
            out.append(15 << 4 | inner)
            _varint(out, len(values))
        for one in values:
            _write_value(out, inner, one)
    elif kind == DOUBLE:
        out += value
    else:
        out.append(value)
