"""Rows that are saved or deleted bring what they belong to up to date, in the same transaction."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models.signals import post_delete, post_save

from linghang.foundation.search import providers, services, tasks
from linghang.foundation.search.providers import EVERYTHING, Keys


def watch() -> None:
    """Connect what the providers watch; once, when all applications are there."""
    for provider in providers.registered():
        for label, keys in provider.watches.items():
            model = apps.get_model(label)
            keep = _Keeping(provider.kind, keys)
            for signal in (post_save, post_delete):
                signal.connect(
                    keep, sender=model, weak=False, dispatch_uid=f"search.{provider.kind}.{label}"
                )


class _Keeping:
    """Called by Django after each row that is written."""

    def __init__(self, kind: str, keys: Keys) -> None:
        self.kind, self.keys = kind, keys

    def __call__(self, instance: Any, raw: bool = False, **_: Any) -> None:
        """raw: a fixture is being loaded; the nightly building comes later."""
        keys = self.keys(instance)
        if raw:
            return
        if keys is EVERYTHING:
            transaction.on_commit(lambda: tasks.rebuild_kind.enqueue(self.kind))
        elif wanted := set(keys):
            services.refresh(kind=self.kind, keys=wanted)
