"""What the check-up looks at here: whether our item changed under a hospital's override."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from linghang.foundation import doctor
from linghang.foundation.catalog import registry
from linghang.foundation.catalog.reading import REPLACES
from linghang.foundation.doctor import Finding

SHORTEST = 8


def check(now: datetime) -> Iterator[Finding]:
    """Every override names the version of ours that it was written against, and it still is."""
    replaced = [
        (catalog.kind, code, loaded)
        for catalog in registry.loaded()
        for code, loaded in catalog.items.items()
        if loaded.replaced
    ]
    wrong = 0
    for kind, code, loaded in replaced:
        based_on = loaded.based_on
        if len(based_on) >= SHORTEST and loaded.replaced.startswith(based_on):
            continue
        wrong += 1
        says = "没有写明替换的是哪一版" if not based_on else "替换的那一版已随产品更新"
        yield doctor.warn(
            f"本院目录 {loaded.file} 的 {kind}/{code} {says}",
            mend=f"对照新版核对后，在条目里写 {REPLACES}: '{loaded.replaced[:SHORTEST]}'",
        )
    if not wrong:
        yield doctor.fine(f"{len(replaced)} 个条目由本院目录替换，都与现行版本对应")


doctor.register("catalog", "目录", check)
