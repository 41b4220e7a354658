"""What two versions of a commitment say differently; on which version a deed was taken. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FACTS = "facts"
# In the order of the form.
ORDER = (
    *("level", "title", "number", "under", "text", "standard", "type", FACTS),
    *("unit", "owner", "leader", "helps", "first_due", "due_rule", "rhythm"),
    *("target", "answers", "measures", "weight"),
)
Says = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that two versions say differently. fact: code of what the level asks for besides,
    where name is FACTS. old, new: as they are kept, None where it says nothing."""

    name: str
    fact: str = ""
    old: Any = None
    new: Any = None


def told(says: Says) -> dict[tuple[str, str], Any]:
    """(name, fact) → everything that it says, in the order of the form; without what is empty."""
    return {
        key: value
        for name in (*ORDER, *sorted(set(says) - set(ORDER)))
        for key, value in _of(name, says.get(name))
        if value not in (None, "", [], {})
    }


def _of(name: str, value: Any) -> Iterator[tuple[tuple[str, str], Any]]:
    if name != FACTS:
        yield (name, ""), value
    else:
        yield from (((name, code), one) for code, one in (value or {}).items())


def differences(old: Says, new: Says) -> list[Difference]:
    """What the new one says otherwise, in the order of the form; nothing for the same."""
    before, after = told(old), told(new)
    places = {name: place for place, name in enumerate(ORDER)}
    keys = sorted({**before, **after}, key=lambda key: places.get(key[0], len(places)))
    return [
        Difference(name=name, fact=fact, old=before.get((name, fact)), new=after.get((name, fact)))
        for name, fact in keys
        if before.get((name, fact)) != after.get((name, fact))
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A version as these rules know it. order: of the deed by which it came, None for unknown."""

    number: int
    order: int | None
    hash: str


def taken_on(versions: Sequence[Kept], order: int, hash: str = "") -> int | None:
    """The number of the version that stood when a deed was done; None where it is not kept.

    versions: in their order. order: of the deed. hash: of the content on which it was taken, ""
    where the deed keeps another one; a version that says something else is not the one, and one
    that came nobody knows when is it only by its hash.
    """
    stood = [one for one in versions if one.order is None or one.order <= order]
    last = stood[-1] if stood else None
    if last is None or (hash and last.hash != hash) or (last.order is None and not hash):
        return None
    return last.number


def seen(numbers: Sequence[str], within: Collection[str] | None) -> tuple[list[str], int]:
    """Of numbers of other commitments those that somebody sees, and how many they don't.

    within: the numbers that they see, None for all.
    """
    shown = [one for one in numbers if within is None or one in within]
    return shown, len(numbers) - len(shown)


def named(says: Says) -> set[str]:
    """The numbers of other commitments that it names."""
    return {*says.get("answers", ()), *says.get("measures", ()), says.get("under", "")} - {""}


def as_seen(says: Says, within: Collection[str] | None) -> dict[str, Any]:
    """The same without the numbers of commitments that somebody does not see."""
    lists = {name: says[name] for name in ("answers", "measures") if name in says}
    under = "".join(seen([says.get("under", "")], within)[0])
    return {
        **says,
        **{name: seen(numbers, within)[0] for name, numbers in lists.items()},
        "under": under,
    }
