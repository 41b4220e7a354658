"""A folder of backups: which are whole, which were never finished, what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from linghang.foundation.backup import files, rules
from linghang.foundation.backup.definitions import LIST, BackupList
from linghang.foundation.errors import Refused


class NoBackup(Refused):
    """There is no backup where one was looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A folder that is, or should be, a backup. content is None when `says` tells why."""

    folder: Path
    content: BackupList | None
    says: str = ""


def look_at(folder: Path) -> Found:
    """Read the list of one backup; its files are not looked at."""
    if rules.is_half(folder.name):
        return Found(folder=folder, content=None, says="没有写完，不能用来恢复")
    try:
        content = BackupList.model_validate_json((folder / LIST).read_text("utf-8"))
    except FileNotFoundError:
        return Found(folder=folder, content=None, says=f"缺少清单 {LIST}，没有写完或不是备份")
    except (ValidationError, UnicodeDecodeError):
        return Found(folder=folder, content=None, says=f"清单 {LIST} 无法读取，已损坏或由新版做成")
    if rules.digest_of(content) != content.digest:
        return Found(folder=folder, content=None, says=f"清单 {LIST} 被改动过")
    return Found(folder=folder, content=content)


def all_in(folder: Path) -> list[Found]:
    """The backups in a folder, oldest first, unfinished ones at the end."""
    if not folder.is_dir():
        return []
    names = sorted((one for one in folder.iterdir() if one.is_dir()), key=lambda one: one.name)
    whole = [look_at(one) for one in names if rules.is_name(one.name)]
    return whole + [look_at(one) for one in names if rules.is_half(one.name)]


def good(folder: Path) -> list[Found]:
    """The finished backups in a folder whose list can be read, oldest first."""
    return [found for found in all_in(folder) if found.content is not None]


def chosen(folder: Path) -> tuple[Path, BackupList]:
    """The backup that a folder is, or the newest good one in it. Raises NoBackup."""
    if not folder.is_dir():
        raise NoBackup(f"没有这个文件夹：{folder}")
    if (folder / LIST).is_file() or rules.is_half(folder.name):
        found = look_at(folder)
        if found.content is None:
            raise NoBackup(f"不能使用备份 {folder}：{found.says}。")
        return folder, found.content
    whole = good(folder)
    if not whole or whole[-1].content is None:
        told = "；".join(f"{one.folder.name}{one.says}" for one in all_in(folder))
        raise NoBackup(f"{folder} 里没有可用的备份{f'（{told}）' if told else ''}。")
    return whole[-1].folder, whole[-1].content


def faults(folder: Path, content: BackupList) -> Iterator[str]:
    """Read every file of a backup again; a sentence for each that is not as it was written."""
    for one in content.files:
        path = folder / one.path
        if not path.is_file():
            yield f"{one.path}：文件不见了"
        elif path.stat().st_size != one.bytes:
            yield f"{one.path}：应为{one.bytes}字节，现为{path.stat().st_size}字节"
        elif files.digest(path) != one.sha256:
            yield f"{one.path}：内容已改变"
