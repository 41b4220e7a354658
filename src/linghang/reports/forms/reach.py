"""Who works with superiors' forms: the two offices, and who oversees a ledger."""

from __future__ import annotations

from linghang.foundation.access import Decision, allow, deny
from linghang.ledgers import catalog
from linghang.org.rules import Rights

OFFICES = frozenset(
    {
        "party_office_director",
        "party_office_clerk",
        "president_office_director",
        "president_office_clerk",
    }
)
WHO = "党办、院办的主任和干事，以及监管台账的岗位"


def may_use(rights: Rights) -> Decision:
    """Whether the post keeps, binds and fills superiors' forms."""
    code = rights.post.code
    oversees = any(
        code in seat.posts
        for loaded in catalog.catalog().items.values()
        for seat in loaded.item.oversee
    )
    if rights.in_force and (code in OFFICES or oversees):
        return allow(f"{rights.title}可以填报上级报表")
    return deny(f"上级报表由{WHO}办理", who_can=WHO)
