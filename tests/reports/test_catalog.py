"""The reports of the package, and what stops the start."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from linghang.foundation.catalog import registry
from linghang.foundation.errors import WrongCatalog
from linghang.reports import catalog

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

OURS = (registry.OURS / "operations" / "reports.yaml").read_text("utf-8")


@pytest.fixture
def override(tmp_path: Path, settings: SettingsWrapper) -> Path:
    """A hospital's own reports.yaml, to be written by the test."""
    settings.CATALOG_OVERRIDES = str(tmp_path)
    folder = tmp_path / "operations"
    folder.mkdir()
    return folder / "reports.yaml"


def test_the_monthly_brief_is_there() -> None:
    brief = catalog.reports()["brief"]

    assert brief.span == "month"
    assert brief.indicators() == ["discharges", "average_length_of_stay", "readmission_31_days"]


@pytest.mark.parametrize(
    ("ours", "changed", "field", "says"),
    [
        ("出院{discharges}，占", "出院{discharge}，占", "chapters", "discharge"),
        ("indicator: discharges}", "indicator: dischargez}", "indicator", "没有名为 dischargez"),
        ("另有{unassigned}", "另有3例，{unassigned}", "chapters", "句子里不写数字"),
        (
            "readmission_31_days, show: difference",
            "readmission_31_days, show: change",
            "show",
            "百分点",
        ),
        ("masthead:", "masthaed:", "masthaed", "没有这个字段"),
    ],
)
def test_a_wrong_report_names_file_item_and_field(
    override: Path, ours: str, changed: str, field: str, says: str
) -> None:
    override.write_text(OURS.replace(ours, changed), "utf-8")

    with pytest.raises(WrongCatalog) as fault:
        catalog.reports()

    assert "reports.yaml" in fault.value.file
    assert "brief" in fault.value.item
    assert field in fault.value.field
    assert says in str(fault.value)


def test_a_hospital_words_its_own_brief(override: Path) -> None:
    override.write_text(OURS.replace("office: 办公室", "office: 党政办公室"), "utf-8")

    assert catalog.reports()["brief"].office == "党政办公室"
