"""Posts × deeds: what every post may do, and why not, without asking who holds it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, partial

from linghang.foundation.access import Decision
from linghang.foundation.catalog.registry import Catalog
from linghang.org import deeds, posts
from linghang.org.deeds import Deed, Range
from linghang.org.definitions import KINDS, TENDS, TREE_NAMES, Kind, Post, Reach
from linghang.org.reach.rules import Rights
from linghang.org.trees.rules import Place, Structure, structure_of

HOSPITAL, OWN_UNIT = "全院", "任职单位"
MOST_NAMED = 2
# One unit of each kind, standing where such a unit can stand; the posts are held on these. It has
# no name, so that a post is told by its own.
_PLACES = tuple(
    Place(
        code=kind.value,
        name="",
        kind=kind,
        parent=facts.parents[0].value if facts.parents[0] else None,
    )
    for kind, facts in KINDS.items()
)
_STRUCTURE: Structure = structure_of(_PLACES)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one post is told about one deed. reach: how far it goes, "" when it is refused."""

    deed: Deed
    decision: Decision
    reach: str

    def __bool__(self) -> bool:
        return bool(self.decision)


@dataclass(frozen=True, slots=True)
class Line:
    """One post with its cells, in the order of deeds.all()."""

    post: Post
    cells: tuple[Cell, ...]


def matrix() -> tuple[Line, ...]:
    """Every post of the catalogs, in file order, against every deed."""
    return _matrix(posts.catalog())


@lru_cache(maxsize=2)
def _matrix(catalog: Catalog[Post]) -> tuple[Line, ...]:
    return tuple(
        line_of(rights_on(loaded.item, loaded.item.kinds[0])) for loaded in catalog.items.values()
    )


def line_of(rights: Rights) -> Line:
    """What these rights are told about every deed."""
    return Line(rights.post, tuple(cell(rights, deed) for deed in deeds.all()))


def cell(rights: Rights, deed: Deed) -> Cell:
    """What these rights are told about one deed."""
    decision = deed.ask(rights)
    return Cell(deed, decision, _reach(rights, deed) if decision else "")


def rights_on(post: Post, kind: Kind) -> Rights:
    """The rights of the post in force on some unit of that kind; nobody's."""
    return Rights(
        appointment=0,
        person="",
        post=post,
        unit=_STRUCTURE[kind.value],
        in_force=True,
        reading=partial(_same, _STRUCTURE),
    )


def _same(structure: Structure) -> Structure:
    return structure


def _reach(rights: Rights, deed: Deed) -> str:
    if deed.range is Range.TREE:
        tended = TENDS[rights.post.tree]
        return "、".join(name for tree, name in TREE_NAMES.items() if tree in tended)
    whole = rights.post.reach is Reach.HOSPITAL or rights.unit.kind is Kind.HOSPITAL
    if whole or deed.range is Range.HOSPITAL:
        return HOSPITAL
    own = tuple(dict.fromkeys(KINDS[kind].own for kind in _kinds(rights)))
    return "、".join(own) if len(own) <= MOST_NAMED else OWN_UNIT


def _kinds(rights: Rights) -> Iterable[Kind]:
    """The unit itself for somebody's rights, every kind it can be held on for nobody's."""
    return (rights.unit.kind,) if rights.appointment else rights.post.kinds
