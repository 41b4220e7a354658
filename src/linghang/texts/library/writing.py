"""Writes the entries of a list as texts with their versions, and takes them out again."""

from __future__ import annotations

from collections.abc import Sequence

from linghang.foundation.intake.models import Batch
from linghang.foundation.intake.services import CannotUndo
from linghang.org.models import Unit
from linghang.texts.definitions import Action, Cause
from linghang.texts.library import rules
from linghang.texts.library.definitions import Entry
from linghang.texts.models import Confirmation, Draft, Policy, Review, Version


def write(entries: Sequence[Entry], batch: Batch | None) -> int:
    """Make the texts, in three inserts however many; returns how many texts there are."""
    texts = rules.by_number(entries)
    units = {one.code: one for one in Unit.objects.filter(code__in={e.owner for e in entries})}
    policies = Policy.objects.bulk_create(
        [
            Policy(
                number=number,
                title=versions[-1].title,
                category=versions[-1].category,
                owner=units[versions[-1].owner],
                review_due=versions[-1].review_due if versions[-1].active_to is None else None,
                batch=batch,
            )
            for number, versions in texts.items()
        ],
        batch_size=500,
    )
    made = [
        version
        for policy, versions in zip(policies, texts.values(), strict=True)
        for version in _versions(policy, versions, batch)
    ]
    Version.objects.bulk_create(made, batch_size=200)
    return len(policies)


def _versions(policy: Policy, entries: Sequence[Entry], batch: Batch | None) -> list[Version]:
    found = []
    for place, one in enumerate(entries):
        later = entries[place + 1].active_from if place + 1 < len(entries) else None
        found.append(
            Version(
                policy=policy,
                number=place + 1,
                action=(Action.REVISE if place else Action.ADOPT).value,
                title=one.title,
                cause=Cause.NEED.value,
                is_major=one.is_major,
                is_trial=one.is_trial,
                body=one.body,
                issue_number=one.issue_number,
                basis=one.basis,
                active_from=one.active_from,
                active_to=later or one.active_to,
                published_on=one.active_from,
                batch=batch,
            )
        )
    last = entries[-1]
    if last.active_to is not None:
        found.append(_end(policy, last, len(entries) + 1, batch))
    return found


def _end(policy: Policy, last: Entry, number: int, batch: Batch | None) -> Version:
    return Version(
        policy=policy,
        number=number,
        action=Action.ABOLISH.value,
        title=last.title,
        cause=Cause.NEED.value,
        active_from=last.active_to,
        published_on=last.active_to,
        batch=batch,
    )


def take_back(batch: Batch) -> int:
    """Remove what the batch brought in; returns how many texts. Raises CannotUndo."""
    policies = Policy.objects.filter(batch=batch)
    of_batch = {"version__policy__in": policies}
    later = [
        (Version.objects.filter(policy__in=policies).exclude(batch=batch), "提出了修订或者废止"),
        (Confirmation.objects.filter(**of_batch), "登记了阅知"),
        (Draft.objects.filter(**of_batch), "写了草稿"),
        (Review.objects.filter(policy__in=policies), "登记了评估"),
    ]
    if reasons := [says for rows, says in later if rows.exists()]:
        raise CannotUndo(f"不能撤销：入库以后有人{'、'.join(reasons)}。")
    Version.objects.filter(batch=batch).delete()
    return policies.delete()[0]
