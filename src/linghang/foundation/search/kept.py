"""The index follows from the rows; a backup of an older version has none, so it is built anew."""

from __future__ import annotations

from linghang.foundation.backup import afterwards
from linghang.foundation.search import services


def _rebuild() -> str:
    return f"检索索引已重建，共{sum(services.rebuild().values())}条。"


afterwards.register("search", _rebuild)
