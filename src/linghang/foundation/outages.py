"""A full disk and a database that others hold: what was not done, where it lies, how to mend it."""

from __future__ import annotations

import errno
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError

from linghang.foundation.errors import Refused

logger = logging.getLogger(__name__)

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FULL_SQLITE = frozenset({sqlite3.SQLITE_FULL})
_BUSY_SQLITE = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
# PostgreSQL: disk_full; lock_not_available, deadlock_detected, serialization_failure,
# too_many_connections.
_FULL_STATES = frozenset({"53100"})
_BUSY_STATES = frozenset({"55P03", "40P01", "40001", "53300"})
PRIMARY = 0xFF  # SQLite's extended codes say more in the bits above

KEPT_NOTHING = "这一次没有保存，原有内容不变。"
FULL = "{where}已满，{nothing}请联系信息科清理或扩大这块磁盘，再办一次。"
BUSY = (
    f"数据库正被别的写入占用，{KEPT_NOTHING}请过一两分钟再办一次；"
    "仍不行的，请联系信息科查看是否有导入、备份还没有结束。"
)


class Outage(Refused):
    """The database or the disk takes nothing in; nothing was kept."""


class DiskFull(Outage):
    """No room is left where the data lie."""


class DatabaseBusy(Outage):
    """Others hold the database longer than one waits."""


def outage(fault: BaseException) -> Outage | None:
    """What to tell people of a fault; None when it is none of these."""
    if isinstance(fault, OSError) and fault.errno in _FULL:
        return DiskFull(FULL.format(where="服务器存放文件的磁盘", nothing=KEPT_NOTHING))
    if not isinstance(fault, OperationalError):
        return None
    code = getattr(fault.__cause__, "sqlite_errorcode", 0) & PRIMARY
    state = getattr(fault.__cause__, "sqlstate", None)
    if code in _FULL_SQLITE or state in _FULL_STATES:
        return DiskFull(FULL.format(where="服务器存放数据库的磁盘", nothing=KEPT_NOTHING))
    if code in _BUSY_SQLITE or state in _BUSY_STATES:
        return DatabaseBusy(BUSY)
    return None


@contextmanager
def told() -> Iterator[None]:
    """Around a deed with its transaction: such a fault comes out as a refusal, and is logged.

    The transaction lies inside, so that it was rolled back when the refusal is told.
    """
    try:
        yield
    except (OSError, OperationalError) as fault:
        said = outage(fault)
        if said is None:
            raise
        logger.error("nothing could be kept", exc_info=fault)
        raise said from fault
