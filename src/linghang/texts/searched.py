"""What can be found here: texts by number, name and words; a draft is found by nobody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import Prefetch

from linghang.foundation.search import providers
from linghang.foundation.search.providers import EVERYTHING, Found
from linghang.texts import catalog, trail_actions
from linghang.texts.definitions import Action
from linghang.texts.models import Policy, Version

KIND = "policies"
READERS = frozenset({"policies"})
IN_BULK = {trail_actions.IMPORTS.action(deed) for deed in ("committed", "undone")}


def documents(keys: Collection[str] | None) -> Iterator[Found]:
    """Every text that was published, with the words of its last version; abolished ones, too."""
    versions = Version.objects.published().exclude(action=Action.ABOLISH.value).order_by("number")
    found = Policy.objects.prefetch_related(Prefetch("versions", versions, to_attr="told"))
    if keys is not None:
        found = found.filter(pk__in=keys)
    names = catalog.names()
    for one in found.order_by("pk").iterator(chunk_size=200):
        told: list[Version] = one.told  # type: ignore[attr-defined]
        if told:
            head = f"{one.number or ''} {names.get(one.category, '')} {told[-1].issue_number}"
            yield Found(str(one.pk), one.title, f"{head.strip()}\n{told[-1].body}", READERS)


def _of_version(row: Version) -> Iterable[str]:
    return [str(row.policy_id)]


def _in_bulk(entry: Any) -> Iterable[str] | None:
    return EVERYTHING if entry.action in IN_BULK else ()


providers.register(
    KIND,
    "制度",
    documents,
    watches={
        "texts.policy": lambda row: [str(row.pk)],
        "texts.version": _of_version,
        "trail.entry": _in_bulk,
    },
)
