"""Fictional names of people, streets and employers. None of them is meant to be anybody's."""

from __future__ import annotations

import random

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
    "陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
)
# Chosen for sound, away from the given names that are common or well known.
FIRST_CHARACTERS = "予沐若知清景书怀望叙临亦承思语闻远秋砚听朝暮星竹松溪禾棠照微"
SECOND_CHARACTERS = "舟禾川岚澄衡屿宁安航遥笙桐蔚芷澜帆堂野池原临洲洵澈茵苓萤笛简"

GIVEN_NAMES = tuple(
    first + second for first in FIRST_CHARACTERS for second in SECOND_CHARACTERS if first != second
)
FULL_NAMES = tuple(surname + given for surname in SURNAMES for given in GIVEN_NAMES)

PROVINCE = "示范省"
CITY = "示范省领航市"
DISTRICTS = ("启明区", "和风区", "晨光区", "远帆区", "青禾县", "云栖县")
STREETS = (
    "望舒街道",
    "听泉街道",
    "知春街道",
    "松涛街道",
    "星河街道",
    "春山镇",
    "麦香镇",
    "竹溪乡",
)
ROADS = ("启航路", "灯塔路", "同心路", "学院路", "新苗路", "长亭路", "半山路", "渡口路")
EMPLOYERS = (
    "领航市启明机械厂",
    "领航市晨光小学",
    "领航市远帆运输公司",
    "领航市青禾农业合作社",
    "领航市和风商贸公司",
    "领航市灯塔软件公司",
    "领航市同心纺织厂",
    "领航市供水服务中心",
)
RECEIVING_HOSPITALS = ("示范省中心医院", "领航市康复护理院", "领航市启明区示范人民医院")
RECEIVING_CENTRES = ("望舒街道社区卫生服务中心", "春山镇卫生院", "竹溪乡卫生院")


def staff_names(count: int, *, seed: int) -> list[str]:
    """Different names for the staff, the same ones for the same seed."""
    return random.Random(seed).sample(FULL_NAMES, count)


def addresses() -> list[str]:
    """Every street of the fictional city, without house numbers."""
    return [
        f"{CITY}{district}{street}{road}"
        for district in DISTRICTS
        for street in STREETS
        for road in ROADS
    ]
