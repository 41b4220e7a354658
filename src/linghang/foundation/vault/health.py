"""What the check-up looks at here: are the keys there, whole, private, and apart from the data?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from linghang.foundation import doctor
from linghang.foundation.doctor import Finding
from linghang.foundation.vault import purposes, ring, services
from linghang.foundation.vault.faults import CannotOpen

RESTORE = "从密钥备份恢复密钥文件夹，再运行 linghang vault check；库里的密文没有动过"


def check(now: datetime) -> Iterator[Finding]:
    """Every key that a row needs opens it, and no key lies beside the data."""
    for purpose, name in purposes.known().items():
        keys = services.held(purpose)
        faults = [f"{one.rows}条：{one.fault}" for one in keys if one.fault]
        faults += _other_faults(purpose, used=any(one.rows for one in keys))
        for fault in faults:
            yield doctor.bad(f"“{name}”{fault}", mend=RESTORE)
        old = sum(one.rows for one in keys if not one.is_active and not one.fault)
        if old:
            yield doctor.warn(
                f"“{name}”还有{old}条用的是旧密钥", mend="运行 linghang vault rotate 把它做完"
            )
        if not faults and not old:
            rows = sum(one.rows for one in keys)
            yield doctor.fine(f"“{name}”{rows}条都能打开" if keys else f"“{name}”还没有用到")
        yield from _apart(purpose)


def _other_faults(purpose: str, *, used: bool) -> Iterator[str]:
    """What stands in the way of the next sealing."""
    if not used:
        return
    try:
        ring.sealing(purpose)
        ring.fingerprinting(purpose)
    except CannotOpen as fault:
        yield f"：{fault}"


def _apart(purpose: str) -> Iterator[Finding]:
    place = ring.folder(purpose)
    if settings.DEMO or not place.is_relative_to(Path(settings.HOME)):
        return
    says = f"“{purposes.name(purpose)}”的密钥在数据文件夹之内，备份数据时会把密钥一起带走"
    mend = "用 LINGHANG_KEYS 把密钥放到数据文件夹之外，并另行备份"
    is_production = os.environ["DJANGO_SETTINGS_MODULE"].endswith(".production")
    yield doctor.bad(says, mend=mend) if is_production else doctor.warn(says, mend=mend)


doctor.register("vault", "保密存储", check, needs=("database",))
