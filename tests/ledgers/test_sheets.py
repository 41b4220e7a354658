"""Sheets of a ledger: the template, what is complained of, the batch in force and taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from linghang.foundation import clock
from linghang.foundation.catalog import registry
from linghang.foundation.intake import complaints, preview, services
from linghang.foundation.intake.definitions import Upload
from linghang.foundation.intake.models import Batch
from linghang.foundation.intake.services import CannotUndo
from linghang.ledgers.models import Entry, Filing, Mention
from linghang.ledgers.sheets.importer import LedgerImport
from linghang.org.models import Appointment
from tests.ledgers.hospital import TODAY, actor, by, in_force, override, verify

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

Held = dict[str, Appointment]
HEAD = ("活动日期", "主办单位", "活动名称", "活动类别", "场所", "地点", "服务群众（人次）")
CLINIC = ("2025-03-05", "内科第一党支部", "学雷锋义诊", "义诊", "社区", "东湖社区", "160")
LECTURE = ("2025年4月1日", "PB1", "高血压讲座", "健康讲座", "学校", "实验小学", "80")


@pytest.fixture
def every_kind(tmp_path: Path, settings: SettingsWrapper) -> Iterator[None]:
    settings.CATALOG_OVERRIDES = override(tmp_path / "own")
    yield
    registry.forget()


def sheet(folder: Path, *rows: Sequence[str], head: Sequence[str] = HEAD) -> list[Upload]:
    path = folder / "台账.csv"
    path.write_text("\n".join(",".join(row) for row in (head, *rows)), "utf-8-sig")
    return [Upload(path.name, path)]


def check(
    held: Appointment, uploads: list[Upload], *, ledger: str = "outreach", way: str = "hand_in"
) -> Batch:
    batch = services.receive(
        kind="ledgers",
        target=ledger,
        uploads=uploads,
        actor=actor(held),
        at=clock.now(),
        asked={"way": way},
    )
    return services.check(batch_id=batch.pk, today=TODAY, clock=clock.now)


def commit(held: Appointment, batch: Batch) -> Batch:
    return services.commit(batch_id=batch.pk, actor=actor(held), today=TODAY, clock=clock.now)


def undo(held: Appointment, batch: Batch) -> Batch:
    return services.undo(batch_id=batch.pk, actor=actor(held), at=by(held)["at"], reason="发错了表")


def told(batch: Batch) -> list[tuple[int, str, str]]:
    found, _ = complaints.page(batch.complaints_file)
    return [(one.row, one.column, one.says) for one in found]


def test_columns_come_in_any_order_and_a_unit_gets_one_filing(held: Held, tmp_path: Path) -> None:
    secretary = held["branch_secretary"]
    batch = check(secretary, sheet(tmp_path, CLINIC, LECTURE))
    assert (batch.state, batch.facts["summary"]) == ("staged", "新增2场"), told(batch)
    assert not Entry.objects.exists()

    commit(secretary, batch)

    (filing,) = Filing.objects.all()
    rows = Entry.objects.order_by("day").values_list("number", "standing", "t1", "n2", "filing")
    assert list(rows) == [
        ("YZ-2025-00001", "submitted", "clinic", 160, filing.pk),
        ("YZ-2025-00002", "submitted", "lecture", 80, filing.pk),
    ]
    verify(held["party_office"], filing)
    assert Entry.objects.in_force().count() == 2


def test_every_cell_that_is_wrong_is_named_and_nothing_comes_in(held: Held, tmp_path: Path) -> None:
    wrong = ("2025-13-05", "查无此部", "", "义珍", "社区", "东湖", "许多")
    foreign = ("2025-03-06", "心血管内科", *CLINIC[2:])
    late = ("2026-03-05", *CLINIC[1:])
    batch = check(held["branch_secretary"], sheet(tmp_path, wrong, foreign, late))
    assert batch.state == "refused"
    found = told(batch)
    assert [(row, column) for row, column, _ in found] == [
        (2, "A列 活动日期"),
        (2, "B列 主办单位"),
        (2, "C列 活动名称"),
        (2, "D列 活动类别"),
        (2, "G列 服务群众（人次）"),
        (3, "B列 主办单位"),
        (4, "A列 活动日期"),
    ]
    assert "您不能为这个单位填报" in found[5][2]
    assert "在今天以后" in found[6][2]


def test_sums_and_signatures_below_are_left_out_and_told(held: Held, tmp_path: Path) -> None:
    below = (("合 计", "", "", "", "", "", "240"), ("填表人：", "", "", "负责人：", "", "", ""))
    batch = check(held["branch_secretary"], sheet(tmp_path, CLINIC, LECTURE, *below))
    assert (batch.state, batch.facts["summary"]) == ("staged", "新增2场"), told(batch)
    notes = batch.facts["notes"]
    assert [one for one in notes if "没有读取" in one] == [
        "第4行是“合计”，没有读取。",
        "第5行是“填表人：”，没有读取。",
    ]


def test_drafts_may_be_unfinished_and_are_thrown_away_again(held: Held, tmp_path: Path) -> None:
    secretary = held["branch_secretary"]
    unfinished = (*CLINIC[:5], "", "")
    assert check(secretary, sheet(tmp_path, unfinished)).state == "refused"
    batch = commit(secretary, check(secretary, sheet(tmp_path, unfinished), way="drafts"))
    assert list(Entry.objects.values_list("standing", "number")) == [("draft", None)]
    undo(secretary, batch)
    assert not Entry.objects.exists()
    assert not Mention.objects.exists()


def test_what_was_handed_in_is_voided_and_what_was_verified_stays(
    held: Held, tmp_path: Path
) -> None:
    secretary, office = held["branch_secretary"], held["party_office"]
    batch = commit(secretary, check(secretary, sheet(tmp_path, CLINIC)))
    with pytest.raises(CannotUndo, match="已经报送.*党办主任"):
        undo(secretary, batch)
    undo(office, batch)
    assert list(Entry.objects.values_list("standing", flat=True)) == ["voided"]

    batch = commit(secretary, check(secretary, sheet(tmp_path, LECTURE)))
    verify(office, Filing.objects.latest("pk"))
    with pytest.raises(CannotUndo, match="1条已经审核（YZ-2025-00002）"):
        undo(office, batch)


def test_the_same_in_the_file_and_in_the_ledger_is_told(held: Held, tmp_path: Path) -> None:
    in_force(held)
    batch = check(held["branch_secretary"], sheet(tmp_path, CLINIC, LECTURE, LECTURE))
    assert batch.state == "staged"
    assert told(batch) == [
        (2, "整行", "台账里已有相近的记录 YZ-2025-00001"),
        (4, "整行", "与第3行可能是同一件事"),
    ]


def test_a_number_is_recognised_and_never_entered_twice(held: Held, tmp_path: Path) -> None:
    in_force(held)
    head = ("台账编号", *HEAD)
    same = ("YZ-2025-00001", *CLINIC[:2], "学雷锋健康义诊", *CLINIC[3:])
    secretary = held["branch_secretary"]
    again = check(secretary, sheet(tmp_path, same, head=head))
    assert (again.state, again.message) == ("refused", "表里的记录都已在台账里，没有要新增的。")
    more = check(secretary, sheet(tmp_path, same, ("", *LECTURE), head=head))
    assert more.facts["summary"] == "新增1场，已在台账1场，不重复登记"
    assert more.facts["counts"] == {"义诊与志愿服务": {"unchanged": 1, "new": 1}}
    assert [line["row"] for line in preview.page(more)] == [3]
    other = (*same[:-1], "161")
    never = ("YZ-2025-00009", *LECTURE)
    found = told(check(secretary, sheet(tmp_path, other, never, same, head=head)))
    assert [(row, says[:20]) for row, _, says in found] == [
        (2, "YZ-2025-00001 已在台账里，"),
        (3, "台账里没有编号 YZ-2025-0000"),
        (4, "编号 YZ-2025-00001 与第2"),
    ]


def test_the_template_shows_each_rule_and_its_example_is_not_read(
    held: Held, every_kind: None, tmp_path: Path
) -> None:
    path = tmp_path / "模板.xlsx"
    with path.open("wb") as file:
        LedgerImport().template("everything", file)
    book = CalamineWorkbook.from_path(str(path))
    heads = book.get_sheet_by_name("全类型台账").to_python()[0]
    assert heads[:6] == ["台账编号", "事项名称", "开始日期", "结束日期", "承办部门", "主题"]
    assert "人数（人）" in heads
    assert "证书" not in heads
    explained = {row[1]: row for row in book.get_sheet_by_name("填写说明").to_python()[1:]}
    assert explained["级别"][2:] == ["是", "从下拉列表中选一项", "国家级、省级、市级"]
    assert explained["课时（学时）"][3] == "小数，单位：学时，只填数；小数1位；不小于0"
    assert explained["院外地点"][3] == "一行文字；“院外举办”为是时才填，并且必填"
    batch = check(held["cardiology_head"], [Upload(path.name, path)], ledger="everything")
    assert (batch.state, batch.message) == ("refused", "工作表里没有数据行。")


def test_a_field_that_was_renamed_is_known_by_its_former_name(
    held: Held, every_kind: None, tmp_path: Path, settings: SettingsWrapper
) -> None:
    head = ("开始日期", "承办部门", "事项名称", "主题", "级别", "负责人")
    row = ("2025-03-05", "CARD", "培训", "复苏", "自治区级", "P3")
    chief = held["cardiology_head"]
    batch = check(chief, sheet(tmp_path, row, head=head), ledger="everything")
    commit(chief, batch)
    text = (Path(__file__).parent / "every_kind.yaml").read_text("utf-8")
    renamed = text.replace("name: 主题,", "name: 议题, also: [题目],")
    settings.CATALOG_OVERRIDES = override(tmp_path / "renamed", renamed)
    for name in ("主题", "题目", "议题"):
        named = tuple(name if one == "主题" else one for one in head)
        late = ("2025-03-06", *row[1:])
        again = check(chief, sheet(tmp_path, late, head=named), ledger="everything")
        assert again.state == "staged", told(again)


def test_the_columns_that_must_be_there_are_told_together(held: Held, tmp_path: Path) -> None:
    batch = check(held["branch_secretary"], sheet(tmp_path, CLINIC[:3], head=HEAD[:3]))
    assert "缺少必需的列：活动类别、场所、地点、服务群众（人次）" in batch.message
