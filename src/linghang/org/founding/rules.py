"""Pure rules of founding: what a plan says, and what speaks against it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from linghang.org.definitions import KINDS, Kind, Post

HOSPITAL = "H"
LEVELS = {
    "tertiary_a": "三级甲等",
    "tertiary_b": "三级乙等",
    "tertiary_c": "三级丙等",
    "tertiary": "三级未定等",
    "secondary_a": "二级甲等",
    "secondary_b": "二级乙等",
    "secondary_c": "二级丙等",
    "secondary": "二级未定等",
    "primary": "一级",
    "none": "未定级",
}
# The three administrators must be three people; the fourth appoints everybody else.
SYSTEM, SECURITY, AUDIT, PERSONNEL = (
    "system_administrator",
    "security_administrator",
    "audit_administrator",
    "hr_director",
)
POSTS = (SYSTEM, SECURITY, AUDIT, PERSONNEL)
FIRST_KINDS = (Kind.CAMPUS, Kind.DEPARTMENT, Kind.WARD, Kind.OFFICE)
KIND_WORDS = {KINDS[kind].name: kind for kind in FIRST_KINDS} | {"科": Kind.DEPARTMENT}
_CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$")
_INSTITUTION = re.compile(r"^[0-9A-Z]{9,30}$")
_BETWEEN = re.compile(r"[,，\t]")


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstUnit:
    """A unit of the plan; parent and campus are codes, an empty parent is the hospital."""

    code: str
    name: str
    kind: Kind
    parent: str = ""
    campus: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPerson:
    """One of the first people. unit: where the post is held, empty for the hospital itself."""

    post: str
    code: str
    name: str
    username: str
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WardMap:
    """A ward's name as the front sheets write it, and the unit that it means."""

    value: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that is written when a hospital is founded.

    since: the day from which the units stand; cases discharged before it belong nowhere.
    """

    name: str
    level: str
    institution_code: str
    since: date
    units: tuple[FirstUnit, ...] = ()
    people: tuple[FirstPerson, ...] = ()
    maps: tuple[WardMap, ...] = ()


def reasons_not_to_found(plan: Plan, *, posts: Mapping[str, Post], today: date) -> list[str]:
    """Everything that speaks against the plan; empty when nothing does."""
    return [
        *_of_hospital(plan, today),
        *_of_units(plan),
        *_of_people(plan, posts),
        *_of_maps(plan),
    ]


def _of_hospital(plan: Plan, today: date) -> Iterator[str]:
    if not plan.name.strip():
        yield "没有写医院名称"
    if len(plan.name) > 80:
        yield "医院名称超过80个字"
    if plan.level not in LEVELS:
        yield f"没有这个等级：{plan.level or '（空）'}，可选：{'、'.join(LEVELS.values())}"
    if plan.institution_code and not _INSTITUTION.match(plan.institution_code):
        yield "医疗机构编码应为9至30位数字或大写字母，不清楚的可以不填"
    if plan.since > today:
        yield f"单位起用日期 {plan.since} 晚于今天"


def _of_units(plan: Plan) -> Iterator[str]:
    known = {HOSPITAL: Kind.HOSPITAL} | {unit.code: unit.kind for unit in plan.units}
    yield from _twice("单位编码", [HOSPITAL, *(unit.code for unit in plan.units)])
    yield from _twice("单位名称", (unit.name for unit in plan.units))
    for unit in plan.units:
        if not _CODE.match(unit.code):
            yield f"单位编码“{unit.code}”只能用字母、数字、点、横线和下划线，40个字符以内"
        if not unit.name or len(unit.name) > 80:
            yield f"单位 {unit.code} 的名称为空或超过80个字"
        yield from _of_place(unit, known)


def _of_place(unit: FirstUnit, known: Mapping[str, Kind]) -> Iterator[str]:
    facts = KINDS[unit.kind]
    for code in (unit.parent, unit.campus):
        if code and code not in known:
            yield f"“{unit.name}”提到的单位 {code} 不在清单里"
    parent = known.get(unit.parent or HOSPITAL)
    if unit.kind is not Kind.CAMPUS and parent and parent not in facts.parents:
        above = "、".join(KINDS[kind].name for kind in facts.parents if kind)
        yield f"{facts.name}“{unit.name}”应写明上级，上级只能是{above}"
    if unit.kind is Kind.CAMPUS and (unit.parent or unit.campus):
        yield f"院区“{unit.name}”不设上级"
    if unit.campus and known.get(unit.campus, Kind.CAMPUS) is not Kind.CAMPUS:
        yield f"“{unit.name}”的院区 {unit.campus} 不是院区"


def _of_people(plan: Plan, posts: Mapping[str, Post]) -> Iterator[str]:
    held = [person.post for person in plan.people]
    for code in POSTS:
        if held.count(code) != 1:
            named = posts[code].name if code in posts else code
            yield f"{named}应当写一人，现写了{held.count(code)}人"
    yield from _twice("工号", (person.code for person in plan.people), says="必须是不同的人")
    yield from _twice("登录名", (person.username.lower() for person in plan.people))
    kinds = {HOSPITAL: Kind.HOSPITAL} | {unit.code: unit.kind for unit in plan.units}
    for person in plan.people:
        post = posts.get(person.post)
        named = post.name if post else person.post
        if not (person.code and person.name and person.username):
            yield f"{named}的工号、姓名和登录名都要写"
        elif not _CODE.match(person.code) or not _CODE.match(person.username):
            yield f"{named}的工号和登录名只能用字母、数字、点、横线和下划线"
        kind = kinds.get(person.unit or HOSPITAL)
        if kind is None:
            yield f"{named}任职的单位 {person.unit} 不在清单里"
        elif post and not post.holds_on(kind):
            allowed = "、".join(KINDS[each].name for each in post.kinds)
            yield f"{named}只能设在{allowed}上，请写明设在哪个单位"


def _of_maps(plan: Plan) -> Iterator[str]:
    kinds = {unit.code: unit.kind for unit in plan.units}
    yield from _twice("首页病区", (row.value for row in plan.maps))
    for row in plan.maps:
        if kinds.get(row.unit) not in (Kind.WARD, Kind.DEPARTMENT):
            yield f"首页病区“{row.value}”对应的 {row.unit} 不是清单里的科室或病区"


def _twice(what: str, values: Iterable[str], *, says: str = "不能重复") -> Iterator[str]:
    for value, times in Counter(value for value in values if value).items():
        if times > 1:
            yield f"{what} {value} 出现{times}次，{says}"


class Unreadable(ValueError):
    """Lines that are no plan; the message is Chinese and names the first wrong line."""


def units_of(text: str) -> tuple[FirstUnit, ...]:
    """`编码,名称,类别[,上级][,院区]`, one unit to a line. Raises Unreadable."""
    return tuple(_unit(number, cells) for number, cells in _lines(text, least=3, most=5))


def _unit(number: int, cells: list[str]) -> FirstUnit:
    code, name, word, parent, campus = [*cells, "", "", ""][:5]
    kind = KIND_WORDS.get(word)
    if kind is None:
        raise Unreadable(f"第{number}行：没有类别“{word}”，可写：{'、'.join(KIND_WORDS)}")
    return FirstUnit(code=code, name=name, kind=kind, parent=parent, campus=campus)


def maps_of(text: str) -> tuple[WardMap, ...]:
    """`首页里的病区名,单位编码`, one to a line. Raises Unreadable."""
    return tuple(
        WardMap(value=cells[0], unit=cells[1]) for _, cells in _lines(text, least=2, most=2)
    )


def person_of(post: str, text: str, *, unit: str = "") -> FirstPerson:
    """`工号,姓名[,登录名]`; without a login name the number is it. Raises Unreadable."""
    found = [cells for _, cells in _lines(text, least=2, most=3)]
    if len(found) != 1:
        raise Unreadable("请写一行：工号,姓名,登录名")
    code, name, username = [*found[0], ""][:3]
    return FirstPerson(post=post, code=code, name=name, username=username or code, unit=unit)


def _lines(text: str, *, least: int, most: int) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in _BETWEEN.split(line.strip())]
        if not least <= len(cells) <= most:
            raise Unreadable(f"第{number}行“{line.strip()}”应有{least}至{most}项，用逗号隔开")
        yield number, cells
