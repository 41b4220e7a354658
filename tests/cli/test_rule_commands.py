"""`linghang parameters`, `workdays` and `notices`: what they print and how they end."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from linghang.foundation.workdays import queries
from tests.foundation.parameters.factories import approved
from tests.foundation.workdays.notices import NOTICES

pytestmark = pytest.mark.django_db


def said(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, no_color=True)
    return out.getvalue()


def said_at_failure(*arguments: str) -> str:
    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command(*arguments, stdout=out, stderr=out, no_color=True)
    assert end.value.code == 1
    return out.getvalue()


def test_the_list_marks_what_is_the_hospitals_own() -> None:
    approved()

    before = said("parameters", "list", "--on", "2025-06-30")
    after = said("parameters", "list", "--on", "2025-07-01")

    assert "cadre.notice  干部任前公示：不少于5个工作日\n" in before
    assert "cadre.notice  干部任前公示：不少于7个工作日（本院规定）\n" in after


def test_one_parameter_is_shown_with_its_ground_and_history() -> None:
    approved()

    shown = said("parameters", "show", "cadre.notice", "--on", "2025-07-01")

    assert "依据：《党政领导干部选拔任用工作条例》（2019年）（党内法规或部门规定）" in shown
    assert "  已批准  本院规定：不少于7个工作日，2025-07-01起\n" in shown
    assert "没有编码为 no.such 的参数" in said_at_failure("parameters", "show", "no.such")


def test_a_notice_is_checked_then_loaded(tmp_path: Path) -> None:
    file = tmp_path / "通知.txt"
    file.write_text(
        NOTICES[2026].replace("至23日（农历正月初七、周一）放假调休，共9天", "放假1天"), "utf-8"
    )
    assert "2026  国务院办公厅关于2026年部分节假日安排的通知" in said("workdays", "list")

    checked = said("workdays", "check", str(file), "--year", "2026")
    assert "  放假  国庆节：2026-10-01 至 2026-10-07\n  上班  2026-01-04\n" in checked
    assert "请核对：" in checked
    assert not any(year.is_own for year in queries.years())

    said("workdays", "load", str(file), "--year", "2026", "--document", "国办发明电〔2026〕1号")

    assert "2026  国办发明电〔2026〕1号（本院载入）" in said("workdays", "list")
    assert "春节：2026-02-15\n" in said("workdays", "show", "2026")


def test_a_year_that_is_not_there_says_how_to_load_it() -> None:
    assert "linghang workdays load" in said_at_failure("workdays", "show", "2031")


def test_notices_are_sent_gathered_and_passed_on_by_hand() -> None:
    assert said("notices", "deliver") == "发出0条，未送达0条，稍后再发0条。\n"
    assert said("notices", "digest") == "汇总0条，等待发送。\n"
    assert said("notices", "escalate") == "上报0条。\n"
    assert said("notices", "status") == (
        "站内收件箱之外的渠道：没有设置\n发不出去0条，7日内未送达0条\n"
    )
