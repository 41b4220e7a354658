"""What a commitment must say to be entered, and where it may stand. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from linghang.commitments.definitions import NAMED_NAMES, Level, ProgrammeKind, Rhythm, Role
from linghang.commitments.due.rules import DueRule
from linghang.commitments.progress.rules import KIND_NAMES, Kind
from linghang.commitments.targets import rules as targets
from linghang.foundation.fields import rules as fields
from linghang.foundation.fields.definitions import DATED, Field
from linghang.foundation.fields.definitions import Kind as FieldKind
from linghang.foundation.sensitivity import rules as sensitivity
from linghang.ledgers.facts.rules import Complaint

WIDTH = 5
WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A commitment as somebody enters it.

    parent: the commitment above it, None for the top. number: "" to be given one. unit, helps:
    codes of units; owner, leader: of persons. due: a day, or due_rule from which it follows.
    rhythm: None for that of the programme's kind. weight: hundredths of its siblings. answers:
    problems. source: the thing that it came from. fields: what the level asks for besides.
    """

    level: str
    title: str
    parent: int | None = None
    number: str = ""
    text: str = ""
    type: str = ""
    unit: str = ""
    owner: str = ""
    leader: str = ""
    due: date | None = None
    due_rule: DueRule | None = None
    standard: str = ""
    weight: Decimal | None = None
    rhythm: Rhythm | None = None
    target: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, object] = field(default_factory=dict)
    helps: Sequence[str] = ()
    answers: Sequence[int] = ()
    source: tuple[str, str] = ("", "")

    @property
    def plain(self) -> Wanted:
        """Without blanks around its texts."""
        texts = ("title", "number", "text", "unit", "owner", "leader", "standard")
        return replace(self, **{name: getattr(self, name).strip() for name in texts})


def complaints(
    kind: ProgrammeKind, wanted: Wanted, *, parent_level: str, began: date, sensitive: str
) -> list[Complaint]:
    """Everything that is wrong with what was entered, but for who and what it names."""
    level = kind.by_level.get(wanted.level)
    if level is None:
        return [Complaint("level", f"“{kind.name}”没有 {wanted.level} 这一级")]
    found = []
    if not kind.may_stand_under(wanted.level, parent_level):
        above = kind.by_level[parent_level].name if parent_level else "最上层"
        found.append(Complaint("parent", f"“{level.name}”不能放在“{above}”之下"))
    if not wanted.title:
        found.append(Complaint("title", f"没有写{level.name}的名称"))
    if len(wanted.title) > 300:
        found.append(Complaint("title", "名称最多300字，其余写进内容"))
    found += _of_role(level, wanted, began)
    found += _of_weight(wanted.weight)
    found += [Complaint("target", says) for says in targets.faults(wanted.target)]
    found += read_facts(level.fields, wanted.fields)[1]
    words = "\n".join([wanted.text, wanted.standard, *(str(v) for v in wanted.fields.values())])
    found += [
        Complaint("", says)
        for says in sensitivity.reasons_not_to_keep(wanted.title, words, sensitive)
    ]
    return found


def _of_role(level: Level, wanted: Wanted, began: date) -> list[Complaint]:
    if level.role is not Role.TASK:
        says = f"{level.name}没有类型，类型写在任务上"
        return [Complaint("type", says)] if wanted.type else []
    found = []
    if not wanted.unit:
        found.append(Complaint("unit", "没有写责任部门"))
    for one in level.names:
        if not getattr(wanted, one.value):
            says = f"{level.name}要写明{NAMED_NAMES[one]}，没有写{NAMED_NAMES[one]}的不能列入"
            found.append(Complaint(one.value, says))
    names = "、".join(KIND_NAMES[one] for one in level.types)
    if level.types and wanted.type not in {one.value for one in level.types}:
        found.append(Complaint("type", f"类型只能是：{names}"))
    if not level.types and wanted.type:
        found.append(Complaint("type", f"{level.name}不分类型"))
    return found + [Complaint("due", says) for says in _of_day(wanted, began)]


def _of_day(wanted: Wanted, began: date) -> Iterator[str]:
    has_day = wanted.due is not None or wanted.due_rule is not None
    is_continuous = wanted.type == Kind.CONTINUOUS
    if is_continuous and has_day:
        yield "长期坚持的没有完成时限，写回头看的日期"
    if not is_continuous and not has_day:
        yield "没有写完成时限"
    if wanted.due is not None and wanted.due_rule is not None:
        yield "完成时限写一个日期，或者写从哪一天起算，只写一样"
    if wanted.due is not None and wanted.due < began:
        yield f"完成时限早于开始日期（{began}）"


def _of_weight(weight: Decimal | None) -> list[Complaint]:
    if weight is None:
        return []
    if not 0 < weight <= WHOLE or weight != round(weight, 2):
        return [Complaint("weight", "权重在0以上、100以内，最多两位小数")]
    return []


def too_heavy(weights: Iterable[Decimal | None]) -> str:
    """What is wrong with the weights of siblings; "" for nothing."""
    total = sum((one for one in weights if one is not None), Decimal(0))
    return f"同级权重合计{total}，超过100" if total > WHOLE else ""


def read_facts(
    declared: Sequence[Field], typed: Mapping[str, object]
) -> tuple[dict[str, Any], list[Complaint]]:
    """Facts as they are kept (JSON), and a complaint for each that can't be read."""
    facts: dict[str, Any] = {}
    found = []
    for one in declared:
        value, complaint = fields.parse(one, typed.get(one.code))
        if complaint:
            found.append(Complaint(one.code, complaint))
        elif value is not None:
            facts[one.code] = _plain(one, value)
    if strange := sorted(set(typed) - {one.code for one in declared}):
        found.append(Complaint("", f"没有“{'、'.join(strange)}”这些项"))
    return facts, found


def _plain(one: Field, value: Any) -> Any:
    if one.kind in DATED or isinstance(value, Decimal):
        return str(value)
    return list(value) if one.kind is FieldKind.CHOICES else value


def shown_facts(
    declared: Sequence[Field], facts: Mapping[str, Any], names: Mapping[str, str] | None = None
) -> list[tuple[str, str]]:
    """(name, text) of each fact that is filled in, in the order of the file. names: of units."""
    known = names or {}
    return [
        (one.name, known.get(text, text) if one.kind is FieldKind.UNIT else text)
        for one in declared
        if facts.get(one.code) is not None
        for text in (fields.show(one, typed(one, facts[one.code])),)
    ]


def units_in(declared: Sequence[Field], facts: Mapping[str, Any]) -> set[str]:
    """The units that facts name."""
    found = (facts.get(one.code) for one in declared if one.kind is FieldKind.UNIT)
    return {str(code) for code in found if code}


def typed(one: Field, kept: Any) -> Any:
    """A fact as it was kept, as a value of its field."""
    if one.kind in DATED:
        return date.fromisoformat(kept)
    if one.kind in (FieldKind.DECIMAL, FieldKind.SHARE):
        return Decimal(kept)
    return tuple(kept) if one.kind is FieldKind.CHOICES else kept


def next_path(parent: str, siblings: Iterable[str]) -> str:
    """The place behind all siblings: 00001, 0000100002."""
    last = max((int(path[-WIDTH:]) for path in siblings), default=0)
    return f"{parent}{last + 1:0{WIDTH}d}"


def next_number(parent: str, taken: Iterable[str], count: int) -> str:
    """2.3 under 2; the first that is free from the number of siblings on."""
    known = set(taken)
    while True:
        count += 1
        number = f"{parent}.{count}" if parent else str(count)
        if number not in known:
            return number
