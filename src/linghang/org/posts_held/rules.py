"""Pure rules of holding a post: on which basis, for how long, with which capabilities."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from linghang.org.definitions import CAPABILITY_NAMES, UNDELEGABLE, Capability, Post
from linghang.org.trees.rules import Span


class Basis(StrEnum):
    """On which basis somebody holds a post."""

    REGULAR = "regular"
    ACTING = "acting"
    DELEGATED = "delegated"


BASIS_NAMES: dict[Basis, str] = {
    Basis.REGULAR: "任职",
    Basis.ACTING: "代理",
    Basis.DELEGATED: "授权代办",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """What somebody would delegate: a post that they hold.

    person: the holder's code. span: the days for which they hold it.
    """

    post: Post
    person: str
    basis: Basis
    span: Span


def reasons_not_to_delegate(
    mandate: Mandate,
    *,
    actor: str,
    to: str,
    delegate: Span,
    span: Span,
    today: date,
    limited_to: Collection[str],
) -> list[str]:
    """Why the post cannot be delegated so; every reason, in Chinese.

    actor, to: codes of who delegates and of who is to act. delegate: the days on which the latter
    works here. limited_to: capabilities; none means all that may be delegated at all.
    """
    held = mandate.span
    faults = (
        (actor != mandate.person, "只能授权自己的职务"),
        (today not in held, f"这项职务今天不在任期内（{held.label}）"),
        (span.start < today, "授权不能早于今天"),
        (not delegate.covers(span), f"被授权人在{span.label}并非始终在院"),
    )
    reasons = [says for is_so, says in faults if is_so]
    return reasons + reasons_of_mandate(mandate, to=to, span=span, limited_to=limited_to)


def reasons_of_mandate(
    mandate: Mandate, *, to: str, span: Span, limited_to: Collection[str]
) -> list[str]:
    """Why the post cannot be delegated to that person at all, whoever asks and when."""
    faults = (
        (mandate.basis is Basis.DELEGATED, "这项职务本身是别人授权代办的，不能再授权"),
        (to == mandate.person, "不能授权给自己"),
        (span.end is None, "没有写授权的终止日期"),
        (not mandate.span.covers(span), f"授权期间超出自己的任期（{mandate.span.label}）"),
    )
    reasons = [says for is_so, says in faults if is_so]
    return reasons + _reasons_of_capabilities(mandate.post, limited_to)


def _reasons_of_capabilities(post: Post, limited_to: Collection[str]) -> list[str]:
    held = {each.value for each in post.capabilities}
    open_to_others = held - {each.value for each in UNDELEGABLE}
    if not open_to_others:
        return [f"{post.name}的权限只能由本人行使，不能授权"]
    strange = sorted(set(limited_to) - held)
    kept = sorted(set(limited_to) & held - open_to_others)
    reasons = [f"{post.name}没有这项权限：{each}" for each in strange]
    return reasons + [
        f"“{CAPABILITY_NAMES[Capability(each)]}”只能由本人行使，不能授权" for each in kept
    ]


def title_on(basis: Basis, title: str, principal: str = "") -> str:
    """The title with the ground on which it is held: 代理骨科主任, 骨科主任（代某某）."""
    if basis is Basis.ACTING:
        return f"代理{title}"
    return f"{title}（代{principal}）" if basis is Basis.DELEGATED else title
