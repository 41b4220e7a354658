"""The reference page on ledgers: each with its fields, who enters and verifies it, its figures."""

from __future__ import annotations

from collections.abc import Iterator

from linghang.cli.tables import table
from linghang.foundation.fields.definitions import KIND_NAMES
from linghang.ledgers import catalog
from linghang.ledgers.counting.definitions import OF_NAMES, Figure
from linghang.ledgers.definitions import SECRECY_NAMES, Ledger, LedgerField
from linghang.ledgers.sheets.rules import condition, explained
from linghang.org import posts
from linghang.procedures.definitions import SCOPE_NAMES, Seat

INTRODUCTION = (
    "台账写在目录的 `ledgers.yaml` 里；本院目录按编码整项增加或替换，不用改程序。",
    "`linghang catalog check` 检查写法，指出文件、条目、字段和原因。\n",
)


def ledgers_page() -> Iterator[str]:
    """Every ledger in the order of the files."""
    yield from INTRODUCTION
    for code, loaded in catalog.catalog().items.items():
        item = loaded.item
        yield f"## {item.name} `{code}`\n"
        yield f"{item.purpose}\n"
        yield from table(("项目", "内容"), _about(item, loaded.file))
        if item.fields:
            yield "\n字段：\n"
            yield from table(
                ("编码", "名称", "类型", "必填", "筛选", "怎样填"),
                (_field(item, one) for one in item.fields),
            )
        if item.figures:
            whole = catalog.whole(code)
            yield "\n统计数：\n"
            yield from table(
                ("编码", "名称", "单位", "怎样计"),
                ((one.code, one.name, one.unit, _figure(whole, one)) for one in item.figures),
            )
        yield ""


def _about(item: Ledger, file: str) -> Iterator[tuple[str, str]]:
    yield "来源", item.source
    yield "目录文件", file
    if item.part_of:
        base = catalog.catalog()[item.part_of]
        yield "属于", f"{base.name}中标有“{_tag(base, item.tag)}”的记录，不另登记"
        return
    yield "编号", f"{item.prefix}-年度-序号"
    yield "查看", SECRECY_NAMES[item.secrecy]
    for what, seats in (("填报", item.enter), ("审核", item.verify), ("监管", item.oversee)):
        yield what, "；".join(_seat(one) for one in seats)
    read = "；".join(_seat(one) for one in item.read)
    yield "另可查看", "全院各岗位" if item.everybody_reads else read or "—"
    if item.same:
        names = [item.by_code[code].name if code in item.by_code else "" for code in item.same]
        labels = {"title": item.labels.title, "day": item.labels.day, "unit": item.labels.unit}
        told = (name or labels.get(code, code) for name, code in zip(names, item.same, strict=True))
        yield "查重", "、".join(told)


def _tag(base: Ledger, tag: str) -> str:
    options = base.by_code[base.tags].options
    return next(one.name for one in options if one.code == tag)


def _seat(seat: Seat) -> str:
    known = posts.catalog()
    names = "、".join(known[code].name for code in seat.posts)
    return f"{names}（{SCOPE_NAMES[seat.at]}）"


def _field(item: Ledger, one: LedgerField) -> tuple[str, ...]:
    must = ("条件成立时" if one.when else "是") if one.required else ""
    options = "、".join(option.name for option in one.options)
    says = explained(item, one)
    told = f"{says}：{options}" if options else says
    return one.code, one.name, KIND_NAMES[one.kind], must, "是" if one.filter else "", told


def _figure(whole: Ledger, one: Figure) -> str:
    said = [OF_NAMES[one.of]]
    if one.field:
        said.append(f"“{whole.by_code[one.field].name}”")
    if one.where:
        said.append(condition(whole, one.where))
    if one.tag:
        said.append(f"标有“{_tag(whole, one.tag)}”")
    if one.party:
        said.append("只计当日的党员")
    if one.note:
        said.append(one.note)
    return "；".join(said)
