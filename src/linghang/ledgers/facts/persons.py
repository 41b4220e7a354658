"""How offices write several people into one cell: 张三 李四, 张三/李四, 张三等5人. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

# Of more than nine in ten; words that begin otherwise (社区, 外院) are no names of persons.
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹曾彭萧肖蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金"
    "石戴贾韦夏邱方侯邹熊孟秦白江阎闫薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严赖覃洪武莫孔汤向常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳"
    "翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳"
    "时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩"
)
_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,9}(·[\u4e00-\u9fff]{1,9})+")
_COMPOUND = ("欧阳", "上官", "司马", "诸葛", "皇甫", "尉迟", "公孙", "慕容", "令狐", "东方")
_BETWEEN = re.compile(r"[\s/／]+")
# 张三等5人, 张三、李四等, 等十余名同志.
_AND_OTHERS = re.compile(
    r"等\s*([\d一二三四五六七八九十百两几]+\s*[余多]?\s*)?(人|名|位|个)?(同志|职工|人员|医护人员)?$"
)


def apart(word: str, is_known: Callable[[str], bool], *, persons: bool) -> tuple[str, ...]:
    """The people or units of a word in which blanks or slashes may stand between them.

    Apart only where every part is known to the organisation or, of persons, looks like a Chinese
    name; else the word as it stands. A known name that was stretched (张 三) is one.
    """
    parts = [one for one in _BETWEEN.split(word) if one]
    if len(parts) < 2 or is_known(word):
        return (word,)
    joined = "".join(parts)
    if is_known(joined):
        return (joined,)
    is_several = all(is_known(one) or (persons and is_name(one)) for one in parts)
    return tuple(parts) if is_several else (word,)


def is_name(word: str) -> bool:
    """Whether it looks like the name of a Chinese person."""
    known = word[:1] in SURNAMES or word[:2] in _COMPOUND or "·" in word
    return known and bool(_NAME.fullmatch(word))


def hides_others(word: str) -> bool:
    """Whether it says 等5人: who else is not named, and nobody could be counted."""
    return bool(_AND_OTHERS.search(word))
