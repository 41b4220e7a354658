"""The procedures that the catalogs declare, and every version that some proceeding is bound to."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from linghang.foundation.catalog import registry
from linghang.foundation.catalog.models import CatalogVersion
from linghang.foundation.catalog.registry import Catalog, Loaded
from linghang.foundation.errors import WrongCatalog
from linghang.foundation.parameters import catalog as parameters
from linghang.foundation.parameters import kinds
from linghang.foundation.parameters.kinds import Kind as ParameterKind
from linghang.org import posts
from linghang.org.definitions import Kind
from linghang.procedures import effects, requirements, subjects
from linghang.procedures.checking import rules as checking
from linghang.procedures.checking.persons.rules import Holding
from linghang.procedures.checking.rules import Known
from linghang.procedures.definitions import Procedure

KIND = "procedures"
# Of each of these a hospital has one.
AT_THE_TOP = frozenset(
    {Kind.HOSPITAL, Kind.PARTY_COMMITTEE, Kind.DISCIPLINE_COMMITTEE, Kind.UNION_COMMITTEE}
)
TIMES = frozenset(
    {ParameterKind.DAYS, ParameterKind.WORKDAYS, ParameterKind.MONTHS, ParameterKind.YEARS}
)
NUMBERS = frozenset(
    {ParameterKind.INTEGER, ParameterKind.DECIMAL, ParameterKind.AMOUNT, ParameterKind.SHARE}
)


Derive = Callable[[], Iterable[Loaded[Procedure]]]
_derived: list[Derive] = []


def catalog() -> Catalog[Procedure]:
    """All procedures by code, in file order, then those that engines above make out of their own
    catalogs. Raises WrongCatalog."""
    return _with_derived(declared(), len(_derived))


def declared() -> Catalog[Procedure]:
    """Those alone that a file declares."""
    return registry.load(KIND, Procedure)


def derive(make: Derive) -> None:
    """Let an engine above add procedures that follow from what its own catalog declares.

    One that a file declares under the same code goes before.
    """
    if make not in _derived:
        _derived.append(make)


def made(definition: Procedure, *, file: str, system: str) -> Loaded[Procedure]:
    """A procedure that no file declares, with what identifies it. file: what it was made from."""
    body = definition.model_dump_json(by_alias=True, exclude_defaults=True)
    return Loaded(
        item=definition,
        hash=hashlib.sha256(body.encode()).hexdigest(),
        body=body,
        file=file,
        system=system,
    )


@functools.lru_cache(maxsize=4)
def _with_derived(declared: Catalog[Procedure], makers: int) -> Catalog[Procedure]:
    items = {loaded.item.code: loaded for make in _derived[:makers] for loaded in make()}
    return Catalog(KIND, MappingProxyType({**declared.items, **items, **declared.items}))


def current(code: str) -> Loaded[Procedure] | None:
    """The declaration in use, with its hash; None when no file declares it any more."""
    return catalog().items.get(code)


def version(code: str, hash: str) -> Procedure:
    """The version that a proceeding is bound to: the one in use, or the one that was kept.

    Raises CatalogVersion.DoesNotExist.
    """
    loaded = current(code)
    return loaded.item if loaded and loaded.hash == hash else _kept(code, hash)


@functools.lru_cache(maxsize=200)
def _kept(code: str, hash: str) -> Procedure:
    row = CatalogVersion.objects.get(kind=KIND, code=code, hash=hash)
    return Procedure.model_validate_json(row.body, strict=True)


def check() -> None:
    """Raise WrongCatalog for the first procedure that can't work; called when all have started."""
    known = allowed()
    for code, loaded in catalog().items.items():
        for fault in checking.faults(loaded.item, known):
            raise WrongCatalog(file=loaded.file, item=code, field=fault.field, says=fault.says)
        for field, says in (*requirements.faults(loaded.item), *effects.faults(loaded.item)):
            raise WrongCatalog(file=loaded.file, item=code, field=field, says=says)


def allowed() -> Known:
    """What a procedure may name."""
    declared = [loaded.item for loaded in parameters.catalog().items.values()]
    return Known(
        posts={
            code: Holding(
                name=loaded.item.name,
                is_single=loaded.item.is_single,
                is_at_the_top=AT_THE_TOP.issuperset(loaded.item.kinds),
            )
            for code, loaded in posts.catalog().items.items()
        },
        providers=requirements.params(),
        subjects=frozenset(subjects.names()),
        parameters={
            one.code: (one.kind.value, one.typed)
            for one in declared
            if one.kind in TIMES and isinstance(one.typed, int)
        },
        amounts=frozenset(one.code for one in declared if one.kind in NUMBERS),
        procedures={code: loaded.item.fields for code, loaded in catalog().items.items()},
    )


def post_names() -> dict[str, str]:
    """Code → name of every post."""
    return {code: loaded.item.name for code, loaded in posts.catalog().items.items()}


def shown(values: Mapping[str, object]) -> dict[str, str]:
    """Rule parameter → its value in Chinese with its unit: 5个工作日, 200万元, 10%."""
    declared = parameters.catalog().items
    return {
        code: kinds.show(declared[code].item.kind, value, declared[code].item.unit)  # type: ignore[arg-type]
        for code, value in values.items()
        if code in declared
    }
