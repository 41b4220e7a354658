"""What a person owes, waits for, watches, and what ends soon: engines register who can say.

The workbench asks all of them for the post that somebody acts under; nothing is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from linghang.org.rules import Rights

Section = Literal["owe", "waits", "watch", "soon"]
SECTION_NAMES: dict[Section, str] = {
    "owe": "我要办的",
    "waits": "等我决定的",
    "watch": "我关注的",
    "soon": "快到期的",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One line of the workbench.

    why: on which ground it stands there, in Chinese. subject: (type, id) of the thing it is about,
    from which a page finds the address. due: the last day, None without one.
    """

    section: Section
    title: str
    why: str
    subject: tuple[str, str]
    due: date | None = None


Provider = Callable[[Rights, date], Iterable[Duty]]
_providers: dict[str, Provider] = {}


def register(code: str, provider: Provider) -> None:
    """Add somebody who knows of duties, once per code, when the application starts."""
    if _providers.setdefault(code, provider) is not provider:
        raise ValueError(f"another provider of duties is registered as {code!r}")


def duties_of(rights: Rights, today: date) -> list[Duty]:
    """Everything that the acting post should know of: by section, then by day, undated last."""
    sections = list(SECTION_NAMES)
    found = [duty for provider in _providers.values() for duty in provider(rights, today)]
    return sorted(
        found, key=lambda duty: (sections.index(duty.section), duty.due or date.max, duty.title)
    )
