"""One holder at a time, on both databases, and no lock outlives its process."""

from __future__ import annotations

import signal

import pytest
from django.db import connection, transaction

from linghang.foundation.errors import Refused
from linghang.foundation.locks import Busy, exclusive, until_commit
from tests.foundation.processes import Installation, finish

HOLD = """
import sys, time
from linghang.foundation.locks import exclusive
with exclusive("tests.held"):
    print("held", flush=True)
    time.sleep(60)
"""
TRY = """
from linghang.foundation.locks import Busy, exclusive
try:
    with exclusive("tests.held", wait=False):
        print("free")
except Busy as busy:
    print(busy)
"""
WAIT = """
from linghang.foundation.locks import exclusive
print("waiting", flush=True)
with exclusive("tests.held"):
    print("held", flush=True)
"""


def test_a_lock_is_busy_until_its_holder_is_killed(installation: Installation) -> None:
    holder = installation.start_script(HOLD)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"

    _, answer = installation.run_script(TRY)
    assert answer == "同一项工作正在进行中，请等它结束后再试（tests.held）。\n"

    waiter = installation.start_script(WAIT)
    assert waiter.stdout is not None
    assert waiter.stdout.readline() == "waiting\n"
    assert waiter.poll() is None
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    assert finish(waiter) == (0, "held\n")


@pytest.mark.django_db(transaction=True)
def test_a_lock_can_be_had_again() -> None:
    for _ in range(2):
        with exclusive("tests.again", wait=False):
            pass


@pytest.mark.django_db(transaction=True)
def test_locks_of_two_names_don_t_meet() -> None:
    with exclusive("tests.one"), exclusive("tests.two", wait=False):
        pass


@pytest.mark.django_db(transaction=True)
def test_a_lock_is_freed_by_a_failure() -> None:
    with pytest.raises(KeyError), exclusive("tests.failing"):
        raise KeyError

    with exclusive("tests.failing", wait=False):
        pass


@pytest.mark.django_db(transaction=True)
def test_a_lock_goes_with_its_connection() -> None:
    with exclusive("tests.closed"):
        connection.close()

    with exclusive("tests.closed", wait=False):
        pass


@pytest.mark.django_db(transaction=True)
def test_a_lock_is_not_taken_twice_by_one_thread() -> None:
    with (
        exclusive("tests.twice"),
        pytest.raises(RuntimeError, match="already holds"),
        exclusive("tests.twice"),
    ):
        pass


@pytest.mark.django_db(transaction=True)
def test_a_lock_inside_a_transaction_would_be_freed_too_early() -> None:
    with (
        transaction.atomic(),
        pytest.raises(RuntimeError, match="before the transaction"),
        exclusive("tests.inside"),
    ):
        pass


@pytest.mark.django_db
def test_the_transaction_of_a_test_case_does_not_count() -> None:
    with exclusive("tests.case"), transaction.atomic():
        pass


@pytest.mark.parametrize("name", ["", "../x", "Ab", "a b", ".hidden", "x" * 101])
def test_a_name_could_be_a_file(name: str) -> None:
    with pytest.raises(ValueError, match="lock name"), exclusive(name):
        pass


def test_busy_is_a_refusal() -> None:
    assert issubclass(Busy, Refused)


@pytest.mark.django_db(transaction=True)
def test_a_lock_until_the_commit_needs_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        until_commit("trial")
    with transaction.atomic():
        until_commit("trial")
