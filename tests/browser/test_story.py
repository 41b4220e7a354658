"""From the cockpit down to one case, and what others see of the same addresses."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.front_sheets import write
from tests.web_hospital import Hospital, sheets

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Enter = Callable[[str], Page]


def status(page: Page, url: str) -> int:
    answer = page.goto(url)
    assert answer is not None
    return answer.status


def test_the_president_follows_a_figure_from_the_report_down_to_one_case(enter: Enter) -> None:
    page = enter("president")
    page.get_by_role("link", name="看运行总览").click()
    page.get_by_role("link", name="下一期").click()
    expect(page.locator(".here")).to_have_text("2025年6月")
    value = page.locator(".tile", has_text="平均住院日").locator(".figure").inner_text()

    page.get_by_role("link", name="运行报告").click()
    page.get_by_label("期间").select_option("2025-06")
    page.get_by_role("button", name="生成").click()
    said = page.get_by_role("link", name=re.compile(r"^\d\.\d\d天$")).first
    assert said.inner_text() == "".join(value.split())
    said.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("平均住院日 全院")
    expect(page.locator(".formula .figure")).to_have_text(value)
    page.get_by_role("link", name="心血管内科").click()
    page.get_by_role("row", name="分子").get_by_role("link", name="看病例").click()
    expect(page.locator("tbody tr")).to_have_count(14)
    page.locator("tbody th a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("病例 [0-9A-F]{8}"))
    expect(page.get_by_text("计入分子（出院者占用总床日数，计8床日）")).to_be_visible()
    case_url = page.url

    page = enter("orthopaedics_head")
    origin = case_url.split("/cases/")[0]
    assert status(page, case_url) == 404
    assert status(page, f"{origin}/indicators/average_length_of_stay/?department=CARD") == 404
    assert status(page, f"{origin}/cases/?department=CARD") == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("没有找到这一页")


def test_somebody_with_two_posts_switches_and_sees_patients_only_under_one(enter: Enter) -> None:
    page = enter("cardiology_head")
    expect(page.get_by_role("link", name="病例查询")).to_be_visible()

    page.locator("summary", has_text="心血管内科主任").click()
    page.get_by_role("button", name="内科第一党支部书记").click()

    expect(page.get_by_role("status")).to_contain_text("现在以“内科第一党支部书记”办理")
    expect(page.get_by_role("link", name="病例查询")).to_have_count(0)
    page.get_by_role("link", name="运行总览").click()
    expect(page.get_by_text("不因职务查看患者病例")).to_be_visible()


def test_the_records_office_uploads_looks_at_complaints_commits_and_undoes(
    enter: Enter, hospital: Hospital
) -> None:
    rows = [*sheets(first=801, count=3), *sheets(first=811, count=1, B34C="8")]
    file = write(hospital.folder / "七月.csv", rows)
    page = enter("records")
    page.get_by_role("link", name="病案首页导入").click()

    page.locator("input[type=file]").set_input_files(file)
    expect(page.locator("#chosen")).to_contain_text("七月.csv")
    page.get_by_role("button", name="上传并检查").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("待入库")
    page.get_by_role("link", name="离院方式只能是 1、2、3、4、5、9").click()
    expect(page.locator("#lines tbody tr")).to_have_count(1)
    page.get_by_role("button", name="入库").click()
    expect(page.get_by_role("status")).to_contain_text("已入库：新增3例")
    page.locator("summary", has_text="撤销").click()
    page.get_by_label("撤销的原因").fill("七月的文件要重发")
    page.get_by_role("button", name="确认撤销").click()
    expect(page.get_by_role("status")).to_contain_text("已撤销")
