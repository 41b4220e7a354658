"""The register of what runs by the clock."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from linghang.foundation.schedule import rules

_CODE = re.compile(r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")


@dataclass(frozen=True, slots=True)
class Job:
    """One thing that runs by the clock.

    cron: five fields, read in Asia/Shanghai. function: receives the instant of the tick, opens
    its own transactions, and raises what goes wrong.
    """

    code: str
    name: str
    cron: str
    function: Callable[[datetime], object]


_jobs: dict[str, Job] = {}


def register(code: str, name: str, cron: str, function: Callable[[datetime], object]) -> None:
    """Add a job, once per code, from the engine's `scheduled.py`.

    Raises ValueError for a malformed code or expression and for a code that is taken.
    """
    if not _CODE.match(code):
        raise ValueError(f"not a job code: {code!r}")
    if not rules.is_cron(cron):
        raise ValueError(f"{code}: not a cron expression of five fields: {cron!r}")
    job = Job(code, name, cron, function)
    if _jobs.setdefault(code, job) != job:
        raise ValueError(f"another job is registered as {code!r}")


def registered() -> list[Job]:
    """All jobs, in the order of registration."""
    return list(_jobs.values())
