"""What the check-up looks at here: the pseudonym key and the files that the manifest names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from linghang.cases import pseudonyms
from linghang.cases.models import Manifest, ReturnManifest
from linghang.foundation import doctor
from linghang.foundation.doctor import Finding
from linghang.foundation.intake import parquet


def check(now: datetime) -> Iterator[Finding]:
    """The key in place is the one the cases were made with, and every named file is unchanged."""
    current = Manifest.current()
    if current is None:
        yield doctor.fine("还没有导入病案")
        return
    if current.key_fingerprint != pseudonyms.fingerprint():
        yield doctor.bad(
            "假名密钥不在，或不是库中病案所用的那一把",
            mend=f"从密钥备份恢复 {pseudonyms.KEY_FILE}，指纹应为 {current.key_fingerprint}",
        )
    damaged = list(damaged_files(current))
    for path, says in damaged:
        yield doctor.bad(f"{path}：{says}", mend="从备份恢复这个文件，再运行 linghang doctor")
    if not damaged:
        yield doctor.fine(
            f"{current}：{current.case_count} 例，数据截至 {current.data_through}，文件完好"
        )


def damaged_files(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """(path, what is wrong) of every file of cases and returns that is missing or changed."""
    folder, returns = Path(settings.CASES_FOLDER), ReturnManifest.current()
    for one in [*manifest.named_files(), *(returns.files if returns else [])]:
        file = folder / one["path"]
        if not file.is_file():
            yield one["path"], "文件不见了"
        elif parquet.file_hash(file) != one["sha256"]:
            yield one["path"], "内容与入库时不同"


doctor.register("cases", "病案数据", check, needs=("database",))
