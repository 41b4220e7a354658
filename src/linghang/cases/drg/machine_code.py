"""The inner loops as machine code: compiled by numba once, loaded by llvmlite ever after.

A process that finds the code kept doesn't import numba, which takes longer than grouping 100,000
cases. The functions take and give numbers only, so ctypes calls them, without Python's lock.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import secrets
import threading
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from llvmlite import binding as llvm

from linghang.cases.drg import prepared

Function = Callable[..., int]
ADDRESS, NUMBER = "uint64", "int64"
LOOPS = {
    "group": ("kernel", [ADDRESS, ADDRESS, NUMBER, NUMBER, ADDRESS, NUMBER, NUMBER]),
    "count_codes": ("reading", [ADDRESS, ADDRESS, NUMBER]),
    "read_codes": (
        "reading",
        [*[ADDRESS] * 3, NUMBER, NUMBER, ADDRESS, ADDRESS, NUMBER, ADDRESS, ADDRESS],
    ),
    "read_numbers": ("reading", [ADDRESS, ADDRESS, NUMBER, NUMBER, ADDRESS]),
    "spread": ("reading", [ADDRESS, NUMBER, *[ADDRESS] * 4]),
}
"""Where each loop is written, and what it takes; each gives an int64."""

_LOADING = threading.Lock()
CODE, INDEX = "loops.{}.o", "loops.json"


@cache
def loop(name: str, *, brief: bool = False) -> Function:
    """A loop, ready to call with whole numbers; addresses are not checked, so mind them.

    brief: for calls of a microsecond, which keep Python's lock: among busy threads, getting it back
    can take milliseconds.
    """
    address = _addresses()[name]
    kinds = [ctypes.c_uint64 if kind == ADDRESS else ctypes.c_int64 for kind in LOOPS[name][1]]
    # Numba's own convention: where the result goes, where an exception would, then what it takes.
    kind = ctypes.PYFUNCTYPE if brief else ctypes.CFUNCTYPE
    prototype = kind(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, *kinds)
    native = prototype(address)

    def call(*given: int) -> int:
        result, fault = ctypes.c_int64(), ctypes.c_void_p()
        native(ctypes.byref(result), ctypes.byref(fault), *given)
        return result.value

    return call


def _addresses() -> dict[str, int]:
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> dict[str, int]:
    place = prepared.folder()
    objects = _kept(place) if place else None
    if objects is None:
        objects = _compiled()
        if place and prepared.is_writable(place):
            _keep(place, objects)
    engine = _engine()
    found = {}
    for name, (symbol, code) in objects.items():
        engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        found[name] = symbol
    engine.finalize_object()
    return {name: engine.get_function_address(symbol) for name, symbol in found.items()}


@cache
def _engine() -> Any:
    """Holds the code for as long as the process lives."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    machine = llvm.Target.from_default_triple().create_target_machine(codemodel="jitdefault")
    return llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)


def _compiled() -> dict[str, tuple[str, bytes]]:
    """Symbol and object code of each loop; imports numba, which takes seconds."""
    found = {}
    for name, (module, kinds) in LOOPS.items():
        written = getattr(import_module(f"linghang.cases.drg.{module}"), name).py_func
        numba = import_module("numba")
        made = numba.njit(
            f"int64({','.join(kinds)})", no_cpython_wrapper=True, no_cfunc_wrapper=True
        )(written)
        (result,) = made.overloads.values()
        found[name] = (result.fndesc.llvm_func_name, result.library._get_compiled_object())
    return found


def _kept(place: Path) -> dict[str, tuple[str, bytes]] | None:
    """What is kept, None when it is incomplete or damaged."""
    try:
        index = json.loads((place / INDEX).read_text("utf-8"))
        found = {}
        for name in LOOPS:
            symbol, digest = index[name]
            code = (place / CODE.format(name)).read_bytes()
            if hashlib.sha256(code).hexdigest() != digest:
                return None
            found[name] = (symbol, code)
    except (OSError, ValueError, KeyError):
        return None
    return found


def _keep(place: Path, objects: dict[str, tuple[str, bytes]]) -> None:
    index = {}
    try:
        for name, (symbol, code) in objects.items():
            index[name] = (symbol, hashlib.sha256(code).hexdigest())
            _put(place / CODE.format(name), code)
        _put(place / INDEX, json.dumps(index).encode())
    except OSError:  # a full disk; only slower
        return


def _put(file: Path, content: bytes) -> None:
    unfinished = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    unfinished.write_bytes(content)
    os.replace(unfinished, file)
