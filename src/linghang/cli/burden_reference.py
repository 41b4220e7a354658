"""The reference page on what ledgers ask of each post: it changes whenever a catalog asks more."""

from __future__ import annotations

from collections.abc import Iterator

from linghang.cli.tables import table
from linghang.ledgers import catalog
from linghang.ledgers.burden import rules
from linghang.org import posts


def burden_page() -> Iterator[str]:
    """Every post with its inputs a month, then the ledgers that they come from."""
    found = rules.burdens(loaded.item for loaded in catalog.catalog().items.values())
    yield (
        "每个岗位为本单位填报台账，每月要录入多少项：每月条数（台账声明的频次）乘以每条的必填项。"
        "名称和日期计入必填项，按月、按年自动起名的只计日期；单位由任职带出，从人员、单位和其他记录中选取的另列为“可选取”。"
        "几个岗位都可以填的，每个岗位都按由它来填计算，是上限。"
        "没有声明频次的台账发生时才登记，不计入合计。\n"
    )
    yield from table(
        ("岗位", "每月条数", "每月必填项数", "台账数"),
        ((_post(one.post), one.entries, one.inputs, len(one.loads)) for one in found),
    )
    yield ""
    for one in found:
        yield f"## {_post(one.post)}\n"
        yield from table(
            ("台账", "每月条数", "每条必填", "有条件才必填", "可选取", "每月必填项数"),
            (
                (
                    load.name,
                    "发生时" if load.entries is None else load.entries,
                    load.required,
                    load.conditional,
                    load.offered,
                    load.inputs,
                )
                for load in one.loads
            ),
        )
        yield ""


def _post(code: str) -> str:
    return posts.post(code).name
