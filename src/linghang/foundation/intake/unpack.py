"""Opens what was sent: a CSV, a gzipped CSV or a zip of CSVs; bombs are refused unopened."""

from __future__ import annotations

import gzip
import shutil
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from linghang.foundation.errors import Refused

CHUNK = 4 * 1024 * 1024
# Front sheets are mostly empty columns and shrink up to about 60 times; bombs reach a thousand.
RATIO_LIMIT = 200
RATIO_MATTERS_FROM = 16 * 1024 * 1024


class CannotUnpack(Refused):
    """The container cannot or must not be opened."""


@dataclass(frozen=True, slots=True)
class Source:
    """One plain CSV on disk. `name` is what the user calls it."""

    name: str
    path: Path


def unpack(name: str, path: Path, *, folder: Path, limit: int) -> list[Source]:
    """The plain CSV files in what was sent, in the order of their names.

    A plain file is used where it lies; archives are written below `folder`. `limit` is the most
    bytes that may come out of one archive. Raises CannotUnpack; nothing is left behind then.
    """
    with path.open("rb") as stream:
        head = stream.read(8)
    if head.startswith(b"\xd0\xcf\x11\xe0") or _is_workbook(path, head):
        raise CannotUnpack(
            f"{name} 是 Excel 工作簿，不是 CSV。请在表格软件中“另存为 CSV（逗号分隔）”后再导入。"
        )
    if head.startswith(b"PK"):
        return _unzip(name, path, folder, limit)
    if head.startswith(b"\x1f\x8b"):
        return [_gunzip(name, path, folder, limit)]
    return [Source(name, path)]


def _is_workbook(path: Path, head: bytes) -> bool:
    if not head.startswith(b"PK") or not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return "[Content_Types].xml" in archive.namelist()


def _gunzip(name: str, path: Path, folder: Path, limit: int) -> Source:
    target = folder / f"unpacked-{path.name}.csv"
    try:
        with gzip.open(path, "rb") as stream:
            _copy(stream, target, name=name, packed=path.stat().st_size, limit=limit)
    except (OSError, EOFError, zlib.error) as fault:
        target.unlink(missing_ok=True)
        if isinstance(fault, OSError) and fault.errno:
            raise
        raise CannotUnpack(f"{name} 的 gzip 压缩包已损坏，请重新导出。") from fault
    return Source(name.removesuffix(".gz"), target)


def _unzip(name: str, path: Path, folder: Path, limit: int) -> list[Source]:
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as fault:
        raise CannotUnpack(f"{name} 的 zip 压缩包已损坏，请重新压缩。") from fault
    made: list[Source] = []
    with archive:
        members = [entry for entry in archive.infolist() if _is_csv(entry)]
        if not members:
            raise CannotUnpack(f"压缩包 {name} 里没有 CSV 文件。")
        _refuse_bombs(name, members, limit)
        try:
            for number, entry in enumerate(sorted(members, key=lambda one: one.filename)):
                target = folder / f"unpacked-{path.name}-{number}.csv"
                made.append(Source(f"{name}/{member_name(entry)}", target))
                with archive.open(entry) as stream:
                    _copy(stream, target, name=name, packed=entry.compress_size, limit=limit)
        except (RuntimeError, zipfile.BadZipFile, zlib.error, CannotUnpack) as fault:
            for source in made:
                source.path.unlink(missing_ok=True)
            if isinstance(fault, CannotUnpack):
                raise
            raise CannotUnpack(f"压缩包 {name} 已损坏或加了密码，无法读取。") from fault
    return made


def _is_csv(entry: zipfile.ZipInfo) -> bool:
    return not entry.is_dir() and entry.filename.lower().endswith(".csv")


def member_name(entry: zipfile.ZipInfo) -> str:
    """The member's name; archives made on Chinese Windows keep GBK bytes without saying so."""
    plain = entry.filename
    if not entry.flag_bits & 0x800:
        try:
            plain = plain.encode("cp437").decode("gb18030")
        except (UnicodeEncodeError, UnicodeDecodeError):
            plain = entry.filename
    return Path(plain).name


def _refuse_bombs(name: str, members: list[zipfile.ZipInfo], limit: int) -> None:
    unpacked = sum(entry.file_size for entry in members)
    packed = sum(entry.compress_size for entry in members)
    _refuse_if_bomb(name, unpacked=unpacked, packed=packed, limit=limit)


def _refuse_if_bomb(name: str, *, unpacked: int, packed: int, limit: int) -> None:
    ratio = unpacked // max(packed, 1)
    if unpacked > limit:
        raise CannotUnpack(
            f"压缩包 {name} 解压后超过上限 {limit // 1024**2} MB，未导入。请分成几个文件导入。"
        )
    if unpacked > RATIO_MATTERS_FROM and ratio > RATIO_LIMIT:
        raise CannotUnpack(
            f"压缩包 {name} 的压缩比达到 {ratio} 倍，不像病案数据，疑似压缩炸弹，未导入。"
        )


def _copy(
    stream: IO[bytes] | gzip.GzipFile, target: Path, *, name: str, packed: int, limit: int
) -> None:
    """Write the stream out, trusting no announced size."""
    written = 0
    try:
        with target.open("wb") as out:
            while chunk := stream.read(CHUNK):
                written += len(chunk)
                _refuse_if_bomb(name, unpacked=written, packed=packed, limit=limit)
                out.write(chunk)
    except CannotUnpack:
        target.unlink(missing_ok=True)
        raise


def room_for(folder: Path, size: int, *, name: str) -> None:
    """Raise CannotUnpack when the disk has no room for `size` bytes twice over."""
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < size * 2 + 64 * 1024 * 1024:
        raise CannotUnpack(
            f"磁盘空间不足：导入 {name} 约需 {size * 2 // 1024**2 + 64} MB，"
            f"现剩 {free // 1024**2} MB。请先清理磁盘。"
        )
