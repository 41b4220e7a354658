"""The reference page on commitments: each kind of programme with levels, days, seats, yields."""

from __future__ import annotations

from collections.abc import Iterator

from linghang.cli.tables import table
from linghang.commitments import catalog
from linghang.commitments.closing import rules as closing
from linghang.commitments.definitions import RHYTHM_NAMES, ROLE_NAMES, Day, ProgrammeKind
from linghang.commitments.progress.rules import KIND_NAMES, STATE_NAMES
from linghang.org import posts
from linghang.procedures.definitions import UNIT_NAMES, Seat

INTRODUCTION = (
    "方案的类别写在目录的 `commitments.yaml` 里；本院目录按编码整项增加或替换，不用改程序。",
    "`linghang catalog check` 检查写法，指出文件、条目、字段和原因。\n",
)
EXTRA = (("lead", "牵头"), ("group", "领导小组"), ("extend", "审批延期"), ("names", "看到姓名"))


def commitments_page() -> Iterator[str]:
    """Every kind in the order of the files."""
    yield from INTRODUCTION
    for code, loaded in catalog.catalog().items.items():
        kind = loaded.item
        yield f"## {kind.name} `{code}`\n"
        yield f"{kind.purpose}\n"
        about = (("来源", kind.source), ("目录文件", loaded.file), *_about(kind))
        yield from table(("项目", "内容"), about)
        yield "\n层级：\n"
        yield from table(("编码", "名称", "性质", "类型", "另外登记"), _levels(kind))
        yield "\n岗位：\n"
        yield from table(("事项", "岗位"), _seats(kind))
        if kind.yields:
            yield "\n成果：\n"
            yields = ((one.code, one.name, one.counted) for one in kind.yields)
            yield from table(("编码", "名称", "单位"), yields)
        yield ""


def _about(kind: ProgrammeKind) -> Iterator[tuple[str, str]]:
    yield "编号前缀", kind.prefix
    yield "下达", "方案审定后下达" if kind.approval else "列入即下达"
    if kind.revision is not None:
        yield "审定后的改动", f"由{kind.revision.name}决定，重新审定时写明依据"
    yield "反馈周期", RHYTHM_NAMES[kind.rhythm]
    if kind.facts:
        yield "方案登记", "、".join(one.name for one in kind.facts)
    if kind.days:
        yield "节点", "；".join(_day(kind, one) for one in kind.days)
    if kind.words:
        told = (f"{STATE_NAMES[state]}：{word}" for state, word in kind.words.items())
        yield "对外用语", "；".join(told)
    if kind.causes:
        known, split_by = kind.of_problems, kind.causes.split_by
        by = [kind.by_level[kind.causes.level].by_code[kind.causes.by].name]
        yield "原因分析", "、".join([*by, *(known[code].name for code in split_by)])


def _day(kind: ProgrammeKind, one: Day) -> str:
    names = {"began": "开始", "feedback": "反馈", **{day.code: day.name for day in kind.days}}
    if not one.after:
        return f"{one.name}（逐个登记）"
    term = f"`{one.n}`" if isinstance(one.n, str) else one.n
    return f"{one.name}：{names[one.after]}后{term}{UNIT_NAMES[one.unit]}"


def _levels(kind: ProgrammeKind) -> Iterator[tuple[str, ...]]:
    for level in kind.levels:
        name = f"{level.name}（可略）" if level.optional else level.name
        types = "、".join(KIND_NAMES[one] for one in level.types)
        yield (
            level.code,
            name,
            ROLE_NAMES[level.role],
            types,
            "、".join(f.name for f in level.fields),
        )


def _seats(kind: ProgrammeKind) -> Iterator[tuple[str, str]]:
    steps = ((title, seats) for _, title, seats in closing.steps_of(kind))
    extra = ((title, getattr(kind.seats, name)) for name, title in EXTRA)
    for title, seats in (*extra, *steps):
        if seats:
            yield title, _posts(seats)


def _posts(seats: tuple[Seat, ...]) -> str:
    known = posts.catalog().items
    return "、".join(dict.fromkeys(known[post].item.name for one in seats for post in one.posts))
