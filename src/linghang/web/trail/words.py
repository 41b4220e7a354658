"""Entries in words: sentences with names in them, deeds and facts by a Chinese name."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from linghang.cases.trail_actions import CASE_READ
from linghang.foundation.access import SYSTEM
from linghang.foundation.trail import actions, subjects
from linghang.foundation.trail.models import Entry
from linghang.org.models import Appointment, Person
from linghang.org.posts import catalog
from linghang.web.requests import Request

LONGEST = 28  # characters of a deed in a list to choose from
# Facts that hold a person's code; the sentences then tell the name as well.
PEOPLE = frozenset({"person", "owner", "principal", "duplicate", "deputy"})
_PERSON = "org.person"
_HOLES = re.compile(r"\{[^{}]*\}")

subjects.register("web.list", "清单")

FACTS = {
    "actor": "办理人",
    "address": "地址",
    "appointment": "任职",
    "algorithm": "算法",
    "active_from": "自",
    "active_to": "至",
    "bytes": "字节数",
    "broken": "问题处数",
    "checked": "核对条数",
    "code": "编码",
    "conditions": "条件",
    "count": "数量",
    "days": "期间",
    "field": "字段",
    "field_name": "字段名称",
    "fields": "字段",
    "files": "文件",
    "format": "格式",
    "former": "原先",
    "happened_on": "发生日期",
    "heads": "对照的链首",
    "how": "方式",
    "kind": "类别",
    "level": "敏感程度",
    "media_type": "文件类型",
    "message": "说明",
    "name": "名称",
    "on": "日期",
    "page": "页面",
    "person": "人员",
    "place": "位置",
    "reason": "理由",
    "rows": "行数",
    "sha256": "文件摘要",
    "size": "字节数",
    "summary": "结果",
    "title": "名称",
    "unit": "单位",
    "unsealed": "待封条数",
    "valid_until": "有效期至",
    "value": "值",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry of a list in words. sealed: number of its seal, None while it waits."""

    pk: int
    at: datetime
    says: str
    person: str
    actor: str
    subject: str
    subject_id: str
    action: str
    sealed: int | None
    digest: str


# Of a thing that few may know of the trail holds no name; who may read it is told by its engine.
Confided = Callable[[Request, Collection[str]], Mapping[str, str]]
_confided: dict[str, Confided] = {}


def confide(subject_type: str, tell: Confided) -> None:
    """Add what knows things of a type that few may know of: (request, ids) → id: its name.

    Only of things that are confidential and that the acting post may read.
    """
    _confided[subject_type] = tell


def confided(request: Request, entries: Iterable[Entry]) -> dict[tuple[str, str], str]:
    """(type, id) of things that few may know of → name, as far as the acting post may read them."""
    wanted: dict[str, set[str]] = {}
    for one in entries:
        if one.subject_type in _confided:
            wanted.setdefault(one.subject_type, set()).add(one.subject_id)
    return {
        (of_type, id): name
        for of_type, ids in wanted.items()
        for id, name in _confided[of_type](request, ids).items()
    }


def lines(request: Request, entries: Sequence[Entry]) -> list[Line]:
    """The entries in words, with the names of all persons from one query."""
    names, known = named(entries), confided(request, entries)
    return [
        Line(
            pk=one.pk,
            at=one.at,
            says=sentence(one, names, known),
            person=one.person,
            actor="系统" if one.person == SYSTEM else names.get(one.person, one.person),
            subject=subjects.name(one.subject_type),
            subject_id=one.subject_id,
            action=one.action,
            sealed=one.seal.sequence if hasattr(one, "seal") else None,
            digest=one.digest,
        )
        for one in entries
    ]


def sentence(
    entry: Entry, names: Mapping[str, str], known: Mapping[tuple[str, str], str] | None = None
) -> str:
    """The entry as a sentence; persons that it is about by name and number.

    known: names of things that few may know of, for who may (see confided).
    """
    told = copy.copy(entry)
    told.facts = {field: person(field, value, entry, names) for field, value in entry.facts.items()}
    name = (known or {}).get((entry.subject_type, entry.subject_id), "")
    return actions.sentence(told, names) + (f"〔{name}〕" if name else "")


def person(field: str, value: object, entry: Entry, names: Mapping[str, str]) -> object:
    """The fact with the name of the person whose number it is; any other fact as it stands."""
    if isinstance(value, str) and _is_person(field, entry) and value in names:
        return f"{names[value]}（{value}）"
    return value


def _is_person(field: str, entry: Entry) -> bool:
    return field in PEOPLE or (field == "code" and entry.subject_type == _PERSON)


def named(entries: Iterable[Entry]) -> dict[str, str]:
    """Code → name of everybody who acts in the entries or whom they are about; one query."""
    codes = {one.person for one in entries} | {one.on_behalf_of for one in entries}
    for one in entries:
        for field, value in one.facts.items():
            if isinstance(value, str) and _is_person(field, one):
                codes.add(value)
    people = Person.objects.filter(code__in=codes - {"", SYSTEM})
    return dict(people.values_list("code", "name"))


def post_of(entry: Entry) -> str:
    """The post under which somebody acted: 科主任（心血管内科）; "" for the system."""
    if entry.appointment is None:
        return ""
    held = Appointment.objects.filter(pk=entry.appointment).select_related("unit").first()
    if held is None:
        return f"第{entry.appointment}号任职"
    loaded = catalog().items.get(held.post)
    return f"{loaded.item.name if loaded else held.post}（{held.unit.name}）"


def fact(field: str) -> str:
    """A Chinese name for a fact; its own name where there is none."""
    return FACTS.get(field, field)


def deed(action: str) -> str:
    """A deed without who and what: 任命人员…为…，…."""
    template = actions.sentences().get(action, action).removeprefix("{actor}").lstrip("：")
    short = _HOLES.sub("…", template)
    return short if len(short) <= LONGEST else f"{short[: LONGEST - 1]}…"


def deeds() -> list[tuple[str, str]]:
    """Every deed to choose from, by its words."""
    return sorted(((code, deed(code)) for code in actions.sentences()), key=lambda one: one[0])


def things() -> list[tuple[str, str]]:
    """Every type of thing to choose from, by its name."""
    return sorted(subjects.names().items(), key=lambda one: one[1])


# What a review of privacy looks at: the last word of a deed's code says what kind it is.
LOOKED, TAKEN, DENIED = "looked", "taken", "denied"
WATCHED = {
    LOOKED: ("看了完整信息或病例", frozenset({"unmasked"})),
    TAKEN: ("导出成文件", frozenset({"exported"})),
    DENIED: ("被拒绝、登录失败、被锁定", frozenset({"denied", "failed", "locked"})),
}


def watched(kind: str = "") -> list[str]:
    """Codes of the deeds of a kind, or of all kinds, that a review of privacy looks at."""
    endings = frozenset().union(
        *(words for code, (_, words) in WATCHED.items() if kind in ("", code))
    )
    found = [code for code in actions.sentences() if code.rpartition(".")[2] in endings]
    return found + ([CASE_READ] if kind in ("", LOOKED) else [])
