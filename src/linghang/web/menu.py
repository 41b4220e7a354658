"""The menu: what the acting post may open, and nothing else; declared by each system's head."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.urls import reverse

from linghang.foundation.catalog import registry
from linghang.foundation.catalog.definitions import About, MenuPage
from linghang.foundation.catalog.registry import Catalog
from linghang.ledgers import catalog as ledgers
from linghang.ledgers import reach
from linghang.ledgers.definitions import Ledger
from linghang.org import deeds
from linghang.org.rules import Rights
from linghang.procedures import reach as proceedings
from linghang.web.ledgers import sections


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the menu."""

    section: str
    title: str
    icon: str
    url: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its lines."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A page of a system, under the heading of that system."""

    section: str
    page: MenuPage

    def url(self, rights: Rights) -> str:
        """Its address; for a page about a unit, that of the acting post's unit."""
        return reverse(self.page.page, args=[rights.unit.code] if self.page.at else [])

    def holds(self, shown: str, ledger: str = "") -> bool:
        """Whether the address of that name belongs to the page. ledger: the one it is about."""
        return not ledger and (shown == self.page.page or shown in self.page.below)

    @property
    def title(self) -> str:
        """What the line says."""
        return self.page.title

    @property
    def icon(self) -> str:
        """What stands beside it."""
        return self.page.icon

    def is_open(self, rights: Rights) -> bool:
        """Whether the acting post may open it, and it is for its work."""
        if self.page.posts and rights.post.code not in self.page.posts:
            return False
        if self.page.procedures and not proceedings.is_named(rights, self.page.procedures):
            return False
        return not self.page.deed or bool(deeds.ask(self.page.deed, rights))


@dataclass(frozen=True, slots=True)
class LedgerPlace:
    """A ledger, under the heading of the system that declares it."""

    section: str
    title: str
    code: str
    icon: str = "ledger"

    def url(self, rights: Rights) -> str:
        """Of its list."""
        return reverse("ledger", args=[self.code])

    def holds(self, shown: str, ledger: str = "") -> bool:
        """Whether the page that is shown is about this ledger."""
        return ledger == self.code

    def is_open(self, rights: Rights) -> bool:
        """Whether the acting post holds a seat in it."""
        return reach.is_open_to(ledgers.whole(self.code), rights)


def menu(rights: Rights, shown: str, ledger: str = "") -> tuple[Section, ...]:
    """Sections with what the post may open. shown: name of the address that is being shown.
    ledger: the code of the ledger that it is about, if there is one.

    Worked out once for each standing: a post on a unit, with what it may do. Every page asks the
    policy again.
    """
    return _menu(registry.systems(), ledgers.catalog(), _Standing(rights), shown, ledger)


class _Standing:
    """Rights by what the answers of the policy about one's own post and unit depend on."""

    def __init__(self, rights: Rights) -> None:
        self.rights = rights
        self.facts = (
            rights.post.code,
            rights.unit.code,
            rights.unit.kind,
            rights.basis,
            rights.in_force,
            rights.capabilities,
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Standing) and self.facts == other.facts

    def __hash__(self) -> int:
        return hash(self.facts)


def places() -> tuple[Place, ...]:
    """All pages of all systems in the order of the menu."""
    return _places(registry.systems())


def help_of(shown: str) -> str:
    """The user guide and heading for an address, "" where none is declared."""
    return _helps(registry.systems()).get(shown, "")


@functools.lru_cache(maxsize=2_000)
def _menu(
    systems: Catalog[About],
    declared: Catalog[Ledger],
    standing: _Standing,
    shown: str,
    ledger: str,
) -> tuple[Section, ...]:
    found: dict[str, list[Entry]] = {}
    for place, entry in _open(systems, declared, standing):
        is_current = place.holds(shown, ledger)
        line = replace(entry, is_current=True) if is_current else entry
        found.setdefault(place.section, []).append(line)
    return tuple(Section(title, tuple(entries)) for title, entries in found.items())


@functools.lru_cache(maxsize=1_000)
def _open(
    systems: Catalog[About], declared: Catalog[Ledger], standing: _Standing
) -> tuple[tuple[Place | LedgerPlace, Entry], ...]:
    """What the post may open, whatever page is shown: the policy is asked once for all pages."""
    rights = standing.rights
    return tuple(
        (
            place,
            Entry(section=place.section, title=place.title, icon=place.icon, url=place.url(rights)),
        )
        for place in _lines(systems, declared)
        if place.is_open(rights)
    )


@functools.lru_cache(maxsize=2)
def _lines(systems: Catalog[About], declared: Catalog[Ledger]) -> tuple[Place | LedgerPlace, ...]:
    """Pages and ledgers in the order of the menu: a system's ledgers follow its pages, those of a
    folder without a head come last."""
    heads = sorted(systems.items.items(), key=lambda item: item[1].item.menu_order)
    pages = {
        code: [Place(one.item.section, page) for page in one.item.pages] for code, one in heads
    }
    own: dict[str, list[LedgerPlace]] = {}
    for loaded in declared.items.values():
        if loaded.item.menu:
            line = LedgerPlace(sections.heading(loaded.system), loaded.item.name, loaded.item.code)
            own.setdefault(loaded.system, []).append(line)
    found: list[Place | LedgerPlace] = []
    for code, places in pages.items():
        found += [*places, *own.pop(code, [])]
    return (*found, *(line for several in own.values() for line in several))


@functools.lru_cache(maxsize=2)
def _places(systems: Catalog[About]) -> tuple[Place, ...]:
    heads = sorted(
        (loaded.item for loaded in systems.items.values()),
        key=lambda about: about.menu_order,
    )
    return tuple(Place(about.section, page) for about in heads for page in about.pages)


@functools.lru_cache(maxsize=2)
def _helps(systems: Catalog[About]) -> Mapping[str, str]:
    return {
        name: place.page.help
        for place in _places(systems)
        for name in (place.page.page, *place.page.below)
        if place.page.help
    }
