"""A definition that changes never falsifies what was entered by a former one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linghang.foundation.catalog import registry
from linghang.foundation.errors import WrongCatalog
from linghang.foundation.period import Period
from linghang.ledgers import catalog
from linghang.ledgers.changing import services as changing
from linghang.ledgers.counting import queries
from linghang.ledgers.entering.services import Written
from linghang.ledgers.lasting import services
from linghang.ledgers.lasting.models import Layout
from linghang.ledgers.models import Entry, Touch
from linghang.org.models import Appointment
from tests.ledgers import hospital
from tests.ledgers.hospital import by

Held = dict[str, Appointment]
Declare = Callable[..., None]
HEAD = """
- code: waste
  name: 医废交接
  source: 本院规定
  purpose: 每次交接登记一条。
  prefix: YFX
  counted: 次
  enter: [{posts: [department_head], at: unit}]
  verify: [{posts: [party_office_director], at: anywhere}]
  oversee: [{posts: [party_office_director], at: anywhere}]
  fields:
"""
WEIGHT = "{code: weight, name: 重量, kind: decimal, unit: 公斤, decimals: 1, filter: true}"
BAGS = "{code: bags, name: 件数, kind: integer, unit: 件, filter: true}"
SORT = (
    "{code: sort, name: 种类, kind: choice, options: [{code: sharp, name: 损伤性}, "
    "{code: viral, name: 感染性}, {code: other, name: 其他}]}"
)
NOTE = "{code: note, name: 备注, kind: text}"
FIGURES = {
    "weight": "{code: weight, name: 重量, unit: 公斤, of: sum, field: weight}",
    "bags": "{code: bags, name: 件数, unit: 件, of: sum, field: bags}",
}


def _sums(code: str, field: str) -> bool:
    return f"code: {code}, " in field and "filter" in field


@pytest.fixture
def declare(settings: Any, tmp_path: Path) -> Iterator[Declare]:
    """Write the ledger with these fields, and read it as a start does."""

    def write(*fields: str) -> None:
        told = HEAD + "".join(f"    - {one}\n" for one in fields)
        filtered = [code for code in FIGURES if any(_sums(code, one) for one in fields)]
        told += "  figures:\n    - {code: times, name: 交接, unit: 次}\n"
        told += "".join(f"    - {FIGURES[code]}\n" for code in filtered)
        settings.CATALOG_OVERRIDES = hospital.override(tmp_path / "ours", told)
        registry.forget()
        catalog.check()

    yield write
    registry.forget()


def entered(held: Held, **facts: str) -> Entry:
    written = Written(title="交接", unit="CARD", day=date(2025, 3, 5), fields=facts)
    return hospital.put_in_force(hospital.write(held["cardiology_head"], written, "waste"))


def sums() -> dict[str, float]:
    found = queries.figures("waste", period=Period.year(2025), known=True)
    return {one.figure.code: float(one.number) for one in found if one.figure.code != "times"}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        pytest.param((WEIGHT, BAGS), {"weight": 12.5, "bags": 3}, id="both filtered"),
        pytest.param((BAGS, WEIGHT), {"weight": 12.5, "bags": 3}, id="in another order"),
        pytest.param(
            ("{code: new, name: 新, kind: integer, filter: true}", BAGS, WEIGHT),
            {"weight": 12.5, "bags": 3},
            id="a new one before",
        ),
        pytest.param(
            (WEIGHT.replace("decimals: 1", "decimals: 2"), BAGS),
            {"weight": 12.5, "bags": 3},
            id="more decimals",
        ),
    ],
)
def test_columns_follow_the_definition(
    held: Held, declare: Declare, fields: tuple[str, ...], told: dict[str, float]
) -> None:
    declare(WEIGHT, BAGS.replace(", filter: true", ""))
    entry = entered(held, weight="12.5", bags="3")
    entered(held)
    services.settle()
    Touch.objects.all().delete()

    declare(*fields)
    assert services.check() == ["waste"]
    assert services.settle() == {"waste": 1}

    assert sums() == told
    assert Touch.objects.filter(ledger="waste", since=date(2025, 3, 1)).exists()
    entry.refresh_from_db()
    assert entry.definition.by_code["weight"].decimals == 1, "it stays bound to its own"
    with CaptureQueriesContext(connection) as asked:
        assert services.settle() == {}
    assert len([one for one in asked if "SAVEPOINT" not in one["sql"]]) == 1


def test_a_definition_that_no_start_has_seen_is_compared_with_what_entries_pin(
    held: Held, declare: Declare
) -> None:
    """As in an installation that was older than the comparing, and where only names changed."""
    declare(WEIGHT, NOTE)
    entered(held, weight="12.5", note="甲")
    declare(WEIGHT, NOTE.replace("备注", "说明"))
    assert services.settle() == {}
    declare(BAGS, WEIGHT, NOTE)
    Layout.objects.all().delete()
    assert services.settle() == {"waste": 1}
    assert sums() == {"weight": 12.5, "bags": 0}


def test_a_column_that_is_free_again_holds_nothing_of_before(held: Held, declare: Declare) -> None:
    declare(WEIGHT)
    entered(held, weight="12.5")
    for fields in (
        (WEIGHT.replace(", filter: true", ""),),
        (WEIGHT.replace(", filter: true", ""), BAGS),
    ):
        declare(*fields)
        services.settle()
    assert sums()["bags"] == 0


@pytest.mark.parametrize(
    ("fields", "where", "says"),
    [
        ((NOTE, SORT), "fields.weight", "“重量”不能删去：已有记录按它填报；不再用就写 retired"),
        ((WEIGHT.replace("decimal,", "integer,").replace("decimals: 1, ", ""), NOTE, SORT),
         "fields.weight.kind", "“重量”的类型不能由小数改为整数"),
        ((WEIGHT.replace("decimals: 1", "decimals: 0"), NOTE, SORT),
         "fields.weight.decimals", "小数位数只能增加，原为1位"),
        ((WEIGHT.replace("公斤", "吨"), NOTE, SORT),
         "fields.weight.unit", "单位不能由“公斤”改为“吨”"),
        ((WEIGHT, NOTE, SORT.replace("{code: viral, name: 感染性}, ", "")),
         "fields.sort.options", "选项 viral（感染性）已有记录使用，不能删去"),
    ],
)  # fmt: skip
def test_what_would_falsify_entries_stops_the_start(
    held: Held, declare: Declare, fields: tuple[str, ...], where: str, says: str
) -> None:
    declare(WEIGHT, NOTE, SORT)
    entered(held, weight="12.5", sort="viral")

    declare(*fields)

    for look in (services.settle, services.check, lambda: call_command("catalog", "check")):
        with pytest.raises(WrongCatalog) as wrong:
            look()
        assert (wrong.value.item, wrong.value.field) == ("waste", where)
        assert wrong.value.file.endswith("our_ledgers/ledgers.yaml")
        assert says in str(wrong.value)


def test_what_nobody_used_may_go(held: Held, declare: Declare) -> None:
    declare(WEIGHT, SORT)
    entry = entered(held, weight="12.5", sort="viral")
    declare(WEIGHT, SORT.replace(", {code: other, name: 其他}", ""))
    assert services.settle() == {}
    entry.delete()
    declare(NOTE)
    assert services.settle() == {}


def test_a_ledger_with_entries_stays_declared(
    held: Held, declare: Declare, settings: Any, tmp_path: Path
) -> None:
    declare(WEIGHT)
    entry = entered(held, weight="12.5")
    settings.CATALOG_OVERRIDES = ""
    registry.forget()
    with pytest.raises(WrongCatalog, match="条目 waste.*不能从目录里删去"):
        services.settle()
    entry.delete()
    assert services.settle() == {}


def test_a_correction_asked_for_by_a_former_definition_fills_the_columns_in_use(
    held: Held, declare: Declare
) -> None:
    declare(WEIGHT)
    entry = entered(held, weight="12.5")
    written = Written(title="交接", unit="CARD", day=entry.day, fields={"weight": "13.5"})
    change = changing.ask_correction(
        entry_id=entry.pk, written=written, reason="重量称错了", **by(held["cardiology_head"])
    )
    declare(BAGS, WEIGHT)
    services.settle()
    hospital.verify(held["party_office"], change.filing)
    assert sums() == {"weight": 13.5, "bags": 0}


@pytest.mark.one_engine
def test_a_database_of_before_is_left_alone(
    held: Held, declare: Declare, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(WEIGHT)
    entered(held, weight="12.5")
    declare(NOTE)
    monkeypatch.setattr(Layout._meta, "db_table", "not_made_yet")
    assert services.settle() == {}
