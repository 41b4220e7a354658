"""The reference page of rule sets: those that come along, their files, what conditions may say."""

from __future__ import annotations

from collections.abc import Iterator

from linghang.cases.drg import SETS, load_rules
from linghang.cases.drg.layout import COLUMNS
from linghang.cli.tables import table

FILES = {
    "mdc": "主要诊断大类，按 order 依次试；entry 入口条件；min_regions 最少部位数；qy 歧义条件",
    "mdc_dx": "各大类的诊断；region 身体部位，只有要求部位数的大类才填",
    "adrg": "各大类依次试的步骤；kind：adrg 组、qy 歧义；fallback 细分都不符时的代码，可空",
    "adrg_codes": "条件引用的清单：dx 开头的是诊断，px、slot 开头的是手术操作",
    "drg": "各规则依次问的 DRG；condition 条件，true 表示其余全部",
    "drg_names": "DRG 的名称",
    "mcc": "严重并发症或合并症及其排除表号",
    "cc": "并发症或合并症及其排除表号",
    "exclusion": "主要诊断的排除表号；表号相同的并发症不计入",
    "valid_procedures": "分组所认的手术，条件中写作 VALID",
}
WORDS = (
    ("pdx(清单)", "主要诊断在清单内"),
    ("anydx(清单)", "任一诊断在清单内，主要诊断也算"),
    ("odx(清单)", "任一其他诊断在清单内"),
    ("pproc(清单)", "有手术操作，且首要手术操作在清单内"),
    ("anyproc(清单)", "任一手术操作在清单内"),
    ("pproc{编码|编码}", "同上，编码直接写出；五个词都可以这样写"),
    ("清单名", "adrg_codes 中本规则的清单；mdc 为该大类的诊断；VALID 为分组所认的手术"),
    (
        "sex=1、age=0、days<=28、weight<1500、los>=14",
        "性别、年龄、出生天数、体重、住院天数；缺的不符",
    ),
    ("mcc、cc", "有严重并发症或合并症、有并发症或合并症计入；只用于 drg.csv"),
    ("true、false", "恒真、恒假"),
    ("&　|　!　( )", "并且、或者、否定、括号；& 先于 |"),
)
FACTS = (
    ("code", "规则集的编码，小写字母、数字、下划线"),
    ("title", "名称"),
    ("places", "适用地区的区划代码（六位），000000 为全国"),
    ("active_from、active_to", "启用、停用日期；没有启用日期的一律按试算处理"),
    ("comparison_only", "true 表示仅供比较"),
    ("blank_weight_passes", "false 表示新生儿体重空白即校验不通过"),
    ("ungrouped、unchecked", "无法入组、校验不通过时的 mdc、adrg、drg"),
    ("remark、source", "备注、来源；来源必填"),
)


def rules_page() -> Iterator[str]:
    """Lines of the page."""
    yield "## 随产品提供的规则集\n"
    rows = []
    for name in SETS:
        rules = load_rules(name)
        facts = rules.facts
        ends = f"{facts.active_to} 停用" if facts.active_to else "—"
        use = "仅供比较" if facts.comparison_only else ends
        count = f"{len(rules.mdc_names)}、{len(rules.adrg_names)}、{len(rules.drgs)}"
        rows.append((f"`{name}`", facts.title, count, use, facts.remark, facts.source))
    yield from table(("规则集", "名称", "MDC、ADRG、DRG 数", "状态", "备注", "来源"), rows)
    yield "\n## 规则集的文件\n"
    yield "一个文件夹，各表为 UTF-8 的 CSV，可压缩成 `.csv.gz`；第 1 行是列名，多出的列不读。\n"
    yield from table(
        ("文件", "列", "内容"),
        ((f"{name}.csv", "、".join(COLUMNS[name]), says) for name, says in FILES.items()),
    )
    yield "\n`set.yaml` 写规则集的情况，可以没有：\n"
    yield from table(("项", "内容"), FACTS)
    yield "\n## 条件的写法\n"
    yield from table(("写法", "含义"), WORDS)
    yield "\n一个规则名后可加 `_1`、`_2`，表示同一 ADRG 的几条规则。编码逐字比较，最长23个字节。"
