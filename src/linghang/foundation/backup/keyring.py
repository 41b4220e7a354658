"""The keys: copied to a place of their own, never beside the data unless told so."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from pydantic import ValidationError

from linghang.foundation.backup import files
from linghang.foundation.backup.definitions import FORMAT, KEY_LIST, FileRecord, KeyList
from linghang.foundation.backup.rules import HALF
from linghang.foundation.errors import Refused

# A fresh installation makes this one at its first start; losing it only ends sessions.
SESSION = "keys/session.key"


class KeysBesideData(Refused):
    """Keys and data in one place help nobody who steals both."""


class WrongKeys(Refused):
    """The keys can't be taken: none there, damaged, or others are in place."""


def folders() -> dict[str, Path]:
    """Name in the copy → folder; folders below another one are part of it."""
    named = {"keys": Path(settings.KEYS_FOLDER), "vault": Path(settings.VAULT_FOLDER)}
    more: dict[str, str] = getattr(settings, "VAULT_FOLDERS", {})
    named |= {f"vault-{purpose}": Path(folder) for purpose, folder in more.items()}
    return {
        name: folder
        for name, folder in named.items()
        if not any(folder != other and folder.is_relative_to(other) for other in named.values())
    }


def _key_files() -> Iterator[tuple[str, Path]]:
    for name, folder in folders().items():
        for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
            if path.is_file() and not path.name.startswith("."):
                yield f"{name}/{path.relative_to(folder).as_posix()}", path


def fingerprints() -> dict[str, str]:
    """File → eight letters by which a key is recognised without showing it."""
    return {name: fingerprint(path) for name, path in _key_files()}


def fingerprint(file: Path) -> str:
    """Eight letters of the hash of a key file."""
    return hashlib.sha256(b"linghang key " + file.read_bytes()).hexdigest()[:8]


def refuse_beside(keys: Path, *, data: Path, told: bool) -> None:
    """Raise KeysBesideData when keys would lie with the backup or the live data, unless told."""
    if told:
        return
    for other in (data.resolve(), Path(settings.HOME).resolve()):
        if keys.resolve().is_relative_to(other) or other.is_relative_to(keys.resolve()):
            raise KeysBesideData(
                f"密钥不应与数据放在一起：{keys} 与 {other} 在同一处，拿到备份的人也就拿到了密钥。"
                "请换一个地方（最好是另一块介质）；确实要放在一起的，加 --keys-beside-data。"
            )


def copy_out(folder: Path, *, name: str, at: datetime) -> Path:
    """Copy all keys to `folder/<name>`, whole or not at all."""
    files.make_folder(folder)
    draft = folder / f"{HALF}{name}"
    files.remove(draft)
    draft.mkdir(mode=0o700)
    records = []
    for path, source in _key_files():
        size, sha256 = files.copy(source, draft / path)
        records.append(FileRecord(path=path, bytes=size, sha256=sha256))
    content = KeyList(format=FORMAT, name=name, made_at=at, files=tuple(records))
    files.write(draft / KEY_LIST, content.model_dump_json(indent=1))
    files.sync_folders(draft)
    target = folder / name
    draft.rename(target)
    files.sync(folder)
    return target


def read(folder: Path, *, name: str) -> tuple[Path, KeyList]:
    """The copied keys: `folder` itself, those of the backup in it, else the newest in it.

    Keys are copied more rarely than data. Raises WrongKeys.
    """
    older = sorted(folder.glob("linghang-*"), reverse=True) if folder.is_dir() else []
    for place in (folder, folder / name, *older):
        if (place / KEY_LIST).is_file():
            return place, _checked(place)
    raise WrongKeys(f"{folder} 里没有另存的密钥（应有 {KEY_LIST}）。")


def _checked(place: Path) -> KeyList:
    try:
        content = KeyList.model_validate_json((place / KEY_LIST).read_text("utf-8"))
    except (ValidationError, UnicodeDecodeError) as fault:
        raise WrongKeys(f"密钥清单 {place / KEY_LIST} 无法读取，已损坏。") from fault
    for one in content.files:
        path = place / one.path
        if not path.is_file() or files.digest(path) != one.sha256:
            raise WrongKeys(f"密钥备份不完整：{path} 缺失或已改动。")
    return content


def refuse_other_keys(place: Path, content: KeyList) -> None:
    """Raise WrongKeys when another key is in place under the name of one to be brought back."""
    for one in content.files:
        target = _target(one.path)
        if one.path != SESSION and target.exists() and files.digest(target) != one.sha256:
            raise WrongKeys(
                f"没有恢复：{target} 已有另一把密钥，与备份中的不同。"
                "请先把它移到别处（不要删除），再执行恢复。"
            )


def bring_back(place: Path, content: KeyList) -> int:
    """Put the keys in their places; returns how many. What is the same stays."""
    for one in content.files:
        target = _target(one.path)
        if target.exists():
            if files.digest(target) == one.sha256:
                continue
            target.replace(target.with_name(f".{target.name}.before-restore"))
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = target.with_name(f".{target.name}.restoring")
        draft.unlink(missing_ok=True)
        files.copy(place / one.path, draft)
        draft.replace(target)
    return len(content.files)


def missing(wanted: dict[str, str]) -> list[str]:
    """Keys that the backup's data need and that are not in place, or are others."""
    return [
        f"{name}（指纹 {mark}）"
        for name, mark in sorted(wanted.items())
        if name != SESSION and not (_target(name).is_file() and fingerprint(_target(name)) == mark)
    ]


def _target(path: str) -> Path:
    name, _, rest = path.partition("/")
    return (folders().get(name) or Path(settings.KEYS_FOLDER) / name) / rest
