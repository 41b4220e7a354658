"""What the hospital and its people were honoured with, and what it may call itself."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from linghang.demo.ledgers.recipes import Made, Recipe, Scene, some

AWARDERS = {
    "national": ("全国卫生健康示范委员会",),
    "province": ("示范省卫生健康委员会", "示范省总工会", "示范省文明委"),
    "city": ("领航市卫生健康委员会", "领航市总工会", "共青团领航市委"),
    "county": ("启明区人民政府",),
    "hospital": ("领航医院",),
    "society": ("示范省医院协会", "示范省护理学会", "示范省医学会"),
}
COLLECTIVE = (
    ("青年文明号", "people"),
    ("巾帼文明岗", "people"),
    ("优质护理服务示范病区", "nursing"),
    ("品管圈大赛一等奖", "nursing"),
    ("改善就医感受优秀案例", "medical"),
    ("病案质量先进集体", "medical"),
    ("清廉建设先进集体", "integrity"),
    ("健康帮扶先进集体", "welfare"),
)
PERSONAL = (
    ("优秀医师", "medical"),
    ("优秀护士", "nursing"),
    ("青年岗位能手", "people"),
    ("五一劳动奖章", "people"),
    ("医学科技进步二等奖", "science"),
    ("优秀志愿者", "welfare"),
    ("优秀共产党员", "party"),
)
WHOLE = (
    ("文明单位标兵", "civility", ("civility",), 3),
    ("创建文明城市先进单位", "civility", ("civility",), 0),
    ("清廉医院建设示范单位", "integrity", ("integrity",), 3),
    ("平安医院建设先进单位", "safety", (), 0),
    ("公立医院党建示范点", "party", ("brand",), 5),
    ("智慧医院建设优秀单位", "management", (), 0),
)
RANKS = ("society", "society", "city", "city", "city", "province", "county", "national")
GRANTS = (
    ("医疗机构执业许可校验", "licence", "province", 3),
    ("三级甲等医院", "grade", "province", 4),
    ("胸痛中心", "centre", "national", 3),
    ("卒中中心", "centre", "national", 3),
    ("创伤中心", "centre", "province", 3),
    ("危重孕产妇救治中心", "centre", "city", 3),
    ("国家住院医师规范化培训基地", "base", "national", 5),
    ("药物临床试验机构备案", "base", "national", 0),
    ("电子病历系统应用水平分级评价五级", "certification", "national", 2),
    ("网络安全等级保护三级测评", "certification", "city", 1),
    ("医学检验结果互认实验室", "certification", "province", 2),
    ("限制类技术备案", "technology", "province", 0),
)


def honour(scene: Scene, chance: random.Random, number: int) -> Made:
    """Every eighth for the whole hospital, else for a department, a team or a person."""
    day = scene.day(chance)
    if number % 8 == 0:
        return _whole(scene, chance, number // 8, day)
    rank = chance.choice(RANKS)
    unit = chance.choice(scene.clinical)
    is_personal = chance.random() < 0.6
    title, about = chance.choice(PERSONAL if is_personal else COLLECTIVE)
    facts: dict[str, Any] = {
        "rank": rank,
        "awarder": chance.choice(AWARDERS[rank]),
        "document": f"示范表彰〔{day.year}〕{number + 1}号",
        "field_of": about,
        "given_to": "person" if is_personal else "department",
    }
    if is_personal:
        facts["people"] = scene.staff(chance, unit, 1, 1)
    elif chance.random() < 0.3:
        facts |= {"given_to": "group", "people": scene.staff(chance, unit, 3, 6)}
    else:
        facts["units"] = (unit,)
    return Made(title=f"{day.year}年度{title}", day=day, unit=unit, facts=facts)


def _whole(scene: Scene, chance: random.Random, number: int, day: date) -> Made:
    title, about, serves, years = WHOLE[number % len(WHOLE)]
    rank = ("city", "province", "national")[number // len(WHOLE) % 3]
    facts: dict[str, Any] = {
        "rank": rank,
        "awarder": chance.choice(AWARDERS[rank]),
        "field_of": about,
        "given_to": "whole",
    }
    if serves:
        facts["serves"] = serves
    until = _until(day, years)
    return Made(title=title, day=day, until=until, unit="O02", facts=facts)


def _until(day: date, years: int) -> date | None:
    return day + timedelta(days=365 * years - 1) if years else None


def grant(scene: Scene, chance: random.Random, number: int) -> Made:
    """A licence, a grade, a centre or a base; one of the first round ends within two months."""
    title, kind, rank, years = GRANTS[number % len(GRANTS)]
    failed = number >= len(GRANTS) and chance.random() < 0.1
    day = scene.start + timedelta(days=23 * number + 5)
    until = None if failed else _until(day, years)
    if number == 2:
        until = scene.today + timedelta(days=40)
    facts: dict[str, Any] = {
        "kind": kind,
        "rank": rank,
        "authority": chance.choice(AWARDERS[rank if rank in AWARDERS else "city"]),
        "number": f"ZR{day.year}{number + 1:04d}",
        "result": "failed" if failed else "passed",
        "keeper": some(chance, scene.people["O09"], 1, 1)[0],
    }
    if number >= len(GRANTS):
        unit = scene.clinical[number % len(scene.clinical)]
        title = f"{title}（{scene.names[unit]}）"
    return Made(title=title, day=day, until=until, unit="O02", facts=facts)


RECIPES = (
    Recipe(ledger="honours", count=320, write=honour),
    Recipe(ledger="accreditations", count=30, write=grant, papers=("certificate",)),
)
