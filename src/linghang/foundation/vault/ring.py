"""The ring of keys: one file for each key, a folder for each purpose, one key of it in use.

    <folder>/<purpose>/<id>.key          a key; opens what it sealed
    <folder>/<purpose>/active            the id of the key that seals now
    <folder>/<purpose>/fingerprint.key   the key of the fingerprints, the same for ever
    <folder>/<purpose>/retired/<id>.key  seals nothing any more; old backups still need it
    <folder>/<purpose>/rotating          a rotation that has not ended yet

The files are looked at on every use, so that a key that was put back or taken away counts at
once; they are parsed anew only when they changed.
"""

from __future__ import annotations

import os
import re
import stat
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from linghang.foundation import keys
from linghang.foundation.vault import ciphers, columns, keyfile, purposes
from linghang.foundation.vault.ciphers import Algorithm
from linghang.foundation.vault.faults import (
    KEPT,
    BrokenKey,
    CannotSeal,
    ExposedKey,
    NoKey,
    UnreadableKey,
    WrongKey,
)
from linghang.foundation.vault.keyfile import Key

ACTIVE, FINGERPRINT, RETIRED, ROTATING = "active", "fingerprint.key", "retired", "rotating"
_ID = re.compile(r"^[0-9a-f]{16}$")
RESTORE = "请联系信息科从密钥备份恢复，恢复后即可照常使用"


def folder(purpose: str) -> Path:
    """Where the keys of a purpose lie: the office that owns them may keep them elsewhere."""
    return Path(settings.VAULT_FOLDERS.get(purpose) or settings.VAULT_FOLDER) / purpose


def opening(purpose: str, key_id: str) -> Key:
    """The key with this id, in use or not. Raises NoKey and the other faults of a key."""
    place = folder(purpose)
    name = f"{key_id}.key"
    for file in (place / name, place / RETIRED / name):
        if found := _load(file, purpose):
            return _right(found, file, purpose, key_id)
    raise NoKey(
        f"打不开加密的内容：“{purposes.name(purpose)}”的密钥 {name} 不在密钥文件夹里。"
        f"{KEPT}；{RESTORE}，请不要另建密钥代替。"
    )


def sealing(purpose: str) -> Key:
    """The key that seals now; the first one is made on the first use.

    Where the database already holds something sealed for this purpose no first key is made:
    the keys are lost or not mounted. Raises NoKey and the other faults of a key.
    """
    key_id = active_id(purpose)
    if key_id is None:
        _refuse_if_used(purpose, folder(purpose) / ACTIVE)
        fingerprinting(purpose)
        first = add(purpose)
        if not _write(folder(purpose) / ACTIVE, f"{first.id}\n".encode()):
            _file(first).unlink()  # another process was faster; this key sealed nothing
        key_id = active_id(purpose)
    return opening(purpose, key_id or "")


def fingerprinting(purpose: str) -> Key:
    """The key of the fingerprints. Raises NoKey and the other faults of a key."""
    file = folder(purpose) / FINGERPRINT
    if found := _load(file, purpose):
        return _right(found, file, purpose, found.id)
    _refuse_if_used(purpose, file)
    algorithm = ciphers.FINGERPRINTS[chosen()]
    _write(file, keyfile.write(keyfile.new(purpose, algorithm)))
    return fingerprinting(purpose)


def _refuse_if_used(purpose: str, missing: Path) -> None:
    """Another process may just have made what is missing, and used it: look again, after."""
    if columns.is_used(purpose) and not missing.exists():
        raise NoKey(
            f"不能加密：“{purposes.name(purpose)}”的密钥不在密钥文件夹里，而库中已有用它加密的内容。"
            f"{KEPT}，也没有另建新密钥；{RESTORE}。"
        )


def add(purpose: str) -> Key:
    """Make a key and its file; it seals nothing until `activate` names it."""
    key = keyfile.new(purpose, chosen())
    _write(_file(key), keyfile.write(key))
    return key


def _file(key: Key) -> Path:
    return folder(key.purpose) / f"{key.id}.key"


def chosen() -> Algorithm:
    """The algorithm that this hospital chose for sealing."""
    return Algorithm(settings.VAULT_ALGORITHM)


def active_id(purpose: str) -> str | None:
    """The id of the key that seals now; None where there is none yet. Raises BrokenKey."""
    file = folder(purpose) / ACTIVE
    content = _content(file, purpose)
    if content is None:
        return None
    found = content.decode("ascii", "replace").strip()
    if not _ID.match(found):
        raise BrokenKey(
            f"“{purposes.name(purpose)}”密钥文件夹里的 {ACTIVE} 文件不完整，"
            "不知道该用哪个密钥加密。"
            f"{KEPT}；请从密钥备份恢复该文件，或运行 linghang vault rotate 启用新密钥。"
        )
    return found


def activate(key: Key) -> None:
    """From now on this key seals; the switch happens as a whole or not at all."""
    _replace(folder(key.purpose) / ACTIVE, key.id)


def note_rotation(key: Key) -> None:
    """Remember that what older keys sealed is being sealed anew with this one."""
    _replace(folder(key.purpose) / ROTATING, key.id)


def unfinished_rotation(purpose: str) -> bool:
    """Whether a rotation to the key in use has begun and not ended."""
    content = _content(folder(purpose) / ROTATING, purpose)
    return content is not None and content.decode("ascii", "replace").strip() == active_id(purpose)


def end_rotation(purpose: str) -> None:
    """Forget the rotation."""
    (folder(purpose) / ROTATING).unlink(missing_ok=True)


def present(purpose: str) -> list[str]:
    """Ids of the keys whose files lie in the folder, without the retired ones."""
    return sorted(file.stem for file in folder(purpose).glob("*.key") if _ID.match(file.stem))


def retire(purpose: str, key_id: str) -> None:
    """Put a key aside. It is kept: backups of earlier days can't be read without it."""
    place = folder(purpose)
    (place / RETIRED).mkdir(mode=0o700, exist_ok=True)
    (place / f"{key_id}.key").replace(place / RETIRED / f"{key_id}.key")
    keys.sync(place / RETIRED)
    keys.sync(place)


def _right(found: Key, file: Path, purpose: str, key_id: str) -> Key:
    if (found.purpose, found.id) != (purpose, key_id):
        raise WrongKey(
            f"打不开加密的内容：密钥文件 {file.name} 里装的是另一个密钥"
            f"（“{purposes.name(found.purpose)}”的 {found.id}），可能拷错了文件。"
            f"{KEPT}；{RESTORE}。"
        )
    return found


def _load(file: Path, purpose: str) -> Key | None:
    content = _content(file, purpose)
    if content is None:
        return None
    try:
        return _parsed(content)
    except keyfile.Malformed:
        raise BrokenKey(
            f"打不开加密的内容：“{purposes.name(purpose)}”的密钥文件 {file.name} 不完整"
            f"（可能没有拷完）或被改动过。{KEPT}；{RESTORE}。"
        ) from None


_parsed = lru_cache(maxsize=64)(keyfile.read)


def _content(file: Path, purpose: str) -> bytes | None:
    """What the file holds; None when it is not there."""
    try:
        seen = file.stat()
        if seen.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise ExposedKey(
                f"没有使用“{purposes.name(purpose)}”的密钥文件 {file.name}："
                f"本机的其他用户也能读到它。{KEPT}；请信息科运行 chmod 600 收回权限，"
                "并考虑用 linghang vault rotate 更换密钥。"
            )
        return _read(file, seen.st_mtime_ns, seen.st_ino, seen.st_size)
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise UnreadableKey(
            f"读不了“{purposes.name(purpose)}”的密钥文件 {file.name}（{fault.strerror}）。"
            f"{KEPT}；请信息科检查密钥文件夹的属主、权限和挂载。"
        ) from fault


@lru_cache(maxsize=256)
def _read(file: Path, changed: int, node: int, size: int) -> bytes:
    return file.read_bytes()


def _write(file: Path, content: bytes) -> bool:
    try:
        return keys.write_once(file, content)
    except OSError as fault:
        raise _cannot_write(file, fault) from fault


def _replace(file: Path, key_id: str) -> None:
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        draft.unlink(missing_ok=True)
        keys.write_once(draft, f"{key_id}\n".encode())
        draft.replace(file)
        keys.sync(file.parent)
    except OSError as fault:
        raise _cannot_write(file, fault) from fault


def _cannot_write(file: Path, fault: OSError) -> CannotSeal:
    return CannotSeal(
        f"不能加密：密钥文件 {file.name} 写不进密钥文件夹（{fault.strerror}），什么也没有保存。"
        "请信息科检查密钥文件夹的权限和剩余空间。"
    )
