"""The weekly reading of all evidence files."""

from __future__ import annotations

from datetime import datetime

from linghang.foundation.errors import Refused
from linghang.foundation.evidence import services
from linghang.foundation.schedule import jobs


class Damaged(Refused):
    """Files of the store no longer hold; the run is recorded as failed and names the first."""


def check(now: datetime) -> None:
    """Raises Damaged."""
    found = services.damaged()
    if found:
        first = found[0]
        raise Damaged(
            f"{len(found)}份佐证材料有问题，首先是第{first.evidence_id}号：{first.says}"
            "（全部列出：linghang evidence verify）。"
        )


jobs.register("evidence.check", "核对佐证材料", "0 4 * * 0", check)
