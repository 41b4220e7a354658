"""The kinds of notices that the catalogs declare."""

from __future__ import annotations

from linghang.foundation.catalog import registry
from linghang.foundation.catalog.registry import Catalog
from linghang.notices.definitions import NoticeKind

KIND = "notices"
ESCALATION = "escalation"
ANNOUNCEMENT, TO_CONFIRM = "announcement", "announcement_to_confirm"
ADDRESS_UNDELIVERABLE = "address_undeliverable"
DELIVERIES_FAILED = "deliveries_failed"
TRAIL_BROKEN = "trail_broken"
YEAR_MISSING = "workday_year_missing"
ROTATION_SOON, ROTATION_OVER = "rotation_soon", "rotation_over"


class UnknownKind(ValueError):
    """No catalog declares a notice of this kind: a fault of the program, not of a person."""


def catalog() -> Catalog[NoticeKind]:
    """All kinds by code, in file order. Raises WrongCatalog."""
    return registry.load(KIND, NoticeKind)


def kind(code: str) -> NoticeKind:
    """The declaration. Raises UnknownKind."""
    known = catalog()
    if code not in known:
        raise UnknownKind(f"no notice kind {code!r} in {KIND}.yaml")
    return known[code]


def name(code: str) -> str:
    """The kind's name; its code when no file declares it any more."""
    known = catalog()
    return known[code].name if code in known else code


def following(action: str) -> tuple[NoticeKind, ...]:
    """The kinds that follow a deed of the trail."""
    kinds = (loaded.item for loaded in catalog().items.values())
    return tuple(kind for kind in kinds if kind.after == action)


def settled_by(action: str) -> tuple[str, ...]:
    """Codes of the kinds that a deed of the trail leaves with nothing to do."""
    kinds = (loaded.item for loaded in catalog().items.values())
    return tuple(kind.code for kind in kinds if action in kind.until)
