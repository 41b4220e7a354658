"""The notice itself is read, and what it says twice must agree."""

from __future__ import annotations

from datetime import date

import pytest

from linghang.foundation.workdays import catalog, notice
from linghang.foundation.workdays.notice import UnreadableNotice
from tests.foundation.workdays.notices import NOTICES

BY_YEAR = {loaded.item.year: loaded.item for loaded in catalog.catalog().items.values()}


@pytest.mark.parametrize("year", NOTICES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_what_comes_with_the_product_is_what_the_notice_says(year: int, encoding: str) -> None:
    assert notice.read(NOTICES[year].encode(encoding), year) == BY_YEAR[year].schedule


def test_every_year_that_comes_with_the_product_was_compared() -> None:
    assert set(BY_YEAR) == set(NOTICES)


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("至6日（周一）放假", "至7日（周二）放假", "写明共3天，按起止日期是4天"),
        ("6月19日（周五）", "6月19日（周六）", "2026年6月19日是周五，文件写的是周六"),
        ("2月28日（周六）", "2月30日（周六）", "没有2月30日这一天"),
    ],
)
def test_a_slip_in_the_text_is_told(was: str, now: str, says: str) -> None:
    assert was in NOTICES[2026]

    with pytest.raises(UnreadableNotice, match=says):
        notice.read(NOTICES[2026].replace(was, now).encode(), 2026)


def test_the_notice_of_another_year_does_not_pass() -> None:
    with pytest.raises(UnreadableNotice, match="请核对年份"):
        notice.read(NOTICES[2026].encode(), 2027)


@pytest.mark.parametrize("content", [b"", "今天放假".encode(), b"\xff\xfe\x00\x81\x00"])
def test_other_files_are_refused(content: bytes) -> None:
    with pytest.raises(UnreadableNotice):
        notice.read(content, 2027)


TABLE = """日期,安排,节日
2027/1/1,放假,元旦
2027-01-02,放假,元旦
2027-01-09,上班,元旦
"""


def test_a_table_is_read_too() -> None:
    schedule = notice.read(TABLE.replace("2027/1/1", "2027/01/01").encode(), 2027)

    assert [(rest.name, rest.first, rest.last) for rest in schedule.rests] == [
        ("元旦", date(2027, 1, 1), date(2027, 1, 2))
    ]
    assert schedule.works == (date(2027, 1, 9),)


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("2027-01-02", "元月二日", "第3行的日期“元月二日”读不懂"),
        ("2027-01-02,放假", "2027-01-02,休息", "第3行：安排只能是"),
    ],
)
def test_a_wrong_line_of_a_table_is_named(was: str, now: str, says: str) -> None:
    table = TABLE.replace("2027/1/1", "2027-01-01").replace(was, now)

    with pytest.raises(UnreadableNotice, match=says):
        notice.read(table.encode(), 2027)
