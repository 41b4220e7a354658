"""A hospital's own rule set: what is wrong is told by file and row, what is right groups."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from linghang.cases.drg import Case, group_one, load_rules
from linghang.cases.drg.codes import TABLES
from linghang.cases.drg.survey import survey
from linghang.foundation.errors import Refused

SMALL = {
    "set.yaml": "code: own\ntitle: 本院试用\nsource: 本院医保办\n",
    "mdc.csv": "order,mdc,entry,min_regions,qy\n"
    "1,MDCA,pproc(VALID),,\n"
    "2,MDCH,pdx(mdc),,\n"
    "3,MDCZ,pdx(mdc),2,\n",
    "mdc_dx.csv": "mdc,code,region\nMDCH,K80.304,\nMDCH,K83.109,\nMDCZ,S06.500,1\nMDCZ,S36.000,2\n",
    "adrg.csv": "mdc,step,kind,rule,adrg,condition,fallback,name_derived\n"
    "MDCA,1,adrg,AA1,AA1,pproc(px),AA1,心脏移植\n"
    "MDCH,1,adrg,HC1,HC1,pproc(px) & anyproc(px2),HC1,胆囊手术\n"
    "MDCH,2,qy,HQY,QY,false,,歧义组\n"
    "MDCH,3,adrg,HU1,HU1,pdx(dx),HU1,急性胆道疾患\n"
    "MDCZ,1,adrg,ZZ1,ZZ1,!anyproc(VALID),ZZ1,多发伤无手术\n",
    "adrg_codes.csv": "rule,list,code\nAA1,px,37.5100\nHC1,px,51.2300\nHC1,px2,51.8500\n"
    "HU1,dx,K80.304\nHU1,dx,K83.109\n",
    "drg.csv": "rule,adrg,seq,drg,name,condition\n"
    "AA1,AA1,1,AA19,心脏移植,true\n"
    "HC1,HC1,1,HC19,胆囊手术,true\n"
    "HU1,HU1,1,HU11,急性胆道疾患伴严重并发症,mcc\n"
    "HU1,HU1,2,HU15,急性胆道疾患,true\n"
    "ZZ1,ZZ1,1,ZZ19,多发伤无手术,true\n",
    "drg_names.csv": "drg,name\nAA19,心脏移植\nHC19,胆囊手术\nHU11,急性胆道疾患伴严重并发症\n"
    "HU15,急性胆道疾患\nZZ19,多发伤无手术\n",
    "mcc.csv": "code,table\nJ96.000,1\n",
    "cc.csv": "code,table\nK11.901,2\n",
    "exclusion.csv": "principal,table\nK80.304,3\n",
    "valid_procedures.csv": "code,name\n37.5100,心脏移植术\n51.2300,腹腔镜下胆囊切除术\n",
}
Change = Callable[[Path], None]


def own(tmp_path: Path, change: Change | None = None) -> Path:
    """The small set in a folder, changed."""
    folder = tmp_path / "own"
    folder.mkdir()
    for name, content in SMALL.items():
        (folder / name).write_text(content, "utf-8")
    if change:
        change(folder)
    return folder


def replaced(name: str, before: str, after: str) -> Change:
    """Change the first occurrence in a file."""

    def change(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert before in text
        (folder / name).write_text(text.replace(before, after, 1), "utf-8")

    return change


def added(name: str, row: str) -> Change:
    """Append a row to a file."""

    def change(folder: Path) -> None:
        with (folder / name).open("a", encoding="utf-8") as stream:
            stream.write(f"{row}\n")

    return change


def test_the_small_set_groups_and_has_no_complaints(tmp_path: Path) -> None:
    rules = load_rules(str(own(tmp_path)))
    found = survey(tmp_path / "own")
    assert (found.complaints, found.drgs, found.reached) == ([], 5, 5)
    case = Case(1, 60, 21900, 0, 5, ("K80.304", "J96.000"))
    assert group_one(case, rules).drg == "HU11"
    assert (
        group_one(Case(1, 60, 1, 0, 5, ("K80.304",), ("51.2300", "51.8500")), rules).drg == "HC19"
    )


def test_a_copy_of_the_national_set_groups_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(TABLES / "chs_drg_11", folder)
    (folder / "set.yaml").unlink()
    rules = load_rules(str(folder))
    assert (rules.facts.code, len(rules.drgs)) == ("copy", 628)
    assert rules.codes is load_rules("chs_drg_11").codes
    of_copy, of_ours = (one.told["outcomes"] for one in (rules, load_rules("chs_drg_11")))
    assert list(map(list, of_copy)) == list(map(list, of_ours))


def test_a_set_without_facts_is_called_by_its_folder(tmp_path: Path) -> None:
    folder = own(tmp_path, lambda one: (one / "set.yaml").unlink())
    assert load_rules(str(folder)).facts.title == "own"
    assert [str(one) for one in survey(folder).complaints] == [
        "set.yaml：没有此文件：名称取文件夹名，一律按试算处理"
    ]


def test_codes_of_ones_own_are_added_to_the_table(tmp_path: Path) -> None:
    folder = own(tmp_path, added("mcc.csv", "Z99.999x001,1"))
    rules = load_rules(str(folder))
    assert rules.codes.digest != load_rules("chs_drg_11").codes.digest
    case = Case(1, 60, 21900, 0, 5, ("K80.304", "Z99.999x001"))
    assert group_one(case, rules).drg == group_one(case, load_rules(str(folder))).drg == "HU11"
    says = [str(one) for one in survey(folder).complaints]
    assert says == ["mcc.csv第3行：诊断编码 Z99.999x001 不在医保版码表内"]


FATAL = [
    (
        replaced("mdc.csv", "MDCH,pdx(mdc)", "MDCH,pdx(mdc) & age=="),
        "mdc.csv第3行",
        "看不懂“age==”",
    ),
    (replaced("mdc.csv", "3,MDCZ", "2,MDCZ"), "mdc.csv第4行", "顺序号 2 重复，第3行已有"),
    (replaced("mdc.csv", "MDCZ,", "XY,"), "mdc.csv第4行", "“XY”应为 MDC 加一个字母或数字"),
    (replaced("mdc.csv", "3,MDCZ", "x,MDCZ"), "mdc.csv第4行", "order 应为整数，现为“x”"),
    (added("mdc.csv", "4,MDCY,pproc(VALID),,"), "mdc.csv第5行", "MDCY 在 adrg.csv 中一个组也没有"),
    (replaced("mdc_dx.csv", "S36.000,2", "S36.000,"), "mdc_dx.csv第5行", "没有填部位"),
    (added("mdc_dx.csv", "MDCY,B20.000,"), "mdc_dx.csv第6行", "MDCY 不在 mdc.csv 中"),
    (replaced("adrg.csv", "MDCA,1,adrg", "MDCA,1,drg"), "adrg.csv第2行", "kind 应为 adrg 或 qy"),
    (replaced("adrg.csv", "MDCA,1,adrg", "MDCY,1,adrg"), "adrg.csv第2行", "MDCY 不在 mdc.csv 中"),
    (replaced("adrg.csv", "pproc(px)", "pproc(px9)"), "adrg.csv第2行", "清单 AA1 px9 没有编码"),
    (replaced("adrg.csv", "pproc(px)", "pdx(px)"), "adrg.csv第2行", "类别不符"),
    (replaced("adrg.csv", "pproc(px)", "mcc"), "adrg.csv第2行", "只能用在 drg.csv"),
    (replaced("adrg.csv", "MDCH,2,qy", "MDCH,1,qy"), "adrg.csv第4行", "MDCH 第1步 重复，第3行已有"),
    (replaced("drg.csv", "AA1,AA1,1", "AB1,AA1,1"), "adrg.csv第2行", "AA1 在 drg.csv 中没有 DRG"),
    (replaced("drg.csv", "AA1,AA1,1", "AB1,AA1,1"), "drg.csv第2行", "规则 AB1 不在 adrg.csv 中"),
    (replaced("drg.csv", "2,HU15", "2,HU11"), "drg.csv第5行", "HU11 重复，第4行已有"),
    (replaced("drg.csv", "adrg,seq", "adrg,step"), "drg.csv第1行", "缺少列 seq"),
    (replaced("drg.csv", "心脏移植,true", "心脏移植,true,,"), "drg.csv第2行", "有8格，应为6格"),
    (replaced("drg.csv", "心脏移植,true", '"心脏移植,true'), "drg.csv第", "不是规范的 CSV"),
    (lambda folder: (folder / "cc.csv").unlink(), "cc.csv：", "缺少此文件"),
    (lambda folder: (folder / "cc.csv").write_bytes(b"\xff"), "cc.csv：", "不是 UTF-8 编码"),
    (
        lambda folder: (folder / "cc.csv").rename(folder / "cc.csv.gz"),
        "cc.csv.gz：",
        "读不出来",
    ),
    (added("cc.csv", "J96.000,1"), "cc.csv第3行", "既是 CC 又是 MCC（mcc.csv 第2行）"),
    (added("cc.csv", "B02.900,0"), "cc.csv第3行", "表号应从1起"),
    (added("cc.csv", "K11.901,1"), "cc.csv第3行", "K11.901 重复，第2行已有"),
    (added("cc.csv", "B|02,1"), "cc.csv第3行", "含空白、竖线或控制字符"),
    (added("cc.csv", ",1"), "cc.csv第3行", "编码为空"),
    (added("cc.csv", "B" * 24 + ",1"), "cc.csv第3行", "超过23个字节"),
    (replaced("set.yaml", "title:", "titel:"), "set.yaml：", "titel"),
    (lambda folder: (folder / "mdc.csv").write_text("", "utf-8"), "mdc.csv第1行", "缺少列"),
]


@pytest.mark.parametrize(("change", "place", "says"), FATAL, ids=[one[2] for one in FATAL])
def test_a_fault_forbids_the_set_and_says_where(
    tmp_path: Path, change: Change, place: str, says: str
) -> None:
    folder = own(tmp_path, change)
    told = [str(one) for one in survey(folder).complaints if one.fatal]
    assert any(one.startswith(place) and says in one for one in told), told
    with pytest.raises(Refused, match="不能用"):
        load_rules(str(folder))


HINTS = [
    (replaced("drg.csv", "2,HU15", "0,HU15"), "drg.csv第4行：HU11 到不了：第5行已收下其余全部病例"),
    (
        replaced("adrg.csv", "AA1,AA1,pproc(px)", "AA1,AA1,false"),
        "adrg_codes.csv第2行：清单 AA1 px 没有条件引用",
    ),
    (
        replaced("adrg.csv", "AA1,AA1,pproc(px)", "AA1,AA1,false"),
        "drg.csv第2行：AA19 到不了：没有病例符合它的条件",
    ),
    (
        replaced("adrg_codes.csv", "AA1,px,37.5100", "AA1,px,37.5200"),
        "drg.csv第2行：AA19 到不了：没有主要诊断和首要手术操作能同时符合它和它所在的大类",
    ),
    (
        replaced("adrg.csv", "pproc(px) & anyproc(px2)", "pproc(VALID) & pproc(px)"),
        "adrg_codes.csv第4行：清单 HC1 px2 没有条件引用",
    ),
    (
        replaced("adrg.csv", "MDCH,1,adrg,HC1,HC1,pproc(px)", "MDCH,9,adrg,HC1,HC1,pproc(px)"),
        "drg.csv第3行：HC19 到不了：为它构造的",
    ),
    (
        replaced("drg.csv", "HU15,急性胆道疾患,true", "HU15,急性胆道疾患,cc"),
        "adrg.csv第5行：HU1 没有兜底的 DRG：各条件都不符时以 HU1 作为 DRG",
    ),
    (replaced("drg.csv", "1,AA19", "1,XA19"), "drg.csv第2行：XA19 不以 AA1 开头"),
    (replaced("drg_names.csv", "AA19,心脏移植\n", ""), ""),
    (
        replaced("adrg.csv", "HQY,QY,false", "HQY,QY,pproc(VALID)"),
        "adrg.csv第4行：歧义条件与 mdc.csv",
    ),
]


@pytest.mark.parametrize(("change", "says"), HINTS, ids=[one[1] for one in HINTS])
def test_a_doubt_is_told_but_the_set_can_be_used(tmp_path: Path, change: Change, says: str) -> None:
    folder = own(tmp_path, change)
    found = [str(one) for one in survey(folder).complaints]
    assert any(one.startswith(says) for one in found) if says else found == [], found
    assert load_rules(str(folder)).facts.code == "own"


def test_more_than_sixty_four_lines_of_an_mdc_become_several_blocks(tmp_path: Path) -> None:
    tests = "|".join(f"los={day}&pproc(VALID)" for day in range(900, 960))
    both = f"HU1,HU1,pdx(dx) & ({tests}),HU1,急性\nMDCH,4,adrg,HU1_2,HU1,pdx(dx)"

    def change(folder: Path) -> None:
        replaced("adrg.csv", "HU1,HU1,pdx(dx)", both)(folder)
        for _ in range(3):
            added("adrg_codes.csv", "HU1_2,dx,K80.304")
        added("adrg_codes.csv", "HU1_2,dx,K80.304")(folder)
        added("drg.csv", "HU1_2,HU1,1,HU15,急性胆道疾患,true")(folder)
        more = "".join(f"MDCH,{one},qy,H{one},QY,false,,\n" for one in range(5, 9))
        added("adrg.csv", more.rstrip())(folder)
        again = "|".join(f"los={day}&pproc(VALID)" for day in range(800, 860))
        added("adrg.csv", f"MDCH,3000,adrg,HU1_3,HU1,{again},HU1,")(folder)
        added("drg.csv", "HU1_3,HU1,1,HU19,其他,true")(folder)

    rules = load_rules(str(own(tmp_path, change)))
    assert len(rules.arrays.blocks) == 4
    late = Case(1, 60, 1, 0, 830, ("K83.109",), ("51.2300",))
    assert group_one(late, rules).drg == "HU19"
    early = Case(1, 60, 1, 0, 930, ("K83.109",), ("51.2300",))
    assert group_one(early, rules).drg == "HU15"


def test_a_set_that_is_none_is_refused_with_the_names_of_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="chs_drg_11、guangxi_2022"):
        load_rules(str(tmp_path / "nothing"))
