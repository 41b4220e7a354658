"""The check-up of an installation: a registry of checks, and how their findings read.

Every package registers the checks of what it knows; the `doctor` command runs them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Level(StrEnum):
    """How a finding reads: in order, worth a look, or to be mended."""

    FINE = "✓"
    WARN = "！"
    BAD = "✗"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the check-up, in Chinese. What is not fine says how to mend it."""

    level: Level
    says: str
    mend: str = ""

    def __post_init__(self) -> None:
        if self.level is not Level.FINE and not self.mend:
            raise ValueError(f"a finding that is not fine says how to mend it: {self.says}")


def fine(says: str) -> Finding:
    """In order."""
    return Finding(Level.FINE, says)


def warn(says: str, *, mend: str) -> Finding:
    """The system works, but somebody should look."""
    return Finding(Level.WARN, says, mend)


def bad(says: str, *, mend: str) -> Finding:
    """Something does not work or is not safe; the command ends with exit code 1."""
    return Finding(Level.BAD, says, mend)


Run = Callable[[datetime], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """A registered check. Those with `needs` are skipped while one of the needed is bad."""

    code: str
    name: str
    run: Run
    needs: tuple[str, ...]


_checks: dict[str, Check] = {}


def register(code: str, name: str, run: Run, *, needs: Iterable[str] = ()) -> None:
    """Add a check, once per code; `name` is Chinese and stands before each of its findings.

    run: receives the instant of the check-up and gives at least one finding.
    needs: codes of checks without needs of their own; "database" for all that reads a table.
    """
    check = Check(code, name, run, tuple(needs))
    if _checks.setdefault(code, check) != check:
        raise ValueError(f"another check is registered as {code!r}")


def is_registered(code: str) -> bool:
    """Whether some package of this installation has such a check."""
    return code in _checks


def examine(now: datetime, *, only: Iterable[str] = ()) -> Iterator[tuple[Check, Finding]]:
    """Run the checks, those without needs first; `only` names some of them, none means all.

    A check is skipped with one finding while something that it needs is bad. Raises KeyError
    for codes that nobody registered.
    """
    wanted = [_checks[code] for code in only] or list(_checks.values())
    failed: set[str] = set()
    for check in sorted(wanted, key=lambda check: bool(check.needs)):
        if failed.intersection(check.needs):
            yield check, warn("没有检查", mend="先处理上面标 ✗ 的项目，再查一遍")
            continue
        for finding in check.run(now):
            if finding.level is Level.BAD:
                failed.add(check.code)
            yield check, finding
