"""Talks and what was said in them, suppliers, the monthly lecture, pledges, visits at home."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from linghang.demo.ledgers.places import outside
from linghang.demo.ledgers.recipes import Made, Recipe, Scene, some

SUPPLIERS = (
    "示范医药有限公司",
    "远帆医疗器械有限公司",
    "和风试剂有限公司",
    "启明信息技术有限公司",
    "灯塔工程造价咨询有限公司",
    "晨光招标代理有限公司",
    "同心后勤服务有限公司",
)
BUSINESS = ("drugs", "consumables", "consumables", "information", "works", "agency", "general")
TALKED_BY = "O03"
KINDS = (("reminder", "sensitive_post"), ("reminder", "festival"), ("appointment", "new_post"))
THEMES = ("药品采购", "耗材管理", "招标投标", "医保基金", "红包回扣", "科研经费", "基建维修")


def talk(scene: Scene, chance: random.Random, number: int) -> Made:
    """A talk with a few, every tenth with many at once."""
    unit = chance.choice((*scene.clinical, *scene.offices))
    people = [one for one in scene.people.get(unit, ()) if one not in scene.people[TALKED_BY]]
    unit = unit if people else scene.clinical[0]
    is_many = number % 10 == 9
    kind, ground = ("collective", "usual") if is_many else KINDS[number % len(KINDS)]
    day = scene.day(chance)
    pool = people or scene.people[unit]
    persons = some(chance, pool, 8, 20) if is_many else some(chance, pool, 1, 4)
    facts: dict[str, Any] = {
        "kind": kind,
        "ground": ground,
        "talkers": some(chance, scene.people[TALKED_BY], 2, 2),
        "persons": persons,
        "promised": chance.random() < 0.9,
    }
    if pool[0] in persons:
        facts["managers"] = (pool[0],)
    if kind == "reminder":
        facts["follow_up_by"] = day + timedelta(days=90)
        if day + timedelta(days=90) < scene.today and chance.random() < 0.9:
            facts["followed_up_on"] = day + timedelta(days=chance.randint(60, 89))
    return Made(title=f"{'集体约谈' if is_many else '廉政谈话'}", day=day, unit=unit, facts=facts)


def note(scene: Scene, chance: random.Random, number: int) -> Made:
    """What was said in one of the talks; kept encrypted."""
    talks = scene.numbers["integrity_talks"]
    facts = {
        "talk": talks[number % len(talks)],
        "content": "重申廉洁从业九项准则，提醒岗位风险点和防控措施。",
        "promise": "严格遵守廉洁纪律，主动接受监督。",
    }
    return Made(title="谈话记录", day=scene.day(chance), unit=TALKED_BY, facts=facts)


def supplier_talk(scene: Scene, chance: random.Random, number: int) -> Made:
    """Suppliers called in, several at the start of the year, one by one later."""
    is_many = number % 4 == 0
    chosen = some(chance, SUPPLIERS, 4, 7) if is_many else some(chance, SUPPLIERS, 1, 1)
    facts = {
        "kind": "collective" if is_many else "single",
        "business": "several" if is_many else BUSINESS[SUPPLIERS.index(chosen[0])],
        "suppliers": tuple(outside(one) for one in chosen),
        "attended": len(chosen) + chance.randint(0, 3),
        "talkers": some(chance, scene.people[TALKED_BY], 2, 2),
        "ground": "usual" if is_many else "before",
        "requirements": "不得以任何名义给予回扣；实行定时定点定人接待。",
    }
    if facts["business"] == "general":
        facts["business"] = "services"
    if facts["business"] == "information":
        facts["business"] = "services"
    title = "供应商年度廉洁约谈" if is_many else f"{chosen[0]}签约前约谈"
    return Made(title=title, day=scene.day(chance), unit=TALKED_BY, facts=facts)


def agreement(scene: Scene, chance: random.Random, number: int) -> Made:
    """One for each contract, for a year; a few signed late."""
    place = number % len(SUPPLIERS)
    day = scene.day(chance)
    is_late = chance.random() < 0.06
    facts: dict[str, Any] = {
        "contract": f"LH-CG-{day.year}-{number + 1:04d}",
        "supplier": outside(SUPPLIERS[place]),
        "business": BUSINESS[place],
        "signed_with_contract": not is_late,
        "signatory": "销售经理",
        "our_signatory": scene.people["O14"][0],
    }
    if is_late:
        facts["late_because"] = "合同先行邮寄，协议补签"
    until = day + timedelta(days=364)
    title = f"{SUPPLIERS[place]}廉洁购销协议"
    return Made(title=title, day=day, until=until, unit="O14", facts=facts)


def lesson(scene: Scene, chance: random.Random, number: int) -> Made:
    """The lecture of each month but one, and warnings in branches."""
    is_hall = number < 23
    month = number + (number >= 15)
    hall_day = date(scene.start.year + month // 12, month % 12 + 1, 20)
    day = min(hall_day, scene.today) if is_hall else scene.day(chance)
    expected = 130 if is_hall else chance.randint(20, 60)
    theme = THEMES[number % len(THEMES)]
    facts: dict[str, Any] = {
        "kind": "hall" if is_hall else ("warning", "film", "visit", "story")[number % 4],
        "audience": "managers" if is_hall else ("key_posts", "members", "newcomers")[number % 3],
        "expected": expected,
        "attended": expected - chance.randint(0, expected // 8),
        "guideline": some(chance, ("g1", "g2", "g4", "g8", "g9"), 1, 2),
    }
    if is_hall:
        facts |= {"lecturers": scene.staff(chance, TALKED_BY, 1, 1), "case": f"某医院{theme}案"}
    unit = TALKED_BY if is_hall else chance.choice(scene.branches)
    title = f"每月一主题：{theme}" if is_hall else f"警示教育：{theme}"
    return Made(title=title, day=day, unit=unit, facts=facts)


def pledge(scene: Scene, chance: random.Random, number: int) -> Made:
    """Each department each year in January; of this year a few people are still missing."""
    places = (*scene.clinical, *(one for one in scene.offices if one in scene.people))
    unit, round_ = places[number % len(places)], number // len(places)
    year = scene.start.year + round_ % 2
    staff = tuple(scene.people[unit])
    is_family = round_ >= 2
    whole = len(staff) - (chance.choice((0, 0, 1, 3)) if year == scene.today.year else 0)
    signers = staff[: len(staff) // 3 + 1] if is_family else staff[: max(1, whole)]
    facts = {
        "kind": "family" if is_family else "pledge",
        "year": year,
        "text_version": f"{year}版",
        "signers": signers,
        "shown": not is_family,
    }
    title = f"{scene.names[unit]}{'家庭助廉承诺' if is_family else '廉洁承诺'}"
    return Made(title=title, day=date(year, 1, 8 + number % 15), unit=unit, facts=facts)


def home(scene: Scene, chance: random.Random, number: int) -> Made:
    """Two of the discipline office at somebody's home."""
    unit = chance.choice(scene.clinical)
    facts = {
        "member": scene.staff(chance, unit, 1, 1)[0],
        "visitors": some(chance, scene.people[TALKED_BY], 2, 2),
        "way": chance.choice(("visit", "visit", "call")),
        "letter": chance.random() < 0.9,
    }
    return Made(title="廉政家访", day=scene.day(chance), unit=unit, facts=facts)


RECIPES = (
    Recipe(ledger="integrity_talks", count=90, write=talk),
    Recipe(ledger="integrity_talk_notes", count=60, write=note),
    Recipe(ledger="supplier_talks", count=20, write=supplier_talk),
    Recipe(ledger="integrity_agreements", count=130, write=agreement),
    Recipe(ledger="integrity_lessons", count=75, write=lesson),
    Recipe(ledger="integrity_pledges", count=141, write=pledge),
    Recipe(ledger="home_visits", count=40, write=home),
)
