"""Keeping the text of every definition that a figure was made by."""

from __future__ import annotations

from datetime import datetime

from linghang.foundation.catalog.models import CatalogVersion


def keep(
    *, kind: str, code: str, hash: str, body: str, generated: str = "", at: datetime
) -> CatalogVersion:
    """Keep this version once; a second call with the same hash changes nothing."""
    version, _ = CatalogVersion.objects.get_or_create(
        kind=kind,
        code=code,
        hash=hash,
        defaults={"body": body, "generated": generated, "first_used_at": at},
    )
    return version
