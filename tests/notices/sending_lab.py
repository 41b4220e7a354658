"""Senders as processes of their own, one of them killed; run by test_processes.py.

Arguments: the mail server's port, and how many letters to queue. Prints one JSON line a trial.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from linghang.foundation.access import Actor  # noqa: E402
from linghang.notices import channels, services  # noqa: E402
from linghang.notices.addresses import services as addresses  # noqa: E402
from linghang.notices.channels import Message  # noqa: E402
from linghang.notices.definitions import Channel  # noqa: E402
from linghang.notices.models import Delivery  # noqa: E402
from linghang.notices.sending import services as sending  # noqa: E402
from linghang.org.models import Person  # noqa: E402

AT = datetime(2025, 6, 3, 2, 30, tzinfo=UTC)


def deliver(at: datetime) -> None:
    sending.deliver(clock=lambda: at)


def die_after(letters: int) -> None:
    """Let this process kill itself when so many letters have been accepted."""
    real, accepted = channels.session, 0

    @contextmanager
    def session(channel: Channel) -> Iterator[channels.Send]:
        with real(channel) as send:

            def counted(message: Message) -> None:
                nonlocal accepted
                send(message)
                accepted += 1
                if accepted == letters:
                    os.kill(os.getpid(), signal.SIGKILL)

            yield counted

    channels.session = session


def in_child(work: Callable[[], None]) -> int:
    """Run the work in a process of its own; its id."""
    connection.close()
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    return child


def killed(at: datetime) -> None:
    die_after(2)
    deliver(at)


def tell(trial: str, ended: list[int]) -> None:
    rows = Delivery.objects.outward().values("state", "attempts", "may_be_twice")
    print(json.dumps({"trial": trial, "ended": ended, "rows": list(rows)}), flush=True)  # noqa: T201


def queue(number: int) -> None:
    people = [
        Person.objects.create(code=f"N{one:02}", name="某", active_from=AT.date())
        for one in range(number)
    ]
    for person in people:
        addresses.set_address(
            channel=Channel.MAIL,
            value=f"{person.code.lower()}@hospital.test",
            actor=Actor(person=person.code),
            at=AT,
        )
    with transaction.atomic():
        services.notify(
            kind="password_link",
            to=[person.code for person in people],
            subject=("org.person", "N00"),
            facts={"until": "今天"},
            actor=Actor(person="system"),
            at=AT,
        )


def main(port: int, number: int) -> None:
    settings.EMAIL_PORT = port
    queue(number)
    _, status = os.waitpid(in_child(lambda: killed(AT)), 0)
    tell("killed", [os.WTERMSIG(status)])
    deliver(AT + timedelta(minutes=1))
    tell("too early for what was claimed", [])
    later = AT + sending.LEASE
    children = [in_child(lambda: deliver(later)) for _ in range(2)]
    tell("two senders", [os.waitpid(child, 0)[1] for child in children])


main(int(sys.argv[1]), int(sys.argv[2]))
