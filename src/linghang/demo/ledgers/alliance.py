"""Members of the alliance, who was sent where, referrals, training tours, teams and missions."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from linghang.demo import names
from linghang.demo.ledgers.places import COUNTIES, PARENTS, PARTNERS, outside
from linghang.demo.ledgers.recipes import Made, Recipe, Scene

LEAGUES = ("D01", "D04", "D15", "D20", "D22")
KINDS = ("city_group", "county", "league", "league", "remote", "co_building")
TECHNIQUES = (
    "超声引导穿刺",
    "新生儿复苏",
    "卒中静脉溶栓",
    "胸腔镜手术",
    "伤口造口护理",
    "内镜早癌筛查",
)


def member(scene: Scene, chance: random.Random, number: int) -> Made:
    """An agreement; from the second round on with a body that is a member already."""
    partner, again = PARTNERS[number % len(PARTNERS)], number >= len(PARTNERS)
    kind = KINDS[(number + number // len(PARTNERS)) % len(KINDS)]
    day = scene.start + timedelta(days=14 * number + 3)
    facts: dict[str, Any] = {
        "partner": outside(partner),
        "kind": kind,
        "tightness": "tight" if kind == "county" else "loose",
        "grade": "second" if "县" in partner else "first",
        "county": COUNTIES[number % len(COUNTIES)],
        "signed_on": day - timedelta(days=2),
        "joined": not again,
        "contact": scene.people["O07"][3],
        "number": f"YLT-{day.year}-{number + 1:03d}",
    }
    if kind == "league":
        facts["speciality"] = (chance.choice(LEAGUES),)
    years = 3 if number % 5 else 1
    until = day + timedelta(days=365 * years)
    return Made(title=f"{partner}合作协议", day=day, until=until, unit="O07", facts=facts)


def duty(scene: Scene, chance: random.Random, number: int) -> Made:
    """Experts at a member for a day or a few."""
    unit, day = chance.choice(scene.clinical), scene.day(chance)
    days = chance.choices((1, 2, 5), (6, 3, 1))[0]
    facts = {
        "partner": outside(chance.choice(PARTNERS[:18])),
        "experts": scene.staff(chance, unit, 1, 2),
        "clinics": chance.randint(8, 60) * days,
        "operations": chance.choice((0, 0, 1, 2, 4)),
        "rounds": chance.randint(0, 3),
        "lectures": chance.randint(0, 1),
        "trained": chance.randint(0, 30),
        "days": days,
    }
    until = min(scene.today, day + timedelta(days=days - 1))
    return Made(title="下派坐诊带教", day=day, until=until, unit=unit, facts=facts)


def traffic(scene: Scene, chance: random.Random, number: int) -> Made:
    """A month of a department with one member."""
    pairs = len(scene.clinical) * 7
    month, pair = divmod(number, pairs)
    unit, partner = scene.clinical[pair // 7], PARTNERS[(pair + pair // 7 * 4) % 20]
    day = date(scene.start.year + month // 12, month % 12 + 1, 1)
    facts = {
        "partner": outside(partner),
        "up": chance.randint(0, 14),
        "down": chance.randint(0, 8),
        "consultations": chance.randint(0, 5),
    }
    if unit == "D30":
        facts["imaging"] = chance.randint(20, 160)
    if unit == "D01":
        facts["ecg"] = chance.randint(30, 240)
    if unit == "D31":
        facts["pathology"] = chance.randint(0, 20)
    return Made(title=f"{day.month}月转诊和远程协作", day=day, unit=unit, facts=facts)


def tour(scene: Scene, chance: random.Random, number: int) -> Made:
    """One stop of a training tour."""
    unit, day = chance.choice(scene.clinical), scene.day(chance)
    technique = chance.choice(TECHNIQUES)
    trainees = chance.randint(8, 60)
    tested = trainees - chance.randint(0, 4)
    before = tested * chance.randint(30, 60) // 100
    facts = {
        "tour": f"{day.year}年{technique}巡回培训",
        "site": outside(chance.choice(PARTNERS)),
        "kind": chance.choice(("technique", "ward_round", "guidance", "nursing", "drill")),
        "team": scene.staff(chance, unit, 2, 4),
        "trainees": trainees,
        "tested": tested,
        "passed_before": before,
        "passed_after": min(tested, before + chance.randint(3, 12)),
        "score_before": Decimal(chance.randint(500, 700)) / 10,
        "score_after": Decimal(chance.randint(720, 950)) / 10,
    }
    return Made(title=f"{technique}培训", day=day, unit=unit, facts=facts)


def team(scene: Scene, chance: random.Random, number: int) -> Made:
    """A team sent for half a year, or a station of an expert."""
    unit = scene.clinical[(number * 5) % len(scene.clinical)]
    is_team = number % 3 == 0
    day = scene.start + timedelta(days=17 * number)
    members = scene.staff(chance, unit, 5, 5) if is_team else scene.staff(chance, unit, 1, 1)
    receiver = PARTNERS[number % 12]
    facts: dict[str, Any] = {
        "kind": "support" if is_team else ("station", "studio")[number % 2],
        "receiver": outside(receiver),
        "order": f"示范卫医函〔{day.year}〕{number + 1}号",
        "members": members,
        "techniques": chance.randint(0, 3),
    }
    if is_team:
        facts |= {"leader": members[0], "months": 6}
    until = day + timedelta(days=183) if is_team else None
    title = f"{receiver}{'对口支援队' if is_team else '专家工作站'}"
    return Made(title=title, day=day, until=until, unit="O07", facts=facts)


def report(scene: Scene, chance: random.Random, number: int) -> Made:
    """A month of a team or a station."""
    teams = scene.numbers["support_teams"]
    month = number * 24 // 620
    day = date(scene.start.year + month // 12, month % 12 + 1, 1)
    facts = {
        "team": teams[number % len(teams)],
        "on_duty": chance.choice((1, 5)),
        "clinics": chance.randint(20, 420),
        "operations": chance.randint(0, 16),
        "rounds": chance.randint(1, 8),
        "trained": chance.randint(0, 60),
        "techniques": int(chance.random() < 0.1),
    }
    return Made(title=f"{day.year}年{day.month}月月报", day=day, unit="O07", facts=facts)


MISSIONS: tuple[tuple[str, str, str, date, int, int], ...] = (
    ("abroad", "南岛国中心医院", "2024年援外医疗队", date(2024, 5, 10), 6, 540),
    ("disaster", "云栖县", "云栖县暴雨灾害救援", date(2024, 7, 3), 24, 6),
    ("guard", "领航市", "城市马拉松医疗保障", date(2024, 10, 20), 40, 0),
    ("epidemic", "青禾县", "青禾县流感防控支援", date(2025, 1, 12), 30, 25),
    ("accident", "远帆区", "交通事故批量伤员救治", date(2025, 4, 18), 16, 3),
    ("abroad", "南岛国中心医院", "2025年援外医疗队", date(2025, 6, 2), 5, 730),
    ("guard", "领航市", "全民健身大会医疗保障", date(2025, 9, 14), 36, 1),
    ("disaster", "青禾县", "青禾县山洪灾害救援", date(2025, 8, 2), 20, 8),
)
CALLED_UP = 90  # different people, so that some go twice
SENT = [one for one in MISSIONS for _ in range(one[4])]


def mission(scene: Scene, chance: random.Random, number: int) -> Made:
    """One person on one mission."""
    kind, place, batch, day, _, days = SENT[number]
    whom = number * 7 % CALLED_UP
    unit = scene.clinical[whom % len(scene.clinical)]
    facts = {
        "person": scene.people[unit][4 + whom // len(scene.clinical)],
        "kind": kind,
        "place": place,
        "batch": batch,
        "role": chance.choice(("physician", "physician", "nurse", "technician")),
        "order": f"示范卫应急〔{day.year}〕调{day.month}号",
        "treated": chance.randint(5, 300),
    }
    return Made(title=batch, day=day, until=day + timedelta(days=days), unit=unit, facts=facts)


TEAMS: Mapping[str, str] = {
    "medical": "physician",
    "infection": "nurse",
    "poisoning": "physician",
    "testing": "technician",
    "psychology": "physician",
}


def reserve(scene: Scene, chance: random.Random, number: int) -> Made:
    """One person in one team of the reserve."""
    unit = scene.clinical[number % len(scene.clinical)]
    name = tuple(TEAMS)[number // len(scene.clinical) % len(TEAMS)]
    pool = scene.people[unit]
    facts = {
        "person": pool[(3 + number // len(scene.clinical)) % len(pool)],
        "team": name,
        "skill": TEAMS[name],
        "trained_on": scene.day(chance),
    }
    day = scene.start + timedelta(days=chance.randint(0, 60))
    return Made(title="编入应急后备队", day=day, unit=unit, facts=facts)


OVER = {
    "technique": "技术平移",
    "management": "管理制度承接",
    "expert": "专家派驻",
    "co_building": "共建项目",
}


def transfer(scene: Scene, chance: random.Random, number: int) -> Made:
    """Something that came over from the parent hospital."""
    unit = scene.clinical[number % len(scene.clinical)]
    kind = chance.choices(tuple(OVER), (6, 3, 2, 1))[0]
    facts: dict[str, Any] = {"parent": outside(chance.choice(PARENTS)), "kind": kind}
    technique = chance.choice(TECHNIQUES)
    if kind == "technique":
        facts |= {"cases": chance.randint(1, 90), "first_here": chance.random() < 0.2}
    elif kind == "management":
        facts["rule"] = f"{technique}管理规范"
    elif kind == "expert":
        facts["experts"] = (outside(names.FULL_NAMES[number * 97]),)
    title = f"{scene.names[unit]}{technique}{OVER[kind]}"
    return Made(title=title, day=scene.day(chance), unit=unit, facts=facts)


RECIPES = (
    Recipe(ledger="alliance_members", count=40, write=member, papers=("agreement",)),
    Recipe(ledger="alliance_duties", count=2_000, write=duty),
    Recipe(ledger="alliance_traffic", count=5_376, write=traffic),
    Recipe(ledger="training_tours", count=420, write=tour),
    Recipe(ledger="support_teams", count=40, write=team),
    Recipe(ledger="support_reports", count=620, write=report),
    Recipe(ledger="missions", count=len(SENT), write=mission),
    Recipe(ledger="reserves", count=150, write=reserve),
    Recipe(ledger="transfers", count=70, write=transfer),
)
