"""Open what is kept encrypted, for who may read it; every opening is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.trail import services as trail
from linghang.ledgers import trail_actions
from linghang.ledgers.entering import rows
from linghang.ledgers.models import Entry


@transaction.atomic
def open_sealed(*, entry_id: int, actor: Actor, at: datetime) -> tuple[str, dict[str, Any]]:
    """Title and facts of a sealed entry; the caller has asked whether the post may read it.

    Raises SealedFacts.DoesNotExist for an entry that is not sealed.
    """
    entry = Entry.objects.select_related("sealed").get(pk=entry_id)
    title, text = entry.sealed.title.open(), entry.sealed.facts.open()
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.OPENED,
        subject=entry,
        facts={"ledger": entry.definition.name, "number": entry.number or "草稿"},
    )
    return title, rows.loaded(entry.definition, text)
