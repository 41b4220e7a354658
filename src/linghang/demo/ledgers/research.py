"""Key disciplines, research projects with their milestones, papers, patents, awards, teaching."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from linghang.demo.ledgers.places import BODIES, JOURNALS, UNIVERSITIES, outside
from linghang.demo.ledgers.recipes import Made, Recipe, Scene, some

SUBJECTS = (
    "冠心病",
    "缺血性卒中",
    "膝骨关节炎",
    "早期胃癌",
    "新生儿呼吸窘迫",
    "慢性肾病",
    "肺部感染",
    "糖尿病足",
)
METHODS = (
    "预后因素分析",
    "风险预测模型",
    "多中心随机对照研究",
    "护理干预效果",
    "影像特征研究",
    "真实世界研究",
)
# Projects with so low a number were handed in before the autumn of their year.
EARLY = 90
# Bases of these kinds come first, then those of schools.
RESIDENCIES, RESIDENT = ("residency", "residency", "general_practice", "nursing"), 19
DEVICES = ("引流管固定装置", "体位垫", "穿刺定位架", "采血辅助器", "康复训练支架", "气道湿化装置")
LEVELS = {
    "national": ("nsfc",),
    "province": ("province_science", "key_plan"),
    "city": ("province_health", "city_science"),
    "hospital": ("hospital",),
    "enterprise": ("enterprise",),
}


def _study(chance: random.Random) -> str:
    return f"{chance.choice(SUBJECTS)}{chance.choice(METHODS)}"


def discipline(scene: Scene, chance: random.Random, number: int) -> Made:
    """A department that was given a level; every fifth rises a year later."""
    unit = scene.clinical[number * 3 % len(scene.clinical)]
    level = chance.choices(("national", "province", "city", "hospital"), (1, 6, 8, 4))[0]
    day = scene.start + timedelta(days=11 * number)
    rises = number % 5 == 4 and level == "city"
    funds = {"national": 500, "province": 200, "city": 60, "hospital": 20}[level] * 1_000_000
    facts = {
        "level": level,
        "kind": chance.choices(("specialty", "discipline", "feature", "laboratory"), (8, 4, 2, 1))[
            0
        ],
        "status": "building",
        "batch": f"第{number % 4 + 1}批",
        "leader": scene.people[unit][0],
        "funds": funds,
        "own_funds": funds // 4,
        "document": f"示范卫医发〔{day.year}〕{number + 11}号",
    }
    until = day + timedelta(days=200) if rises else None
    return Made(title=scene.names[unit], day=day, until=until, unit=unit, facts=facts)


def project(scene: Scene, chance: random.Random, number: int) -> Made:
    """A project with its money; the levels as a large municipal hospital has them."""
    unit, day = chance.choice(scene.clinical), scene.day(chance)
    level = chance.choices(tuple(LEVELS), (1, 5, 24, 30, 4))[0]
    granted = {"national": 49, "province": 12, "city": 4, "hospital": 2, "enterprise": 18}[level]
    amount = granted * chance.randint(70, 130) * 10_000
    people = scene.staff(chance, unit, 4, 6)
    ethics = chance.choices(("passed", "exempt", "not_needed"), (7, 1, 2))[0]
    facts: dict[str, Any] = {
        "level": level,
        "source_body": chance.choice(LEVELS[level]),
        "number": f"SF{day.year}{level[:2].upper()}{number:04d}",
        "principal": people[0],
        "members": people[1:],
        "our_place": chance.choices((1, 2, 3), (9, 1, 1))[0],
        "granted": amount,
        "arrived": amount // 2,
        "matched": amount if level == "city" else 0,
        "ethics": ethics,
    }
    if ethics == "passed":
        facts["ethics_number"] = f"LL-{day.year}-{number:04d}"
    until = day + timedelta(days=730 if level != "national" else 1460)
    return Made(title=_study(chance), day=day, until=until, unit=unit, facts=facts)


def milestone(scene: Scene, chance: random.Random, number: int) -> Made:
    """What happened to a project later on."""
    codes = [one for one in scene.numbers["research_projects"] if int(one[-5:]) <= EARLY]
    code = chance.choice(codes)
    began = date(int(code.split("-")[1]), 9, 1)
    kind = chance.choices(
        ("opened", "arrived", "middle", "extended", "closed", "ended"), (4, 8, 5, 1, 5, 0.3)
    )[0]
    least = min(began + timedelta(days=10), scene.today)
    day = least + timedelta(days=chance.randrange((scene.today - least).days + 1))
    facts: dict[str, Any] = {"project": code, "kind": kind}
    if kind == "arrived":
        facts["amount"] = chance.randint(5, 120) * 100_000
    if kind in ("middle", "closed", "ended"):
        facts["spent"] = chance.randint(5, 90) * 100_000
    if kind in ("middle", "closed"):
        facts["result"] = chance.choices(("pass", "excellent", "mend"), (8, 1, 1))[0]
    if kind == "extended":
        facts |= {"new_end": day + timedelta(days=365), "reason": "病例入组进度未达计划"}
    if kind == "ended":
        facts["reason"] = "项目负责人工作变动"
    unit = chance.choice(scene.clinical)
    return Made(title=f"项目{code}", day=day, unit=unit, facts=facts)


def paper(scene: Scene, chance: random.Random, number: int) -> Made:
    """A paper; one in eight is in SCI."""
    unit, day = chance.choice(scene.clinical), scene.day(chance)
    indexed = chance.choices(tuple(JOURNALS), (12, 1, 20, 42, 25))[0]
    authors = scene.staff(chance, unit, 1, 4)
    facts: dict[str, Any] = {
        "journal": chance.choice(JOURNALS[indexed]),
        "volume": f"{day.year - 1980}({day.month}): {chance.randint(1, 900)}",
        "indexed": indexed,
        "first_author": authors[0],
        "corresponding": (authors[-1],),
        "authors": authors,
        "affiliation": chance.choices(("first", "corresponding", "other"), (16, 2, 2))[0],
        "retracted": chance.random() < 0.002,
        "checked_on": min(scene.today, day + timedelta(days=20)),
    }
    if indexed == "sci":
        facts |= {
            "doi": f"10.9999/demo.{number:05d}",
            "factor": Decimal(chance.randint(900, 9_000)) / 1000,
            "factor_year": day.year - 1,
            "quartile": chance.choices(("q1", "q2", "q3", "q4"), (1, 3, 4, 3))[0],
        }
    if chance.random() < 0.3:
        facts["project"] = some(chance, scene.numbers["research_projects"], 1, 1)
    title = f"{_study(chance)}：基于{chance.randint(60, 900)}例的分析"
    return Made(title=title, day=day, unit=unit, facts=facts)


def patent(scene: Scene, chance: random.Random, number: int) -> Made:
    """A patent, most of them utility models."""
    unit, day = chance.choice(scene.clinical), scene.day(chance)
    kind = chance.choices(("utility", "invention", "design", "software"), (14, 2, 1, 3))[0]
    applied = day - timedelta(days=chance.randint(180, 700))
    facts = {
        "kind": kind,
        "number": f"ZL{applied.year}9{number:07d}.X",
        "inventors": scene.staff(chance, unit, 1, 4),
        "owner": chance.choices(("hospital", "shared", "person"), (16, 2, 1))[0],
        "applied_on": applied,
    }
    title = f"一种{chance.choice(DEVICES)}"
    return Made(title=title, day=day, unit=unit, facts=facts)


def award(scene: Scene, chance: random.Random, number: int) -> Made:
    """An award, a registered result or a technique that was spread."""
    unit, day = chance.choice(scene.clinical), scene.day(chance)
    kind = chance.choices(("award", "registered", "suitable", "book"), (4, 8, 3, 2))[0]
    facts: dict[str, Any] = {
        "kind": kind,
        "level": chance.choices(("province", "city", "society"), (2, 6, 3))[0],
        "our_place": chance.choices((1, 2, 3), (8, 2, 1))[0],
        "people": scene.staff(chance, unit, 2, 5),
        "number": f"CG{day.year}{number:04d}",
    }
    if kind in ("award", "suitable"):
        facts["grade"] = chance.choices(("first", "second", "third"), (1, 3, 6))[0]
    return Made(title=_study(chance), day=day, unit=unit, facts=facts)


def conversion(scene: Scene, chance: random.Random, number: int) -> Made:
    """A contract by which a result is put to use."""
    unit, day = chance.choice([one for one in scene.clinical if one != "D28"]), scene.day(chance)
    amount = chance.randint(2, 90) * 1_000_000
    facts = {
        "way": chance.choice(("transfer", "licence", "service")),
        "partner": outside(f"领航市{chance.choice(BODIES)}"),
        "amount": amount,
        "arrived": amount // chance.choice((1, 2, 4)),
        "contract_number": f"ZH{day.year}{number:03d}",
        "people": scene.staff(chance, unit, 1, 4),
        "publicity": day - timedelta(days=20),
    }
    return Made(title=chance.choice(DEVICES), day=day, unit=unit, facts=facts)


def base(scene: Scene, chance: random.Random, number: int) -> Made:
    """A base for residents, or one of a school."""
    unit = scene.clinical[number * 2 % len(scene.clinical)]
    kind = "internship" if number >= RESIDENT else RESIDENCIES[number % len(RESIDENCIES)]
    day = scene.start + timedelta(days=9 * number)
    facts: dict[str, Any] = {
        "kind": kind,
        "level": "school" if kind == "internship" else ("national", "province")[number % 2],
        "head": scene.people[unit][0],
        "teachers": chance.randint(6, 30),
        "review": chance.choices(("pass", "basic"), (5, 1))[0],
        "document": f"示范卫科教〔{day.year}〕{number + 3}号",
    }
    if kind == "internship":
        facts["school"] = outside(chance.choice(UNIVERSITIES))
    else:
        facts["capacity"] = chance.randint(4, 24)
    title = f"{scene.names[unit]}{'实习' if kind == 'internship' else '培训'}基地"
    return Made(title=title, day=day, unit=unit, facts=facts)


def residency(scene: Scene, chance: random.Random, number: int) -> Made:
    """A year of a base."""
    bases = scene.numbers["teaching_bases"][:RESIDENT]
    year = scene.start.year + number // len(bases) % 2
    planned = chance.randint(6, 24)
    enrolled, examined = planned - chance.randint(0, 3), planned - chance.randint(1, 4)
    first = examined - chance.randint(0, 2)
    first_passed = first - chance.randint(0, 2)
    facts = {
        "base": bases[number % len(bases)],
        "planned": planned,
        "enrolled": enrolled,
        "training": enrolled * 3 - chance.randint(0, 4),
        "examined": examined,
        "first_takers": first,
        "passed": min(examined, first_passed + 1),
        "first_passed": first_passed,
    }
    unit = scene.clinical[number * 2 % len(scene.clinical)]
    return Made(title=f"{year}年住培情况", day=date(year, 7, 31), unit=unit, facts=facts)


def education(scene: Scene, chance: random.Random, number: int) -> Made:
    """A further education project as it was held."""
    unit, day = chance.choice([one for one in scene.clinical if one != "D28"]), scene.day(chance)
    level = chance.choices(("national", "province", "city", "hospital"), (1, 8, 8, 10))[0]
    attended = chance.randint(40, 280)
    facts: dict[str, Any] = {
        "level": level,
        "leader": scene.people[unit][0],
        "lecturers": scene.staff(chance, unit, 2, 4),
        "hours": chance.choice((6, 12, 18)),
        "credits": Decimal(chance.choice((2, 4, 6))),
        "attended": attended,
        "credited": attended - chance.randint(0, 12),
        "outside": attended * chance.randint(0, 60) // 100,
        "form": chance.choice(("on_site", "online", "both")),
    }
    if level in ("national", "province"):
        facts["number"] = f"{day.year}-{level[:1].upper()}-{number:04d}"
    title = f"{chance.choice(SUBJECTS)}诊疗新进展学习班"
    return Made(title=title, day=day, unit=unit, facts=facts)


def teaching(scene: Scene, chance: random.Random, number: int) -> Made:
    """A course, a group of students or a teaching round."""
    unit, day = chance.choice(scene.clinical), scene.day(chance)
    kind = chance.choices(
        ("lecture", "clerkship", "internship", "graduate", "resident", "round"), (3, 2, 2, 1, 3, 6)
    )[0]
    facts: dict[str, Any] = {
        "kind": kind,
        "teachers": scene.staff(chance, unit, 1, 3),
        "students": chance.randint(4, 60),
    }
    if kind in ("lecture", "clerkship", "resident", "round"):
        facts["hours"] = chance.randint(1, 36)
    if kind in ("lecture", "clerkship", "internship", "graduate"):
        facts["school"] = outside(chance.choice(UNIVERSITIES))
    names = {"lecture": "理论课", "clerkship": "见习", "internship": "实习带教"}
    more = {"graduate": "研究生带教", "resident": "住培小讲课", "round": "教学查房"}
    title = chance.choice(SUBJECTS) + {**names, **more}[kind]
    return Made(title=title, day=day, unit=unit, facts=facts)


RECIPES = (
    Recipe(ledger="key_disciplines", count=48, write=discipline, papers=("paper",)),
    Recipe(ledger="research_projects", count=360, write=project, papers=("contract",)),
    Recipe(ledger="research_milestones", count=520, write=milestone),
    Recipe(ledger="papers", count=900, write=paper, papers=("copy",)),
    Recipe(ledger="patents", count=240, write=patent),
    Recipe(ledger="research_awards", count=120, write=award),
    Recipe(ledger="conversions", count=36, write=conversion),
    Recipe(ledger="teaching_bases", count=24, write=base),
    Recipe(ledger="residency_years", count=38, write=residency),
    Recipe(ledger="education_projects", count=260, write=education),
    Recipe(ledger="teaching", count=900, write=teaching),
)
