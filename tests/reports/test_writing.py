"""The text of a report over hand-made figures."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linghang.foundation.period import Period
from linghang.indicators.queries import Scope
from linghang.reports import catalog, rules, writing
from linghang.reports.composition import Composition, text_of
from linghang.reports.definitions import Report, Table
from linghang.reports.figures import HOSPITAL, WITHOUT_DEPARTMENT
from linghang.reports.writing import Written
from tests.reports import handmade
from tests.reports.handmade import JUNE, TableSource


def write(source: TableSource, *, report: Report | None = None, period: Period = JUNE) -> Written:
    return writing.write(
        report or catalog.reports()["brief"],
        source=source,
        period=period,
        hospital="领航示范医院",
        today=handmade.TODAY,
    )


def lines(written: Written) -> list[str]:
    return [text_of(sentence) for sentence in written.composition.sentences()]


def test_the_brief_reads_as_an_office_writes_it() -> None:
    written = write(TableSource(provisional=True))

    assert lines(written)[:7] == [
        "2025年6月，全院出院1000人次，同比增长25.0%，环比持平。",
        "平均住院日7.86天，同比缩短0.14天，环比缩短0.04天。",
        "31日再住院率4.20%（暂定），同比待观察期满后比较，环比待观察期满后比较。",
        "城东院区出院600人次，占全院的60.0%，同比增长20.0%；平均住院日8.00天，同比持平；"
        "31日再住院率5.00%（暂定），同比待观察期满后比较。",
        "城西院区出院400人次，占全院的40.0%，同比增长33.3%；平均住院日7.65天，"
        "同比缩短0.35天；31日再住院率3.00%（暂定），同比待观察期满后比较。",
        "各科室出院人次、平均住院日和31日再住院率见下表，科室按出院当日的归属统计。",
        "另有12人次未归属到科室，已计入全院数据。",
    ]
    head = written.composition.head
    assert (head.title, head.heading) == ("医院运行简报（2025年6月）", "2025年6月医院运行情况")
    assert (head.issue, head.dated) == ("2025年第6期", "2025年7月3日")


def test_the_last_chapter_says_what_is_counted_and_from_which_data() -> None:
    written = write(TableSource(provisional=True))

    assert written.composition.chapters[-1].heading == "数据口径与来源"
    assert lines(written)[-4:] == [
        "平均住院日：出院者占用总床日数与出院人次之比。2025年6月，全院出院者占用总床日数为"
        "7860床日，出院人次为1000人次。口径版本bbbbbbbb。",
        "31日再住院率：出院后31日内非计划再住院人次与出院人次之比。2025年6月，"
        "全院31日内再住院人次为42人次（暂定），出院人次为1000人次。口径版本cccccccc。",
        "以上数据取自第12号病案首页数据清单，数据截至2025年6月30日，"
        "计算时间为2025年7月3日9时30分。",
        "标注“暂定”的数据，观察期尚未届满，期满后可能变化。",
    ]


def test_a_campus_without_cases_is_told_so_and_not_as_nought() -> None:
    written = write(TableSource({("2025-06", Scope(campus="C2")): (0, 0, 0)}))

    assert "城西院区本期无出院病例。" in lines(written)


def test_when_all_cases_have_a_department_the_brief_says_so() -> None:
    source = TableSource()
    del source.parts["2025-06", WITHOUT_DEPARTMENT]

    written = write(source)

    assert "全部出院病例均已归属到科室。" in lines(written)
    assert "未归属" not in [row[0].text for row in _table(written).rows]


def test_without_a_year_before_nothing_is_compared_with_it() -> None:
    source = TableSource({("2024-06", HOSPITAL): (0, 0, 0)})

    assert lines(write(source))[0] == (
        "2025年6月，全院出院1000人次，上年同期无可比数据，环比持平。"
    )


def test_half_a_month_is_not_compared_with_a_whole_one() -> None:
    written = lines(write(TableSource(data_through=date(2025, 6, 15))))

    assert written[1] == ("平均住院日7.86天，同比因数据未满期不作比较，环比因数据未满期不作比较。")
    assert "2025年6月的数据尚未满期，同比、环比不作比较。" in written


def _table(written: Written):
    return written.composition.chapters[2].tables[0]


def test_the_table_shows_departments_the_unassigned_and_the_hospital() -> None:
    table = _table(write(TableSource(provisional=True)))

    assert table.headings == ("科室", "出院人次", "平均住院日（天）", "31日再住院率（%，暂定）")
    assert [text_of(row) for row in table.rows] == [
        "心血管内科5008.005.00",
        "普外科4807.833.33",
        "儿科8——",
        "未归属125.008.33",
        "全院10007.864.20",
    ]
    assert table.notes == ("注：“—”表示病例过少，不宜计算均值或比率。",)


def test_a_hidden_cell_holds_no_number() -> None:
    written = write(TableSource())

    hidden = [one for one in written.figures if one.text == "—"]

    assert [(one.indicator, one.value) for one in hidden] == [
        ("average_length_of_stay", None),
        ("readmission_31_days", None),
    ]


def test_a_table_by_month_ends_with_the_year_so_far() -> None:
    report = catalog.reports()["brief"]
    table = Table.model_validate(
        {
            "caption": "各月",
            "by": "month",
            "label": "月份",
            "columns": ({"heading": "出院人次", "indicator": "discharges"},),
        }
    )
    chapter = report.chapters[0].model_copy(update={"tables": (table,)})
    by_month = report.model_copy(update={"chapters": (chapter,)})

    written = write(TableSource(), report=by_month)

    rows = [text_of(row) for row in written.composition.chapters[0].tables[0].rows]
    assert rows[0] == "2025年1月—"
    assert rows[-3:] == ["2025年5月1000", "2025年6月1000", "本年累计—"]


def test_every_number_is_bound_and_read_once() -> None:
    source = TableSource()

    written = write(source)

    assert [one.number for one in written.figures] == list(range(1, len(written.figures) + 1))
    shown = [p.figure for p in _pieces(written.composition) if p.figure]
    assert sorted(shown) == [one.number for one in written.figures]
    outside = [key for key in source.asked if key[2].department is None]
    campus_and_hospital = [key for key in outside if key[2] != WITHOUT_DEPARTMENT]
    assert len(campus_and_hospital) == len(set(campus_and_hospital))


def test_no_digit_stands_outside_a_bound_figure() -> None:
    written = write(TableSource(provisional=True))
    own = [one.name for one in handmade.INDICATORS.values()]
    own += [one.meaning.rstrip("。") for one in handmade.INDICATORS.values()]
    own += [one.numerator for one in handmade.INDICATORS.values()]

    for sentence in written.composition.sentences():
        text = "".join(piece.text for piece in sentence if piece.figure is None)
        for name in sorted(own, key=len, reverse=True):
            text = text.replace(name, "")
        assert not re.search(r"\d", _without_dates(text)), text


def _without_dates(text: str) -> str:
    """Dates, the number of the manifest, and the version of a definition are no figures."""
    text = re.sub(r"\d{4}年\d{1,2}月(\d{1,2}日)?(\d{1,2}时\d{2}分)?", "", text)
    return re.sub(r"第\d+号|口径版本[0-9a-f]{8}", "", text)


def _pieces(composition: Composition):
    for chapter in composition.chapters:
        for paragraph in chapter.paragraphs:
            for sentence in paragraph:
                yield from sentence
        for table in chapter.tables:
            for row in table.rows:
                yield from row


def test_a_composition_survives_storage() -> None:
    composition = write(TableSource()).composition

    assert Composition.from_json(composition.as_json()) == composition


def test_the_same_figure_is_the_same_everywhere() -> None:
    figures = write(TableSource()).figures

    assert rules.contradictions((one.key, one.value) for one in figures) == []


def test_a_breakdown_that_disagrees_with_the_text_is_found() -> None:
    source = TableSource({("2025-06", WITHOUT_DEPARTMENT): (12, 60, 1)})
    rows = source.breakdown("discharges", JUNE, "department")
    source.parts["2025-06", WITHOUT_DEPARTMENT] = (13, 60, 1)
    source.breakdown = lambda code, period, by: rows  # type: ignore[method-assign]

    figures = write(source).figures

    assert rules.contradictions((one.key, one.value) for one in figures)


parts = st.tuples(st.integers(0, 5000), st.integers(0, 60000), st.integers(0, 500))


@given(june=parts, before=parts, through=st.dates(date(2025, 6, 1), date(2025, 7, 31)))
def test_any_figures_make_whole_sentences(
    june: tuple[int, int, int], before: tuple[int, int, int], through: date
) -> None:
    over = {
        (period, scope): values
        for period, values in (("2025-06", june), ("2024-06", before), ("2025-05", before))
        for scope in (HOSPITAL, Scope(campus="C1"))
    }

    written = lines(write(TableSource(over, data_through=through)))

    for line in written:
        assert line.endswith("。")
        assert not re.search(r"[{}]|None|nan|，，|。。|-\d", line), line


@pytest.mark.parametrize("field", ["numerator", "denominator"])
def test_parts_stand_in_the_last_chapter(field: str) -> None:
    written = write(TableSource())

    found = [one for one in written.figures if one.show == field]

    assert {one.sentence for one in found} <= {8, 9, 10}
    assert all(one.scope == HOSPITAL for one in found)
