"""An explanation as a page of text: how a coder would tell the physician."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from linghang.cases.drg.explaining import CodeNote, Explanation, MdcNote, StepNote
from linghang.cases.drg.rules import BLANK, Case, Grouped, Status

FEW = 6
SEXES = {1: "男", 2: "女"}


def told(explanation: Explanation, *, every_step: bool = False) -> Iterator[str]:
    """Lines of text. every_step: each group that was tried on a line of its own."""
    trial = f"　〔{explanation.trial}〕" if explanation.trial else ""
    yield f"规则：{explanation.title}{trial}"
    yield f"病例：{_person(explanation.case)}"
    yield f"结果：{_result(explanation.result, explanation.name)}"
    yield from (f"　　　{fault}。" for fault in explanation.faults)
    yield from _part("诊断和手术操作", _codes(explanation))
    yield from _part("分到哪一类、哪一组", _mdcs(explanation, every_step=every_step))
    yield from _part("并发症与合并症", _complications(explanation))
    yield from _part("细分", _splits(explanation))
    yield from _part("如果病历另有依据", _changes(explanation))


def _part(title: str, lines: Iterable[str]) -> Iterator[str]:
    """A headed part of the page; nothing when it has no lines."""
    found = list(lines)
    if found:
        yield from ("", title, *(f"　{line}" for line in found))


def _person(case: Case) -> str:
    parts = [SEXES.get(case.sex or 0, "性别不明")]
    if case.age is None:
        parts.append("年龄不明")
    elif case.age == 0:
        parts.append("不满1周岁" if case.age_days is None else f"出生{case.age_days}天")
    else:
        parts.append(f"{case.age}岁")
    if case.age == 0 and case.birth_weight not in {None, 0, BLANK}:
        parts.append(f"体重{case.birth_weight}克")
    if case.los is not None:
        parts.append(f"住院{case.los}天")
    return "，".join(parts)


def _result(result: Grouped, name: str) -> str:
    if result.status is Status.GROUPED:
        return f"入 {result.drg} {name}（{result.mdc}，{result.adrg}）"
    if result.status is Status.AMBIGUOUS:
        return (
            f"判为歧义病案 {result.drg}（{result.mdc}）：做了手术，但手术与主要诊断所在的大类不符"
        )
    return str(result.status)


def _codes(explanation: Explanation) -> Iterator[str]:
    yield from _listed(explanation.diagnoses, "主要诊断", "其他诊断")
    yield from _listed(explanation.procedures, "首要手术操作", "其他手术操作")
    if not explanation.procedures:
        yield "没有手术操作"
    yield from _unmapped(explanation)


def _listed(notes: tuple[CodeNote, ...], first: str, other: str) -> Iterator[str]:
    for place, note in enumerate(notes):
        role = other if place else first
        yield f"{role}　{note.code or '（空）'} {note.name}{_remark(note)}".rstrip()


def _remark(note: CodeNote) -> str:
    meant = f"，是否应为 {'、'.join(note.nearest)}？" if note.nearest else ""
    if not note.known:
        return f"（编码不在分组器的码表内，不起作用{meant}）"
    if note.mapped:
        return (
            f"（国临版编码，规则里没有；医保版为 {note.mapped}。"
            "用国临版编码的，先转换再分组，命令加 --map-codes）"
        )
    if note.idle:
        given = f"{note.used}，" if note.used and note.used != note.code else ""
        return f"（{given}不在任何主要诊断大类的诊断表内{meant}）"
    if note.used and note.used != note.code:
        return f"（转换为医保版 {note.used}）"
    return "" if note.used else "（不能转换为医保版编码）"


def _unmapped(explanation: Explanation) -> Iterator[str]:
    kinds = {
        Status.DIAGNOSIS_UNMAPPED: ("诊断", explanation.diagnoses),
        Status.PROCEDURE_UNMAPPED: ("手术操作", explanation.procedures),
    }
    if explanation.result.status in kinds:
        kind, notes = kinds[explanation.result.status]
        codes = "、".join(note.code or "（空）" for note in notes if not note.used)
        yield f"{kind}编码 {codes} 在国临版与医保版的对照表里查不到，因此没有分组。"


def _mdcs(explanation: Explanation, *, every_step: bool) -> Iterator[str]:
    for mdc in explanation.mdcs:
        yield from _mdc(mdc, every_step=every_step)
    ungrouped = explanation.result.status is Status.UNGROUPED
    if ungrouped and not any(mdc.entered and mdc.by_diagnosis for mdc in explanation.mdcs):
        yield "主要诊断不在任何主要诊断大类的诊断表内，或不合该类的其他要求。"


def _mdc(mdc: MdcNote, *, every_step: bool) -> Iterator[str]:
    if not mdc.entered:
        yield f"不入 {mdc.code} {mdc.name}：{'；'.join(mdc.missing)}。"
        return
    yield f"先看 {mdc.code} {mdc.name}：符合该类要求，依次试各组——"
    if every_step:
        yield from (f"　{_step([one])}" for one in mdc.steps)
    else:
        for _, same in groupby(mdc.steps, key=lambda one: (one.taken, one.missing)):
            yield f"　{_step(list(same))}"
    if not any(step.taken for step in mdc.steps):
        yield "　各组都不符，再看下一类。"


def _step(steps: list[StepNote]) -> str:
    names = _names(f"{one.rule} {one.name}" if len(steps) <= 2 else one.rule for one in steps)
    if steps[0].taken:
        return f"{names}：符合。"
    return f"{names}：{'；'.join(steps[0].missing)}。"


def _names(names: Iterable[str]) -> str:
    every = list(names)
    if len(every) > FEW:
        return f"{'、'.join(every[:3])}……{every[-1]} 等{len(every)}组"
    return "、".join(every)


def _complications(explanation: Explanation) -> Iterator[str]:
    if explanation.result.status is not Status.GROUPED:
        return
    for one in explanation.complications:
        says = "计入"
        if one.excluded:
            says = f"不计入，因为与主要诊断同在第{one.table}号排除表"
        yield f"{one.code} {one.name}：属{one.level}，{says}。"
    others = len(explanation.diagnoses) - 1 - len(explanation.complications)
    if not explanation.complications:
        yield "其他诊断中没有列入 MCC、CC 表的。" if others else "没有其他诊断。"
    elif others:
        yield f"另外{others}条其他诊断不在 MCC、CC 表内。"


def _splits(explanation: Explanation) -> Iterator[str]:
    splits = explanation.splits
    if len(splits) > 1 or any(one.condition != "其余情形" for one in splits):
        for one in splits:
            yield f"{one.drg} {one.name}：{one.condition}——{'是' if one.taken else '不是'}"


def _changes(explanation: Explanation) -> Iterator[str]:
    for change in explanation.changes:
        yield f"若{change.what}，则{_result(change.result, change.name)}"
    if explanation.changes:
        yield "以上仅说明分组规则；编码以病历记载为准，不得为入组而改。"
