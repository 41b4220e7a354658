"""Who may open the pages, and whose batches they see there."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from linghang.foundation.access import Decision
from linghang.foundation.intake.models import Batch
from linghang.org import policy
from linghang.org.definitions import Tree
from linghang.org.exchange import services
from linghang.org.rules import Rights
from linghang.web.access import hide_unless
from linghang.web.requests import Request

TREES = (Tree.PARTY, Tree.UNION, Tree.GRID)


def may_import(rights: Rights) -> Decision:
    """Whether they look after people or any tree of units; each row is asked about by itself."""
    people = policy.may_edit_people(rights)
    if people:
        return people
    trees = (policy.may_edit_tree(rights, tree) for tree in TREES)
    return next((answer for answer in trees if answer), people)


def batches(request: Request) -> QuerySet[Batch]:
    """Whoever looks after people sees every batch; others see what they sent themselves."""
    kept = Batch.objects.filter(kind=services.KIND)
    if policy.may_edit_people(request.rights):
        return kept
    return kept.filter(person=request.actor.person)


def found(request: Request, batch_id: int) -> Batch:
    """The batch, or 404 as if it were not there."""
    hide_unless(may_import(request.rights))
    return get_object_or_404(batches(request), pk=batch_id)
