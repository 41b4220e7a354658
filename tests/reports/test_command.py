"""`linghang reports` on the command line."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from linghang.reports.models import Report
from tests.reports import factories

pytestmark = pytest.mark.django_db


def run(*words: str) -> list[str]:
    out = io.StringIO()
    call_command("reports", *words, stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture
def cells() -> None:
    factories.units()
    factories.manifest()


@pytest.mark.usefixtures("cells")
def test_build_prints_the_path_and_the_sentences(tmp_path: Path) -> None:
    file = tmp_path / "简报.docx"

    printed = run("build", "brief", "--period", "2025-06", "--out", str(file))

    assert printed[0] == str(file)
    assert printed[1] == "2025年6月，全院出院1000人次，同比增长25.0%，环比持平。"
    with Report.objects.get().evidence.open() as kept:
        assert file.read_bytes() == kept.read()


@pytest.mark.usefixtures("cells")
def test_without_out_the_title_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    run("build", "brief", "--period", "2025-06")

    assert (tmp_path / "医院运行简报（2025年6月）.docx").is_file()


@pytest.mark.usefixtures("cells")
def test_a_folder_that_is_not_there_is_named_and_the_report_stays(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="已生成并存档"):
        run("build", "brief", "--period", "2025-06", "--out", str(tmp_path / "no" / "a.docx"))

    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("brief", "--period", "六月"), "看不懂期间"),
        (("brief", "--period", "2025-06"), "尚无病案首页数据入库"),
        (("other", "--period", "2025-06"), "没有代码为“other”的报告"),
    ],
)
def test_a_refusal_is_told_in_one_sentence(words: tuple[str, ...], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        run("build", *words)


@pytest.mark.usefixtures("cells")
def test_list_shows_the_newest_first(tmp_path: Path) -> None:
    assert run("list") == ["还没有生成过报告。"]
    for period in ("2025-05", "2025-06"):
        run("build", "brief", "--period", period, "--out", str(tmp_path / f"{period}.docx"))

    listed = run("list")

    assert ["2025年6月" in listed[0], "2025年5月" in listed[1]] == [True, True]
