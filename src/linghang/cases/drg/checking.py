"""What is inconsistent in a rule set: every complaint names file, row and reason, in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linghang.cases.drg.codes import MOST_BYTES, CodeTable
from linghang.cases.drg.compiling import is_procedure_list, members
from linghang.cases.drg.conditions import InList, Severity, WrongCondition, alternatives
from linghang.cases.drg.sources import Complaint, Drg, Mdc, RuleTables, Step

MDC = re.compile(r"MDC[0-9A-Z]")
KINDS = ("adrg", "qy")
MOST_REGIONS = 60


def complaints(tables: RuleTables, codes: CodeTable, before: list[Complaint]) -> list[Complaint]:
    """Those of reading and the faults between tables; fatal ones forbid the set's use.

    When a whole file couldn't be read nothing is said about what others miss in it.
    """
    if any(one.fatal and one.row <= 1 for one in before):
        return before
    return [
        *before,
        *_codes(tables, codes),
        *_mdcs(tables),
        *_steps(tables),
        *_drgs(tables),
        *_unused(tables),
        *_complications(tables),
    ]


def unknown_codes(tables: RuleTables, codes: CodeTable) -> list[Complaint]:
    """Codes that are in no national table: they can only match what is written just so."""
    found = []
    for (table, among, code), row in tables.rows.items():
        if table == "drg_names":
            continue
        of_px = table == "valid_procedures" or (
            table == "adrg_codes" and is_procedure_list(among.split(" ")[-1])
        )
        kind = codes.px if of_px else codes.dx
        if not kind.name(code) and code not in kind.numbers:
            what = "手术操作" if of_px else "诊断"
            found.append(
                Complaint(
                    tables.file(table), row, f"{what}编码 {code} 不在医保版码表内", fatal=False
                )
            )
        elif not kind.name(code):
            says = f"编码 {code} 只见于对照表或个别规则集，没有名称"
            found.append(Complaint(tables.file(table), row, says, fatal=False))
    return found


def _codes(tables: RuleTables, codes: CodeTable) -> Iterator[Complaint]:
    for (table, _, code), row in tables.rows.items():
        file = tables.file(table)
        if not code:
            yield Complaint(file, row, "编码为空")
        elif code != code.strip() or "|" in code or not code.isprintable():
            yield Complaint(file, row, f"编码“{code[:20]!r}”含空白、竖线或控制字符")
        elif len(code.encode()) > MOST_BYTES:
            yield Complaint(file, row, f"编码 {code[:20]}… 超过{MOST_BYTES}个字节")


def _mdcs(tables: RuleTables) -> Iterator[Complaint]:
    file = tables.file("mdc")
    seen: dict[object, int] = {}
    for mdc in tables.mdcs:
        if not MDC.fullmatch(mdc.code):
            yield Complaint(file, mdc.row, f"“{mdc.code}”应为 MDC 加一个字母或数字")
        for key, what in ((mdc.code, mdc.code), (mdc.order, f"顺序号 {mdc.order}")):
            if seen.setdefault(key, mdc.row) != mdc.row:
                yield Complaint(file, mdc.row, f"{what} 重复，第{seen[key]}行已有")
        yield from _condition(tables, "mdc", mdc.row, mdc.entry, mdc=mdc.code, rule="")
        yield from _regions(tables, mdc)
        if mdc.code not in tables.steps:
            yield Complaint(file, mdc.row, f"{mdc.code} 在 {tables.file('adrg')} 中一个组也没有")
    if not tables.mdcs:
        yield Complaint(file, 0, "没有主要诊断大类")


def _regions(tables: RuleTables, mdc: Mdc) -> Iterator[Complaint]:
    regions = tables.mdc_codes.get(mdc.code, {})
    if not mdc.min_regions:
        return
    if len(set(regions.values())) > MOST_REGIONS:
        yield Complaint(tables.file("mdc_dx"), 0, f"{mdc.code} 的部位超过{MOST_REGIONS}个")
    for code, region in regions.items():
        if not region:
            row = tables.rows["mdc_dx", mdc.code, code]
            yield Complaint(tables.file("mdc_dx"), row, f"{mdc.code} 的 {code} 没有填部位")


def _steps(tables: RuleTables) -> Iterator[Complaint]:
    file = tables.file("adrg")
    known = {mdc.code: mdc for mdc in tables.mdcs}
    seen: dict[object, int] = {}
    for code, steps in tables.steps.items():
        for step in steps:
            if code not in known:
                yield Complaint(file, step.row, f"{code} 不在 {tables.file('mdc')} 中")
            if step.kind not in KINDS:
                yield Complaint(file, step.row, f"kind 应为 adrg 或 qy，现为“{step.kind}”")
            for key, what in (
                (step.rule, step.rule),
                ((code, step.order), f"{code} 第{step.order}步"),
            ):
                if seen.setdefault(key, step.row) != step.row:
                    yield Complaint(file, step.row, f"{what} 重复，第{seen[key]}行已有")
            yield from _condition(
                tables, "adrg", step.row, step.condition, mdc=code, rule=step.rule
            )
            yield from _step(tables, step, known.get(code))


def _step(tables: RuleTables, step: Step, mdc: Mdc | None) -> Iterator[Complaint]:
    file = tables.file("adrg")
    if step.kind == "qy":
        listed = mdc.ambiguous if mdc else ""
        if mdc and (listed or "false") != step.condition:
            says = f"歧义条件与 {tables.file('mdc')} 第{mdc.row}行不一致，以本行为准"
            yield Complaint(file, step.row, says, fatal=False)
        return
    if step.rule.partition("_")[0] != step.adrg or len(step.adrg) != 3:
        says = f"规则 {step.rule} 与 ADRG {step.adrg} 对不上（ADRG 为三位，规则名可加 _1、_2）"
        yield Complaint(file, step.row, says, fatal=False)
    if step.mdc[3:] != step.adrg[:1]:
        says = f"{step.adrg} 的首字母与 {step.mdc} 不一致，结果中的 mdc 取自首字母"
        yield Complaint(file, step.row, says, fatal=False)
    if step.rule not in tables.drgs:
        yield Complaint(file, step.row, f"{step.rule} 在 {tables.file('drg')} 中没有 DRG")
    elif not _falls_through(tables, step.rule):
        then = f"以 {step.fallback} 作为 DRG" if step.fallback else "改试下一组"
        says = f"{step.rule} 没有兜底的 DRG：各条件都不符时{then}"
        yield Complaint(file, step.row, says, fatal=False)


def _falls_through(tables: RuleTables, rule: str) -> bool:
    try:
        return any(() in alternatives(one.condition) for one in tables.drgs[rule])
    except WrongCondition:
        return True  # complained about elsewhere


def _drgs(tables: RuleTables) -> Iterator[Complaint]:
    file = tables.file("drg")
    rules = {step.rule: step for steps in tables.steps.values() for step in steps}
    for rule, drgs in tables.drgs.items():
        if rule not in rules:
            yield Complaint(file, drgs[0].row, f"规则 {rule} 不在 {tables.file('adrg')} 中")
            continue
        seen: dict[object, int] = {}
        always = 0
        for one in drgs:
            for key, what in ((one.code, one.code), (one.order, f"{rule} 第{one.order}项")):
                if seen.setdefault(key, one.row) != one.row:
                    yield Complaint(file, one.row, f"{what} 重复，第{seen[key]}行已有")
            if always:
                says = f"{one.code} 到不了：第{always}行已收下其余全部病例"
                yield Complaint(file, one.row, says, fatal=False)
            always = always or (one.row if one.condition.strip() == "true" else 0)
            yield from _drg(tables, one, rules[rule])


def _drg(tables: RuleTables, one: Drg, step: Step) -> Iterator[Complaint]:
    file = tables.file("drg")
    if not one.code.startswith(step.adrg):
        yield Complaint(file, one.row, f"{one.code} 不以 {step.adrg} 开头", fatal=False)
    if one.code not in tables.drg_names and not one.name:
        yield Complaint(file, one.row, f"{one.code} 没有名称", fatal=False)
    yield from _condition(tables, "drg", one.row, one.condition, mdc=step.mdc, rule=step.rule)


def _condition(
    tables: RuleTables, table: str, row: int, condition: str, *, mdc: str, rule: str
) -> Iterator[Complaint]:
    file = tables.file(table)
    try:
        found = alternatives(condition)
    except WrongCondition as fault:
        yield Complaint(file, row, f"条件“{condition[:60]}”{fault}")
        return
    for test in dict.fromkeys(one.test for literals in found for one in literals):
        if isinstance(test, InList):
            codes = members(tables, test, mdc=mdc, rule=rule)
            of_px = test.word.endswith("proc")
            if not codes:
                yield Complaint(file, row, f"条件引用的清单 {rule or mdc} {test.name} 没有编码")
            elif test.name not in {"", "mdc", "VALID"} and is_procedure_list(test.name) != of_px:
                yield Complaint(file, row, f"{test.word} 用在了清单 {test.name} 上，类别不符")
        elif isinstance(test, Severity) and table != "drg":
            yield Complaint(file, row, f"{test.level} 只能用在 {tables.file('drg')} 中")


def _unused(tables: RuleTables) -> Iterator[Complaint]:
    """Lists and codes that no condition asks for."""
    file = tables.file("adrg_codes")
    used: set[tuple[str, str]] = set()
    rules = [(step.rule, step.condition) for steps in tables.steps.values() for step in steps]
    rules += [(drg.rule, drg.condition) for drgs in tables.drgs.values() for drg in drgs]
    for rule, condition in rules:
        used |= {(rule, name) for name in re.findall(r"\(\s*(\w+)\s*\)", condition)}
    for (rule, name), codes in tables.lists.items():
        if (rule, name) not in used:
            first = next(iter(codes.values()))
            yield Complaint(file, first, f"清单 {rule} {name} 没有条件引用", fatal=False)
    known = {mdc.code for mdc in tables.mdcs}
    for mdc, regions in tables.mdc_codes.items():
        if mdc not in known:
            row = tables.rows["mdc_dx", mdc, next(iter(regions))]
            yield Complaint(tables.file("mdc_dx"), row, f"{mdc} 不在 {tables.file('mdc')} 中")


def _complications(tables: RuleTables) -> Iterator[Complaint]:
    for code in tables.mcc.keys() & tables.cc.keys():
        row = tables.rows["cc", "", code]
        where = f"{tables.file('mcc')} 第{tables.rows['mcc', '', code]}行"
        yield Complaint(tables.file("cc"), row, f"{code} 既是 CC 又是 MCC（{where}）")
