"""The ledgers that the catalogs declare, and every version that some entry is bound to."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from linghang.foundation.catalog import registry
from linghang.foundation.catalog.models import CatalogVersion
from linghang.foundation.catalog.registry import Catalog, Loaded
from linghang.foundation.errors import WrongCatalog
from linghang.foundation.parameters import catalog as parameters
from linghang.ledgers.checking import rules as checking
from linghang.ledgers.checking.rules import Known
from linghang.ledgers.definitions import Ledger, Secrecy
from linghang.ledgers.filing import rules as filing
from linghang.ledgers.offering import registry as offering
from linghang.org import posts
from linghang.procedures import catalog as procedures
from linghang.procedures import subjects
from linghang.procedures.definitions import Procedure

KIND = "ledgers"


def catalog() -> Catalog[Ledger]:
    """All ledgers by code, in file order. Raises WrongCatalog."""
    return registry.load(KIND, Ledger)


def current(code: str) -> Loaded[Ledger] | None:
    """The declaration in use, with its hash; None when no file declares it any more."""
    return catalog().items.get(code)


def whole(code: str) -> Ledger:
    """The ledger that holds the entries of one: itself, or the one that it is a part of.

    Raises KeyError.
    """
    declared = catalog()[code]
    return catalog()[declared.part_of] if declared.part_of else declared


def is_confidential(code: str) -> bool:
    """Whether only few may know of the ledger, as of one that no file declares any more."""
    return code not in catalog() or whole(code).secrecy is not Secrecy.OPEN


def version(code: str, hash: str) -> Ledger:
    """The version that an entry is bound to: the one in use, or the one that was kept.

    Raises CatalogVersion.DoesNotExist.
    """
    loaded = current(code)
    return loaded.item if loaded and loaded.hash == hash else _kept(code, hash)


@functools.lru_cache(maxsize=500)
def _kept(code: str, hash: str) -> Ledger:
    row = CatalogVersion.objects.get(kind=KIND, code=code, hash=hash)
    return Ledger.model_validate_json(row.body, strict=True)


def parts(code: str) -> tuple[Ledger, ...]:
    """The ledgers that are a part of this one."""
    found = (loaded.item for loaded in catalog().items.values())
    return tuple(one for one in found if one.part_of == code)


def derived() -> Iterator[Loaded[Procedure]]:
    """The procedure of each ledger; one that names its own takes this for corrections alone."""
    for loaded in catalog().items.values():
        if not loaded.item.part_of:
            made = filing.procedure_of(loaded.item)
            yield procedures.made(made, file=loaded.file, system=loaded.system)


def check() -> None:
    """Raise WrongCatalog for the first ledger that can't work; called when all have started."""
    ledgers = {code: loaded.item for code, loaded in catalog().items.items()}
    known = Known(
        posts=frozenset(posts.catalog().items),
        ledgers=ledgers,
        subjects=frozenset(subjects.names()),
        procedures={code: loaded.item for code, loaded in procedures.catalog().items.items()},
        parameters=frozenset(parameters.catalog().items),
        offers=offering.names(),
    )
    for code, loaded in catalog().items.items():
        for fault in checking.faults(loaded.item, known):
            raise WrongCatalog(file=loaded.file, item=code, field=fault.field, says=fault.says)
