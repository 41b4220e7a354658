"""Themes of the Party days of a year: what the committee fixed, what a branch did, what it held."""

from __future__ import annotations

COMMITTEE_THEMES = (
    "学习全会精神",
    "组织生活会",
    "学雷锋志愿服务",
    "清明祭扫英烈",
    "劳动模范讲故事",
    "党纪学习教育",
    "重温入党誓词",
    "关爱医务人员",
    "服务百姓义诊周",
    "迎国庆主题教育",
    "敬老助老义诊",
    "年终总结",
)
OWN = ("健康科普进社区", "老党员讲传统", "党员先锋岗比武", "共建单位联学")
INSTEAD = ("参观廉政教育基地", "学习先进典型事迹", "参加全院应急演练")
UNPLANNED = 19  # the branch that fixed no themes; the committee's stand


def planned(branch: str) -> dict[int, str]:
    """Month → theme: the committee's, in two months one of the branch's own."""
    number = int(branch[1:3])
    if number == UNPLANNED:
        return {}
    found = dict(enumerate(COMMITTEE_THEMES, 1))
    for turn in (0, 6):
        found[(number + turn) % 12 + 1] = OWN[(number + turn) % len(OWN)]
    return found


def held(branch: str, month: int) -> str:
    """What the day was about: as planned, once in a while something else."""
    number = int(branch[1:3])
    if (number * 7 + month * 5) % 23 == 0:
        return INSTEAD[number % len(INSTEAD)]
    return planned(branch).get(month, COMMITTEE_THEMES[month - 1])
