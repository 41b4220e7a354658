"""The check-up of the machine: database, static files, keys, disk, clock, fonts, LibreOffice."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from linghang.foundation import doctor
from linghang.foundation.doctor import Finding

GIGABYTE = 1024**3
DISK_WARN, DISK_BAD = 10 * GIGABYTE, 1 * GIGABYTE
SANE_YEARS = range(2025, 2100)
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}

# The faces that GB/T 9704 asks for, each with the family names under which it is installed.
OFFICIAL_FONTS = {
    "方正小标宋": {"方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05"},
    "仿宋_GB2312": {"仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong"},
    "楷体_GB2312": {"楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi"},
    "黑体": {"黑体", "SimHei"},
}


def database(now: datetime) -> Iterator[Finding]:
    """Reachable, and of the form that this version expects."""
    try:
        version = ".".join(str(part) for part in connection.get_database_version())
        executor = MigrationExecutor(connection)
    except OperationalError as fault:
        yield doctor.bad(
            f"连不上（{str(fault).strip().splitlines()[0]}）",
            mend="检查 LINGHANG_DATABASE_URL，确认数据库服务已启动、数据文件夹可写",
        )
        return
    named = f"{ENGINES.get(connection.vendor, connection.vendor)} {version}"
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        yield doctor.bad(
            f"{named}，还有{len(missing)}步结构升级没有做", mend="运行 linghang migrate"
        )
    else:
        yield doctor.fine(f"{named}，结构已是最新")


def static_files(now: datetime) -> Iterator[Finding]:
    """Collected, so that pages find their style sheets."""
    if not isinstance(staticfiles_storage, ManifestFilesMixin):
        yield doctor.fine("不需要收集")
    elif staticfiles_storage.read_manifest() is None:
        yield doctor.bad("还没有收集，页面打不开", mend="运行 linghang collectstatic --noinput")
    else:
        yield doctor.fine("已收集")


def keys(now: datetime) -> Iterator[Finding]:
    """Only the owner may read them, and a copy of the data folder must not hold them."""
    folder = Path(settings.KEYS_FOLDER)
    files = sorted(folder.glob("*.key")) if folder.is_dir() else []
    if not files:
        yield doctor.warn(
            f"{folder}里还没有密钥", mend="首次启动时自动生成；迁移服务器时要随备份带上"
        )
    loose = [path for path in (folder, *files) if path.exists() and _others_may_read(path)]
    if loose:
        yield doctor.bad(
            f"其他用户也能读：{'、'.join(str(path) for path in loose)}",
            mend=f"运行 chmod 700 {folder} 与 chmod 600 {folder}/*.key",
        )
    elif files:
        yield doctor.fine(f"{len(files)}个，仅本用户可读")
    yield from _keys_apart(folder)


def _others_may_read(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _keys_apart(folder: Path) -> Iterator[Finding]:
    if settings.DEMO or not folder.is_relative_to(settings.HOME):
        return
    says = "密钥与数据在同一文件夹，拷走数据也就拷走了密钥"
    mend = "用 LINGHANG_KEYS 把密钥放到数据文件夹之外，并另行备份"
    is_production = os.environ["DJANGO_SETTINGS_MODULE"].endswith(".production")
    yield doctor.bad(says, mend=mend) if is_production else doctor.warn(says, mend=mend)


def disk(now: datetime) -> Iterator[Finding]:
    """Room below the data folder."""
    home = Path(settings.HOME)
    place = next(path for path in (home, *home.parents) if path.exists())
    free = shutil.disk_usage(place).free
    says = f"数据文件夹所在磁盘剩余{free / GIGABYTE:.1f}GB"
    mend = "清理磁盘或扩容，再查一遍"
    if free < DISK_BAD:
        yield doctor.bad(says, mend=mend)
    elif free < DISK_WARN:
        yield doctor.warn(says, mend=mend)
    else:
        yield doctor.fine(says)


def clock(now: datetime) -> Iterator[Finding]:
    """Chinese time, and a year in which this program can live."""
    if settings.TIME_ZONE != "Asia/Shanghai":
        yield doctor.bad(
            f"时区是{settings.TIME_ZONE}", mend="配置中的 TIME_ZONE 应为 Asia/Shanghai"
        )
    if now.year not in SANE_YEARS:
        yield doctor.bad(f"系统时间是{now:%Y-%m-%d}", mend="校准系统时钟（chrony 或 ntp）")
    else:
        yield doctor.fine(f"北京时间{now.astimezone():%Y-%m-%d %H:%M}")


def fonts(now: datetime) -> Iterator[Finding]:
    """Chinese faces for previews; the Word files themselves only name them."""
    listed = _say("fc-list", ":lang=zh", "family")
    if listed is None:
        yield doctor.warn("没有 fontconfig，查不了字体", mend="安装 fontconfig 软件包")
        return
    families = {name.strip() for name in listed.replace("\n", ",").split(",")} - {""}
    if not families:
        yield doctor.warn("没有中文字体，PDF 预览会缺字", mend="安装 fonts-noto-cjk 软件包")
        return
    yield doctor.fine(f"有中文字体{len(families)}种")
    missing = [face for face, names in OFFICIAL_FONTS.items() if not names & families]
    if missing:
        stand_ins = "、".join(f"{face}（以{_stand_in(face)}代替）" for face in missing)
        yield doctor.warn(
            f"缺公文字体：{stand_ins}",
            mend="Word 与 WPS 中不受影响；要让服务器上的 PDF 预览一致，请安装医院已获授权的字体",
        )
    else:
        yield doctor.fine("公文字体齐全")


def _stand_in(face: str) -> str:
    return (
        _say("fc-match", "-f", "%{family[0]}", f"{face}:lang=zh-cn") or ""
    ).strip() or "默认字体"


def _say(program: str, *arguments: str) -> str | None:
    """What the program prints; None when it is not installed."""
    path = shutil.which(program)
    if path is None:
        return None
    return subprocess.run(
        [path, *arguments], capture_output=True, text=True, check=False, timeout=30
    ).stdout


def libreoffice(now: datetime) -> Iterator[Finding]:
    """Needed for PDF previews only."""
    path = shutil.which("soffice") or shutil.which("libreoffice")
    if path:
        yield doctor.fine(f"已安装（{path}）")
    else:
        yield doctor.warn(
            "没有安装，报告只有 Word 文件，没有 PDF 预览", mend="安装 libreoffice-writer 软件包"
        )


doctor.register("database", "数据库", database)
doctor.register("static", "静态文件", static_files)
doctor.register("keys", "密钥", keys)
doctor.register("disk", "磁盘", disk)
doctor.register("clock", "时钟", clock)
doctor.register("fonts", "字体", fonts)
doctor.register("libreoffice", "LibreOffice", libreoffice)
