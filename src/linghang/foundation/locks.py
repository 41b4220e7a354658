"""One holder at a time, across processes: the only engine-specific SQL of the foundation.

PostgreSQL keeps the lock in the session that does the work (an advisory lock), SQLite in a lock
file beside the database. Both are freed by the system when the process is killed.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from linghang.foundation.errors import Refused

logger = logging.getLogger(__name__)
_NAME = re.compile(r"^[a-z0-9][a-z0-9_.-]{0,99}$")


class _Held(threading.local):
    """The names that this thread holds."""

    def __init__(self) -> None:
        self.names: set[str] = set()


_held = _Held()


class Busy(Refused):
    """Somebody else holds the lock, and the caller did not want to wait."""


@contextmanager
def exclusive(name: str, *, wait: bool = True) -> Iterator[None]:
    """Hold the lock `name` while the block runs; the block opens its own transactions.

    name: lower-case letters, digits, `_`, `.` and `-`, e.g. "trail.seal".
    wait: False raises Busy at once when somebody else holds the lock.

    Raises RuntimeError inside a transaction (whoever holds the lock next would not see what this
    one wrote until it commits) and when the same thread already holds the name.
    """
    if not _NAME.match(name):
        raise ValueError(f"not a lock name: {name!r}")
    if name in _held.names:
        raise RuntimeError(f"this thread already holds the lock {name!r}")
    if _inside_transaction():
        raise RuntimeError(f"take the lock {name!r} before the transaction, not inside it")
    hold = _in_session if connection.vendor == "postgresql" else _in_file
    with hold(name, wait):
        _held.names.add(name)
        try:
            yield
        finally:
            _held.names.discard(name)


def until_commit(name: str) -> None:
    """Hold the lock `name` from here to the end of the running transaction.

    For deeds that are judged by rows of others: who comes next waits, and sees what this one
    wrote. On SQLite the transaction itself is the lock: it begins as the only writer.

    Raises RuntimeError outside a transaction.
    """
    if not _NAME.match(name):
        raise ValueError(f"not a lock name: {name!r}")
    if not connection.in_atomic_block:
        raise RuntimeError(f"take the lock {name!r} inside the transaction that it lasts for")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_key(name)])


def _inside_transaction() -> bool:
    """The transaction that a test case wraps around everything does not count."""
    blocks = connection.atomic_blocks
    return bool(blocks) and not blocks[-1]._from_testcase  # type: ignore[attr-defined]


def _key(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


def _busy(name: str) -> Busy:
    return Busy(f"同一项工作正在进行中，请等它结束后再试（{name}）。")


@contextmanager
def _in_session(name: str, wait: bool) -> Iterator[None]:
    """The lock ends with the session, so never before the statement that a killed process ran."""
    key = _key(name)
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_lock(%s)", [key])
        else:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
            if not cursor.fetchone()[0]:
                raise _busy(name)
    session = connection.connection
    try:
        yield
    finally:
        if connection.connection is not session:
            logger.error("the session that held a lock was replaced", extra={"lock": name})
        else:
            # A session that broke has taken its locks with it.
            with suppress(OperationalError, InterfaceError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


@contextmanager
def _in_file(name: str, wait: bool) -> Iterator[None]:
    """flock on a file of its own; the file stays, only the lock goes."""
    folder = Path(settings.LOCKS_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _busy(name) from None
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)
    finally:
        os.close(handle)
