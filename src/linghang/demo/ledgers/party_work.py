"""Brands and posts of branches, secretaries who lead twice, the best of the year, visits."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from linghang.demo.ledgers.recipes import Made, Recipe, Scene, some

BRANDS = (
    ("红心急救", "生命通道上的党旗", "急诊绿色通道"),
    ("暖心随访", "出院不断线", "出院患者随访"),
    ("仁术先锋", "一个党员一面旗", "疑难病例多学科会诊"),
    ("护航宝贝", "坚守初心护佑花朵", "儿童住院陪护"),
    ("白衣匠心", "精益求精为患者", "质量改进项目"),
    ("银龄守护", "让老人看病不难", "老年患者就诊陪同"),
)
WINDOWS = ("门诊收费处", "住院服务中心", "药房发药窗口", "检验采血窗口", "医保窗口", "导诊台")
PROMISES = ("亮明身份，首问负责", "有呼必应，不让患者多跑一步", "技术过硬，耐心解释")
VISITED = (
    ("veteran", 30_000, 20_000),
    ("veteran", 50_000, 0),
    ("hardship", 200_000, 30_000),
    ("hardship", 100_000, 20_000),
    ("sick", 100_000, 0),
    ("grass_roots", 0, 30_000),
)


def brand(scene: Scene, chance: random.Random, number: int) -> Made:
    """One of each branch but two; every sixth of them was given up for another."""
    branch = scene.branches[number % len(scene.branches)]
    again = number >= len(scene.branches)
    word, idea, work = BRANDS[(number + 3 * again) % len(BRANDS)]
    day = scene.start + timedelta(days=number % 120 + 300 * again)
    stage = chance.choices(("building", "established", "demonstration"), (4, 5, 1))[0]
    facts: dict[str, Any] = {
        "theme": word,
        "idea": f"{idea}，{scene.names[branch]}党员带头。",
        "work": work,
        "activities": f"围绕{work}每月开展一次品牌活动。",
        "stage": stage,
        "assessed": chance.choice(("good", "good", "fair", "average")),
        "assessed_on": max(day, date(scene.today.year, 1, 12)),
    }
    if stage == "demonstration":
        facts["rank"] = chance.choice(("hospital", "hospital", "city"))
    given_up = not again and number % 6 == 0
    until = date(scene.today.year, 1, 31) if given_up else None
    title = f"{scene.names[branch].removesuffix('党支部')}·{word}"
    return Made(title=title, day=day, until=until, unit=branch, facts=facts)


def vanguard(scene: Scene, chance: random.Random, number: int) -> Made:
    """A post, an area, a window or a team of a branch."""
    branch = scene.branches[number % len(scene.branches)]
    departments = [unit for unit, by in scene.branch_of.items() if by == branch]
    kind = ("post", "area", "window", "post", "area", "team")[number % 6]
    members = some(chance, scene.party[branch], 2, 6)
    where = scene.names[branch].removesuffix("党支部")
    day = scene.day(chance)
    facts: dict[str, Any] = {
        "kind": kind,
        "place": f"{where}{number // len(scene.branches) + 1}区",
        "members": members,
        "leader": members[0],
        "promise": chance.choice(PROMISES),
        "shown": chance.random() < 0.92,
        "campaigns": some(chance, ("three_shown", "four_strives", "clean_post"), 1, 2),
    }
    until = None
    if kind == "team":
        facts["task"] = "就诊高峰支援"
        until = min(scene.today, day + timedelta(days=chance.randint(20, 90)))
    else:
        facts["department"] = departments[0]
    if kind == "window":
        facts["place"] = WINDOWS[number % len(WINDOWS)]
    names = {"post": "党员先锋岗", "area": "党员责任区", "window": "示范服务窗口", "team": "突击队"}
    title = f"{facts['place']}{names[kind]}"
    return Made(title=title, day=day, until=until, unit=branch, facts=facts)


def cultivated(scene: Scene, chance: random.Random, number: int) -> Made:
    """Who is trained to lead a branch and a department at once, or stands in reserve."""
    branch = scene.branches[number % len(scene.branches)]
    facts = {
        "secretary": chance.choice(scene.party[branch]),
        "standing": "cultivated" if number % 3 else "reserve",
        "title_level": chance.choice(("associate_senior", "intermediate", "intermediate")),
        "branch_kind": "clinical",
        "measures": "参加科室管理培训，列席科务会，由科主任带教。",
        "trained_hours": chance.choice((24, 32, 40, 56)),
    }
    return Made(title="书记后备培养", day=scene.day(chance), unit=branch, facts=facts)


def commendation(scene: Scene, chance: random.Random, number: int) -> Made:
    """The best of each of the two years, recommended in May."""
    year = scene.start.year + number % 2
    branch = scene.branches[number // 2 % len(scene.branches)]
    award = ("member", "member", "worker", "organisation")[number // 2 % 4]
    facts: dict[str, Any] = {"award": award, "year": year, "deeds": "在岗位上起先锋模范作用。"}
    if award == "organisation":
        facts["organisation"] = branch
    else:
        facts["member"] = chance.choice(scene.party[branch])
    title = "先进基层党组织推荐" if award == "organisation" else "优秀党员推荐"
    return Made(title=title, day=date(year, 5, chance.randint(8, 28)), unit=branch, facts=facts)


def visit(scene: Scene, chance: random.Random, number: int) -> Made:
    """A household before the New Year or on 1 July."""
    kind, money, goods = VISITED[number % len(VISITED)]
    branch = scene.branches[number % len(scene.branches)]
    year, in_winter = scene.start.year + number % 2, number % 4 < 2
    day = date(year, 1, chance.randint(13, 25)) if in_winter else date(year, 6, 27)
    facts = {
        "kind": kind,
        "member": chance.choice(scene.party[branch]),
        "occasion": "new_year" if in_winter else "july",
        "visitors": some(chance, scene.people["O01"], 1, 2),
        "money": money,
        "goods": goods,
        "paid_from": "dues" if kind == "hardship" else "union",
    }
    return Made(title="走访慰问", day=day, unit=branch, facts=facts)


STEPS = {
    "integrity": {"integrity_opinion": "没有影响表彰的问题"},
    "publicity": {"publicity_place": "院内公示栏"},
    "commend": {"document": "示范卫党发〔2025〕12号"},
}
RECIPES = (
    Recipe(ledger="brands", count=34, write=brand),
    Recipe(ledger="vanguard", count=150, write=vanguard),
    Recipe(ledger="dual_leaders", count=24, write=cultivated),
    Recipe(ledger="commendations", count=60, write=commendation, steps=STEPS),
    Recipe(ledger="care_visits", count=110, write=visit),
)
