"""Returns of the insurer on their way in: linked by pseudonym, complained of, committed, undone."""

from __future__ import annotations

import functools
import gzip

import duckdb
import pytest
import xlsxwriter

from linghang.cases.grouping.returns import catalog
from linghang.cases.grouping.returns.models import ReturnManifest
from linghang.foundation.access import system_actor
from linghang.foundation.errors import Refused, WrongCatalog
from linghang.foundation.intake import complaints, services
from tests import insurer_returns, kept, small_hospital
from tests.front_sheets import sheet
from tests.insurer_returns import NOW, row, write


@pytest.fixture
def bring(db, tmp_path):
    """A function: rows → the batch of their front sheets; units and people are there."""
    kept.once("small hospital", small_hospital.made)
    return functools.partial(insurer_returns.bring_sheets, tmp_path)


@pytest.fixture
def cases(db, tmp_path):
    """Three cases of June; the second has a record number with leading zeros."""

    def made():
        small_hospital.made()
        insurer_returns.bring_sheets(tmp_path, sheet("1"), sheet("000002", A49="2"), sheet("3"))

    kept.once("cases to be returned", made)


@pytest.fixture
def send(tmp_path):
    """A function: rows → batch, each call one file."""
    return functools.partial(insurer_returns.send, tmp_path)


def stored(columns="*", where="true"):
    paths = ReturnManifest.current().paths()
    return duckdb.sql(f"select {columns} from read_parquet({paths}) where {where}").fetchall()


def says(batch):
    lines, _ = complaints.page(batch.complaints_file, limit=100)
    return [(one.row, one.column, one.value, one.says, one.severity) for one in lines]


def test_rows_find_their_cases_and_keep_no_identifier(cases, send):
    batch = send(row("1"), row("2", 住院次数=""), row("000003", 住院次数="", 出院日期="2025/6/9"))

    linked = (batch.facts["linked"], batch.facts["unknown"])
    columns = {
        one[0]
        for one in duckdb.sql(
            f"describe select * from read_parquet({ReturnManifest.current().paths()})"
        ).fetchall()
    }
    assert (batch.state, linked) == ("committed", (2, 1))
    assert not columns & {"record", "admission_number", "institution"}
    assert stored("surplus, rw", "case_key is not null")[0][0] == 1100000 - 1234567


def test_a_workbook_and_a_gzipped_file_of_the_office_are_read(cases, send, tmp_path):
    with xlsxwriter.Workbook(tmp_path / "返回.xlsx") as book:
        page = book.add_worksheet("结算明细")
        page.write_row(0, 0, ["某市DRG结算明细"])
        page.write_row(1, 0, ["病历号", "出院时间", "病组编码", "病组权重", "医疗总费用（元）"])
        page.write_row(2, 0, ["1", "2025-06-09 10:00", "FR45", 0.8321, 12345.67])
    packed = tmp_path / "返回.csv.gz"
    packed.write_bytes(
        gzip.compress(write(tmp_path / "x.csv", [row("3")], encoding="gb18030").read_bytes())
    )

    batches = [send(path=tmp_path / "返回.xlsx"), send(path=packed)]

    assert [one.facts["linked"] for one in batches] == [1, 1]
    assert stored("total_cost, cast(rw as varchar)", "source_file = '返回.xlsx'") == [
        (1234567, "0.8321")
    ]


def test_each_sheet_of_a_workbook_is_a_return_and_tells_where_a_fault_stands(cases, send, tmp_path):
    with xlsxwriter.Workbook(tmp_path / "两险.xlsx") as book:
        for name, record, drg in (("职工", "1", "FR45"), ("居民", "3", "?")):
            page = book.add_worksheet(name)
            page.write_row(0, 0, ["病案号", "出院日期", "DRG组编码"])
            page.write_row(1, 0, [record, "2025-06-09", drg])

    batch = send(path=tmp_path / "两险.xlsx")

    (fault,) = complaints.page(batch.complaints_file)[0]
    assert batch.facts["linked"] == 1
    assert (fault.file, fault.row) == ("两险.xlsx/居民", 2)


def test_every_bad_cell_has_its_reason_and_a_bad_description_costs_no_row(cases, send):
    batch = send(
        row("1", RW="很重", 险种="不知道"),
        row("000002", 住院次数="2", 险种="不知道"),
        row("3", DRG编码="", 出院日期="2026-06-09"),
        row("3", 总费用="-5"),
        row(""),
    )

    found = says(batch)

    assert (batch.facts["accepted"], batch.facts["refused"]) == (1, 4)
    assert [(at, severity) for at, *_, severity in found] == [
        (2, "error"), (2, "warning"), (3, "warning"), (4, "error"), (4, "error"), (5, "error"),
        (6, "error"),
    ]  # fmt: skip
    assert {column.split()[-1] for _, column, *_ in found} == {
        "险种", "权重", "DRG组编码", "出院日期", "总费用", "病案号",
    }  # fmt: skip


def test_rows_without_case_are_named_and_counted_by_why(cases, send, tmp_path):
    insurer_returns.bring_sheets(tmp_path, sheet("9", A49="1"), sheet("9", A49="2", A20="other"))

    batch = send(
        row("77"), row("1", 出院日期="2025-03-01", 住院次数=""), row("9", 住院次数=""), row("1")
    )

    assert [batch.facts[name] for name in ("unknown", "not_yet", "several", "linked")] == [
        1,
        1,
        1,
        1,
    ]
    assert sum("两个病例都符合" in line for *_, line, _ in says(batch)) == 1
    assert all(value == "***" for _, _, value, *_ in says(batch))


def test_the_same_stay_twice_in_a_file_is_taken_once(cases, send):
    batch = send(row("1"), row("1", DRG编码="FR41"))

    assert (batch.facts["accepted"], batch.facts["refused"]) == (1, 1)
    assert "第2行已有一行" in says(batch)[0][3]


def test_a_later_return_replaces_and_keeps_the_earlier_and_undo_brings_it_back(cases, send):
    send(row("1"), row("3"))
    batch = send(row("1", DRG编码="FR41"), row("3"))

    versions = stored("drg, is_current", "case_key is not null and drg <> 'x' order by batch, drg")
    assert {key: batch.facts[key] for key in ("new", "replaced", "unchanged")} == {
        "new": 0, "replaced": 1, "unchanged": 1,
    }  # fmt: skip
    assert sorted(versions) == [("FR41", True), ("FR45", False), ("FR45", True)]

    services.undo(batch_id=batch.pk, actor=system_actor(), at=NOW)

    assert sorted(stored("drg, is_current")) == [("FR45", True), ("FR45", True)]


def test_a_row_with_a_wrong_admission_number_gives_way_to_its_correction(cases, send):
    send(row("1", 住院次数="7"))
    batch = send(row("1"))

    assert (batch.facts["replaced"], batch.facts["linked"]) == (1, 1)
    assert len(stored("1", "is_current")) == 1


def test_the_same_file_again_is_refused_unless_cases_were_missing(cases, send, tmp_path):
    whole, part = (
        write(tmp_path / "a.csv", [row("1")]),
        write(tmp_path / "b.csv", [row("55", 住院次数="")]),
    )
    send(path=whole), send(path=part)
    insurer_returns.bring_sheets(tmp_path, sheet("55"))

    again, linked = send(path=whole), send(path=part)

    assert (again.state, "不需要再导入" in again.message) == ("refused", True)
    assert (linked.facts["replaced"], linked.facts["linked"]) == (1, 1)
    assert len(stored("1", "is_current")) == 2


def test_a_return_that_comes_before_its_cases_is_linked_when_they_come(send, bring):
    bring(sheet("1"))
    send(row("8", 出院日期="2025-07-02"))
    bring(sheet("8", B12="2025-07-01 08:00:00", B15="2025-07-02 08:00:00", B20="1"))

    (key,) = stored("case_key")

    from linghang.cases import queries
    from linghang.cases.queries import CaseFilter
    from linghang.cases.scope import CaseScope
    from linghang.foundation.period import Period

    july = CaseFilter(period=Period.month(2025, 7))
    assert key[0] == queries.page(july, scope=CaseScope.hospital()).rows[0].case_key


BAD_FILES = {
    "空文件": b"",
    "缺少必需的列": "病案号,总费用\n1,2\n".encode(),
    "没有一张工作表的表头认得出来": "姓名,性别\n甲,1\n".encode(),
    "gzip": b"\x1f\x8b\x08\x00broken",
    "损坏": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest",
    "无法识别": "病案号,出院日期,DRG编码\n".encode() + b"\xff\xff\xfe\n",
}


def test_a_file_that_is_no_return_is_refused_whole(cases, send, tmp_path):
    messages = {}
    for message, content in BAD_FILES.items():
        path = tmp_path / "坏.csv"
        path.write_bytes(content)
        batch = send(path=path)
        messages[message] = (batch.state, batch.message)

    assert {state for state, _ in messages.values()} == {"refused"}
    assert [expected for expected, (_, said) in messages.items() if expected not in said] == []
    assert ReturnManifest.current() is None


def test_without_front_sheets_the_institution_is_asked_for(bring, send):
    batch, told = send(row("1")), send({**row("1"), "组织机构代码": "990000000000000001"})

    assert "组织机构代码" in batch.message
    assert told.facts["not_yet"] == 1


def test_only_the_last_return_can_be_undone(cases, send):
    first = send(row("1"))
    send(row("3"))

    with pytest.raises(Refused, match="从最近的一批开始"):
        services.undo(batch_id=first.pk, actor=system_actor(), at=NOW)


def test_the_headings_and_words_of_the_own_insurer_are_added_by_the_hospital(
    cases, send, settings, tmp_path
):
    own = tmp_path / "own" / "drg"
    own.mkdir(parents=True)
    (own / "return_columns.yaml").write_text(
        "- {code: insurance, name: 险种, aliases: [参保身份],"
        " words: {employees: [在职]}, source: 本市}\n",
        "utf-8",
    )
    settings.CATALOG_OVERRIDES = str(own.parent)

    batch = send({"病案号": "3", "出院日期": "2025-06-09", "DRG编码": "FR45", "参保身份": "在职"})
    assert batch.complaint_counts == []
    assert stored("insurance") == [("employees",)]


@pytest.mark.parametrize(
    ("item", "says"),
    [
        ("code: insurance, name: 险种, words: {martians: [外星]}", "martians"),
        ("code: insurance, name: 险种, words: {residents: [职工]}", "职工"),
        ("code: insurance, name: 险种, aliases: [病案号]", "病案号"),
    ],
)
def test_wrong_words_and_headings_stop_the_start(settings, tmp_path, item, says):
    own = tmp_path / "drg"
    own.mkdir()
    (own / "return_columns.yaml").write_text(f"- {{{item}, source: 本市}}\n", "utf-8")
    settings.CATALOG_OVERRIDES = str(tmp_path)

    with pytest.raises(WrongCatalog, match=says):
        catalog.columns()
