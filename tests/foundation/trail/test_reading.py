"""Pages of the trail, one entry in its chain, and the trail's way out as a file."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from linghang.foundation import access
from linghang.foundation.trail import (
    actions,
    denials,
    exporting,
    reading,
    services,
    subjects,
    trail_actions,
)
from linghang.foundation.trail.models import Entry
from tests.foundation import factories

pytestmark = pytest.mark.django_db
NOW = factories.AT + timedelta(hours=1)


def numbers(entries: object) -> list[int]:
    assert isinstance(entries, list)
    return [entry.facts["count"] for entry in entries]


def test_a_page_holds_its_entries_in_order() -> None:
    factories.entries(9)

    found = reading.entries().order_by("-at", "-pk")

    assert numbers(found[0:4]) == [9, 8, 7, 6]
    assert numbers(found[4:8]) == [5, 4, 3, 2]
    assert numbers(found[8:12]) == [1]
    assert found.count() == 9


def test_a_page_under_a_condition_holds_only_what_fits_it() -> None:
    for count in range(6):
        factories.entry(count=count, actor=access.Actor(person=f"P{count % 2}"))

    found = reading.entries().filter(person="P1").order_by("pk")

    assert numbers(found[1:3]) == [3, 5]


def test_a_page_costs_two_queries_however_long_it_is(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    factories.entries(20)
    services.seal(now=NOW)

    for size in (2, 20):
        with django_assert_num_queries(2):
            rows = reading.entries().order_by("pk")[0:size]
            assert [row.seal.sequence for row in rows] == list(range(1, size + 1))


def test_a_word_is_found_in_facts_and_personal_values() -> None:
    factories.entry(count=1, ward="心内科一病区")
    factories.entry(count=2, personal={"name": "心内科张三"})
    factories.entry(count=3, ward="骨科")

    found = reading.entries().filter(reading.containing("心内科")).order_by("pk")

    assert numbers(found[0:9]) == [1, 2]


def test_an_entry_knows_its_neighbours() -> None:
    first, second, third = factories.entries(3)

    assert reading.neighbours(first) == (None, second.pk)
    assert reading.neighbours(second) == (first.pk, third.pk)
    assert reading.neighbours(third) == (second.pk, None)


def test_a_whole_entry_has_nothing_wrong_sealed_or_not() -> None:
    entries = factories.entries(3, personal={"name": "张三"})
    assert [reading.found_wrong(entry) for entry in entries] == ["", "", ""]

    services.seal(now=NOW)

    assert [reading.found_wrong(entry) for entry in entries] == ["", "", ""]


@pytest.mark.parametrize(
    ("statement", "place", "says"),
    [
        ("UPDATE trail_entry SET facts = '{}' WHERE id = %s", 1, "内容与摘要不符"),
        ("UPDATE trail_entry SET personal = '{}' WHERE id = %s", 0, "没有删除的留痕"),
        ("UPDATE trail_seal SET hash = 'x' WHERE entry_id = %s", 1, "与自己的散列值不符"),
    ],
)
def test_a_changed_entry_is_told_and_its_neighbours_are_not_blamed(
    statement: str, place: int, says: str
) -> None:
    entries = factories.entries(3, personal={"name": "张三"})
    services.seal(now=NOW)
    with connection.cursor() as cursor:
        cursor.execute(statement, [entries[place].pk])

    assert says in reading.found_wrong(entries[place])
    assert reading.found_wrong(entries[0] if place else entries[2]) == ""


def test_a_changed_entry_is_told_while_it_waits_for_its_seal() -> None:
    entry = factories.entry()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE trail_entry SET person = 'P0002' WHERE id = %s", [entry.pk])

    assert "内容与摘要不符" in reading.found_wrong(entry)


@pytest.mark.parametrize("reason", ["", "  ", "审计", "审 计 ", "一" * 201])
def test_the_trail_does_not_leave_the_house_without_a_reason(reason: str) -> None:
    with pytest.raises(exporting.CannotExport, match="没有导出"):
        exporting.tell(rows=1, format="csv", reason=reason, actor=factories.NURSE, at=NOW)

    assert not Entry.objects.exists()


def test_an_export_is_in_the_trail_with_its_reason() -> None:
    exporting.tell(rows=12, format="csv", reason=" 季度抽查 ", actor=factories.NURSE, at=NOW)

    entry = Entry.objects.get()
    said = actions.sentence(entry, {"P0001": "审计员"})
    assert said == "审计员导出留痕12条（csv），理由：季度抽查"


def test_a_denial_is_in_the_trail() -> None:
    denials.tell(
        page="trail-list",
        address="/trail/" + "x" * 300,
        decision=access.deny("病案科主任没有“查看留痕”的权限", who_can="审计管理员"),
        actor=factories.NURSE,
        at=NOW,
    )

    entry = Entry.objects.get()
    assert (entry.action, entry.subject_id) == (trail_actions.DENIED, "trail-list")
    assert actions.sentence(entry, {}).startswith("P0001打开“/trail/xxx")
    assert len(str(entry.facts["address"])) == 100


def test_things_have_chinese_names() -> None:
    known = subjects.names()

    assert (known["evidence.evidence"], known["vault.key"]) == ("佐证材料", "密钥")
    assert subjects.name("no.such_thing") == "no.such_thing"
    assert "sessions.session" not in known


def test_a_thing_has_one_name() -> None:
    subjects.register("tests.named", "甲")
    subjects.register("tests.named", "甲")

    with pytest.raises(ValueError, match="already called 甲"):
        subjects.register("tests.named", "乙")
