"""The way back: check everything first, put aside what is there, bring back, compare, migrate."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from linghang.foundation import locks
from linghang.foundation.access import Actor
from linghang.foundation.backup import (
    afterwards,
    collection,
    database,
    files,
    holdings,
    keyring,
    rules,
)
from linghang.foundation.backup.definitions import BackupList
from linghang.foundation.backup.services import LOCK, Told, changed_tables
from linghang.foundation.backup.trail_actions import RESTORED
from linghang.foundation.errors import Refused
from linghang.foundation.trail import services as trail

MARK = "restoring.json"
ASIDE = "before-restore"
# Every deed leaves an entry, and a login is somebody's: with neither, nobody has worked here.
SIGNS = {"trail_entry": "留痕", "org_account": "登录账号"}
ALWAYS_THERE = {"trail-heads", "catalogs"}


class CannotRestore(Refused):
    """The backup can't be restored here; the message lists every reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came back. aside: where the former content lies; catalogs: to be named in the settings.

    missing_keys: keys that the data need and that are not in place. made: a sentence for each thing
    that was made anew from the rows; none when `catalogs` must be named first.
    """

    folder: Path
    content: BackupList
    migrated: int
    aside: Path | None
    catalogs: Path | None
    missing_keys: tuple[str, ...]
    made: tuple[str, ...]


def mark() -> Path:
    """The file that stands as long as a restore is not through."""
    return Path(settings.HOME) / MARK


def restore(
    *,
    source: Path,
    actor: Actor,
    at: datetime,
    keys: Path | None = None,
    force: bool = False,
    told: Told | None = None,
) -> Restored:
    """Bring a backup back into this installation; `source` is one, or a folder of them.

    Everything is checked before anything is touched. force: what is there is put aside (never
    deleted), not refused. An older database is migrated. Sessions end. A restore that was killed
    is begun anew by the next call; until then the mark stands and nothing is served.

    Raises NoBackup, CannotRestore, WrongKeys, NoRoom, NoTool, ToolFailed.
    """
    tell = told or (lambda text: None)
    folder, content = collection.chosen(source.resolve())
    with (
        locks.exclusive(LOCK, wait=False),
        files.room("磁盘已满，恢复没有完成。备份没有改变；请腾出空间后重新执行恢复。"),
    ):
        tell(f"核对备份 {content.name}：{len(content.files)}个文件……")
        _refuse(folder, content)
        copied = keyring.read(keys, name=content.name) if keys else None
        if copied:
            keyring.refuse_other_keys(*copied)
        aside = _make_way(content, at=at, force=force)
        if copied:
            keyring.bring_back(*copied)
        tell("恢复文件……")
        catalogs = _bring_files(folder, content)
        tell("恢复数据库……")
        database.bring_back(folder / content.database)
        _compare(content)
        migrated = _migrate()
        _end_sessions()
        _leave(content, actor=actor, at=at)
        mark().unlink()
        # The data are whole by now; what follows from them needs the catalogs that they name.
        made = () if catalogs else tuple(afterwards.run())
    return Restored(
        folder=folder,
        content=content,
        migrated=migrated,
        aside=aside,
        catalogs=catalogs,
        missing_keys=tuple(keyring.missing(content.keys)),
        made=made,
    )


def _refuse(folder: Path, content: BackupList) -> None:
    reasons = rules.reasons_not_to_restore(
        content,
        engine=connection.vendor,
        known=set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}),
    )
    reasons = reasons or list(collection.faults(folder, content))
    if reasons:
        raise CannotRestore(f"不能从备份“{content.name}”恢复：{'；'.join(reasons)}。")


def occupied() -> list[str]:
    """What of this installation a restore would put aside; empty for a fresh one."""
    counts = database.rows_in(SIGNS)
    rows = [(SIGNS[name], count) for name, count in counts.items()]
    full = [
        str(own)
        for one in holdings.registered()
        if one.code not in ALWAYS_THERE
        and (own := one.folder())
        and any(path.is_file() for path in own.rglob("*"))
    ]
    return rules.reasons_not_to_overwrite(rows, full)


def _make_way(content: BackupList, *, at: datetime, force: bool) -> Path | None:
    """Set the mark and put aside what is there; None when nothing was."""
    begun = mark().exists()
    found = occupied()
    if found and not force and not begun:
        raise CannotRestore(
            f"没有恢复：这里不是空的（{'；'.join(found)}）。请恢复到空的数据目录和空的数据库；"
            "确要替换现有内容的，加 --force，现有内容会移到一边，不会删除。"
        )
    mark().parent.mkdir(parents=True, exist_ok=True)
    mark().unlink(missing_ok=True)
    files.write(mark(), json.dumps({"backup": content.name, "began_at": at.isoformat()}))
    return _put_aside(Path(settings.HOME) / ASIDE / rules.name_at(at), rows=bool(found) or begun)


def _put_aside(aside: Path, *, rows: bool) -> Path | None:
    """Move files, and with `rows` the database, out of the way; None when there was nothing."""
    if rows:
        database.put_aside(aside)
    for one in holdings.registered():
        own = one.folder()
        for path in sorted(own.iterdir()) if own and own.is_dir() else []:
            (aside / one.code).mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.move(path, aside / one.code / path.name)
    return aside if aside.exists() else None


def _bring_files(folder: Path, content: BackupList) -> Path | None:
    """Copy every file but the dump to its place; the catalogs' place when no setting names one."""
    codes = {one.code: one for one in holdings.registered()}
    unnamed = None
    for one in content.files:
        code, _, rest = one.path.partition("/")
        if not rest:
            continue
        own = codes[code].folder() if code in codes else None
        if own is None:
            own = unnamed = Path(settings.HOME) / code
        target = own / rest
        target.unlink(missing_ok=True)
        files.copy(folder / one.path, target)
    return unnamed


def _compare(content: BackupList) -> None:
    """Row for row what was backed up, before any step of migration."""
    changed = changed_tables(content, database.tables("default"))
    if changed:
        raise CannotRestore(
            f"恢复后的数据库与备份不一致（{'、'.join(changed)}），请不要启动服务，并联系开发方。"
        )


def _migrate() -> int:
    """Bring an older database up to this version; how many steps that took."""
    before = len(database.migrations("default"))
    call_command("migrate", interactive=False, verbosity=0)
    return len(database.migrations("default")) - before


def _end_sessions() -> None:
    """Whoever was logged in when the backup was made logs in again."""
    if apps.is_installed("django.contrib.sessions"):
        apps.get_model("sessions.session")._default_manager.all().delete()


@transaction.atomic
def _leave(content: BackupList, *, actor: Actor, at: datetime) -> None:
    trail.leave(
        at=at,
        actor=actor,
        action=RESTORED,
        subject=("backup.backup", content.name),
        facts={
            "name": content.name,
            "files": len(content.files),
            "made_at": content.made_at.isoformat(),
            "digest": content.digest,
        },
    )
