"""The reference page on procedures: how one is written, and each in words and as a chart."""

from __future__ import annotations

from collections.abc import Iterator

from linghang.cli.tables import table
from linghang.foundation.parameters import catalog as parameters
from linghang.procedures import catalog, requirements, subjects
from linghang.procedures.definitions import (
    BY_NAMES,
    MODE_NAMES,
    OUTCOME_NAMES,
    SCOPE_NAMES,
    UNIT_NAMES,
    Outcome,
)
from linghang.procedures.drawing.rules import chart
from linghang.procedures.wording.rules import Names, opening, paragraphs

# A file on its own has no page whose colours it could take.
STANDING_ALONE = (
    "<style>svg{color:#222}@media(prefers-color-scheme:dark){svg{color:#ddd}}</style><title>"
)
INTRODUCTION = (
    "程序写在目录的 `procedures.yaml` 里；本院目录按编码整项增加或替换。",
    "词汇是封闭的，写错即拒绝启动。\n",
    "## 写法\n",
    "程序：code、name、source、purpose、subject（事项种类）、",
    "overseers（谁可以作废和改用新版）、watchers（谁可以查看全部经过和材料，不因此办理）、starters（谁可以发起，不写为第一步的办理人）、",
    "never（只监督、在任何一步都不办理的岗位）、keep（办结后卷宗保存的年数，或规则参数）、",
    "steps、intervals、different、active_to。步骤：\n",
)
BETWEEN_STEPS = (
    "\n间隔（intervals）：from、to、least（最少）、most（最多）、unit、source；",
    "从 from 那一步填写的日期起算的写 from_field（必填的日期项），不写从办理日期起算；",
    "repeats: true 从 to 每次登记起重新计 most；",
    "remind: 截止前几日先提醒一次（数或以日计的规则参数），截止前7日和超期时照常提醒；",
    "least 和 most 写数或规则参数的编码；",
    "if_late: flag 超期注明（默认），refuse 超期不能办理。\n",
    "分离（different）：steps、against、by、source；",
    "只写 steps，两两不同；另写 against，steps 的每一步与 against 的每一步不同；",
    "曾在其中一步办理过的人，不能再办另一步，代办的本人和授权人都算。\n",
    "needs 里的每一项都可以写 when（写法同步骤的 when，可用本步和前面步骤的填写项），",
    "条件成立才要；填写项写 by_each: true 的，每个表态的人各填各的。",
    "前置条件写 provider、params、source，if_unmet: refuse 不满足即不能办理（默认），",
    "explain 不满足的写明说明后可以办理，说明留痕并告知有权作废的职务。\n",
)
STEP_KEYS = (
    ("key、title、stage、note", "编码、名称、阶段、说明"),
    ("who", "谁办：每个席位写 posts（岗位编码）和 at（相对于事项所属单位）"),
    ("mode", "几个人表态；n_of_m 另写 count（几人同意）和 of（共几人）"),
    ("needs", "fields 填写内容，documents 材料（kind、name、least），requirements 前置条件"),
    (
        "entries",
        "办完以前逐次登记的事（name、fields、documents）；least、most 写次数或前面步骤的整数项；"
        "key 写认人认事的那一项：同一步不重复登记，前面步骤登记过同一项的只能从中选",
    ),
    ("after、join", "前面的步骤；join: all 都办完（默认），any 一项办完"),
    ("may_precede", "after 里可以先不办、以后补办的步骤"),
    ("optional", "true 可以越过"),
    ("when", "all 或 any 一层条件：field 加 equals、among、at_least、below 之一"),
    ("returns_to", "可以退回到前面的哪些步骤"),
    ("may_reject", "true 可以不同意，程序到此终止"),
    ("substitutes", "false 不能由受托人代办"),
    ("backdated", "办理之日起几日内登记，默认当日"),
    ("by_concerned", "true 涉及的本人也可以办"),
    ("beside", "true 不计入步数：规定的步骤之外的分支，图上和页面上不编号"),
    ("ends", "办完即结束：completed 办结、rejected 不予通过、voided 作废"),
)


def files() -> dict[str, str]:
    """File name → content of the charts that the page shows."""
    return {
        f"procedure-{code}.svg": chart(loaded.item, _names()).svg.replace(
            "<title>", STANDING_ALONE, 1
        )
        + "\n"
        for code, loaded in catalog.declared().items.items()
    }


def procedures_page() -> Iterator[str]:
    """The vocabulary, then every procedure; those of ledgers are said by their ledgers."""
    yield from _vocabulary()
    names = _names()
    for code, loaded in catalog.declared().items.items():
        item = loaded.item
        yield f"\n## {item.name} `{code}`\n"
        yield f"依据：{item.source}目录文件：{loaded.file}。\n"
        yield from opening(item, names)
        yield f"\n![{item.name}流程图](procedure-{code}.svg)\n"
        yield from table(
            ("步骤", "名称", "阶段", "说明"),
            (
                (one.number or "—", one.title, one.stage or "—", "".join(one.told))
                for one in paragraphs(item, names)
            ),
        )


def _names() -> Names:
    values = {code: one.item.typed for code, one in parameters.catalog().items.items()}
    return Names(
        posts=catalog.post_names(),
        values=values,
        providers=requirements.names(),
        tellers=requirements.tellers(),
        shown=catalog.shown(values),
    )


def _vocabulary() -> Iterator[str]:
    yield from INTRODUCTION
    yield from table(("字段", "含义"), STEP_KEYS)
    yield from BETWEEN_STEPS
    ends = {one: name for one, name in OUTCOME_NAMES.items() if one is not Outcome.RUNNING}
    yield from table(
        ("用在", "写法", "含义"),
        [
            *(("at", one.value, name) for one, name in SCOPE_NAMES.items()),
            *(("mode", one.value, name) for one, name in MODE_NAMES.items()),
            *(("unit", one.value, name) for one, name in UNIT_NAMES.items()),
            *(("by", one.value, name) for one, name in BY_NAMES.items()),
            *(("ends", one.value, name) for one, name in ends.items()),
            *(("subject", code, name) for code, name in subjects.names().items()),
            *(("requirements", code, name) for code, name in requirements.names().items()),
        ],
    )
