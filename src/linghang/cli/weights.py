"""`linghang cases weights load | list | withdraw`: the hospital's own tables of DRG weights."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from linghang.cases.drg import SETS
from linghang.cases.grouping import catalog, services
from linghang.cases.grouping.models import OwnWeights
from linghang.cases.grouping.rules import TRUST_NAMES, Weights
from linghang.cli.grouper import Out
from linghang.foundation import clock
from linghang.foundation.access import system_actor
from linghang.foundation.errors import Refused

VERB = {"weights": "DRG权重表：载入本院的、列出、停用"}
DEEDS = {
    "load": "载入一张表，两列：DRG组、权重；有一处错误就整张不载入",
    "list": "列出本院的和目录中的权重表",
    "withdraw": "停用本院的一张表",
}


_EDITION_HELP = f"组编码所属的分组方案：{'、'.join(SETS)}，或 local 表示地方方案；默认 {SETS[0]}"


def add_arguments(parser: ArgumentParser) -> None:
    """Options of `linghang cases weights`."""
    deeds = "；".join(f"{name} {says}" for name, says in DEEDS.items())
    parser.add_argument("deed", choices=list(DEEDS), metavar="动作", help=deeds)
    parser.add_argument("target", nargs="?", metavar="文件或序号", help="文件，或要停用的表的序号")
    parser.add_argument("--name", default="", metavar="名称", help="例如 某市2025年DRG权重")
    parser.add_argument("--edition", default=SETS[0], metavar="方案", help=_EDITION_HELP)
    parser.add_argument("--from", dest="start", type=date.fromisoformat, metavar="启用日期")
    parser.add_argument("--to", dest="end", type=date.fromisoformat, metavar="停用日期")
    parser.add_argument("--source", default="", metavar="依据", help="公布文件的名称和文号")


def run(options: dict[str, Any], out: Out, err: Out) -> None:
    """Do what was asked. Raises Refused; complaints about cells are written to `err` before."""
    if options["deed"] == "list":
        _list(out)
    elif options["deed"] == "withdraw":
        _withdraw(str(options["target"] or ""), out)
    else:
        _load(options, out, err)


def _load(options: dict[str, Any], out: Out, err: Out) -> None:
    if not options["target"] or options["start"] is None:
        raise Refused("请写出文件和启用日期：linghang cases weights load 文件 --from 2025-01-01")
    path = Path(options["target"])
    if not path.is_file():
        raise Refused(f"没有文件 {path}。")
    try:
        table = services.load_weights(
            path=path,
            file_name=path.name,
            name=options["name"],
            edition="" if options["edition"] == "local" else options["edition"],
            active_from=options["start"],
            active_to=options["end"],
            source=options["source"],
            actor=system_actor(),
            at=clock.now(),
        )
    except services.CannotLoad as refusal:
        for one in refusal.complaints[: services.SHOWN]:
            err.write(f"  第{one.row}行 {one.column}“{one.value}”：{one.says}\n")
        raise
    out.write(f"已载入第{table.pk}号权重表“{table}”：{len(table.weights)}组。\n")


def _list(out: Out) -> None:
    own = OwnWeights.objects.order_by("pk")
    for table in own:
        state = "，已停用" if table.withdrawn_at else ""
        out.write(f"第{table.pk}号　{_told(table.typed())}{state}\n")
    for code, loaded in catalog.tables().items.items():
        out.write(f"{code}　{_told(loaded.item.typed)}\n")


def _told(one: Weights) -> str:
    ends = f"至{one.active_to}（不含）" if one.active_to else "起"
    edition = one.edition or "地方方案"
    return (
        f"{one.name}　{len(one.values)}组　{edition}　{one.active_from}{ends}　"
        f"{TRUST_NAMES[one.trust]}"
    )


def _withdraw(number: str, out: Out) -> None:
    if not number.isdecimal():
        raise Refused("请写出要停用的表的序号：linghang cases weights withdraw 3")
    table = services.withdraw_weights(table_id=int(number), actor=system_actor(), at=clock.now())
    out.write(f"已停用第{table.pk}号权重表“{table}”。\n")
