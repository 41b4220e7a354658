"""Cockpit and indicator pages: the figures, their words, and what stands when there are none."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from tests.web_hospital import Hospital, sheets

Page = Callable[[str, str], str]
JUNE = "?period=2025-06"


def plain(text: str) -> str:
    """The page without white space: templates may be indented as they like."""
    return "".join(text.split())


def test_the_president_sees_the_hospital_with_what_belongs_nowhere(page: Page) -> None:
    text = page("president", f"/overview/{JUNE}")

    assert "全院运行总览" in text
    assert "数据截至2025年6月9日" in text
    assert '<pclass="figure">26<small>人次</small></p>' in plain(text)
    assert "未归属" in text
    assert "department=none" not in text.split('id="by-department"')[0]


def test_a_head_of_department_sees_only_the_own_one(page: Page) -> None:
    text = page("cardiology_head", f"/overview/{JUNE}")

    assert "心血管内科运行总览" in text
    assert '<pclass="figure">14<small>人次</small></p>' in plain(text)
    assert "骨科" not in text


def test_a_team_leader_sees_only_the_own_team(page: Page) -> None:
    text = page("team_leader", f"/overview/{JUNE}")

    assert "心血管内科甲组运行总览" in text
    assert '<pclass="figure">12<small>人次</small></p>' in plain(text)
    assert "乙组" not in text


def test_a_branch_secretary_sees_no_figure_but_the_reason_and_the_own_branch(page: Page) -> None:
    text = page("branch_secretary", "/overview/")

    assert "内科第一党支部书记属党组织岗位，不因职务查看患者病例" in text
    assert "/org/units/PB1/" in text
    assert "/cases/" not in text
    assert 'class="figure"' not in text


def test_before_the_first_import_the_page_says_what_to_do_and_who_can(
    empty_hospital: Hospital,
) -> None:
    president = empty_hospital.client("president").get("/overview/").content.decode()
    records = empty_hospital.client("records").get("/overview/").content.decode()

    assert "还没有病案数据" in president
    assert "导入由病案科科长" in president
    assert "/cases/import/" in records


def test_without_a_period_the_last_whole_month_of_the_data_is_shown(page: Page) -> None:
    # The data end on 9 June, so May is the last month that they cover wholly.
    assert '<spanclass="here">2025年5月</span>' in plain(page("president", "/overview/"))


def test_a_count_of_few_cases_is_grey_and_explained(page: Page) -> None:
    text = page("president", f"/indicators/average_length_of_stay/{JUNE}&by=team")

    assert 'class="number few"' in text
    assert "灰色数值的分母不足10" in text


def test_a_month_whose_cases_may_still_come_back_is_provisional(page: Page) -> None:
    text = page("president", f"/indicators/readmission_31_days/{JUNE}")

    assert "暂定" in text
    assert "观察期未满" in text


def test_the_indicator_page_counts_down_from_all_discharges_to_the_numerator(page: Page) -> None:
    text = plain(page("president", f"/indicators/average_length_of_stay/{JUNE}&department=CARD"))

    assert "出院者占用总床日数112床日÷出院人次14人次" in text
    assert "step=numerator&amp;period=2025-06&amp;department=CARD" in text
    assert "目录文件" in text


def test_who_may_not_read_cases_is_told_why_and_who_can(hospital: Hospital) -> None:
    nurse = hospital.appointments["team_leader"]
    nurse.post = "physician"
    nurse.save()

    text = hospital.client("team_leader").get(f"/indicators/discharges/{JUNE}").content.decode()

    assert "看病例" not in text
    assert "没有查看脱敏病例的权限" in text


@pytest.mark.parametrize("sort", ["name", "-discharges", "discharges.change", "nonsense"])
def test_any_sort_keeps_every_line_and_what_belongs_nowhere_last(page: Page, sort: str) -> None:
    text = page("president", f"/overview/{JUNE}&sort={sort}").split('id="by-department"')[1]
    table = text.split("</table>")[0]

    assert table.index("骨科") < table.index("未归属")
    assert table.index("心血管内科") < table.index("未归属")


def test_sorting_by_figures_puts_the_largest_first_and_says_so(page: Page) -> None:
    text = page("president", f"/overview/{JUNE}&sort=-discharges").split('id="by-department"')[1]

    assert 'aria-sort="descending"' in text
    assert text.index("心血管内科") < text.index("骨科")


def test_an_export_carries_definition_and_period_and_its_lines_add_up(hospital: Hospital) -> None:
    answer = hospital.client("president").get(f"/indicators/discharges/export/{JUNE}")

    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    head = {row[0]: row[1] for row in rows if len(row) == 2}
    lines = {row[0]: row[1] for row in rows if len(row) == 6}
    assert head["指标"] == "出院人次"
    assert head["期间"] == "2025年6月"
    assert head["定义"].startswith("期间内出院的住院人次")
    assert lines["合计"] == "26"
    assert sum(int(lines[name]) for name in ("心血管内科", "骨科", "未归属")) == 26


def test_words_of_a_change_follow_the_kind_of_indicator(hospital: Hospital) -> None:
    last_year = {"B12": "2024-06-01 09:00:00", "B15": "2024-06-11 10:00:00", "B20": "10"}
    last_day = {"B12": "2025-06-29 09:00:00", "B15": "2025-06-30 10:00:00", "B20": "1"}
    hospital.bring_in(
        [*sheets(first=501, count=20, **last_year), *sheets(first=601, count=1, **last_day)],
        name="补报.csv",
    )

    text = plain(hospital.client("president").get(f"/overview/{JUNE}").content.decode())

    assert "增长35.0%" in text
    assert 'class="changebetter"' in text  # a shorter stay is wanted
    assert "缩短" in text
