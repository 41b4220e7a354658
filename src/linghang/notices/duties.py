"""What a person owes, waits for, watches, and what ends soon: engines register who can say.

The workbench asks all of them for the post that somebody acts under; nothing is stored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from linghang.org.rules import Rights

Section = Literal["owe", "waits", "watch", "soon"]
ACTED_ON: tuple[Section, ...] = ("owe", "waits")
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
    from which a page finds the address. due: the last day, None without one. about: of a notice,
    the thing that it is about. confirms: notices about this one, which wait to be confirmed.
    """

    section: Section
    title: str
    why: str
    subject: tuple[str, str]
    due: date | None = None
    about: tuple[str, str] | None = None
    confirms: tuple[tuple[str, str], ...] = ()


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
        folded(found),
        key=lambda duty: (sections.index(duty.section), duty.due or date.max, duty.title),
    )


def folded(duties: Sequence[Duty]) -> list[Duty]:
    """What is owed or waits, and a notice about the same thing, are one line and not two."""
    things = {duty.subject for duty in duties if duty.about is None and duty.section in ACTED_ON}
    told: defaultdict[tuple[str, str], list[Duty]] = defaultdict(list)
    for duty in duties:
        if duty.about is not None and duty.about in things:
            told[duty.about].append(duty)
    kept = (duty for duty in duties if duty.about not in things)
    return [
        replace(duty, confirms=tuple(one.subject for one in told[duty.subject]))
        if duty.section in ACTED_ON and duty.subject in told
        else duty
        for duty in kept
    ]
