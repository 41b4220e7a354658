"""Under which heading a ledger stands in the menu: that of its system, or 台账 without one."""

from __future__ import annotations

from linghang.foundation.catalog import registry
from linghang.ledgers import catalog

ELSEWHERE = "台账"


def of(code: str) -> str:
    """The heading of a ledger: of the part's own system where it is a part of another one."""
    return heading(catalog.catalog().items[code].system)


def heading(system: str) -> str:
    """The heading of a system's ledgers; of a folder without a head 台账."""
    systems = registry.systems()
    return (systems[system].section if system in systems else "") or ELSEWHERE


def names() -> list[str]:
    """All headings in the order of the menu."""
    systems = registry.systems()
    used = [loaded.system for loaded in catalog.catalog().items.values()]
    last = max((loaded.item.menu_order for loaded in systems.items.values()), default=0) + 1
    order = {one: systems[one].menu_order if one in systems else last for one in used}
    return list(dict.fromkeys(heading(one) for one in sorted(used, key=lambda one: order[one])))
