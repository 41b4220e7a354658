"""What databases and file system answer, told as a full disk, a busy database or neither."""

from __future__ import annotations

import errno
import sqlite3

import pytest
from django.db import IntegrityError, OperationalError

from linghang.foundation import outages
from linghang.foundation.outages import DatabaseBusy, DiskFull


def answered(**told: object) -> OperationalError:
    """Django's fault for what a driver says."""
    cause = Exception("told by the driver")
    for name, value in told.items():
        setattr(cause, name, value)
    fault = OperationalError("told by the driver")
    fault.__cause__ = cause
    return fault


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (answered(sqlite_errorcode=sqlite3.SQLITE_FULL), DiskFull),
        (answered(sqlite_errorcode=sqlite3.SQLITE_BUSY), DatabaseBusy),
        (answered(sqlite_errorcode=sqlite3.SQLITE_BUSY_SNAPSHOT), DatabaseBusy),
        (answered(sqlite_errorcode=sqlite3.SQLITE_CORRUPT), None),
        (answered(sqlstate="53100"), DiskFull),
        (answered(sqlstate="40P01"), DatabaseBusy),
        (answered(sqlstate="57P01"), None),
        (OSError(errno.ENOSPC, "no room"), DiskFull),
        (OSError(errno.EDQUOT, "no room"), DiskFull),
        (OSError(errno.EACCES, "not allowed"), None),
        (IntegrityError("twice"), None),
    ],
)
def test_only_outages_are_told_as_outages(
    fault: Exception, kind: type[outages.Outage] | None
) -> None:
    said = outages.outage(fault)

    assert (None if said is None else type(said)) is kind
    assert said is None or "这一次没有保存，原有内容不变" in str(said)


def test_around_a_deed_other_faults_rise_as_they_are() -> None:
    with pytest.raises(OperationalError), outages.told():
        raise OperationalError("no such table")
    with pytest.raises(DiskFull), outages.told():
        raise OSError(errno.ENOSPC, "no room")
