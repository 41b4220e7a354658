"""The deeds of the desk: keep and drop conditions, settle a form once, tell of an export."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from linghang.foundation.access import Actor
from linghang.foundation.desk import queries, trail_actions
from linghang.foundation.desk.models import Draft, Feed, SavedFilter, Sent
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail

MOST_FILTERS = 30  # of one person in one list
LONGEST_CONDITIONS = 2_000
DAYS = 30
MOST_DRAFTS = 50  # of one person; the oldest goes
UNTOLD = "知悉范围内的清单"
LONGEST_DRAFT = 200_000  # characters, all fields together


class CannotKeep(Refused):
    """Conditions that cannot be kept under this name."""


class TooLong(Refused):
    """A draft that is too long to be kept."""


class AlreadySent(Refused):
    """The same form was sent and done before. leads_to: where it led."""

    def __init__(self, leads_to: str) -> None:
        self.leads_to = leads_to
        super().__init__("这张表单已经办理过，没有重复办理。")


@transaction.atomic
def keep_filter(
    *, person: str, listing: str, name: str, conditions: str, at: datetime
) -> SavedFilter:
    """Keep the conditions of a list under a name; the same name again replaces them."""
    name = name.strip()
    if not name or not conditions:
        raise CannotKeep("没有保存：请先设好条件，再给这组条件起个名字。")
    if len(name) > 40 or len(conditions) > LONGEST_CONDITIONS:
        raise CannotKeep("没有保存：名称不超过40字；条件过长的，请减少几个条件后再存。")
    own = SavedFilter.objects.select_for_update().filter(person=person, listing=listing)
    if own.exclude(name=name).count() >= MOST_FILTERS:
        raise CannotKeep(f"没有保存：这份清单已有{MOST_FILTERS}组常用条件，请先删除不用的。")
    kept, _ = SavedFilter.objects.update_or_create(
        person=person,
        listing=listing,
        name=name,
        defaults={"conditions": conditions, "kept_at": at},
    )
    return kept


@transaction.atomic
def keep_draft(
    *,
    person: str,
    form: str,
    title: str,
    address: str,
    values: Mapping[str, Sequence[str]],
    at: datetime,
) -> Draft:
    """Keep what stands in a form, sealed, in place of what was kept before. Raises TooLong."""
    text = json.dumps({name: list(kept) for name, kept in values.items()}, ensure_ascii=False)
    if len(text) > LONGEST_DRAFT:
        raise TooLong("内容太长，草稿没有自动保存。请先提交，或分几次填写。")
    draft, is_new = Draft.objects.update_or_create(
        person=person,
        form=form,
        defaults={
            "title": title[:100],
            "address": address[:500],
            "content": text,
            "kept_at": at,
        },
    )
    if is_new:
        newest = Draft.objects.filter(person=person).order_by("-kept_at", "-pk")
        Draft.objects.filter(
            pk__in=list(newest.values_list("pk", flat=True)[MOST_DRAFTS:])
        ).delete()
    return draft


@transaction.atomic
def drop_draft(*, person: str, form: str) -> bool:
    """Remove one's own draft; False when there is none."""
    count, _ = Draft.objects.filter(person=person, form=form).delete()
    return bool(count)


@transaction.atomic
def drop_filter(*, filter_id: int, person: str) -> bool:
    """Remove one's own saved conditions; False when there are none of that number."""
    count, _ = SavedFilter.objects.filter(pk=filter_id, person=person).delete()
    return bool(count)


def settle(*, person: str, token: str, leads_to: str, at: datetime) -> None:
    """Note that a form was done, within the transaction of its deed.

    Raises AlreadySent when the same form was done before: the deed is then undone with its
    transaction. Two at once: the second waits for the first, and is refused.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a form is settled inside the deed's transaction")
    try:
        with transaction.atomic():
            Sent.objects.create(person=person, token=token, leads_to=leads_to, sent_at=at)
    except IntegrityError:
        earlier = Sent.objects.filter(person=person, token=token).values_list("leads_to", flat=True)
        raise AlreadySent(earlier.first() or "") from None


@transaction.atomic
def make_feed(*, actor: Actor, at: datetime) -> str:
    """A secret under which a calendar may ask for the actor's deadlines; the former one ends.

    Told once and kept only as a digest.
    """
    secret = secrets.token_urlsafe(32)
    Feed.objects.update_or_create(
        person=actor.person, defaults={"digest": queries.digest(secret), "made_at": at}
    )
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.FEED_MADE,
        subject=("desk.feed", actor.person),
    )
    return secret


@transaction.atomic
def end_feed(*, actor: Actor, at: datetime) -> bool:
    """The actor's calendar address opens nothing any more; False when there was none."""
    count, _ = Feed.objects.filter(person=actor.person).delete()
    if count:
        trail.leave(
            at=at,
            actor=actor,
            action=trail_actions.FEED_ENDED,
            subject=("desk.feed", actor.person),
        )
    return bool(count)


@transaction.atomic
def tell_export(
    *,
    listing: str,
    title: str,
    conditions: str,
    rows: int,
    format: str,
    reason: str = "",
    untold: bool = False,
    actor: Actor,
    at: datetime,
) -> None:
    """Leave in the trail that a list left the house as a file.

    conditions: in words; they may name persons and are kept as personal values. reason: why a
    list with people's data was taken out; "" for other lists. untold: only few may know of what
    is listed; the trail, which many read, then names neither the list nor the conditions.
    """
    if untold:
        listing, title, conditions = "confidential", UNTOLD, UNTOLD
    trail.leave(
        at=at,
        actor=actor,
        action=trail_actions.EXPORTED_PEOPLE if reason else trail_actions.EXPORTED,
        subject=("web.list", listing),
        facts={
            "title": title,
            "rows": rows,
            "format": format,
            **({"reason": reason} if reason else {}),
        },
        personal={"conditions": conditions or "无"},
    )


@transaction.atomic
def forget_old(*, now: datetime) -> int:
    """Remove what was left alone for 30 days; saved conditions stay. Returns how many rows."""
    before = now - timedelta(days=DAYS)
    sent, _ = Sent.objects.filter(sent_at__lt=before).delete()
    drafts, _ = Draft.objects.filter(kept_at__lt=before).delete()
    return sent + drafts
