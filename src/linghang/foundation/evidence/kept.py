"""What of the evidence belongs into a backup: every file that a row of that moment names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from linghang.foundation.backup import holdings
from linghang.foundation.backup.holdings import Holding, Named
from linghang.foundation.evidence import store
from linghang.foundation.evidence.models import Evidence


def _files(alias: str) -> Iterator[Named]:
    digests = Evidence.objects.using(alias).order_by("sha256").values_list("sha256", flat=True)
    for sha256 in digests.distinct().iterator():
        yield Named(path=store.place(Path(), sha256).as_posix(), sha256=sha256)


holdings.register(
    Holding(
        code="evidence",
        name="佐证材料",
        folder=lambda: Path(settings.EVIDENCE_FOLDER),
        files=_files,
    )
)
