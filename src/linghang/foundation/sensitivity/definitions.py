"""The levels that a text or a file can declare. State secrets are no level: they are refused."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """How far a text or a file may go."""

    OPEN = "open"
    INTERNAL = "internal"
    WORK_SECRET = "work_secret"


LEVEL_NAMES = {
    Level.OPEN: "非密",
    Level.INTERNAL: "内部",
    Level.WORK_SECRET: "工作秘密",
}
LEVEL_HELP = {
    Level.OPEN: "可以对外公开",
    Level.INTERNAL: "只在院内使用",
    Level.WORK_SECRET: "不属于国家秘密，但公开会妨碍工作，按工作秘密管理",
}
CHOICES = [(level.value, name) for level, name in LEVEL_NAMES.items()]
