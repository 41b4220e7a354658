"""The kinds of programmes that the catalogs declare, and every version that one is bound to."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from linghang.commitments.checking import rules as checking
from linghang.commitments.checking.rules import Known
from linghang.commitments.closing import rules as closing
from linghang.commitments.definitions import ProgrammeKind
from linghang.foundation.catalog import registry
from linghang.foundation.catalog.models import CatalogVersion
from linghang.foundation.catalog.registry import Catalog, Loaded
from linghang.foundation.errors import WrongCatalog
from linghang.foundation.parameters import catalog as parameters
from linghang.meetings import catalog as meetings
from linghang.org import posts
from linghang.procedures import catalog as procedures
from linghang.procedures.definitions import Procedure

KIND = "commitments"


def catalog() -> Catalog[ProgrammeKind]:
    """All kinds of programmes by code, in file order. Raises WrongCatalog."""
    return registry.load(KIND, ProgrammeKind)


def current(code: str) -> Loaded[ProgrammeKind] | None:
    """The declaration in use, with its hash; None when no file declares it any more."""
    return catalog().items.get(code)


def version(code: str, hash: str) -> ProgrammeKind:
    """The version that a programme is bound to: the one in use, or the one that was kept.

    Raises CatalogVersion.DoesNotExist.
    """
    loaded = current(code)
    return loaded.item if loaded and loaded.hash == hash else _kept(code, hash)


@functools.lru_cache(maxsize=200)
def _kept(code: str, hash: str) -> ProgrammeKind:
    row = CatalogVersion.objects.get(kind=KIND, code=code, hash=hash)
    return ProgrammeKind.model_validate_json(row.body, strict=True)


def derived() -> Iterator[Loaded[Procedure]]:
    """The procedure of closing of each kind."""
    for loaded in catalog().items.values():
        made = closing.procedure_of(loaded.item)
        yield procedures.made(made, file=loaded.file, system=loaded.system)


def check() -> None:
    """Raise WrongCatalog for the first kind that can't work; called when all have started."""
    kinds = {code: loaded.item for code, loaded in catalog().items.items()}
    known = Known(
        posts=frozenset(posts.catalog().items),
        procedures={code: loaded.item for code, loaded in procedures.catalog().items.items()},
        parameters=frozenset(parameters.catalog().items),
        items={
            code: frozenset(loaded.item.decided_by)
            for code, loaded in meetings.items().items.items()
        },
        meetings=frozenset(meetings.meetings().items),
        prefixes={one.prefix: code for code, one in reversed(kinds.items())},
    )
    for code, loaded in catalog().items.items():
        for fault in checking.faults(loaded.item, known):
            raise WrongCatalog(file=loaded.file, item=code, field=fault.field, says=fault.says)
