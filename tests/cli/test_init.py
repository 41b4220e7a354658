"""`linghang init`: by options, step by step, interrupted and gone on with."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from linghang.org.founding import doors, queries
from linghang.org.models import CodeMap, Unit

PEOPLE = {"system": "1001,张三", "security": "1002,李四", "audit": "1003,王五", "hr": "1004,赵六"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def home(settings: object, tmp_path: Path) -> Path:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    return tmp_path


@pytest.fixture
def init(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    """A function: typed lines, options → exit code and output."""

    def run(*typed: str, **options: object) -> tuple[int, str]:
        out, code = StringIO(), 0
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in typed)))
        try:
            call_command("init", stdout=out, stderr=out, **options)
        except SystemExit as end:
            code = int(end.code or 0)
        return code, out.getvalue()

    return run


def test_options_alone_found_a_hospital(
    init: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    (tmp_path / "units.csv").write_text("D,骨科,科室\nW,骨科一病区,病区,D\n", "utf-8-sig")
    (tmp_path / "maps.csv").write_text("骨一,W\n", "utf-8")

    code, output = init(
        name="某某医院",
        yes=True,
        units=tmp_path / "units.csv",
        maps=tmp_path / "maps.csv",
        **PEOPLE,
    )

    assert code == 0, output
    assert "✓ “某某医院”已建立：单位4个。" in output
    assert output.count("/login/password/") == 4
    assert CodeMap.objects.get().unit.code == "W"
    assert not (tmp_path / "init.json").exists()


ANSWERS = ["某某医院", "", "", "2024-01-01", "D,骨科,科室", "", "", *PEOPLE.values()]


def test_step_by_step_with_an_interruption(
    init: Callable[..., tuple[int, str]], home: Path
) -> None:
    code, output = init(*ANSWERS[:4])
    assert code == 1
    assert "答过的已记下，再次运行接着做" in output
    assert json.loads((home / "init.json").read_text("utf-8"))["name"] == "某某医院"
    assert (home / "init.json").stat().st_mode & 0o077 == 0

    code, output = init(*ANSWERS[4:], "是")

    assert code == 0, output
    assert "接着上次做（已答4项" in output
    assert "D 骨科（科室）" in output
    assert Unit.objects.filter(code="D").exists()


def test_a_wrong_answer_is_asked_again(init: Callable[..., tuple[int, str]]) -> None:
    code, output = init("", "某某医院", "九级", *ANSWERS[1:], "是")

    assert code == 0, output
    assert "这一项必须写" in output
    assert "没有“九级”这个等级" in output


def test_no_is_no(init: Callable[..., tuple[int, str]], home: Path) -> None:
    code, output = init(*ANSWERS, "否")

    assert (code, "没有建院" in output) == (1, True)
    assert queries.is_empty()
    assert not (home / "init.json").exists()


def test_what_speaks_against_it_is_told_and_can_be_mended(
    init: Callable[..., tuple[int, str]],
) -> None:
    code, output = init(name="某某医院", yes=True, **{**PEOPLE, "audit": "1001,张三"})
    assert code == 1
    assert "工号 1001 出现2次，必须是不同的人" in output
    assert queries.is_empty()

    assert init(name="某某医院", yes=True, **PEOPLE)[0] == 0


def test_a_second_time_is_refused_and_links_can_be_had_again(
    init: Callable[..., tuple[int, str]],
) -> None:
    assert "还没有建院" in init(links=True)[1]
    init(name="某某医院", yes=True, **PEOPLE)

    code, output = init(name="另一家", yes=True, **PEOPLE)
    assert (code, "“某某医院”已经建立，不能再建" in output) == (1, True)

    code, output = init(links=True)
    assert (code, output.count("/login/password/")) == (0, 4)


def test_the_page_has_a_new_code_each_time(init: Callable[..., tuple[int, str]]) -> None:
    first, second = init(page=True)[1], init(page=True)[1]

    assert first != second
    assert doors.code() in second


def test_an_unreadable_file_is_told(init: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_bytes("单位".encode("gb18030"))

    code, output = init(name="某某医院", yes=True, units=tmp_path / "units.csv", **PEOPLE)

    assert (code, "应为 UTF-8 文本文件" in output) == (1, True)
