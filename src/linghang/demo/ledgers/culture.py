"""Rules of behaviour and their stories, models, events, items of civility, knowledge of law."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from linghang.demo.ledgers.recipes import Made, Recipe, Scene, some

WORDS = ("仁爱", "精诚", "守正", "领航")
ROLES = ("everybody", "physician", "nurse", "technician", "manager", "support")
RULES = (
    ("查房", "先自我介绍，再询问病情"),
    ("告知病情", "用患者听得懂的话讲清利弊"),
    ("电话回访", "先报科室和姓名，再核对身份"),
    ("交接班", "当面交接，签名确认"),
    ("窗口服务", "起身迎接，双手递还单据"),
    ("会诊", "接到会诊二十分钟内到场或回复"),
    ("发药", "逐项交代用法和注意事项"),
    ("检查预约", "一次讲清准备事项和到检地点"),
    ("投诉接待", "先听完，再解释，当日答复去向"),
    ("手术前", "核对身份、部位和术式"),
)
STORIES = ("凌晨三点的电话", "一碗热粥", "第十次回访", "电梯口的等候", "雨中的轮椅", "二十封手写信")
EVENTS = (
    ("festival", "建党节主题活动", 6, 28),
    ("festival", "医师节庆祝活动", 8, 19),
    ("festival", "护士节庆祝活动", 5, 12),
    ("sports", "职工运动会", 4, 18),
    ("reading", "读书分享会", 4, 23),
    ("blood", "无偿献血", 6, 14),
    ("blood", "无偿献血", 12, 5),
    ("arts", "迎新年文艺演出", 12, 30),
    ("contest", "岗位练兵比武", 9, 20),
    ("lecture", "道德讲堂", 3, 26),
    ("care", "职工生日会", 10, 15),
)
PARTS = ("thought", "morals", "service", "environment", "practice", "management")
LAWS = (
    "《中华人民共和国医师法》",
    "《中华人民共和国基本医疗卫生与健康促进法》",
    "《医疗纠纷预防和处理条例》",
    "《中华人民共和国个人信息保护法》",
    "《中华人民共和国宪法》",
    "《中华人民共和国民法典》",
)
FORMS = ("lecture", "exam", "cases", "display", "consultation", "group_study")
AUDIENCES = ("staff", "staff", "managers", "newcomers", "patients", "leaders")


def rule(scene: Scene, chance: random.Random, number: int) -> Made:
    """A rule for a role and a scene; every twelfth was rewritten since."""
    scene_of, text = RULES[number % len(RULES)]
    role, word = ROLES[number // len(RULES) % len(ROLES)], WORDS[number % len(WORDS)]
    day = scene.start + timedelta(days=number * 3 % 500)
    until = day + timedelta(days=200) if number % 12 == 0 else None
    facts = {"kind": "rule", "word": word, "role": role, "scene": scene_of}
    return Made(title=text, day=day, until=until, unit=chance.choice(scene.clinical), facts=facts)


def story(scene: Scene, chance: random.Random, number: int) -> Made:
    """A story that bears out one or two rules."""
    unit = chance.choice(scene.clinical)
    facts = {
        "people": scene.staff(chance, unit, 1, 2),
        "agreed": True,
        "conduct": some(chance, scene.numbers["conduct"], 1, 2),
        "story": "当班职工多走一步，解决了患者的难处，家属专门来信致谢。",
        "told_in": some(chance, ("inside", "account", "lecture"), 1, 2),
    }
    title = f"{STORIES[number % len(STORIES)]}（{number + 1}）"
    return Made(title=title, day=scene.day(chance), unit=unit, facts=facts)


def model(scene: Scene, chance: random.Random, number: int) -> Made:
    """A person or a team; chosen after a week in public."""
    unit, day = chance.choice(scene.clinical), scene.day(chance)
    is_group = number % 5 == 0
    kind = ("ethics", "clean", "work", "party", "volunteer")[number % 5]
    facts = {
        "kind": "named_team" if is_group and number % 10 == 0 else kind,
        "is_group": "group" if is_group else "person",
        "people": scene.staff(chance, unit, 4, 8) if is_group else scene.staff(chance, unit, 1, 1),
        "rank": chance.choice(("hospital", "hospital", "hospital", "city")),
        "deeds": "多年坚守一线，患者和同事公认。",
        "found_by": "科室和支部推荐，纪检监察室核实",
        "integrity_heard": True,
        "published_from": day - timedelta(days=9),
        "published_to": day - timedelta(days=1),
    }
    title = f"{scene.names[unit]}{'团队' if is_group else '先进个人'}（{number + 1}）"
    return Made(title=title, day=day, unit=unit, facts=facts)


def event(scene: Scene, chance: random.Random, number: int) -> Made:
    """Once a year each for the whole house, the rest in branches of the union."""
    kind, title, month, of_month = EVENTS[number % len(EVENTS)]
    year = scene.start.year + number // len(EVENTS) % 2
    unit = "O01" if number < 2 * len(EVENTS) else chance.choice(scene.branches)
    day = min(date(year, month, of_month), scene.today)
    many = unit == "O01"
    facts: dict[str, Any] = {
        "kind": kind,
        "taking_part": chance.randint(180, 420) if many else chance.randint(15, 60),
        "estimated": kind in ("arts", "festival") and many,
    }
    if kind == "blood":
        facts["donors"] = facts["taking_part"] * 6 // 10
        facts["volume"] = facts["donors"] * 300
    until = day + timedelta(days=2) if kind == "sports" and day < scene.today else None
    return Made(title=f"{year}年{title}", day=day, until=until, unit=unit, facts=facts)


def item(scene: Scene, chance: random.Random, number: int) -> Made:
    """An item of the year's standard with its self-check."""
    year, place = scene.start.year + number % 2, number // 2
    points = Decimal(chance.choice(("1.0", "1.5", "2.0", "3.0")))
    facts = {
        "number": f"{place // 6 + 1}-{place % 6 + 1}",
        "part": PARTS[place % len(PARTS)],
        "owner": chance.choice(scene.people["O01"]),
        "points": points,
        "self_points": points - Decimal(chance.choice(("0.0", "0.0", "0.5"))),
        "checked_on": date(year, 9, chance.randint(1, 25)),
    }
    day, until = date(year, 2, 10), date(year, 10, 31)
    title = f"文明创建责任项{facts['number']}"
    return Made(title=title, day=day, until=until, unit="O01", facts=facts)


def duty(scene: Scene, chance: random.Random, number: int) -> Made:
    """Who spreads which law, year by year."""
    year, place = scene.start.year + number % 2, number // 2
    unit = scene.offices[place % len(scene.offices)]
    facts = {
        "law": LAWS[place % len(LAWS)],
        "audience": ("staff", "managers", "newcomers", "patients")[place % 4],
        "times": 1 + place % 2,
        "owner": scene.people[unit][0],
    }
    title = f"{year}年普法责任"
    return Made(title=title, day=date(year, 1, 6), until=date(year, 12, 31), unit=unit, facts=facts)


def law(scene: Scene, chance: random.Random, number: int) -> Made:
    """Inside the house only; outside it is outreach with a tag."""
    unit, form = chance.choice(scene.clinical), FORMS[number % len(FORMS)]
    attended = chance.randint(15, 160)
    facts: dict[str, Any] = {
        "form": form,
        "law": chance.choice(LAWS),
        "audience": "leaders" if form == "group_study" else chance.choice(AUDIENCES[:5]),
        "attended": attended,
    }
    if form == "exam":
        facts["passed"] = attended - chance.randint(0, 6)
    elif form != "display":
        facts["lecturer"] = scene.staff(chance, unit, 1, 1)[0]
    title = f"{facts['law'].strip('《》')}普法"
    return Made(title=title, day=scene.day(chance), unit=unit, facts=facts)


RECIPES = (
    Recipe(ledger="conduct", count=60, write=rule),
    Recipe(ledger="stories", count=110, write=story),
    Recipe(ledger="role_models", count=36, write=model),
    Recipe(ledger="culture_events", count=90, write=event),
    Recipe(ledger="civility_items", count=60, write=item),
    Recipe(ledger="law_duties", count=24, write=duty),
    Recipe(ledger="law_activities", count=120, write=law),
)
