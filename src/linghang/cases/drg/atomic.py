"""A file that appears whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from linghang.foundation.errors import Refused


@contextmanager
def whole_file(target: Path) -> Iterator[BinaryIO]:
    """A stream whose content becomes the target when the block ends well, and else vanishes.

    Raises Refused when the folder can't be written.
    """
    unfinished = target.with_name(f".{target.name[:80]}.{secrets.token_hex(4)}.unfinished")
    try:
        descriptor = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
    except OSError as fault:
        raise Refused(f"不能在 {target.parent} 写文件：{fault.strerror}。") from fault
    try:
        with os.fdopen(descriptor, "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(target)
        _settle(target.parent)
    except OSError as fault:
        raise Refused(f"写 {target} 时出错：{fault.strerror or fault}。") from fault
    finally:
        unfinished.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """The new name, too, survives a power failure."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
