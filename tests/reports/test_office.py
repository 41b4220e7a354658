"""The Word document opened by a real office program: it prints what was written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from linghang.reports import catalog, writing
from linghang.reports.gongwen.document import docx
from tests.reports import handmade

TOOLS = ("soffice", "pdftotext")
MISSING = [tool for tool in TOOLS if not shutil.which(tool)]
MUST = os.environ.get("LINGHANG_NEED_BROWSER") == "1"  # where browsers are a must, so is this


@pytest.mark.slow
@pytest.mark.skipif(bool(MISSING) and not MUST, reason=f"not on this machine: {MISSING}")
def test_an_office_program_prints_the_sentences_and_page_numbers(tmp_path: Path) -> None:
    written = writing.write(
        catalog.reports()["brief"],
        source=handmade.TableSource(provisional=True),
        period=handmade.JUNE,
        hospital="领航示范医院",
        today=handmade.TODAY,
    )
    (tmp_path / "brief.docx").write_bytes(docx(written.composition, at=handmade.AT))

    _run(
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "brief.docx"),
    )
    _run("pdftotext", "-layout", str(tmp_path / "brief.pdf"))

    printed = re.sub(r"\s", "", (tmp_path / "brief.txt").read_text("utf-8"))
    assert "医院运行简报" in printed
    assert "31日再住院率4.20%（暂定），同比待观察期满后比较" in printed
    assert "—1—" in printed
    assert "数据口径与来源" in printed


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=120)
