"""Figures from real files, counted by hand; cells that stay right when cases change."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linghang.cases import services as cases
from linghang.cases.models import Manifest
from linghang.cases.scope import CaseScope
from linghang.foundation.access import system_actor
from linghang.foundation.catalog.models import CatalogVersion
from linghang.foundation.period import Period
from linghang.foundation.trail.models import Entry
from linghang.indicators import catalog, drill, queries, scheduled, services
from linghang.indicators.queries import OutdatedCells, Scope
from tests.front_sheets import sheet
from tests.importing import NOW

JUNE = Period.month(2025, 6)


def stay(record, admitted, discharged, **more):
    start, end = date.fromisoformat(admitted), date.fromisoformat(discharged)
    return sheet(
        record,
        B12=f"{start} 09:00:00",
        B15=f"{end} 10:00:00",
        B20=max((end - start).days, 1),
        **more,
    )


def value(code, period="2025-06", **scope):
    return queries.value(code, period=Period.parse(period), scope=Scope(**scope))


def test_the_three_indicators_of_five_stays_counted_by_hand(import_sheets):
    import_sheets(
        stay("1", "2025-06-01", "2025-06-05"),
        stay("1", "2025-06-20", "2025-06-22", A49=2),
        stay("2", "2025-06-01", "2025-06-11", B34C="5"),
        stay("3", "2025-06-02", "2025-06-03", B17="骨科一病区", B23C="990000000000003"),
        stay("3", "2025-07-05", "2025-07-06", A49=2),
    )

    assert value("discharges").text == "4人次"
    assert value("average_length_of_stay").text == "4.25天"
    readmission = value("readmission_31_days")
    assert (readmission.numerator, readmission.denominator) == (1, 3)
    assert readmission.text == "33.33%"
    assert readmission.small
    assert value("average_length_of_stay", department="ORTH").text == "1.00天"
    assert value("discharges", "2025-08").text == "—"


@pytest.mark.parametrize(
    ("again", "counts"),
    [("2025-06-05", 1), ("2025-07-06", 1), ("2025-07-07", 0)],
)
def test_readmission_reaches_to_the_31st_day_after_discharge(import_sheets, again, counts):
    import_sheets(
        stay("1", "2025-06-01", "2025-06-05"),
        sheet("1", A49=2, B12=f"{again} 18:00:00", B15="2025-07-20 09:00:00", B20=15),
    )

    assert value("readmission_31_days").numerator == counts


def test_a_stay_that_overlaps_is_no_readmission(import_sheets):
    import_sheets(
        stay("1", "2025-06-01", "2025-06-10"),
        stay("1", "2025-06-05", "2025-06-12", A49=2),
    )

    assert value("readmission_31_days").numerator == 0


def test_one_person_with_two_record_numbers_is_one_person(import_sheets):
    import_sheets(
        stay("1", "2025-06-01", "2025-06-05", A20="99000019800101123X"),
        stay("2", "2025-06-10", "2025-06-12", A20="99000019800101123x"),
    )

    assert value("readmission_31_days").numerator == 1


def test_the_last_31_days_are_marked_provisional(import_sheets):
    import_sheets(stay("1", "2025-06-01", "2025-06-05"), stay("2", "2025-07-01", "2025-07-31"))

    assert value("readmission_31_days").provisional is False
    assert value("readmission_31_days", "2025-07").provisional is True
    assert value("average_length_of_stay", "2025-07").provisional is False


def test_parts_of_every_breakdown_add_up_to_the_whole(import_sheets):
    import_sheets(
        stay("1", "2025-06-01", "2025-06-05"),
        stay("2", "2025-06-01", "2025-06-07", B17="骨科一病区", B23C="990000000000003"),
        stay("3", "2025-06-01", "2025-06-09", B17="不存在", B23C="-"),
    )
    whole = value("average_length_of_stay")

    for by in ("campus", "department", "team", "month"):
        parts = queries.breakdown("average_length_of_stay", period=JUNE, by=by, scope=Scope())
        assert sum(part.value.numerator for part in parts) == whole.numerator
        assert sum(part.value.denominator for part in parts) == whole.denominator
    labels = [
        part.label
        for part in queries.breakdown("discharges", period=JUNE, by="department", scope=Scope())
    ]
    assert labels == ["心血管内科", "骨科", "未归属"]


def cells():
    paths = Manifest.current().cell_paths()
    measures = ", ".join(f"sum({code})::bigint" for code in ("discharges", "bed_days"))
    return duckdb.sql(
        f"select discharge_day, campus, department, team, {measures}, "
        f"sum(readmission_base)::bigint, sum(readmissions_31)::bigint "
        f"from read_parquet({paths}) group by all order by all"
    ).fetchall()


@pytest.mark.parametrize("seed", range(3))
def test_cells_kept_up_by_many_imports_equal_cells_counted_anew(import_sheets, seed):
    chance = random.Random(seed)
    for _ in range(6):
        rows = []
        for _ in range(chance.randint(1, 12)):
            start = date(2025, 1, 1) + timedelta(days=chance.randint(0, 150))
            end = start + timedelta(days=chance.randint(0, 40))
            record = str(chance.randint(1, 8))
            rows.append(
                stay(
                    record,
                    str(start),
                    str(end),
                    A49=chance.randint(1, 4),
                    B34C=chance.choice("12345"),
                    B17=chance.choice(["心内一病区", "骨科一病区", "?"]),
                )
            )
        import_sheets(*{(one["A48"], one["A49"]): one for one in rows}.values())
    kept_up = cells()

    services.rebuild(actor=system_actor(), at=NOW)

    assert cells() == kept_up


def test_each_step_of_a_value_opens_as_many_cases_as_it_says(import_sheets):
    import_sheets(
        stay("1", "2025-06-01", "2025-06-05"),
        stay("1", "2025-06-20", "2025-06-22", A49=2),
        stay("2", "2025-06-01", "2025-06-11", B34C="5"),
        stay("3", "2025-06-01", "2025-06-11", B34C="2"),
    )

    for loaded in catalog.indicators().items.values():
        item, found = loaded.item, value(loaded.item.code)
        steps = {step.code: step.cases for step in drill.steps(item, period=JUNE, scope=Scope())}
        assert steps["all"] == 4
        if "denominator" in steps:
            assert steps["denominator"] == found.denominator
            assert steps["denominator"] + steps.get("excluded", 0) == steps["all"]
    item = catalog.indicator("readmission_31_days")
    steps = {step.code: step.cases for step in drill.steps(item, period=JUNE, scope=Scope())}
    assert steps == {"all": 4, "excluded": 2, "denominator": 2, "numerator": 1}


def test_a_case_tells_how_each_indicator_counts_it(import_sheets):
    import_sheets(stay("2", "2025-06-01", "2025-06-11", B34C="5"))
    item = catalog.indicator("discharges")
    wanted = drill.case_filter(item, "all", period=JUNE, scope=Scope())
    (row,) = drill.cases.page(wanted, scope=CaseScope.hospital()).rows

    found, standings = drill.case_with_standings(row.case_key, scope=CaseScope.hospital())

    assert found.case.los == 10
    assert [one.says for one in standings] == [
        "计1人次",
        "计入分母（出院人次），计入分子（出院者占用总床日数，计10床日）",
        "不计入：属于医嘱转院和死亡的出院人次",
    ]


def test_opening_a_case_leaves_a_trail_and_a_foreign_one_leaves_nothing(import_sheets):
    import_sheets(stay("1", "2025-06-01", "2025-06-05"))
    wanted = drill.case_filter(catalog.indicator("discharges"), "all", period=JUNE, scope=Scope())
    (row,) = drill.cases.page(wanted, scope=CaseScope.hospital()).rows
    reader = {"case_key": row.case_key, "actor": system_actor(), "at": NOW}

    assert services.open_case(**reader, scope=CaseScope.of({"ORTH"})) is None
    assert not Entry.objects.filter(action="cases.case.read").exists()
    assert services.open_case(**reader, scope=CaseScope.of({"CARD"})) is not None

    assert Entry.objects.get(action="cases.case.read").subject_id == row.case_key


def test_cells_of_other_definitions_refuse_to_be_read_until_counted_anew(import_sheets):
    import_sheets(stay("1", "2025-06-01", "2025-06-05"))
    Manifest.objects.update(cell_version="older")

    with pytest.raises(OutdatedCells, match="linghang indicators rebuild"):
        value("discharges")
    services.rebuild(actor=system_actor(), at=NOW)

    assert value("discharges").value == 1


def test_every_definition_used_is_kept_with_text_and_sql(import_sheets):
    import_sheets(stay("1", "2025-06-01", "2025-06-05"))

    kept = CatalogVersion.objects.get(hash=value("readmission_31_days").definition_hash)

    assert "31日内再住院人次" in kept.body
    assert "later.admitted_at > stay.discharged_at" in kept.generated


def test_a_definition_that_an_update_brought_is_kept_before_the_next_import(import_sheets):
    import_sheets(stay("1", "2025-06-01", "2025-06-05"))
    CatalogVersion.objects.all().delete()

    scheduled.keep_definitions(NOW)

    assert CatalogVersion.objects.filter(hash=value("discharges").definition_hash).exists()


def test_a_breakdown_takes_as_many_queries_for_one_unit_as_for_all(import_sheets):
    import_sheets(stay("1", "2025-06-01", "2025-06-05"))
    with CaptureQueriesContext(connection) as few:
        queries.breakdown("discharges", period=JUNE, by="department", scope=Scope())
    import_sheets(
        stay("2", "2025-06-01", "2025-06-05", B17="骨科一病区"),
        stay("3", "2025-06-01", "2025-06-05", B17="?"),
    )

    with CaptureQueriesContext(connection) as many:
        queries.breakdown("discharges", period=JUNE, by="department", scope=Scope())

    assert len(many) == len(few) == 2


def test_values_say_what_they_stand_on(import_sheets):
    batch = import_sheets(stay("1", "2025-06-01", "2025-06-05"))

    found = value("average_length_of_stay")

    assert found.manifest_id == Manifest.objects.get(batch=batch).pk
    assert found.computed_at == NOW
    assert len(found.definition_hash) == 64
    assert found.value == Decimal("4.00")


def test_nothing_imported_is_no_figure(hospital):
    found = value("average_length_of_stay")

    assert (found.text, found.manifest_id, found.small) == ("—", None, False)
    assert Path(cases.settings.CASES_FOLDER).exists() is False
