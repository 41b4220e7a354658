"""Pure rules of what one appointment allows on a day: which capabilities, and on which units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from linghang.org.definitions import UNDELEGABLE, Capability, Kind, Post, Reach
from linghang.org.posts_held.rules import Basis, title_on
from linghang.org.trees.rules import Place, Structure


@dataclass(frozen=True, slots=True)
class Extent:
    """Which rows a capability opens: all of them, or those of departments and of teams.

    A row is inside when `everywhere`, or its department is in `departments`, or its team is in
    `teams`. Teams are named only where the capability does not hold their whole department.
    A row without a department (未归属) is inside only when `everywhere`.
    """

    everywhere: bool
    departments: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()

    def holds(self, department: str | None, team: str | None = None) -> bool:
        """Whether a row of that department and team is inside."""
        if self.everywhere:
            return True
        return department is not None and (department in self.departments or team in self.teams)


@dataclass(frozen=True, kw_only=True)
class Rights:
    """What one appointment allows on one day; nothing at all when it is not in force.

    appointment: its id. person: the person's code. unit: the unit on which the post is held; its
    parent and campus are not told. on_behalf_of, principal: code and name of who delegated it.
    limited_to: see capabilities_of(). reading: reads the structure of the day; asked for only when
    the answer depends on what lies below the unit.
    """

    appointment: int
    person: str
    post: Post
    unit: Place
    in_force: bool
    basis: Basis = Basis.REGULAR
    limited_to: frozenset[Capability] = frozenset()
    on_behalf_of: str | None = None
    principal: str = ""
    reading: Callable[[], Structure] = field(repr=False, compare=False)

    @cached_property
    def structure(self) -> Structure:
        """All trees as they stood on the day."""
        return self.reading()

    @cached_property
    def capabilities(self) -> frozenset[Capability]:
        """What the appointment allows anywhere; nothing when it is not in force."""
        if not self.in_force:
            return frozenset()
        return capabilities_of(self.post, self.basis, self.limited_to)

    def has(self, capability: str) -> bool:
        """Whether the post holds the capability. Raises ValueError for an unknown capability."""
        return Capability(capability) in self.capabilities

    def everywhere(self, capability: str) -> bool:
        """Whether the capability holds for the whole hospital, and for what belongs nowhere."""
        return self.has(capability) and (
            capability == Capability.INDICATORS_READ_ALL
            or self.post.reach is Reach.HOSPITAL
            or self.unit.kind is Kind.HOSPITAL
        )

    def units(self, capability: str) -> frozenset[str]:
        """Codes of the units on which the capability holds on the day; empty without it."""
        if not self.has(capability):
            return frozenset()
        if self.everywhere(capability):
            return frozenset(self.structure.units)
        return self.structure.subtree(self.unit.code)

    def covers(self, capability: str, unit_code: str | None) -> bool:
        """Whether the capability holds on the unit; reads no structure for one's own unit."""
        if unit_code == self.unit.code:
            return self.has(capability)
        return unit_code in self.units(capability)

    def extent(self, capability: str) -> Extent:
        """Which rows of figures or cases the capability opens."""
        if self.everywhere(capability):
            return Extent(True)
        held = [self.structure[code] for code in self.units(capability)]
        departments = frozenset(place.code for place in held if place.kind is Kind.DEPARTMENT)
        teams = (place for place in held if place.kind is Kind.MEDICAL_TEAM)
        return Extent(
            False,
            departments,
            frozenset(team.code for team in teams if team.parent not in departments),
        )

    @property
    def title(self) -> str:
        """The post as people say it: 院长, 骨科主任, 代理骨科主任, 骨科主任（代某某）."""
        return title_on(self.basis, title(self.post, self.unit.name), self.principal)


def capabilities_of(
    post: Post, basis: Basis, limited_to: frozenset[Capability] = frozenset()
) -> frozenset[Capability]:
    """What a post allows to who holds it on that basis.

    A delegate gets what the post holds, cut down to `limited_to` unless that is empty, and never
    what only the holder may do (definitions.UNDELEGABLE).
    """
    held = frozenset(post.capabilities)
    if basis is not Basis.DELEGATED:
        return held
    return (held & limited_to if limited_to else held) - UNDELEGABLE


def title(post: Post, unit_name: str) -> str:
    """The unit's and the post's name without saying twice what they share (骨科 + 科主任).

    A post that reaches the whole hospital is known by its own name.
    """
    return post.name if post.reach is Reach.HOSPITAL else _joined(unit_name, post.name)


@lru_cache(maxsize=5_000)
def _joined(unit: str, post: str) -> str:
    shared = max(n for n in range(len(post) + 1) if unit.endswith(post[:n]))
    return unit + post[shared:]
