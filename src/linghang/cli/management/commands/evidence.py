"""`linghang evidence`: read all evidence files again and compare them with their digests."""

from __future__ import annotations

import sys
from typing import Any

from linghang.cli.verbs import VerbCommand
from linghang.foundation.evidence import services
from linghang.foundation.evidence.models import Evidence


class Command(VerbCommand):
    """佐证材料."""

    help = "佐证材料：核对"
    verbs = {"verify": "重读全部材料文件并与摘要核对；有问题时逐份列出，退出码为1"}

    def verify(self, **options: Any) -> None:
        """Exit code 1 when a file no longer holds."""
        damages = services.damaged()
        if not damages:
            self.stdout.write(f"佐证材料完好：核对了{Evidence.objects.count()}份。")
            return
        self.stdout.write(self.style.ERROR(f"佐证材料有问题，共{len(damages)}份："))
        for damage in damages:
            self.stdout.write(
                f"  第{damage.evidence_id}号“{damage.name}”，文件{damage.file}：{damage.says}。"
            )
        sys.exit(1)
