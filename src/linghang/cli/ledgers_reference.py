"""The reference page on ledgers: each with its fields, who enters and verifies it, its figures."""

from __future__ import annotations

from collections.abc import Iterator

from linghang.cli.tables import table
from linghang.ledgers import catalog, describing
from linghang.ledgers.describing import FieldSaid

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
        source, *others = describing.about(item)
        yield from table(("项目", "内容"), (source, ("目录文件", loaded.file), *others))
        if item.fields:
            yield "\n字段：\n"
            yield from table(
                ("编码", "名称", "类型", "必填", "筛选", "怎样填"),
                (
                    (
                        one.code,
                        one.name,
                        one.kind,
                        one.must,
                        "是" if one.is_filter else "",
                        one.says,
                    )
                    for one in describing.fields(item)
                ),
            )
        if item.figures:
            yield "\n统计数：\n"
            yield from table(
                ("编码", "名称", "单位", "怎样计"),
                ((one.code, one.name, one.unit, one.says) for one in describing.figures(item)),
            )
        yield ""


def _field(one: FieldSaid) -> tuple[str, ...]:
    return one.code, one.name, one.kind, one.must, "是" if one.is_filter else "", one.says
