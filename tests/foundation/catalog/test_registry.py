"""Catalog files are read strictly, and a fault names file, item and field."""

from __future__ import annotations

import pytest

from linghang.foundation.catalog import registry
from linghang.foundation.errors import WrongCatalog
from linghang.indicators import catalog as indicators
from linghang.indicators.definitions import Indicator

GOOD = """
- code: average_length_of_stay
  name: 平均住院日（本院）
  unit: 天
  direction: down
  numerator: bed_days
  denominator: discharges
  decimals: 1
  meaning: 本院口径的平均住院日，保留一位小数。
  source: 本院质控科通知
  examples:
    - {numerator: "24000", denominator: "3000", value: "8.0"}
"""


@pytest.fixture
def own_catalogs(tmp_path, settings):
    """A hospital's own folder; returns a function that writes its indicators.yaml."""
    folder = tmp_path / "catalogs" / "national_assessment"
    folder.mkdir(parents=True)
    settings.CATALOG_OVERRIDES = str(tmp_path / "catalogs")

    def write(text: str, name: str = "indicators.yaml") -> None:
        (folder / name).write_text(text, "utf-8")

    return write


def test_an_item_of_the_hospital_replaces_ours_and_remembers_which(own_catalogs):
    own_catalogs(GOOD)

    found = registry.load("indicators", Indicator).items

    own = found["average_length_of_stay"]
    assert own.item.decimals == 1
    assert len(own.replaced) == 64
    assert own.replaced != own.hash
    assert found["discharges"].replaced == ""
    assert set(found) == {"discharges", "average_length_of_stay", "readmission_31_days"}


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        (("numerator: bed_days", "numeratr: bed_days"), "numeratr", "是否应为 numerator"),
        (("  unit: 天\n", ""), "unit", "缺少这个字段"),
        (("decimals: 1", "decimals: yes"), "decimals", "应当是整数"),
        (("decimals: 1", 'decimals: "1"'), "decimals", "应当是整数"),
        (("direction: down", "direction: 下降"), "direction", "只能是"),
        (("source: 本院质控科通知", "source: ''"), "source", "不能为空"),
        (("code: average_length_of_stay", "code: 010"), "code", "应当是文字"),
        (('value: "8.0"', 'value: "9.0"'), "—", "第 1 个算例不成立"),
        (("unit: 天", "unit: 天\n  unit: 日"), "—", "字段 unit 写了两次"),
        (("  decimals: 1", "  decimals: 1\n  colour: red"), "colour", "请检查拼写"),
        (("  decimals: 1", "  decimals: 1\n  on: red"), "True", "作键要加引号"),
    ],
)
def test_a_fault_names_file_item_and_field(own_catalogs, change, field, says):
    own_catalogs(GOOD.replace(*change))

    with pytest.raises(WrongCatalog) as caught:
        registry.load("indicators", Indicator)

    assert caught.value.file.endswith("national_assessment/indicators.yaml")
    assert caught.value.field == field
    assert says in str(caught.value)


def test_broken_yaml_names_line_and_column(own_catalogs):
    own_catalogs("- code: a\n  name: [unclosed\n")

    with pytest.raises(WrongCatalog, match="第 3 行第 1 列"):
        registry.load("indicators", Indicator)


def test_an_indicator_of_an_unknown_measure_is_refused(own_catalogs):
    own_catalogs(GOOD.replace("numerator: bed_days", "numerator: bed_nights"))

    with pytest.raises(WrongCatalog, match="没有名为 bed_nights 的计数口径"):
        indicators.indicators()


def test_a_file_that_no_engine_reads_is_refused(own_catalogs):
    own_catalogs(GOOD, "indicatorz.yaml")

    with pytest.raises(WrongCatalog, match=r"indicatorz\.yaml.*没有引擎读取"):
        registry.refuse_unknown_files()


def test_a_named_folder_that_is_absent_is_refused(settings, tmp_path):
    settings.CATALOG_OVERRIDES = str(tmp_path / "nowhere")

    with pytest.raises(WrongCatalog, match="LINGHANG_CATALOGS"):
        registry.load("indicators", Indicator)
