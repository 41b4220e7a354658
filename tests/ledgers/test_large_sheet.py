"""Three thousand rows, mistakes in every kind of field: one reason for each cell, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from linghang.foundation.catalog import registry
from linghang.foundation.intake import complaints
from linghang.foundation.intake.definitions import Upload
from linghang.ledgers.models import Entry
from linghang.org.models import Appointment
from tests.ledgers.hospital import override
from tests.ledgers.test_sheets import check

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

ROWS, EVERY = 3_000, 120
RIGHT = {
    "事项名称": "培训",
    "开始日期": "2025-03-05",
    "结束日期": "2025-03-07",
    "承办部门": "CARD",
    "主题": "急救",
    "经过": "分组练习",
    "人数（人）": "30",
    "课时（学时）": "1.5",
    "经费（元）": "1200.50",
    "合格率": "95.5%",
    "批准日期": "2025-03-01",
    "所属月份": "2025-03",
    "院外举办": "是",
    "级别": "省级",
    "用途": "教学、科研",
    "负责人": "M1",
    "参加人员": "M1、外院李四",
    "协办单位": "市红十字会",
    "参加科室": "CARD、ORTH",
    "岗位": "department_head",
    "联系电话": "13800001234",
    "身份证号": "",
    "证书编号": "A-100023",
    "电子邮箱": "a@example.cn",
    "依据的活动": "YZ-2025-00001",
    "院外地点": "市民广场",
}
# Of each kind what is wrong, and a word of the reason.
WRONG = {
    "事项名称": ("", "必须填写"),
    "开始日期": ("2025-13-05", "日期"),
    "结束日期": ("2025-03-01", "早于"),
    "承办部门": ("查无此部", "没有"),
    "主题": ("长" * 41, "40"),
    "人数（人）": ("许多", "数"),
    "课时（学时）": ("1.55", "小数"),
    "经费（元）": ("-1", "小于"),
    "合格率": ("高", "数"),
    "批准日期": ("2025-03-06", "批准日期不能晚于开始日期"),
    "所属月份": ("春天", "月"),
    "院外举办": ("也许", "是"),
    "级别": ("村级", "国家级"),
    "用途": ("教学、娱乐", "教学"),
    "负责人": ("查无此人", "没有"),
    "参加科室": ("CARD、查无此科", "没有"),
    "岗位": ("查无此岗", "没有找到岗位"),
    "联系电话": ("12", "电话"),
    "身份证号": ("110101199003070021", "身份证"),
    "电子邮箱": ("a.example.cn", "邮箱"),
    "院外地点": ("", "必须填写"),
}


@pytest.fixture
def every_kind(tmp_path: Path, settings: SettingsWrapper) -> Iterator[None]:
    settings.CATALOG_OVERRIDES = override(tmp_path / "own")
    yield
    registry.forget()


def write(path: Path) -> list[tuple[int, str]]:
    """The sheet, and in which row which column is wrong."""
    wrong: list[tuple[int, str]] = []
    heads, columns = list(RIGHT), list(WRONG)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, heads)
        for row in range(1, ROWS + 1):
            # Most rows say only what they must, so that reading them is what is measured.
            facts = {name: RIGHT[name] for name in ("事项名称", "开始日期", "承办部门", "主题")}
            facts |= {"级别": "市级", "负责人": "M1", "事项名称": f"培训{row}"}
            if row % EVERY < len(columns):
                name = columns[row % EVERY]
                facts = {**RIGHT, "事项名称": f"培训{row}", name: WRONG[name][0]}
                wrong.append((row + 1, name))
            for at, head in enumerate(heads):
                if text := facts.get(head):
                    page.write_string(row, at, text)
    return wrong


@pytest.mark.one_engine
def test_each_wrong_cell_of_a_large_sheet_has_one_reason_and_nothing_comes_in(
    held: dict[str, Appointment], every_kind: None, tmp_path: Path
) -> None:
    path = tmp_path / "三千行.xlsx"
    wrong = write(path)

    batch = check(held["cardiology_head"], [Upload(path.name, path)], ledger="everything")

    assert batch.state == "refused"
    found, count = complaints.page(batch.complaints_file, severity="error", limit=2 * len(wrong))
    cells = [(one.row, one.column.partition(" ")[2]) for one in found]
    assert cells == wrong, set(cells) ^ set(wrong)
    assert count == len(wrong)
    reasons = {column: one.says for (_, column), one in zip(cells, found, strict=True)}
    assert [c for c, says in reasons.items() if WRONG[c][1] not in says] == [], reasons
    assert {column for _, column in wrong} == set(WRONG)
    assert not Entry.objects.exists()
