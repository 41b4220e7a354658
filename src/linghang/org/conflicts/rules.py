"""Pure rules of posts that conflict: which pairs one person holds on the same days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from linghang.org.conflicts.definitions import Answer, Conflict, Side, Where
from linghang.org.definitions import Capability
from linghang.org.trees.rules import Span

LEAST_REASON = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A post that one person holds, as far as conflicts ask. post, unit: codes.

    capabilities: what it really allows; a delegation may allow less than the post.
    appointment: its id, 0 for one that is only being asked about.
    """

    post: str
    unit: str
    title: str
    span: Span
    capabilities: frozenset[Capability]
    appointment: int = 0


@dataclass(frozen=True, slots=True)
class Clash:
    """Two holdings of one person that conflict, and the days on which both are held."""

    conflict: Conflict
    one: Holding
    other: Holding
    days: Span

    @property
    def says(self) -> str:
        """The clash in words: 系统管理员与审计管理员不得由一人担任（2025年1月1日起）."""
        wording = "不得由一人担任" if self.conflict.answer is Answer.REFUSE else "由一人担任"
        return f"{self.one.title}与{self.other.title}{wording}（{self.days.label}）"


def conflicts_of(held: Sequence[Holding], conflicts: Iterable[Conflict]) -> list[Clash]:
    """Every clash among what one person holds; a pair of holdings once for each conflict."""
    return [
        clash
        for conflict in conflicts
        for number, first in enumerate(held)
        for second in held[number + 1 :]
        if (clash := _clash(conflict, first, second))
    ]


def conflicts_with(
    new: Holding, held: Sequence[Holding], conflicts: Iterable[Conflict]
) -> list[Clash]:
    """The clashes that a new holding would bring to what the person holds already."""
    return [
        clash for conflict in conflicts for other in held if (clash := _clash(conflict, new, other))
    ]


def reasons_not_to_hold(clashes: Iterable[Clash], override_reason: str) -> list[str]:
    """Why the post cannot be given; every reason, in Chinese.

    What is to be refused, no reason can lift. What is to be flagged needs a reason of at least
    LEAST_REASON characters.
    """
    told = len("".join(override_reason.split())) >= LEAST_REASON
    reasons = []
    for clash in clashes:
        if clash.conflict.answer is Answer.REFUSE:
            reasons.append(f"{clash.says}，依据：{clash.conflict.source.rstrip('。')}")
        elif not told:
            reasons.append(f"{clash.says}，确需兼任的要写明理由（不少于{LEAST_REASON}个字）")
    return reasons


def within_one_post(
    post: str, capabilities: frozenset[Capability], conflicts: Iterable[Conflict]
) -> list[Conflict]:
    """Conflicts to be refused whose two sides a single post already holds by itself."""
    return [
        conflict
        for conflict in conflicts
        if conflict.answer is Answer.REFUSE
        and _is_on(conflict.one, post, capabilities)
        and _is_on(conflict.other, post, capabilities)
    ]


def _clash(conflict: Conflict, first: Holding, second: Holding) -> Clash | None:
    days = first.span.meet(second.span)
    if days is None:
        return None
    if conflict.where is Where.SAME_UNIT and first.unit != second.unit:
        return None
    for one, other in ((first, second), (second, first)):
        if _holds(conflict.one, one) and _holds(conflict.other, other):
            return Clash(conflict, one, other, days)
    return None


def _holds(side: Side, holding: Holding) -> bool:
    return _is_on(side, holding.post, holding.capabilities)


def _is_on(side: Side, post: str, capabilities: frozenset[Capability]) -> bool:
    return post in side.posts or not capabilities.isdisjoint(side.capabilities)
