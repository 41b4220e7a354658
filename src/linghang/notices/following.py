"""Notices follow the trail: a deed that leaves an entry tells those whom its kind of notice names,
and settles the notices that asked for it.

So an engine says once what happened, in its trail, and a catalog says who hears of it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from linghang.foundation.access import SYSTEM, Actor
from linghang.foundation.trail.models import Entry
from linghang.notices import catalog, rules, services
from linghang.notices.definitions import NoticeKind
from linghang.org import posts
from linghang.org import queries as org
from linghang.org.models import Person
from linghang.org.posts_held.rules import Basis


def follow(sender: type[Entry], instance: Entry, created: bool, **_: Any) -> None:
    """Told of every entry, inside the deed's transaction."""
    if not created:
        return
    if settled := catalog.settled_by(instance.action):
        about = (instance.subject_type, instance.subject_id)
        services.settle(kinds=settled, subject=about, at=instance.at)
    for kind in catalog.following(instance.action):
        to = recipients(kind, instance)
        if to:
            services.notify(
                kind=kind.code,
                to=to,
                subject=(instance.subject_type, instance.subject_id),
                facts={**dict.fromkeys(kind.wanted, rules.EMPTY), **instance.facts},
                actor=Actor(
                    person=instance.person,
                    appointment=instance.appointment,
                    on_behalf_of=instance.on_behalf_of or None,
                ),
                at=instance.at,
            )


def recipients(kind: NoticeKind, entry: Entry) -> tuple[str, ...]:
    """Whom the kind names for this deed (codes). Who did the deed only where `actor` is named."""
    facts = (each.partition(":")[2] for each in kind.to if each.startswith("fact:"))
    people = [code for name in facts for code in _codes(entry.facts.get(name))]
    people += named(kind, timezone.localdate(entry.at))
    told = [person for person in people if person not in (entry.person, SYSTEM)]
    if "actor" in kind.to and entry.person != SYSTEM:
        told.append(entry.person)
    return _known(rules.distinct(told))


def _codes(fact: object) -> list[str]:
    """The person, or the several people, that a fact of a deed names."""
    if isinstance(fact, list):
        return [str(each) for each in fact]
    return [str(fact)] if fact else []


def _known(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Without codes that nobody has: a deed never fails because somebody can't be told of it."""
    rows = Person.objects.filter(code__in=codes).values_list("code", flat=True) if codes else ()
    known = set(rows)
    return tuple(code for code in codes if code in known)


def named(kind: NoticeKind, on: date) -> tuple[str, ...]:
    """Who on the day holds a post, or a capability, that the kind names; not by delegation."""
    wanted = [each.partition(":")[::2] for each in kind.to]
    held = {code for word, code in wanted if word == "post"}
    capabilities = {code for word, code in wanted if word == "capability"}
    if capabilities:
        known = (loaded.item for loaded in posts.catalog().items.values())
        held |= {post.code for post in known if capabilities & set(post.capabilities)}
    if not held:
        return ()
    tenures = org.tenures(on, held=sorted(held))
    return rules.distinct(each.person for each in tenures if each.basis is not Basis.DELEGATED)
