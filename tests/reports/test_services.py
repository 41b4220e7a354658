"""Building a report over real cells: what it leaves, and what a refusal leaves."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from docx import Document

from linghang.foundation.access import Actor
from linghang.foundation.catalog.models import CatalogVersion
from linghang.foundation.errors import Refused
from linghang.foundation.evidence.models import Evidence
from linghang.foundation.period import Period
from linghang.foundation.trail import actions
from linghang.foundation.trail.models import Entry
from linghang.indicators import queries as indicators
from linghang.reports import queries, readings, services
from linghang.reports.models import BoundFigure, Report
from tests.reports import factories

pytestmark = pytest.mark.django_db
JUNE = Period.month(2025, 6)
AT = datetime(2025, 7, 3, 2, 0, tzinfo=UTC)
TODAY = date(2025, 7, 3)
ACTOR = Actor(person="office", appointment=7)


@pytest.fixture
def cells() -> None:
    factories.units()
    factories.manifest()


def build(*, report: str = "brief", period: Period = JUNE, at: datetime = AT) -> Report:
    return services.build(report=report, period=period, actor=ACTOR, at=at, today=TODAY)


@pytest.mark.usefixtures("cells")
def test_the_brief_is_built_from_the_indicators() -> None:
    report = build()

    assert queries.sentences(report)[:7] == [
        "2025年6月，全院出院1000人次，同比增长25.0%，环比持平。",
        "平均住院日7.86天，同比缩短0.14天，环比缩短0.04天。",
        "31日再住院率4.24%（暂定），同比待观察期满后比较，环比待观察期满后比较。",
        "城东院区出院600人次，占全院的60.0%，同比增长20.0%；平均住院日8.00天，同比持平；"
        "31日再住院率5.08%（暂定），同比待观察期满后比较。",
        "城西院区出院388人次，占全院的38.8%，同比增长29.3%；平均住院日7.73天，"
        "同比缩短0.27天；31日再住院率2.84%（暂定），同比待观察期满后比较。",
        "各科室出院人次、平均住院日和31日再住院率见下表，科室按出院当日的归属统计。",
        "另有12人次未归属到科室，已计入全院数据。",
    ]


@pytest.mark.usefixtures("cells")
def test_the_report_keeps_what_it_stands_on() -> None:
    report = build()

    assert (report.title, report.period) == ("医院运行简报（2025年6月）", JUNE)
    assert report.get_status_display() == "已生成"
    assert report.manifest.is_current
    assert report.evidence.name == "医院运行简报（2025年6月）.docx"
    assert set(report.definition_hashes) == {
        "discharges",
        "average_length_of_stay",
        "readmission_31_days",
    }
    assert CatalogVersion.objects.filter(kind="reports", hash=report.definition_hash).exists()
    entry = Entry.objects.get(action="reports.report.built")
    assert actions.sentence(entry, {"office": "某甲"}) == (
        f"某甲生成了《医院运行简报（2025年6月）》，引用数据{report.figures.count()}个，"
        f"取自数据清单{report.manifest_id}"
    )


@pytest.mark.usefixtures("cells")
def test_a_bound_figure_is_the_indicator_engines_own_value() -> None:
    report = build()

    for figure in report.figures.filter(show="value").exclude(value=None):
        value = indicators.value(figure.indicator, period=figure.period, scope=figure.scope)
        assert value.value == figure.value
        assert (value.numerator, value.denominator) == (figure.numerator, figure.denominator)
        assert value.definition_hash == figure.definition_hash
        assert figure.text.startswith((value.text, value.number.replace(",", "")))


@pytest.mark.usefixtures("cells")
def test_a_change_can_be_computed_again_from_its_row() -> None:
    build()

    growth = BoundFigure.objects.get(name="discharges_year", campus="")

    assert (growth.numerator, growth.base_numerator) == (1000, 800)
    assert growth.base_period == Period.month(2024, 6)
    assert growth.value == Decimal(25)


@pytest.mark.usefixtures("cells")
def test_the_page_shows_each_number_with_its_row(django_assert_num_queries) -> None:
    report = build()

    with django_assert_num_queries(1):
        shown = queries.shown(report)

    first = shown.chapters[0].paragraphs[0][0]
    assert [piece.text for piece in first] == [
        "2025年6月，全院出院",
        "1000人次",
        "，",
        "同比增长25.0%",
        "，",
        "环比持平",
        "。",
    ]
    assert [piece.figure.indicator if piece.figure else None for piece in first][1] == "discharges"
    table = shown.chapters[2].tables[0]
    assert table.caption == "表1　各科室出院情况"
    assert table.rows[0][1].figure is not None
    assert table.rows[0][1].figure.scope == indicators.Scope(department="D1")
    assert table.rows[-2][0].text == "未归属"
    assert table.rows[-2][1].figure.scope == indicators.Scope(department="none")


@pytest.mark.usefixtures("cells")
def test_document_and_rows_say_the_same() -> None:
    report = build()

    with report.evidence.open() as stream:
        document = Document(io.BytesIO(stream.read()))

    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    written = "".join(paragraphs)
    assert all(sentence in written for sentence in queries.sentences(report))
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert cells[1] == ["心血管内科", "600", "8.00", "5.08"]
    assert cells[-1] == ["全院", "1000", "7.86", "4.24"]


@pytest.mark.usefixtures("cells")
def test_the_same_data_and_moment_give_the_same_file() -> None:
    first, second = build(), build()

    assert first.pk != second.pk
    assert first.evidence.sha256 == second.evidence.sha256
    assert first.evidence.sha256 != build(at=AT.replace(hour=3)).evidence.sha256


def left() -> tuple[int, ...]:
    folder = Path(settings.EVIDENCE_FOLDER)
    files = [file for file in folder.rglob("*") if file.is_file()] if folder.exists() else []
    rows = (Report, BoundFigure, Evidence, Entry, CatalogVersion)
    return (len(files), *(model.objects.count() for model in rows))


@pytest.mark.parametrize(
    ("report", "period", "says"),
    [
        ("breif", JUNE, "没有代码为“breif”的报告，现有：运行简报（brief）。"),
        ("brief", Period.year(2025), "运行简报按月编制，“2025年”不是一个整月"),
        ("brief", Period.month(2025, 8), "2025年8月尚未开始"),
        ("brief", Period.month(2025, 7), "病案首页数据只到2025年6月30日，没有2025年7月的数据"),
        ("brief", Period.month(2023, 6), "2023年6月没有出院病例"),
    ],
)
@pytest.mark.usefixtures("cells")
def test_a_refusal_says_why_and_leaves_nothing(report: str, period: Period, says: str) -> None:
    before = left()

    with pytest.raises(services.CannotBuild, match=says):
        build(report=report, period=period)

    assert left() == before


def test_without_data_there_is_no_report() -> None:
    with pytest.raises(services.CannotBuild, match="尚无病案首页数据入库"):
        build()

    assert left() == (0, 0, 0, 0, 0, 0)


def test_data_that_move_meanwhile_stop_the_report() -> None:
    factories.units()
    outdated = factories.manifest(is_current=False)
    factories.manifest()

    source = readings.IndicatorSource(outdated)

    with pytest.raises(readings.DataMoved, match="请再生成一次"):
        source.reading("discharges", JUNE, indicators.Scope())


@pytest.mark.usefixtures("cells")
def test_a_failing_deed_leaves_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(**facts: object) -> None:
        raise Refused("留痕失败")

    monkeypatch.setattr(services.trail, "leave", fails)
    before = left()[1:]

    with pytest.raises(Refused):
        build()

    assert left()[1:] == before


@pytest.mark.usefixtures("cells")
def test_a_number_stands_in_a_sentence_or_in_a_table() -> None:
    report = build()
    figure = report.figures.first()

    with pytest.raises(IntegrityError), transaction.atomic():
        report.figures.filter(pk=figure.pk).update(table=1, row=1)
