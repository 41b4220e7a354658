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
    """All headings under which a ledger stands, in the order of the menu."""
    heads = sorted(registry.systems().items.values(), key=lambda one: one.item.menu_order)
    used = {of(code): None for code in catalog.catalog().items}
    order = dict.fromkeys([*(one.item.section for one in heads), *used])
    return [name for name in order if name in used]
