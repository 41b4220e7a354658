"""`linghang trail` and `linghang evidence`: what they print and how they end."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import QuerySet
from pytest_django import Settings

from linghang.foundation import clock
from linghang.foundation.evidence import services as evidence
from linghang.foundation.trail import services
from linghang.foundation.trail.models import Entry
from tests.foundation import factories

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


def test_a_whole_trail_is_told_in_two_lines() -> None:
    factories.entries(3)
    assert said("trail", "seal") == "新封存留痕3条。\n"

    assert said("trail", "verify") == (
        "留痕完好：核对了3条封存的留痕，对照了0份导出的链首。\n没有待封的留痕。\n"
    )


def test_waiting_entries_are_told_with_their_age() -> None:
    factories.entry(at=clock.now())

    assert "待封的留痕1条，最早的已等0分" in said("trail", "verify")


def test_the_first_broken_entry_is_named() -> None:
    entries = factories.entries(3)
    services.seal(now=factories.AT)
    QuerySet.update(Entry.objects.filter(pk=entries[1].pk), person="P0002")

    told = said_at_failure("trail", "verify")

    assert "留痕有问题，共1处" in told
    assert (
        f"第2号，条目{entries[1].pk}，2025-06-03 10:30:15，tests.thing.done："
        "内容与摘要不符，留痕之后被改动过。" in told
    )


def test_the_head_is_exported_where_it_was_asked_for(tmp_path: Path) -> None:
    assert said("trail", "head") == "还没有封存过留痕，没有链首可以导出。\n"
    factories.entry()
    services.seal(now=factories.AT)

    told = said("trail", "head", "--heads", str(tmp_path))

    (file,) = tmp_path.iterdir()
    assert told == f"链首已导出：{file}\n"
    assert "对照了1份导出的链首" in said("trail", "verify", "--heads", str(tmp_path))


def test_a_refusal_is_told_without_a_traceback(tmp_path: Path) -> None:
    factories.entry()
    services.seal(now=factories.AT)
    (tmp_path / "trail-head-2025-06-01.json").write_text(
        '{"sequence": 9, "hash": "' + "0" * 64 + '"}'
    )

    told = said_at_failure("trail", "head", "--heads", str(tmp_path))

    assert told.startswith("没有导出链首：2025-06-01导出过第9号")


def test_damaged_evidence_is_listed(settings: Settings) -> None:
    with transaction.atomic():
        kept = evidence.store(
            content=b"hello",
            name="签到表.pdf",
            media_type="application/pdf",
            happened_on=date(2025, 6, 1),
            actor=factories.NURSE,
            at=factories.AT,
        )
    assert said("evidence", "verify") == "佐证材料完好：核对了1份。\n"

    kept.file.unlink()

    told = said_at_failure("evidence", "verify")
    file = kept.file.relative_to(settings.EVIDENCE_FOLDER)
    assert f"第{kept.pk}号“签到表.pdf”，文件{file}：文件不在存储中。" in told
