"""Texts of a column are told once each, by which word whatever their capitals; or not at all."""

from __future__ import annotations

from datetime import date

import pytest

from linghang.foundation import clock
from linghang.ledgers import wordings
from linghang.ledgers.models import Entry
from linghang.org.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def say() -> object:
    unit = Unit.objects.create(
        code="C", name="科", kind="department", tree="administration", active_from=date(2020, 1, 1)
    )

    def said(ledger: str, *texts: str | None) -> None:
        Entry.objects.bulk_create(
            Entry(
                ledger=ledger,
                definition_hash="0",
                unit=unit,
                day=date(2025, 1, 1),
                title="一条",
                t3=text,
                entered_by="P1",
                entered_at=clock.now(),
            )
            for text in texts
        )

    return said


def test_each_text_of_the_ledger_is_told_once(say) -> None:
    say("outreach", "东湖社区", None, "西山", "东湖社区", "", "a")
    say("honours", "别的台账")

    assert sorted(wordings.of_column("outreach", "t3")) == ["", "a", "东湖社区", "西山"]
    assert wordings.of_column("outreach", "t4") == []
    assert wordings.of_column("nothing", "t3") == []


def test_a_word_is_found_in_capitals_or_not(say) -> None:
    say("outreach", "Lakeside 社区", "LAKE", "湖")

    assert sorted(wordings.holding("outreach", "t3", "lake")) == ["LAKE", "Lakeside 社区"]
    assert wordings.holding("outreach", "t3", "%") == []
    assert wordings.holding("outreach", "t3", "_") == []


def test_too_many_texts_are_not_told(say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordings, "MOST", 3)

    say("outreach", "1", "2", "3")
    assert wordings.of_column("outreach", "t3") == ["1", "2", "3"]
    say("outreach", "4")
    assert wordings.of_column("outreach", "t3") is None
    assert wordings.holding("outreach", "t3", "1") is None


def test_only_columns_of_entries_are_asked() -> None:
    with pytest.raises(ValueError, match="no column"):
        wordings.of_column("outreach", "t3; DROP TABLE ledgers_entry")
