"""Texts and versions as a page may show them: a draft of others is not there."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404
from django.shortcuts import get_object_or_404

from linghang.org import policy as rights_policy
from linghang.texts.definitions import Action
from linghang.texts.models import Draft, Policy, Version
from linghang.texts.rules import STATE_NAMES, State
from linghang.web.access import require
from linghang.web.lists import Mark
from linghang.web.requests import Request

TONES = {
    State.MAKING: "going",
    State.DROPPED: "failed",
    State.COMING: "warning",
    State.IN_FORCE: "done",
    State.REPLACED: "",
    State.ABOLISHED: "failed",
}


def policy_seen(request: Request, pk: int) -> Policy:
    """A text with a version that the post may read; else 404."""
    require(rights_policy.may_read_policies(request.rights))
    found = get_object_or_404(Policy.objects.select_related("owner"), pk=pk)
    if not versions_seen(request, found):
        raise Http404
    return found


def versions_seen(request: Request, of: Policy) -> list[Version]:
    """The versions of the text that the post may read, in their order."""
    rows = Version.objects.visible_to(request.rights, request.today).filter(policy=of)
    return list(rows.order_by("number"))


def version_seen(request: Request, pk: int) -> Version:
    """A version that the post may read; else 404."""
    require(rights_policy.may_read_policies(request.rights))
    rows = Version.objects.visible_to(request.rights, request.today)
    return get_object_or_404(rows.select_related("policy__owner"), pk=pk)


def drafts_seen(request: Request, of: Version) -> list[Draft]:
    """The drafts of a version, in their order; none for a post that only reads what is published.

    After publishing they stay with those who had a part.
    """
    mine = Version.objects.concerning(request.rights, request.today).filter(pk=of.pk)
    return list(of.drafts.order_by("number")) if mine.exists() else []


def mark(version: Version, request: Request, others: Sequence[Version] = ()) -> Mark:
    """How a version stands today."""
    state = state_of(version, request, others)
    return Mark(STATE_NAMES[state], TONES[state])


def state_of(version: Version, request: Request, others: Sequence[Version] = ()) -> State:
    """The same as a state. others: the versions of the text that there are."""
    follows = any(
        one.active_from == version.active_to and one.action != Action.ABOLISH
        for one in others
        if one.active_from is not None
    )
    return version.state(request.today, is_last=not follows)
