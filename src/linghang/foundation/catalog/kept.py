"""What of the catalogs belongs into a backup: the hospital's own folder; ours comes with us."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from linghang.foundation.backup import holdings
from linghang.foundation.backup.holdings import Holding


def _folder() -> Path | None:
    return Path(settings.CATALOG_OVERRIDES) if settings.CATALOG_OVERRIDES else None


holdings.register(
    Holding(
        code="catalogs",
        name="本院目录",
        folder=_folder,
        files=lambda alias: holdings.all_below(_folder()),
        early=True,
    )
)
