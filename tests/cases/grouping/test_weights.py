"""Tables of weights: which one counts, what a file may hold, what stays in the trail."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from linghang.cases.grouping import catalog, rules, services, standing
from linghang.cases.grouping.models import OwnWeights
from linghang.cases.grouping.rules import Trust, Weights
from linghang.foundation.access import system_actor
from linghang.foundation.trail.models import Entry
from tests.cases.grouping.factories import set_parameter

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = st.dates(date(2020, 1, 1), date(2026, 1, 1))


def table(start: date, end: date | None = None, code: str = "one") -> Weights:
    return Weights(
        code=code,
        name=code,
        edition="chs_drg_11",
        active_from=start,
        active_to=end,
        source="测试",
        trust=Trust.OWN,
        values={},
    )


def load(path: Path, **options: object) -> OwnWeights:
    wanted = {
        "name": "本市2025年权重",
        "edition": "chs_drg_11",
        "active_from": date(2025, 1, 1),
        "active_to": None,
        "source": "市医保局公布的权重",
    }
    return services.load_weights(
        path=path, file_name=path.name, actor=system_actor(), at=NOW, **{**wanted, **options}
    )


def csv_of(folder: Path, *lines: str) -> Path:
    path = folder / "权重.csv"
    path.write_text("\n".join(["DRG组,权重", *lines]), "utf-8")
    return path


@given(st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=5), DAYS)
def test_the_table_of_a_day_is_in_force_and_began_last(spans, day):
    tables = [table(start, end) for start, end in spans]

    found = rules.in_force(tables, on=day)

    held = [one for one in tables if rules.is_active(one.active_from, one.active_to, on=day)]
    assert (found is None) == (not held)
    assert found is None or found.active_from == max(one.active_from for one in held)


def test_of_two_tables_of_one_day_the_later_counts():
    day = date(2025, 1, 1)

    assert rules.in_force([table(day), table(day, code="two")], on=day).code == "two"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("1.25", ""),
        ("0", "大于0"),
        ("-1", "大于0"),
        ("1.23456", "小数"),
        ("1001", "超过"),
        ("x", "数字"),
        ("NaN", "数字"),
    ],
)
def test_a_weight_is_a_positive_number_of_four_places(text, fault):
    says = rules.fault_of_weight(rules.decimal(text))

    assert (fault in says) if fault else says == ""


def test_tables_of_the_catalog_say_how_far_they_can_be_trusted():
    tables = [loaded.item for loaded in catalog.tables().items.values()]

    assert {one.code: len(one.weights) for one in tables} == {
        "harbin_2022": 660,
        "harbin_2023": 703,
    }
    assert {one.trust for one in tables} == {Trust.SECOND_HAND}
    assert "不是同一版" in tables[0].typed.caution("chs_drg_11")
    assert "仅供参考" in tables[0].typed.caution("chs_drg_11")


def test_a_table_is_loaded_whole_and_left_in_the_trail(db, tmp_path):
    made = load(csv_of(tmp_path, "BR21,1.2", "BR23,0.85"))

    assert made.typed().values == {"BR21": Decimal("1.2"), "BR23": Decimal("0.85")}
    assert Entry.objects.get(action="cases.weights.loaded").facts["groups"] == 2


def test_a_workbook_of_the_insurer_is_read_by_its_own_headings(db, tmp_path):
    path = tmp_path / "权重.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("2025")
        for at, line in enumerate(
            [["病组编码", "名称", "RW"], ["BR21", "脑缺血", 1.2], ["BR23", "", 1]]
        ):
            sheet.write_row(at, 0, line)

    assert load(path).weights == {"BR21": "1.2", "BR23": "1"}


def test_one_bad_cell_keeps_the_whole_table_out_and_all_are_told(db, tmp_path):
    path = csv_of(tmp_path, "BR21,1.2", "br2,1", "ZZ99,1", "BR21,1.3", "BR23,0", "BR25,", ",1")

    with pytest.raises(services.CannotLoad, match="6处") as refused:
        load(path)

    told = [(one.row, one.says) for one in refused.value.complaints]
    assert [row for row, _ in told] == [3, 4, 5, 6, 7, 8]
    assert "没有这个组" in told[1][1]
    assert "第2行已有" in told[2][1]
    assert OwnWeights.objects.count() == Entry.objects.count() == 0


def test_a_local_scheme_may_have_groups_of_its_own(db, tmp_path):
    assert load(csv_of(tmp_path, "ZZ99,1"), edition="").weights == {"ZZ99": "1"}


def test_every_reason_against_a_head_is_told_at_once(db, tmp_path):
    with pytest.raises(
        services.CannotLoad, match="没有写名称；没有写依据.*；停用日期应晚于启用日期"
    ):
        load(csv_of(tmp_path, "BR21,1"), name=" ", source="", active_to=date(2025, 1, 1))


def test_an_own_table_counts_on_its_days_and_no_more_when_withdrawn(db, tmp_path):
    made = load(csv_of(tmp_path, "BR21,1.2"), active_to=date(2026, 1, 1))
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1)]

    counted = [terms.weights is not None for terms in standing.terms(days).values()]
    services.withdraw_weights(table_id=made.pk, actor=system_actor(), at=NOW)

    assert counted == [False, True, True, False]
    assert standing.terms(days)[days[1]].weights is None
    with pytest.raises(services.CannotWithdraw):
        services.withdraw_weights(table_id=made.pk, actor=system_actor(), at=NOW)


@pytest.mark.parametrize("code", ["drg.edition", "drg.weights"])
def test_a_parameter_that_names_nothing_is_refused_by_name(db, code):
    set_parameter(code, "no_such")

    with pytest.raises(standing.WrongParameter, match="no_such"):
        standing.terms([date(2025, 6, 1)])


def test_a_reference_table_counts_only_when_the_hospital_names_it(db):
    day = date(2025, 6, 1)

    assert standing.terms([day])[day].weights is None
    set_parameter("drg.weights", "harbin_2023")
    assert standing.terms([day])[day].weights.code == "harbin_2023"


def test_the_command_loads_lists_and_withdraws(db, tmp_path, capsys):
    path = csv_of(tmp_path, "BR21,1.2")
    options = ["--name", "本市权重", "--from", "2025-01-01", "--source", "市医保局"]

    call_command("cases", "weights", "load", str(path), *options)
    number = OwnWeights.objects.get().pk
    call_command("cases", "weights", "list")
    call_command("cases", "weights", "withdraw", str(number))

    told = capsys.readouterr().out
    assert "已载入" in told
    assert "harbin_2023" in told
    assert "已停用" in told


def test_the_command_tells_each_bad_cell(db, tmp_path, capsys):
    path = csv_of(tmp_path, "BR21,零点五")
    options = ["--name", "本市权重", "--from", "2025-01-01", "--source", "市医保局"]

    with pytest.raises(SystemExit):
        call_command("cases", "weights", "load", str(path), *options)

    assert "第2行" in capsys.readouterr().err
    assert OwnWeights.objects.count() == 0
