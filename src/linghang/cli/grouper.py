"""`linghang cases group | explain | rules`, without Django: the first answer comes at once."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from linghang.cases import drg
from linghang.cases.drg import SETS, Case, load_rules, standing
from linghang.foundation.errors import Refused

VERBS = {
    "group": "把一个文件的病例分入DRG，写成另一个文件",
    "explain": "说明一个病例为什么这样分组",
    "rules": "规则集：列出、检查、预先编译",
}
RULES_DEEDS = {
    "list": "列出随产品提供的规则集",
    "check": "检查一个文件夹里的规则集，逐条列出不一致之处",
    "prepare": "预先编译，安装后执行一次",
}
SHOWN = 200


class Out(Protocol):
    """A stream of text: the shell's, or that of a Django command."""

    def write(self, text: str, /) -> Any: ...
    def flush(self) -> None: ...
    def isatty(self) -> bool: ...


Deed = Callable[[argparse.Namespace, Out, Out], int]


def add_group_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `linghang cases group`."""
    kinds = ".csv、.csv.gz 或 .parquet"
    parser.add_argument("source", type=Path, metavar="输入", help=f"病例文件，{kinds}")
    parser.add_argument("target", type=Path, metavar="输出", help=f"结果文件，{kinds}")
    _add_rules(parser)


def add_explain_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `linghang cases explain`."""
    _add_rules(parser)
    parser.add_argument("--sex", type=int, metavar="性别", help="1 男，2 女")
    parser.add_argument("--age", type=int, metavar="年龄", help="周岁")
    parser.add_argument("--days", type=int, metavar="天数", help="出生天数，不满1周岁时填")
    parser.add_argument("--weight", type=int, metavar="体重", help="出生或入院体重（克），新生儿填")
    parser.add_argument("--los", type=int, metavar="天数", help="住院天数")
    parser.add_argument(
        "--dx", required=True, metavar="诊断", help="诊断编码，以|相连，首个为主要诊断"
    )
    parser.add_argument(
        "--px", default="", metavar="手术操作", help="手术操作编码，以|相连，首个为首要"
    )
    parser.add_argument(
        "--place", metavar="区划", help="医院所在地的区划代码（六位），据此判断规则是否现行"
    )
    parser.add_argument("--every-step", action="store_true", help="试过的组每组写一行")


def add_rules_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `linghang cases rules`."""
    deeds = "；".join(f"{name} {says}" for name, says in RULES_DEEDS.items())
    parser.add_argument("deed", choices=list(RULES_DEEDS), metavar="动作", help=deeds)
    parser.add_argument("folder", nargs="?", metavar="文件夹", help="要检查的规则集文件夹")


def group(options: argparse.Namespace, out: Out, err: Out) -> int:
    """Group a file; 0 when it is written."""
    began = time.perf_counter()
    rules = load_rules(options.rules)
    # Arrow comes only with grouping: explaining starts faster without.
    group_file = import_module("linghang.cases.drg.files").group_file
    watched = err.isatty()
    summary = group_file(
        options.source,
        options.target,
        rules,
        map_codes=options.map_codes,
        told=(lambda done: _progress(err, done)) if watched else None,
    )
    if watched:
        err.write("\r\033[K")
    if summary.replaced:
        err.write(f"输入中原有的列 {'、'.join(summary.replaced)} 已由本次结果代替。\n")
    trial = standing(rules.facts, place=None, on=today())
    statuses = "，".join(f"{name}{count}例" for name, count in summary.statuses.most_common())
    out.write(f"规则：{rules.facts.title}{f'　〔{trial}〕' if trial else ''}\n")
    out.write(f"{options.target}：{summary.cases}例{f'，其中{statuses}' if statuses else ''}\n")
    out.write(f"用时{time.perf_counter() - began:.1f}秒\n")
    return 0


def explain_case(options: argparse.Namespace, out: Out, err: Out) -> int:
    """Explain a case; always 0."""
    case = Case(
        sex=options.sex,
        age=options.age,
        age_days=options.days,
        birth_weight=options.weight,
        los=options.los,
        dx=tuple(options.dx.split("|")),
        px=tuple(options.px.split("|")) if options.px else (),
    )
    rules = load_rules(options.rules)
    found = drg.explain(case, rules, on=today(), place=options.place, map_codes=options.map_codes)
    told = import_module("linghang.cases.drg.wording").told
    for line in told(found, every_step=options.every_step):
        out.write(f"{line}\n")
    return 0


def rules_deed(options: argparse.Namespace, out: Out, err: Out) -> int:
    """List, check or prepare; checking gives 1 when the set can't be used."""
    if options.deed == "list":
        for name in SETS:
            facts = load_rules(name).facts
            trial = standing(facts, place=None, on=today())
            out.write(f"{name}　{facts.title}　{len(load_rules(name).drgs)}个DRG　{trial}\n")
        return 0
    if options.deed == "prepare":
        place = import_module("linghang.cases.drg.warming").warm()
        says = (
            f"已编译，存于 {place}"
            if place
            else "已编译，但没有可写的文件夹保存，每次启动都要重新编译"
        )
        out.write(f"{says}\n")
        return 0
    if not options.folder:
        raise Refused("请写出要检查的文件夹：linghang cases rules check 文件夹")
    return _check(Path(options.folder), out)


def _check(folder: Path, out: Out) -> int:
    survey = import_module("linghang.cases.drg.survey").survey(folder)
    for one in survey.complaints[:SHOWN]:
        out.write(f"{'✗' if one.fatal else '·'} {one}\n")
    if len(survey.complaints) > SHOWN:
        out.write(f"……共{len(survey.complaints)}处，只列出前{SHOWN}处\n")
    fatal = sum(one.fatal for one in survey.complaints)
    if fatal:
        out.write(f"不能使用：有{fatal}处错误（✗）。\n")
        return 1
    out.write(
        f"可以使用：{survey.drgs}个DRG，{survey.reached}个能到达；提示（·）{len(survey.complaints)}处。\n"
    )
    return 0


DEEDS: dict[str, Deed] = {
    "group": group,
    "explain": explain_case,
    "rules": rules_deed,
}
DECLARE = {
    "group": add_group_arguments,
    "explain": add_explain_arguments,
    "rules": add_rules_arguments,
}


def main(arguments: Sequence[str]) -> int:
    """Run `cases <verb> …`; the exit code. Messages are Chinese; 1 refused, 2 misused."""
    verb = arguments[0]
    parser = argparse.ArgumentParser(prog=f"linghang cases {verb}", description=VERBS[verb])
    DECLARE[verb](parser)
    options = parser.parse_args(arguments[1:])
    # A service manager's stop, and a closed terminal, are an orderly end: what is unfinished goes.
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup asks for
            signal.signal(number, _stop)
    try:
        return DEEDS[verb](options, sys.stdout, sys.stderr)
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    except BrokenPipeError:  # whoever reads has seen enough
        sys.stderr.close()
        return 0


def today() -> date:
    """The day in China, where the rules are in force or not."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def _stop(number: int, _: Any) -> None:
    sys.exit(128 + number)


def _progress(err: Out, done: int) -> None:
    err.write(f"\r已分组 {done} 例")
    err.flush()


def _add_rules(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--rules",
        default=SETS[0],
        metavar="规则集",
        help=f"随产品提供的 {'、'.join(SETS)}，或本院规则集的文件夹；默认 {SETS[0]}",
    )
    parser.add_argument("--map-codes", action="store_true", help="先把国临版编码转换为医保版")
