"""What ledgers say of somebody who was registered twice: their mentions come to who stays.

Facts keep the old number: aliases of people are known to the organisation.
"""

from __future__ import annotations

from linghang.ledgers.models import Mention
from linghang.org.merging import pointing
from linghang.org.models import Person


def repoint(*, duplicate: Person, survivor: Person) -> int:
    """Mentions follow, but where an entry names both; those rows fall together."""
    taken = Mention.objects.filter(code=survivor.code)
    moved = 0
    for row in Mention.objects.filter(code=duplicate.code):
        if taken.filter(entry=row.entry_id, field=row.field).exists():
            row.delete()
            continue
        row.code = survivor.code
        row.save(update_fields=["code"])
        moved += 1
    return moved


def register() -> None:
    """Declare the text column that holds codes of people."""
    pointing.register("ledgers.mention.code", repoint)
