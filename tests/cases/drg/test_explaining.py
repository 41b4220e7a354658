"""Explanations: what was tried, what was missing, what counts, what would change the group."""

from __future__ import annotations

from datetime import date

import pytest

from linghang.cases.drg import Case, Status, explain, group_one, load_rules
from linghang.cases.drg.wording import told

TODAY = date(2026, 11, 22)


def page(case: Case, name: str = "chs_drg_11", *, map_codes: bool = False) -> str:
    """The explanation as text."""
    found = explain(case, load_rules(name), on=TODAY, map_codes=map_codes)
    return "\n".join(told(found))


def test_complications_count_unless_the_principal_diagnosis_excludes_them() -> None:
    case = Case(2, 88, 32460, 0, 94, ("K22.301", "K11.901", "E11.900"), ("96.0800x005",))
    text = page(case)
    assert "规则：CHS-DRG 细分组方案 1.1（国家标准版）　〔试算（旧版）〕" in text
    assert "病例：女，88岁，住院94天" in text
    assert "结果：入 GZ13 其他消化系统诊断，伴并发症或合并症（MDCG，GZ1）" in text
    assert "不入 MDCA 先期分组疾病及相关操作：首要手术操作不是分组所认的手术。" in text
    assert "K11.901 腮腺区肿物：属CC，计入。" in text
    assert "另外1条其他诊断不在 MCC、CC 表内。" in text
    assert "若没有K11.901 腮腺区肿物，则入 GZ15" in text
    assert "不得为入组而改" in text


def test_an_excluded_complication_names_its_table() -> None:
    rules = load_rules("chs_drg_11")
    table = int(rules.arrays.exclusion[rules.codes.dx.number("K22.301")])
    same = [at for at, one in enumerate(rules.arrays.severity.tolist()) if abs(one) == table]
    code = rules.codes.dx.all[same[0]]
    found = explain(Case(2, 88, 32460, 0, 9, ("K22.301", code)), rules, on=TODAY)
    (one,) = found.complications
    assert (one.code, one.excluded, one.table) == (code, True, table)
    assert f"不计入，因为与主要诊断同在第{table}号排除表" in "\n".join(told(found))
    assert found.changes == ()


def test_every_change_that_is_told_is_what_grouping_gives() -> None:
    rules = load_rules("chs_drg_11")
    case = Case(1, 40, 15000, 0, 9, ("S06.500", "S36.000", "K11.901"), ("01.2400", "54.1100"))
    found = explain(case, rules, on=TODAY)
    drgs = {one.what: one.result.drg for one in found.changes}
    other = group_one(Case(1, 40, 15000, 0, 9, case.dx, ("54.1100", "01.2400")), rules)
    assert drgs["首要手术操作是54.1100 开腹探查术"] == other.drg != found.result.drg
    assert all(one.result != found.result for one in found.changes)


@pytest.mark.parametrize(
    ("case", "says"),
    [
        (Case(1, 0, 5, None, 3, ("P22.000",)), "出生28天以内，但未填体重。"),
        (Case(None, None, None, None, None, ("P22.000",)), "性别未填或不是1（男）、2（女）。"),
        (
            Case(2, 30, 11000, 0, 3, ("N40.x00",)),
            "不入 MDCM 男性生殖系统疾病及功能障碍：该类要求男性。",
        ),
        (
            Case(1, 50, 18000, 0, 3, ("K80.304", "i10")),
            "i10 （编码不在分组器的码表内，不起作用，是否应为 I10.x00？）",
        ),
        (
            Case(1, 50, 18000, 0, 3, ("i10",)),
            "i10 （编码不在分组器的码表内，不起作用，是否应为 I10.x00x002、I10.x00x007、",
        ),
        (
            Case(1, 50, 18000, 0, 3, ("I21.000",)),
            "（不在任何主要诊断大类的诊断表内，是否应为 I21.000x005、I21.001、I21.002？）",
        ),
        (
            Case(1, 50, 18000, 0, 3, ("K80.304", "I21.000x001")),
            "I21.000x001 （国临版编码，规则里没有；医保版为 I21.003。用国临版编码的，先转换",
        ),
        (Case(1, 50, 18000, 0, 3, ("K80.304",), ("51.23",)), "51.23 （编码不在分组器的码表内"),
        (Case(1, 50, 18000, 0, 3, ()), "主要诊断　（空）"),
        (Case(1, 50, 18000, 0, 3, ("S06.500", "S36.000"), ("01.2400",)), "有手术，该组要求没有"),
        (Case(1, 50, 18000, 0, 3, ("S06.500",)), "诊断涉及1个身体部位，至少要2个"),
        (Case(1, 40, 15000, 0, 9, ("K80.304",), ("37.5100",)), "入 AA19 心脏移植"),
    ],
)
def test_what_is_missing_is_said_in_words(case: Case, says: str) -> None:
    assert says in page(case)


def test_mapping_is_told_code_by_code() -> None:
    text = page(Case(1, 50, 18000, 0, 3, ("K80.304", "Z99.999")), map_codes=True)
    assert "结果：诊断不能转换为分组器支持的编码" in text
    assert "诊断编码 Z99.999 在国临版与医保版的对照表里查不到" in text
    codes = load_rules("chs_drg_11").codes.dx
    changed = next(at for at, to in enumerate(codes.mapped.tolist()) if to > 0 and to != at)
    text = page(Case(1, 50, 18000, 0, 3, (codes.all[changed],)), map_codes=True)
    assert f"（转换为医保版 {codes.all[codes.mapped[changed]]}）" in text


def test_an_ambiguous_case_is_said_to_be_one() -> None:
    case = Case(1, 42, 15512, 0, 6, ("E10.500x047",), ("03.3101",))
    found = explain(case, load_rules("yunnan_2023"), on=TODAY)
    assert found.result.status is Status.AMBIGUOUS
    assert "判为歧义病案 KQY" in page(case, "yunnan_2023")


def test_a_case_with_five_hundred_codes_is_explained_in_moderation() -> None:
    codes = load_rules("chs_drg_11").codes
    case = Case(1, 42, 15512, 0, 6, tuple(codes.dx.all[1:501]), tuple(codes.px.all[1:101]))
    found = explain(case, load_rules("chs_drg_11"), on=TODAY)
    assert found.result == group_one(case, load_rules("chs_drg_11"))
    assert len(found.changes) <= 40


def test_every_step_on_a_line_of_its_own_when_asked() -> None:
    found = explain(Case(1, 60, 21900, 0, 5, ("K80.304",)), load_rules("chs_drg_11"), on=TODAY)
    steps = [step for mdc in found.mdcs for step in mdc.steps]
    lines = "\n".join(told(found, every_step=True))
    assert all(f"{step.rule} {step.name}：" in lines for step in steps)
    assert len(list(told(found))) < len(lines.splitlines())
