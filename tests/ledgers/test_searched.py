"""What can be found: entries that were handed in, by whom may read them; nothing that few know."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from linghang.foundation.search import queries, services
from linghang.ledgers import searched
from linghang.org.models import Appointment
from linghang.org.rights import rights_of
from linghang.procedures.days import Day
from tests.ledgers.hospital import TODAY, clinic, hand_in, in_force, override, write

Held = dict[str, Appointment]


def found(words: str, held: Appointment) -> list[str]:
    scopes = searched.scopes(rights_of(held.pk, TODAY), Day(TODAY))
    return [hit.title for hit in queries.find(words, {searched.KIND: scopes})]


def keys(words: str, held: Appointment) -> list[str] | None:
    scopes = searched.scopes(rights_of(held.pk, TODAY), Day(TODAY))
    return queries.keys(words, searched.KIND, scopes, 100)


def test_an_entry_is_found_from_the_day_it_is_handed_in(held: Held) -> None:
    entry = write(held["branch_secretary"], clinic())
    assert found("东湖社区", held["branch_secretary"]) == []
    hand_in(held["branch_secretary"], entry)
    assert found("东湖社区", held["branch_secretary"]) == ["YZ-2025-00001 学雷锋健康义诊"]
    assert found("00001", held["nurse"]) == ["YZ-2025-00001 学雷锋健康义诊"]
    assert found("东湖", held["system_administrator"]) == []
    services.rebuild(kinds=["ledgers"])
    assert keys("雷锋", held["nurse"]) == [str(entry.pk)]
    assert keys("雷锋", held["system_administrator"]) == []
    assert keys("，", held["nurse"]) is None


def test_what_few_may_know_is_in_no_index(held: Held, tmp_path: Path, settings: Any) -> None:
    settings.CATALOG_OVERRIDES = override(tmp_path, FEW)
    in_force(held)
    talk = replace(clinic(unit="DC"), title="约谈某人", fields={})
    entry = write(held["discipline"], talk, "few_test")
    hand_in(held["discipline"], entry)
    assert services.rebuild(kinds=["ledgers"]) == {"ledgers": 1}
    assert found("约谈某人", held["discipline"]) == []


FEW = """
- code: few_test
  name: 知悉范围试验
  source: 本院规定
  purpose: 少数人知悉的台账。
  prefix: QT
  secrecy: few
  enter: [{posts: [discipline_office_director], at: unit}]
  verify: [{posts: [discipline_secretary], at: unit}]
  oversee: [{posts: [discipline_secretary], at: unit}]
  fields: []
"""
