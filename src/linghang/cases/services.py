"""Which files are the cases: one manifest names them; switching it is the commit."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from linghang.cases import hooks, pseudonyms
from linghang.cases.models import Manifest, named_paths
from linghang.foundation.errors import Refused
from linghang.foundation.intake import parquet
from linghang.foundation.intake.models import Batch


class WrongKey(Refused):
    """The pseudonym key is not the one that the stored cases were made with."""


def refuse_other_key() -> None:
    """Raise WrongKey: a new key would make every stored case a stranger to its own re-sent row."""
    current = Manifest.current()
    pseudonyms.key()
    if current and current.key_fingerprint != pseudonyms.fingerprint():
        raise WrongKey(
            "假名密钥与库中病案所用的不是同一把，继续导入会使病案重复。"
            f"请从密钥备份恢复 {pseudonyms.KEY_FILE}（指纹 {current.key_fingerprint}）。"
        )


def switch(
    *,
    base: Manifest | None,
    batch: Batch | None,
    case_files: list[dict[str, Any]],
    coded_files: list[dict[str, Any]],
    cells: hooks.Cells,
    at: datetime,
) -> Manifest:
    """Make a new manifest the current one. To be called inside the deed's transaction.

    Raises Refused when another manifest came into force since `base` was read.
    """
    current = Manifest.objects.select_for_update().filter(is_current=True).first()
    if current != base:
        raise Refused("库中数据刚刚被另一次导入改变，请再按一次“入库”。")
    if current:
        current.is_current = False
        current.save(update_fields=["is_current"])
    return Manifest.objects.create(
        parent=base,
        batch=batch,
        is_current=True,
        case_files=case_files,
        coded_files=coded_files,
        cell_files=cells.files,
        cell_version=cells.version,
        case_count=sum(one["rows"] for one in case_files),
        first_day=min((date.fromisoformat(one["first_day"]) for one in case_files), default=None),
        data_through=max((date.fromisoformat(one["last_day"]) for one in case_files), default=None),
        key_fingerprint=pseudonyms.fingerprint(),
        created_at=at,
    )


def sweep() -> None:
    """Remove files that an interrupted import left behind; what a manifest names is not touched.

    Only to be called while holding the intake lock.
    """
    folder = Path(settings.CASES_FOLDER)
    if folder.exists():
        parquet.sweep(folder, named=named_paths())
