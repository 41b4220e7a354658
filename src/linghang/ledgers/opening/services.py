"""Open what is kept encrypted, for who may read it; every opening is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any, BinaryIO

from django.db import transaction

from linghang.foundation.access import Actor
from linghang.foundation.trail import services as trail
from linghang.ledgers import trail_actions
from linghang.ledgers.entering import papers, rows
from linghang.ledgers.models import Entry, Paper


@transaction.atomic
def open_sealed(*, entry_id: int, actor: Actor, at: datetime) -> tuple[str, dict[str, Any]]:
    """Title and facts of a sealed entry; the caller has asked whether the post may read it.

    Raises SealedFacts.DoesNotExist for an entry that is not sealed.
    """
    entry = Entry.objects.select_related("sealed").get(pk=entry_id)
    title, text = entry.sealed.title.open(), entry.sealed.facts.open()
    _tell(entry, actor, at)
    return title, rows.loaded(entry.definition, text)


@transaction.atomic
def open_paper(*, paper_id: int, actor: Actor, at: datetime) -> tuple[str, BinaryIO]:
    """Name and content of a file; the caller has asked whether the post may read its entry.

    Raises Missing, CannotOpen.
    """
    paper = Paper.objects.select_related("entry", "evidence").get(pk=paper_id)
    found = papers.name_of(paper), papers.opened(paper)
    if paper.sealed:
        _tell(paper.entry, actor, at)
    return found


def _tell(entry: Entry, actor: Actor, at: datetime) -> None:
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.OPENED,
        subject=entry,
        facts=trail_actions.told(entry.definition, entry.pk, number=entry.number or "草稿"),
    )
