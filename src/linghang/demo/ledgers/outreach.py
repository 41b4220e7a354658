"""Free clinics, volunteering, health education, villages and what is bought from them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from linghang.demo.ledgers.places import (
    BODIES,
    COMMUNITIES,
    OUTLETS,
    SCHOOLS,
    TOWNSHIPS,
    VILLAGES,
    outside,
)
from linghang.demo.ledgers.recipes import Made, Recipe, Scene, some

WITHOUT_HEAD = "D28"
SETTINGS: Mapping[str, tuple[str, ...]] = {
    "community": COMMUNITIES,
    "school": SCHOOLS,
    "village": VILLAGES,
    "office": BODIES,
    "hospital": ("门诊大厅", "住院部一楼", "健康教育室"),
}
CLINICS = ("健康义诊进{place}", "专家走基层：{place}义诊", "学雷锋健康义诊", "世界健康日义诊")
LECTURES = ("{topic}知识讲座", "健康大讲堂：{topic}", "{topic}防治健康课")
VOLUNTEERING = ("门诊导诊志愿服务", "文明实践志愿服务", "敬老助残志愿服务", "应急救护普及志愿服务")
TOPICS = ("高血压", "糖尿病", "卒中识别", "骨质疏松", "儿童用药", "合理膳食", "急救常识", "慢阻肺")
TAGS = ("party_day", "civility", "law", "village_support", "alliance")


def _unit(scene: Scene, chance: random.Random) -> str:
    if chance.random() < 0.7:
        return chance.choice(scene.branches)
    return chance.choice([one for one in scene.clinical if one != WITHOUT_HEAD])


def _people(scene: Scene, chance: random.Random, unit: str, most: int) -> tuple[str, ...]:
    """Members of the branch, and colleagues of one department."""
    branch = unit if unit in scene.party else scene.branch_of[unit]
    party = some(chance, scene.party[branch], 2, most)
    covered = [one for one, of in scene.branch_of.items() if of == branch and one in scene.people]
    staff = scene.staff(chance, chance.choice(covered), 1, 4)
    return tuple(dict.fromkeys((*party, *staff)))


def activity(scene: Scene, chance: random.Random, number: int) -> Made:
    """A free clinic, a lecture or volunteering."""
    kind = chance.choices(("clinic", "lecture", "volunteering"), (5, 3, 4))[0]
    setting = chance.choices(tuple(SETTINGS), (6, 3, 3, 1, 2))[0]
    place, unit = chance.choice(SETTINGS[setting]), _unit(scene, chance)
    volunteers = _people(scene, chance, unit, 7)
    hours = Decimal(chance.randint(2, 12)) / 2
    facts: dict[str, Any] = {
        "kind": kind,
        "setting": setting,
        "place": place,
        "session": chance.choice(("morning", "afternoon", "whole_day")),
        "volunteers": volunteers,
        "hours": hours,
        "total_hours": hours * len(volunteers),
        "served": chance.randint(3, 26) * 10 + chance.randint(0, 9),
        "served_estimated": chance.random() < 0.2,
    }
    if chance.random() < 0.25:
        others = [one for one in scene.branches if one != unit]
        facts["taking_part"] = some(chance, others, 1, 2)
    if chance.random() < 0.4:
        facts["partners"] = (outside(f"{place}居民委员会" if setting == "community" else place),)
    if kind == "clinic":
        facts |= {"free_tests": chance.randint(0, 90), "drugs": chance.randint(0, 40) * 5_000}
    if chance.random() < 0.3 or setting == "village":
        tag = "village_support" if setting == "village" else chance.choice(TAGS)
        facts["serves"] = (tag,)
    pattern = {"clinic": CLINICS, "lecture": LECTURES, "volunteering": VOLUNTEERING}[kind]
    title = chance.choice(pattern).format(place=place, topic=chance.choice(TOPICS))
    return Made(title=title, day=scene.day(chance), unit=unit, facts=facts)


def work(scene: Scene, chance: random.Random, number: int) -> Made:
    """A live talk, a video, a course, an article or a piece of news."""
    kind = chance.choices(("live", "video", "course", "article", "news"), (1, 6, 2, 5, 7))[0]
    unit, day = chance.choice(scene.clinical), scene.day(chance)
    channel = _channel(kind, chance)
    office = scene.people["O01"]
    facts: dict[str, Any] = {
        "kind": kind,
        "channel": channel,
        "topic": chance.choice(TOPICS),
        "experts": scene.staff(chance, unit, 1, 2),
        "drafted_by": scene.people[unit][0],
        "approved_by": office[0],
        "approved_on": day - timedelta(days=chance.randint(0, 3)),
    }
    if channel in OUTLETS:
        facts["outlet"] = chance.choice(OUTLETS[channel])
    if kind in ("video", "course"):
        facts["pieces"] = chance.choices((1, 2, 3, 6), (8, 2, 1, 1))[0]
    if kind in ("live", "video", "course"):
        facts |= {"minutes": chance.randint(2, 60), "views": chance.randint(5, 900) * 20}
    if kind == "course":
        facts["on_site"] = chance.randint(20, 120)
    if kind in ("article", "news"):
        facts["clicks"] = chance.randint(80, 6_000)
    if kind in ("live", "course") and chance.random() < 0.3:
        facts["benefited"] = chance.randint(20, 400)
    source = "estimate" if chance.random() < 0.06 else "backend"
    facts |= {"reach_source": source, "counted_on": _counted(day, scene.today, chance)}
    names = scene.names[unit]
    title = {
        "live": f"{names}专家直播：{facts['topic']}",
        "video": f"一分钟说清{facts['topic']}（{names}，第{number}期）",
        "course": f"{facts['topic']}科普课程（{names}）",
        "article": f"{names}：{facts['topic']}的{chance.randint(3, 8)}个误区",
        "news": f"{names}开展{facts['topic']}专题工作（{day.month}月{day.day}日）",
    }[kind]
    return Made(title=title, day=day, unit=unit, facts=facts)


def _channel(kind: str, chance: random.Random) -> str:
    if kind == "news":
        names = ("account", "website", "city", "province", "national")
        return chance.choices(names, (6, 4, 3, 2, 0.4))[0]
    return {
        "live": chance.choice(("video_account", "partner")),
        "video": "video_account",
        "course": chance.choice(("partner", "account")),
        "article": "account",
    }[kind]


def _counted(day: date, today: date, chance: random.Random) -> date:
    return min(today, day + timedelta(days=chance.randint(1, 30)))


def village(scene: Scene, chance: random.Random, number: int) -> Made:
    """A village, linked before the demo's two years began."""
    households = chance.randint(60, 180)
    facts = {
        "township": TOWNSHIPS[number % len(TOWNSHIPS)],
        "duty": ("fixed", "linked", "branch")[number % 3],
        "households": households,
        "monitored": chance.randint(2, 18),
        "yearly_duty": 30_000_000 if number == 0 else None,
        "order": f"示范帮扶任务书第{number + 1}号",
    }
    day = scene.start + timedelta(days=number * 6)
    return Made(title=VILLAGES[number], day=day, unit="O01", facts=facts)


def worker(scene: Scene, chance: random.Random, number: int) -> Made:
    """A member of a working team in a village."""
    day = scene.start + timedelta(days=120 + 75 * (number // 3))
    until = day + timedelta(days=370) if number < 3 else None
    facts = {
        "person": scene.people["O05"][3 + number],
        "village": scene.numbers["villages"][number % 3],
        "role": ("first_secretary", "leader", "member")[number % 3],
        "order": f"示范选派〔{day.year}〕{number + 1}号",
    }
    return Made(title="驻村帮扶", day=day, until=until, unit="O05", facts=facts)


def visit(scene: Scene, chance: random.Random, number: int) -> Made:
    """A visit, or a project in a village."""
    kind = chance.choices(
        ("visit", "comfort", "project", "training", "equipment"), (8, 4, 1, 2, 1)
    )[0]
    unit = chance.choice(scene.branches)
    facts: dict[str, Any] = {
        "village": chance.choice(scene.numbers["villages"]),
        "kind": kind,
        "people": some(chance, scene.party[unit], 2, 5),
    }
    if kind in ("visit", "comfort"):
        facts["households"] = chance.randint(3, 18)
    if kind == "training":
        facts["trained"] = chance.randint(15, 60)
    if kind in ("comfort", "project", "equipment"):
        facts["funds"] = chance.randint(4, 60) * (50_000 if kind == "comfort" else 200_000)
        facts["source_of_funds"] = chance.choice(("hospital", "union", "donation"))
    title = {
        "visit": "结对户走访",
        "comfort": "困难家庭走访慰问",
        "project": "村卫生室改造",
        "training": "村医技能培训",
        "equipment": "健康器材捐赠",
    }[kind]
    return Made(title=title, day=scene.day(chance), unit=unit, facts=facts)


def purchase(scene: Scene, chance: random.Random, number: int) -> Made:
    """A paid order of farm goods."""
    day = scene.day(chance)
    payer = chance.choices(("union", "canteen", "patients_canteen", "hospital"), (3, 6, 2, 1))[0]
    goods, region = chance.choice((("大米", "青禾县"), ("菜籽油", "云栖县"), ("土鸡蛋", "青禾县")))
    facts: dict[str, Any] = {
        "region": region,
        "goods": f"{goods}{chance.randint(2, 40)}0公斤",
        "payer": payer,
        "channel": chance.choices(("platform", "village", "fair"), (5, 4, 1))[0],
        "amount": chance.randint(800, 9_000) * 137,
        "ordered_on": day - timedelta(days=chance.randint(3, 20)),
        "order_number": f"DD{day:%Y%m}{number:05d}",
        "invoice_number": f"99{day:%Y}{number:08d}",
    }
    if facts["channel"] == "village":
        facts["village"] = chance.choice(scene.numbers["villages"])
    return Made(title=f"采购{goods}", day=day, unit="O01", facts=facts)


RECIPES = (
    Recipe(ledger="outreach", count=7_000, write=activity, papers=("photos", "receipt")),
    Recipe(ledger="publicity", count=8_200, write=work),
    Recipe(ledger="villages", count=6, write=village, papers=("paper",)),
    Recipe(ledger="village_workers", count=9, write=worker),
    Recipe(ledger="village_visits", count=700, write=visit),
    Recipe(ledger="consumption_support", count=320, write=purchase),
)
