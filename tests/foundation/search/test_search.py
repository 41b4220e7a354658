"""The index: what is found, by whom, and that it goes with the transaction. On both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from linghang.foundation.search import index, providers, queries, rules, services
from linghang.foundation.search.models import Document
from linghang.foundation.search.providers import Found
from linghang.foundation.search.queries import ALL, AllBut

pytestmark = pytest.mark.django_db


def put(key: str, title: str, text: str = "", *scopes: str, kind: str = "units") -> None:
    services.put(kind=kind, key=key, title=title, text=text, scopes=scopes or ("CARD",))


def found(query: str, **allowed: object) -> list[str]:
    hits = queries.find(query, allowed or {"units": ALL})
    return [hit.key for hit in hits]


@pytest.fixture
def units() -> None:
    put("CARD", "心血管内科", "科室 CARD")
    put("ORTH", "骨科", "科室 ORTH", "ORTH")
    put("ICU", "重症医学科", "科室 ICU，原名危重症中心", "ICU")


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("心血管", ["CARD"]),
        ("血管", ["CARD"]),
        ("内科", ["CARD"]),
        ("骨", ["ORTH"]),
        ("骨科 科室", ["ORTH"]),
        ("orth", ["ORTH"]),
        ("ＯＲＴＨ", ["ORTH"]),
        ("or", ["ORTH"]),
        ("xxgnk", ["CARD"]),
        ("xinxueguan", ["CARD"]),
        ("czyxk", ["ICU"]),
        ("zzyx", ["ICU"]),
        ("危重", ["ICU"]),
        ("心管", []),
        ("血管骨", []),
        ("科" * 70, []),
        ("'; DROP TABLE search_document; --", []),
        ('" OR 1=1', []),
        ("NEAR(心血 骨科)", []),
        ("title:心血管", []),
    ],
)
def test_any_part_of_a_name_pinyin_or_code_finds(units: None, query: str, keys: list[str]) -> None:
    assert found(query) == keys


def test_a_name_comes_before_what_only_mentions_it(units: None) -> None:
    put("A", "别的科", "和骨科在同一层，骨科，骨科")

    assert found("骨科") == ["ORTH", "A"]


def test_only_ones_own_scopes_are_looked_into(units: None) -> None:
    assert found("科室", units=["ORTH"]) == ["ORTH"]
    assert found("科室", units=["NEVER-WAS"]) == []
    assert found("科室", units=[]) == []
    assert found("科室", people=ALL) == []


def test_a_scope_may_have_any_name() -> None:
    put("A", "甲科", "", "东院-甲'\" OR")
    put("B", "乙科", "", "东院")

    assert found("科", units=["东院-甲'\" OR"]) == ["A"]


def test_a_thing_within_is_found_however_many_lie_outside() -> None:
    for number in range(index.CANDIDATES + 5):
        put(f"X{number}", f"外科{number}组", "", "ELSEWHERE")
    put("MINE", "外科", "", "HERE")

    assert found("外科", units=["HERE"]) == ["MINE"]


def test_the_index_follows_changes_and_removal(units: None) -> None:
    put("ORTH", "创伤骨科", "", "ORTH")
    services.remove(kind="units", key="CARD")

    assert found("创伤") == ["ORTH"]
    assert found("心血") == []
    assert index.count() == Document.objects.count() == 2


def test_what_is_rolled_back_is_not_found(units: None) -> None:
    with transaction.atomic():
        put("NEW", "新设科")
        transaction.set_rollback(True)

    assert found("新设") == []


def test_a_long_text_is_cut_not_refused() -> None:
    put("LONG", "长文", "卫生健康" * 20_000)

    assert found("长文") == ["LONG"]
    assert found("健康") == ["LONG"]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A kind of things of its own: key → title."""
    things = {"1": "第一件", "2": "第二件"}

    def documents(keys: object) -> Iterator[Found]:
        for key, title in things.items():
            if keys is None or key in keys:
                yield Found(key, title, "", frozenset({"s"}))

    monkeypatch.setattr(providers, "_providers", {})
    providers.register("things", "东西", documents)
    return things


def test_building_anew_brings_in_changes_and_takes_out_what_is_gone(
    engine: dict[str, str],
) -> None:
    put("9", "别的引擎留下的", kind="forgotten")
    assert services.rebuild() == {"things": 2}
    engine |= {"2": "改了名"}
    del engine["1"]
    engine["3"] = "新的"

    assert services.rebuild() == {"things": 2}
    titles = set(Document.objects.values_list("title", flat=True))
    assert titles == {"改了名", "新的"}
    assert found("改了", things=ALL) == ["2"]
    assert index.count() == 2


def test_an_index_that_was_lost_comes_back(engine: dict[str, str]) -> None:
    services.rebuild()
    index.erase(list(Document.objects.values_list("pk", flat=True)))
    if not index.is_postgres():
        assert found("第一", things=ALL) == []

    services.rebuild()

    assert found("第一", things=ALL) == ["1"]


def test_all_but_some_scopes_is_the_rest(units: None) -> None:
    put("BOTH", "骨科门诊", "科室", "ORTH", "CARD")

    assert found("科", units=AllBut(frozenset({"ORTH"}))) == ["CARD", "ICU"]
    assert found("科", units=AllBut(frozenset())) == found("科")
    assert found("科", units=AllBut(frozenset({"CARD", "ORTH", "ICU"}))) == []
    rest = queries.keys("科", "units", AllBut(frozenset({"ORTH"})), 9)
    assert rest is not None
    assert sorted(rest) == ["CARD", "ICU"]


def test_keys_are_the_newest_first_however_far_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "NEWEST", 3)
    for number in range(8):
        put(str(number), f"第{number}骨科" if number % 2 else f"第{number}内科")

    assert queries.keys("骨科", "units", ALL, 1) == ["7"]
    assert queries.keys("骨科", "units", ALL, 3) == ["7", "5", "3"]
    assert queries.keys("第0", "units", ALL, 5) == ["0"]
    assert queries.keys("眼科", "units", ALL, 5) == []


def test_who_sees_nothing_finds_nothing(units: None) -> None:
    assert found("科", units=frozenset()) == []
    assert queries.keys("科", "units", frozenset(), 9) == []
    with pytest.raises(ValueError, match="nothing"):
        index.keys("units", frozenset(), rules.query("科"), 9)
