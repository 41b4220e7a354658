"""A list as a document: what is short stands in one line, however many columns there are."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import docx
import pytest

from linghang.reports.gongwen import roster
from linghang.reports.gongwen.roster import Roster

AT = datetime(2025, 12, 31, 8, tzinfo=UTC)
LONG = "修订第一议题学习制度，每次学习前提出落实建议，落实措施列入督办、按季通报"


def table(columns: int) -> Roster:
    """A number, a day, names and as many long texts as there is room for."""
    short = ("1.10.1", "2025-12-31", "韩星茵、谢临航", "已销号")
    texts = tuple(LONG for _ in range(columns - len(short)))
    heads = tuple(f"栏{n}" for n in range(columns))
    return Roster(title="清单", headings=heads, rows=((*short, *texts),))


@pytest.mark.parametrize("columns", [6, 9, 12, 14])
def test_days_and_names_are_not_broken(columns: int) -> None:
    made = table(columns)
    size = 9 if columns > 9 else 10.5

    document = docx.Document(BytesIO(roster.docx(made, at=AT)))
    cells = document.tables[0].rows[1].cells
    widths = [cell.width.pt for cell in cells]

    assert sum(widths) == pytest.approx(257 / 25.4 * 72, rel=0.01)
    assert widths[1] >= 10 * 0.55 * size  # ten digits and hyphens
    assert widths[2] >= 4 * size  # a name with the mark after it
    assert min(widths) >= 2 * size
    assert {run.font.size.pt for cell in cells for run in cell.paragraphs[0].runs} == {size}


def test_a_list_of_few_columns_stands_upright() -> None:
    made = Roster(
        title="名单", headings=("序号", "姓名", "日期"), rows=(("1", "韩星茵", "2025-12-31"),)
    )

    section = docx.Document(BytesIO(roster.docx(made, at=AT))).sections[0]

    assert section.page_width.mm == pytest.approx(210, abs=1)


def test_days_stay_together_and_lines_end_where_the_text_says_so() -> None:
    told = ("1.1", "2025-08-26：已印发\n困难：无", *[LONG] * 5)
    made = Roster(title="清单", headings=tuple("一二三四五六七"), rows=(told,))

    cell = docx.Document(BytesIO(roster.docx(made, at=AT))).tables[0].rows[1].cells[1]

    assert cell.text == told[1]
    assert cell._tc.xml.count("w:noBreakHyphen") == 2
    assert cell._tc.xml.count("<w:br") == 1


def test_the_same_list_is_the_same_file() -> None:
    assert roster.docx(table(12), at=AT) == roster.docx(table(12), at=AT)
