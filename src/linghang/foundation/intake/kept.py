"""What of the intake belongs into a backup: the complaints of every batch; uploads do not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from linghang.foundation.backup import holdings
from linghang.foundation.backup.holdings import Holding, Named
from linghang.foundation.intake.models import Batch


def _files(alias: str) -> Iterator[Named]:
    folder = Path(settings.STAGING_FOLDER)
    # No more columns than a name needs: a former release's database lacks the newer ones.
    rows = Batch.objects.using(alias).only("pk").order_by("pk")
    for batch in rows.iterator():
        path = batch.complaints_file.relative_to(folder).as_posix()
        yield Named(path=path, needed=False)


holdings.register(
    Holding(
        code="staging",
        name="导入的问题清单",
        folder=lambda: Path(settings.STAGING_FOLDER),
        files=_files,
    )
)
