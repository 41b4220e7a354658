"""From words – of the terminal, of the page – to a plan, and back to words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import TypeVar

from linghang.foundation.errors import Refused
from linghang.org.definitions import KINDS, Kind
from linghang.org.founding import rules
from linghang.org.founding.rules import FirstUnit, Plan, Unreadable

_Read = TypeVar("_Read")
PERSONNEL_OFFICE = FirstUnit(code="HR", name="人事科", kind=Kind.OFFICE)
PEOPLE = {
    "system": rules.SYSTEM,
    "security": rules.SECURITY,
    "audit": rules.AUDIT,
    "hr": rules.PERSONNEL,
}
FIELDS = {
    "name": "医院名称",
    "level": "等级",
    "code": "医疗机构编码",
    "since": "单位起用日期",
    "units": "首批单位",
    "maps": "首页病区对应",
    "system": "系统管理员",
    "security": "安全管理员",
    "audit": "审计管理员",
    "hr": "人事科科长",
}


class WrongWords(Refused):
    """What was written is no plan; the message names every field that can't be read."""


def filled(text: str) -> str:
    """The text; raises Unreadable when there is none."""
    if not text.strip():
        raise Unreadable("这一项必须写")
    return text.strip()


def level_of(text: str) -> str:
    """The code of a level by its name or code. Raises Unreadable."""
    by_name = {name: code for code, name in rules.LEVELS.items()}
    code = by_name.get(text.strip(), text.strip())
    if code not in rules.LEVELS:
        raise Unreadable(f"没有“{text}”这个等级，可选：{'、'.join(rules.LEVELS.values())}")
    return code


def _since(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Unreadable("日期应写成 2024-01-01 这样") from None


@dataclass
class _Words:
    """What was said, read field by field; every fault is noted and the next field is read."""

    said: Mapping[str, str]
    faults: list[str] = field(default_factory=list)

    def read(self, name: str, parse: Callable[[str], _Read]) -> _Read | None:
        try:
            return parse(self.said.get(name, ""))
        except Unreadable as fault:
            self.faults.append(f"{FIELDS[name]}：{fault}")
            return None


def plan_of(said: Mapping[str, str]) -> Plan:
    """The plan that the words mean (keys of FIELDS). Raises WrongWords with every fault.

    The personnel office is added when no unit is called so.
    """
    words = _Words(said)
    name, level = words.read("name", filled), words.read("level", level_of)
    since = words.read("since", _since)
    units, maps = words.read("units", rules.units_of), words.read("maps", rules.maps_of)
    people = [words.read(each, partial(rules.person_of, post)) for each, post in PEOPLE.items()]
    if words.faults or not name or not level or not since or units is None or maps is None:
        raise WrongWords(f"不能建院：{'；'.join(words.faults)}。")
    office = next((unit for unit in units if unit.name == PERSONNEL_OFFICE.name), None)
    if office is None:
        office = PERSONNEL_OFFICE
        units = (*units, office)
    return Plan(
        name=name,
        level=level,
        institution_code=said.get("code", "").strip(),
        since=since,
        units=units,
        people=tuple(
            replace(one, unit=office.code if one.post == rules.PERSONNEL else "")
            for one in people
            if one
        ),
        maps=maps,
    )


def told(plan: Plan) -> Iterator[str]:
    """The plan in lines, to be looked over before it is done."""
    names = {post: FIELDS[field] for field, post in PEOPLE.items()}
    yield f"医院：{plan.name}，{rules.LEVELS[plan.level]}，编码{plan.institution_code or '未填'}"
    yield f"单位自{plan.since}起登记，共{len(plan.units) + 1}个（含医院）："
    for unit in plan.units:
        above = f"，上级{unit.parent}" if unit.parent else ""
        campus = f"，院区{unit.campus}" if unit.campus else ""
        yield f"  {unit.code} {unit.name}（{KINDS[unit.kind].name}{above}{campus}）"
    yield f"首页病区对应{len(plan.maps)}项"
    for person in plan.people:
        yield f"{names[person.post]}：{person.code} {person.name}，登录名 {person.username}"
