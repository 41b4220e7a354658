"""How a programme's tree looks as a sheet: its columns, and an example of each level. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from linghang.commitments.definitions import RHYTHM_NAMES, ProgrammeKind, Role
from linghang.commitments.progress.rules import KIND_NAMES
from linghang.foundation.fields.definitions import Field, Kind, Option
from linghang.foundation.sheets.definitions import Column, Layout, Limits

NUMBER, LEVEL, PARENT, TITLE, TEXT = "number", "level", "parent", "title", "text"
TYPE, UNIT, HELPS, OWNER, LEADER = "type", "unit", "helps", "owner", "leader"
DUE, STANDARD, WEIGHT, RHYTHM, ANSWERS = "due", "standard", "weight", "rhythm", "answers"
OWN = "own_"
EXAMPLE = "示例"
LIMITS = Limits(bytes=8 * 1024 * 1024, rows=5_001)
BETWEEN = "、"


def layout(kind: ProgrammeKind) -> Layout:
    """The columns: what every commitment has, then the fields of the levels."""
    return Layout(code="commitments", name=kind.name[:31], columns=tuple(_columns(kind)))


def _columns(kind: ProgrammeKind) -> Iterator[Column]:
    levels = "、".join(level.name for level in kind.levels)
    yield _column(NUMBER, "序号", "如 1、1.2、1.2.3，全表不重复", needed=True)
    yield _column(
        LEVEL,
        "层级",
        f"填：{levels}",
        needed=True,
        kind=Kind.CHOICE,
        options=tuple(Option(code=one.code, name=one.name) for one in kind.levels),
    )
    yield _column(PARENT, "上级序号", "不填的，1.2.3 的上级是 1.2；最上层不填")
    yield _column(TITLE, "名称", "一行文字，最多300个字", needed=True, longest=300)
    yield _column(TEXT, "内容", "问题写反馈原文", kind=Kind.LONG_TEXT)
    if any(level.types for level in kind.levels):
        types = tuple(dict.fromkeys(one for level in kind.levels for one in level.types))
        yield _column(
            TYPE,
            "类型",
            f"任务填：{'、'.join(KIND_NAMES[one] for one in types)}",
            kind=Kind.CHOICE,
            options=tuple(Option(code=one.value, name=KIND_NAMES[one]) for one in types),
        )
    yield _column(UNIT, "责任部门", "任务必填：单位编码或全名", kind=Kind.UNIT)
    yield _column(HELPS, "配合部门", f"可以填几个，用“{BETWEEN}”隔开")
    yield _column(OWNER, "责任人", "工号或姓名，同名的填工号", kind=Kind.PERSON)
    yield _column(LEADER, "责任领导", "工号或姓名，同名的填工号", kind=Kind.PERSON)
    yield _column(DUE, "完成时限", "任务必填（长期坚持的不填）：如 2026-06-30", kind=Kind.DATE)
    yield _column(STANDARD, "完成标准", "", kind=Kind.LONG_TEXT)
    yield _column(WEIGHT, "权重", "同级合计不超过100", kind=Kind.DECIMAL, decimals=2)
    rhythms = {code: name for code, name in RHYTHM_NAMES.items() if code}
    yield _column(
        RHYTHM,
        "反馈周期",
        f"不填按方案；可填：{'、'.join(rhythms.values())}",
        kind=Kind.CHOICE,
        options=tuple(Option(code=code.value, name=name) for code, name in rhythms.items()),
    )
    if kind.finds:
        yield _column(ANSWERS, "对应问题", f"还对应的其他问题的序号，用“{BETWEEN}”隔开")
    for one in own_fields(kind):
        yield Column(
            field=one.model_copy(update={"code": OWN + one.code, "required": False}),
            offers=("是", "否") if one.kind is Kind.BOOLEAN else (),
        )


def own_fields(kind: ProgrammeKind) -> list[Field]:
    """The fields of all levels, each once; one code means the same wherever it stands."""
    found = {one.code: one for level in kind.levels for one in level.fields}
    return list(found.values())


def _column(
    code: str,
    name: str,
    help: str,
    *,
    needed: bool = False,
    kind: Kind = Kind.TEXT,
    **more: object,
) -> Column:
    field = Field(code=code, name=name, kind=kind, help=help, **more)  # type: ignore[arg-type]
    return Column(field=field, needed=needed)


def examples(kind: ProgrammeKind) -> list[dict[str, str]]:
    """One row for each level, under the nearest level before it that it may stand under."""
    rows: list[dict[str, str]] = []
    numbers: dict[str, str] = {}
    below: Counter[str] = Counter()
    for level in kind.levels:
        over = [code for code in reversed(numbers) if kind.may_stand_under(level.code, code)]
        above = numbers[over[0]] if over else ""
        below[above] += 1
        numbers[level.code] = number = f"{above}.{below[above]}" if above else f"{below[above]}"
        row = {
            NUMBER: f"{EXAMPLE}{number}",
            LEVEL: level.name,
            PARENT: f"{EXAMPLE}{above}" if above else "",
            TITLE: f"{level.name}的名称",
        }
        if level.role is Role.TASK:
            row |= {UNIT: "（部门）", DUE: "2026-06-30"}
            row |= {TYPE: KIND_NAMES[level.types[0]]} if level.types else {}
        rows.append(row)
    return rows


def above(number: str) -> str:
    """1.2 for 1.2.3; "" for 1."""
    return number.rpartition(".")[0]
