"""An explanation as a page shows it: the grouper's own sentences, part by part."""

from __future__ import annotations

from dataclasses import dataclass

from linghang.cases.drg import Status
from linghang.cases.drg.wording import told
from linghang.cases.grouping.rules import TRUST_NAMES
from linghang.cases.grouping.single import Told

HEAD = 3
"""Rules, case and result come first."""


@dataclass(frozen=True, slots=True)
class Part:
    """A headed part of an explanation."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownGroup:
    """What a case was grouped into, in words. weight: "" for a case without group."""

    status: str
    drg: str
    name: str
    edition: str
    trial: str
    weight: str
    caution: str
    faults: tuple[str, ...]
    parts: tuple[Part, ...]


def shown(found: Told) -> ShownGroup:
    """The group of a case and its explanation, ready for a template."""
    one, weights = found.explanation, found.terms.weights
    grouped = one.result.status is Status.GROUPED
    return ShownGroup(
        status=str(one.result.status),
        drg=one.result.drg if grouped else "",
        name=one.name if grouped else "",
        edition=one.title,
        trial=one.trial,
        weight=_weight(found) if grouped else "",
        caution=weights.caution(found.terms.edition) if weights and found.rw is not None else "",
        faults=one.faults,
        parts=_parts(list(told(one))[HEAD + len(one.faults) :]),
    )


def _weight(found: Told) -> str:
    if found.rw is None or found.terms.weights is None:
        return "无权重"
    weights = found.terms.weights
    return f"{found.rw}（{weights.name}，{TRUST_NAMES[weights.trust]}）"


def _parts(lines: list[str]) -> tuple[Part, ...]:
    parts: list[Part] = []
    found: list[str] = []
    for at, line in enumerate(lines):
        if line and at and not lines[at - 1]:
            found = []
            parts.append(Part(line, ()))
        elif line:
            found.append(line.strip("　"))
            parts[-1] = Part(parts[-1].title, tuple(found))
    return tuple(parts)
