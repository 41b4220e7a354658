"""A file that appears whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from linghang.foundation.errors import Refused

REASONS = {
    errno.ENOENT: "没有这个文件夹",
    errno.ENOTDIR: "没有这个文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "那里只能读",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超出磁盘配额",
    errno.EFBIG: "超出文件大小的限制",
    errno.EISDIR: "那里是一个文件夹",
    errno.ENAMETOOLONG: "文件名太长",
}


def reason(fault: OSError) -> str:
    """Why the system refuses, in Chinese where we know it."""
    return REASONS.get(fault.errno or 0, fault.strerror or str(fault))


@contextmanager
def whole_file(target: Path) -> Iterator[BinaryIO]:
    """A stream whose content becomes the target when the block ends well, and else vanishes.

    Where the file system can, the content has no name until it is whole: even a process that is
    killed leaves nothing behind. Raises Refused when the folder can't be written.
    """
    unfinished = target.with_name(f".{target.name[:80]}.{secrets.token_hex(4)}.unfinished")
    try:
        named, descriptor = _opened(unfinished)
    except OSError as fault:
        raise Refused(f"不能在 {target.parent} 写文件：{reason(fault)}。") from fault
    try:
        with os.fdopen(descriptor, "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
            if not named:
                _name(stream.fileno(), unfinished)
        unfinished.replace(target)
        _settle(target.parent)
    except OSError as fault:
        raise Refused(f"写 {target} 时出错：{reason(fault)}。") from fault
    finally:
        unfinished.unlink(missing_ok=True)


def _opened(unfinished: Path) -> tuple[bool, int]:
    """Whether the file has its name already, and its descriptor."""
    if hasattr(os, "O_TMPFILE") and os.path.isdir("/proc/self/fd"):
        try:
            return False, os.open(unfinished.parent, os.O_RDWR | os.O_TMPFILE, 0o666)
        except OSError as fault:
            if fault.errno not in {errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL}:
                raise
    return True, os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)


def _name(descriptor: int, name: Path) -> None:
    """Give a file without a name one, as the manual page of open(2) says."""
    # Only with a folder given does Python follow the link that stands for the open file.
    folder = os.open(name.parent, os.O_RDONLY)
    try:
        os.link(f"/proc/self/fd/{descriptor}", name, src_dir_fd=folder, follow_symlinks=True)
    finally:
        os.close(folder)


def _settle(folder: Path) -> None:
    """The new name, too, survives a power failure."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
