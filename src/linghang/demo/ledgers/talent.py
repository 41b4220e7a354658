"""Further study away and here, plans by which people are trained, degrees beside the work."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from linghang.demo import names
from linghang.demo.ledgers.places import PARENTS, PARTNERS, UNIVERSITIES, outside
from linghang.demo.ledgers.recipes import Made, Recipe, Scene

SUBJECTS = (
    "心脏介入",
    "卒中救治",
    "关节镜",
    "重症护理",
    "内镜诊疗",
    "介入超声",
    "产科急救",
    "肿瘤放疗",
)
VACANT = "D28"


def _led(scene: Scene, chance: random.Random) -> str:
    return chance.choice([one for one in scene.clinical if one != VACANT])


def away(scene: Scene, chance: random.Random, number: int) -> Made:
    """Somebody who goes to study elsewhere."""
    unit, day = _led(scene, chance), scene.day(chance)
    months = Decimal(chance.choice((1, 3, 6, 6, 12)))
    back = day + timedelta(days=int(months * 30))
    subject = chance.choice(SUBJECTS)
    is_back = back < scene.today
    facts: dict[str, Any] = {
        "person": scene.staff(chance, unit, 1, 1)[0],
        "place": outside(chance.choice(PARENTS)),
        "subject": subject,
        "kind": chance.choices(("further", "short", "abroad", "specialist_nurse"), (8, 3, 0.3, 3))[
            0
        ],
        "months": months,
        "promised": int(months) // 3,
        "cost": chance.randint(2, 30) * 100_000,
    }
    if is_back:
        facts |= {"reported_on": back, "technique": f"{subject}新技术"}
        facts["brought"] = chance.random() < 0.3
    return Made(title=f"{subject}进修", day=day, until=back, unit=unit, facts=facts)


def here(scene: Scene, chance: random.Random, number: int) -> Made:
    """Somebody of another hospital who studies here."""
    unit, day = _led(scene, chance), scene.day(chance)
    months = Decimal(chance.choice((1, 2, 3, 6)))
    until = day + timedelta(days=int(months * 30))
    facts: dict[str, Any] = {
        "person": outside(names.FULL_NAMES[-1 - number * 13 % 30_000]),
        "from_unit": outside(chance.choice(PARTNERS)),
        "alliance": chance.random() < 0.8,
        "profession": chance.choices(("physician", "nurse", "technician"), (5, 4, 2))[0],
        "teacher": scene.people[unit][chance.randrange(4)],
        "months": months,
    }
    if until < scene.today:
        facts["result"] = chance.choices(("pass", "fail", "left"), (30, 1, 1))[0]
    return Made(title=f"{scene.names[unit]}进修", day=day, until=until, unit=unit, facts=facts)


def plan(scene: Scene, chance: random.Random, number: int) -> Made:
    """Somebody chosen for a plan, with a mentor of the same department."""
    unit, later = scene.clinical[number % len(scene.clinical)], number >= 80
    if unit == VACANT:
        unit = "D26"
    day = date(scene.start.year + later, 3, 1)
    pool = scene.people[unit]
    facts: dict[str, Any] = {
        "person": pool[2 + number // len(scene.clinical) * 2 % (len(pool) - 2)],
        "plan": ("elite", "seedling", "seedling", "backbone", "nursing")[number % 5],
        "batch": "第二批" if later else "第一批",
        "mentor": pool[0] if number % 7 else pool[1],
        "agreement": number % 6 != 0,
        "budget": chance.randint(1, 8) * 1_000_000,
    }
    until = date(day.year + 2, 2, 28)
    return Made(title="完成一项亚专科技术并发表论文", day=day, until=until, unit=unit, facts=facts)


def degree(scene: Scene, chance: random.Random, number: int) -> Made:
    """Somebody who studies for a degree beside the work."""
    unit, name = _led(scene, chance), chance.choices(("doctor", "master", "bachelor"), (1, 4, 3))[0]
    day = date(scene.start.year + number % 2, 9, 1)
    facts = {
        "person": scene.staff(chance, unit, 1, 1)[0],
        "degree": name,
        "full_time": chance.choice(("part", "part", "equal")),
        "school": chance.choice(UNIVERSITIES),
        "subject": chance.choice(("内科学", "外科学", "护理学", "影像医学")),
        "promised": 5,
    }
    return Made(title="在职攻读学位", day=day, unit=unit, facts=facts)


RECIPES = (
    Recipe(ledger="study_away", count=420, write=away, papers=("certificate",)),
    Recipe(ledger="study_here", count=560, write=here),
    Recipe(ledger="talent_plans", count=150, write=plan),
    Recipe(ledger="degrees", count=90, write=degree),
)
