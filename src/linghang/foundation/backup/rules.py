"""Pure rules of backups: names, what to forget, what speaks against a restore."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from linghang.foundation.backup.definitions import BackupList

ZONE = ZoneInfo("Asia/Shanghai")
HALF = ".half-"
_NAME = re.compile(r"^linghang-\d{8}-\d{6}(-\d+)?$")
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
STALE = timedelta(hours=48)


def name_at(at: datetime, *, taken: Collection[str] = ()) -> str:
    """The name of a backup made at an instant: `linghang-20260103-023000`, Chinese time."""
    plain = f"linghang-{at.astimezone(ZONE):%Y%m%d-%H%M%S}"
    names = (plain if not number else f"{plain}-{number}" for number in range(len(taken) + 1))
    return next(name for name in names if name not in taken)


def is_name(name: str) -> bool:
    """Whether a folder of this name may be a backup of ours."""
    return bool(_NAME.match(name))


def is_half(name: str) -> bool:
    """Whether a folder of this name was never finished, or is being written."""
    return name.startswith(HALF)


def sealed(content: BackupList) -> BackupList:
    """The list with the digest of all its other fields."""
    return content.model_copy(update={"digest": digest_of(content)})


def digest_of(content: BackupList) -> str:
    """SHA-256 (hex) of the list without its digest."""
    rest = content.model_dump(mode="json", exclude={"digest"})
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def to_forget(names: Iterable[str], *, keep: int) -> list[str]:
    """The oldest backups beyond the newest `keep`; names sort by time. keep < 1 keeps all."""
    ordered = sorted(names)
    return ordered[: max(0, len(ordered) - keep)] if keep > 0 else []


def reasons_not_to_restore(
    content: BackupList, *, engine: str, known: Collection[tuple[str, str]]
) -> list[str]:
    """Why this program, on this database engine, cannot take the backup; every reason.

    known: the migration steps that this version has.
    """
    reasons = []
    if content.engine != engine:
        reasons.append(
            f"备份来自 {ENGINES[content.engine]}，本机配置的是 {ENGINES.get(engine, engine)}，"
            "请改用同一种数据库（LINGHANG_DATABASE_URL）"
        )
    strange = [step for step in content.migrations if step not in known]
    if strange:
        app, step = strange[-1]
        reasons.append(
            f"备份由更新的版本（{content.version}）做成，本机程序不认识它的数据库结构"
            f"（{app} {step}），请先把程序升级到 {content.version} 或更新"
        )
    return reasons


def reasons_not_to_overwrite(rows: Sequence[tuple[str, int]], files: Sequence[str]) -> list[str]:
    """What a restore would put aside: (what, how many) in the database, and folders with files."""
    found = [f"数据库里已有{what}{count}条" for what, count in rows if count]
    return found + [f"{folder} 里已有文件" for folder in files]
