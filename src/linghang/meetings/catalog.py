"""The kinds of meetings and items that the catalogs declare; checked at the start."""

from __future__ import annotations

from linghang.foundation.catalog import registry
from linghang.foundation.catalog.registry import Catalog
from linghang.foundation.errors import WrongCatalog
from linghang.foundation.parameters import catalog as parameters
from linghang.foundation.parameters.kinds import Value
from linghang.meetings.checking import rules
from linghang.meetings.definitions import DepartmentMatter, ItemKind, MeetingKind
from linghang.org import posts
from linghang.org.definitions import Kind

MEETINGS, ITEMS, DEPARTMENT_MATTERS = "meetings", "items", "department_matters"


def meetings() -> Catalog[MeetingKind]:
    """All kinds of meetings by code, in file order. Raises WrongCatalog."""
    return registry.load(MEETINGS, MeetingKind)


def items() -> Catalog[ItemKind]:
    """All kinds of agenda items by code, in file order. Raises WrongCatalog."""
    return registry.load(ITEMS, ItemKind)


def department_matters() -> Catalog[DepartmentMatter]:
    """The great matters of departments by code, in file order. Raises WrongCatalog."""
    return registry.load(DEPARTMENT_MATTERS, DepartmentMatter)


def item(code: str) -> ItemKind | None:
    """The kind of item; None for one that is declared no more."""
    found = items().items.get(code)
    return found.item if found else None


def held_by(kind: Kind | str) -> tuple[MeetingKind, ...]:
    """The kinds of meetings that a unit of this kind holds, in file order."""
    return tuple(one.item for one in meetings().items.values() if str(kind) in one.item.of)


def put_up_at(kind: str) -> tuple[ItemKind, ...]:
    """The kinds of items that a meeting may decide, or decides in place of another."""
    return tuple(
        one.item
        for one in items().items.values()
        if kind in one.item.decided_by or kind == one.item.stands_in
    )


def check() -> None:
    """Raise WrongCatalog for the first thing that does not hang together."""
    department_matters()
    files = {
        **{(MEETINGS, code): one.file for code, one in meetings().items.items()},
        **{(ITEMS, code): one.file for code, one in items().items.items()},
    }
    declared: dict[str, Value] = {
        code: loaded.item.typed for code, loaded in parameters.catalog().items.items()
    }
    for fault in rules.faults(
        [one.item for one in meetings().items.values()],
        [one.item for one in items().items.values()],
        posts=posts.catalog().items.keys(),
        parameters=declared,
    ):
        raise WrongCatalog(
            file=files[fault.of, fault.code],
            item=fault.code,
            field=fault.field,
            says=fault.says,
        )
