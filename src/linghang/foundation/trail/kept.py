"""What of the trail belongs into a backup: the exported heads, taken before the chain itself."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from linghang.foundation.backup import holdings
from linghang.foundation.backup.holdings import Holding

holdings.register(
    Holding(
        code="trail-heads",
        name="留痕链首",
        folder=lambda: Path(settings.TRAIL_HEADS_FOLDER),
        files=lambda alias: holdings.all_below(Path(settings.TRAIL_HEADS_FOLDER)),
        early=True,
    )
)
